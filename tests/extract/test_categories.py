"""What is said of the blocks that an extractor leaves out, on pages in many languages."""

from __future__ import annotations

import pytest

from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract import Extraction, extract, reason_of
from cleaner.extract.categories import reasons_of
from cleaner.extract.chrome_words import folded, label_of, named
from cleaner.model.document import RawDocument
from cleaner.rules.profile import PROFILES

STORY = [
    "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才穿过院子去吃饭。",
    "三十年来他每天晚上都这样做，从来没有漏过一夜；只有那年冬天墨水结了冰，他用铅笔补了四页。",
]
REASON = reason_of("trial", "1", "no article")


def page_of(before: str, after: str, between: str = "", title: str = "Lamps"):
    html = (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{before}'
        f"<article><p>{STORY[0]}</p>{between}<p>{STORY[1]}</p></article>{after}</body></html>"
    )
    return parse(decode(RawDocument(data=html.encode(), media_type="text/html")))


def said(page) -> dict[str, tuple[str, str]]:
    """Category and sentence of each block outside the story, by its text."""
    article = [number for number, block in enumerate(page.blocks) if block.text in STORY]
    reasons = reasons_of(page, article, REASON)
    return {page.blocks[number].text: (reason.category, reason.why) for number, reason in reasons.items()}


def links(*texts: str) -> str:
    return "<ul>" + "".join(f'<li><a href="/{n}">{text}</a></li>' for n, text in enumerate(texts)) + "</ul>"


@pytest.mark.parametrize(
    ("markup", "text", "category", "why"),
    [
        ("<nav><p>灯</p></nav>", "灯", "navigation", "in an element `nav`"),
        ("<div role=navigation><p>灯</p></div>", "灯", "navigation", "in an element called `navigation`"),
        ('<div class="relatedPosts-3"><p>灯</p></div>', "灯", "related", "in an element called `related`"),
        ('<div class="most-read"><p>灯</p></div>', "灯", "hot-news", "in an element called `mostread`"),
        ('<div id="pinglun"><p>灯</p></div>', "灯", "comments", "in an element called `pinglun`"),
        ('<div class="fenxiang"><p>灯</p></div>', "灯", "share-bar", "in an element called `fenxiang`"),
        ('<div class="guanggao"><p>灯</p></div>', "灯", "advertisement", "in an element called `guanggao`"),
        ("<footer><p>灯</p></footer>", "灯", "copyright", "text in the footer"),
        ("<footer><p><a href=/a>灯</a></p></footer>", "灯", "navigation", "links in the footer"),
        ("<footer><p>京ICP备12345678号</p></footer>", "京ICP备12345678号", "registration", "says “icp备”"),
        ("<p>© 2024 Harbour Post</p>", "© 2024 Harbour Post", "copyright", "says “©”"),
        ("<p>Tweet</p>", "Tweet", "share-bar", "says “tweet”"),
        ("<p>下一篇：</p>", "下一篇：", "pager", "says “下一篇”"),
        ("<p>灯塔日记</p>", "灯塔日记", "outside-body", "text below the article"),
        ("<aside><p>灯塔日记</p></aside>", "灯塔日记", "outside-body", "text below the article, in the sidebar"),
        ("<p><a href=/a>灯</a></p>", "灯", "navigation", "short links, below the article"),
        (
            "<p><a href=/a>老守灯人和他的妹妹在江边过了六十年</a></p>",
            "老守灯人和他的妹妹在江边过了六十年",
            "related",
            "links as long as headlines, below the article",
        ),
        ("<p>2024-03-20 08:00</p>", "2024-03-20 08:00", "dateline", "a date or time below the article"),
        (
            "<p><a href=/p>Print</a> | <a href=/m>Email</a> | <a href=/x>Lamps</a></p>",
            "Print | Email | Lamps",
            "share-bar",
            "its links say “print”",
        ),
    ],
)
def test_a_block_below_the_article_is_told_by_its_strongest_evidence(markup, text, category, why):
    assert said(page_of("", markup))[text] == (category, why)


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("Related articles", "related"),
        ("相关阅读：", "related"),
        ("相關閱讀", "related"),
        ("関連記事", "related"),
        ("관련기사", "related"),
        ("مقالات ذات صلة", "related"),
        ("Читайте также:", "related"),
        ("ข่าวที่เกี่ยวข้อง", "related"),
        ("Artículos relacionados", "related"),
        ("Das könnte Sie auch interessieren", "related"),
        ("Bài viết liên quan", "related"),
        ("संबंधित खबरें", "related"),
        ("İlgili Haberler", "related"),
        ("热门文章", "hot-news"),
        ("多く読まれている", None),
        ("人気記事", "hot-news"),
        ("Les plus lus", "hot-news"),
        ("Popularne", "hot-news"),
        ("标签：", "topic"),
    ],
)
def test_links_below_a_label_are_what_it_says(label, category):
    titles = ["六盏灯是怎么灭的", "新码头"]
    found = said(page_of("", f"<div><h3>{label}</h3>{links(*titles)}</div>"))

    assert {found[title][0] for title in titles} == ({category} if category else {"navigation"})
    if category:
        assert found[titles[0]] == found[label]
        assert found[label][1].startswith("stands below the label")


def test_a_label_speaks_until_the_next_one_of_its_rank():
    first, second = links("六盏灯", "新码头"), links("灯塔", "江边")
    found = said(page_of("", f"<div><h3>相关阅读</h3>{first}<h3>热门文章</h3>{second}</div><p>北窗日报</p>"))

    assert [found[text][0] for text in ("六盏灯", "新码头", "灯塔", "江边", "北窗日报")] == [
        "related", "related", "hot-news", "hot-news", "outside-body",
    ]  # fmt: skip


def test_an_entry_of_a_menu_is_no_label_for_those_behind_it():
    found = said(page_of(links("最新", "体育", "财经"), ""))

    assert {found[text][0] for text in ("体育", "财经")} == {"navigation"}


def test_a_name_around_the_article_says_nothing_of_what_is_around_it():
    html = f'<div class="related has-comments">{{}}<p>{STORY[0]}</p><p>{STORY[1]}</p><p>灯塔日记</p></div>'
    page = parse(decode(RawDocument(data=html.format("").encode(), media_type="text/html")))

    assert said(page)["灯塔日记"][0] == "outside-body"


def test_all_in_the_comments_is_comments():
    comment = '<div class="comment"><div class="author">张三</div><div class="share">Tweet</div><p>写得真好。</p></div>'
    found = said(page_of("", f'<div id="comments">{comment * 3}</div>'))

    assert {category for category, _ in found.values()} == {"comments"}


def test_what_is_called_an_advertisement_is_small():
    lines = "".join(f"<p>灯塔日记第{n}页</p>" for n in range(40))

    assert said(page_of("", f'<div class="ad">{lines}</div>'))["灯塔日记第7页"][0] == "outside-body"
    assert said(page_of("", '<div class="ad"><p>灯塔日记</p></div>'))["灯塔日记"][0] == "advertisement"


def test_the_title_above_the_article_is_a_repetition_of_it():
    found = said(page_of("<p>江边的灯又亮了</p>", "", title="江边的灯又亮了_北窗日报"))

    assert found["江边的灯又亮了"] == ("title-repeat", "the title of the article")


def test_a_title_without_a_value_is_none():
    text = "---\ntitle:\n---\n\n灯塔日记\n\n" + STORY[0]
    page = parse(decode(RawDocument(data=text.encode(), media_type="text/markdown")))

    assert said(page)["灯塔日记"][1].endswith("above the article")


def test_a_byline_is_one_only_near_the_article():
    far = "".join(f"<p>灯塔日记第{n}页</p>" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯")
    author = '<p class="author">林一</p>'

    assert said(page_of(author, ""))["林一"][0] == "byline"
    assert said(page_of(author + far, ""))["林一"][0] == "outside-body"


def test_a_block_between_two_of_a_kind_is_of_that_kind():
    card = '<p><a href="/a">老守灯人和他的妹妹在江边过了六十年</a></p><p>江上没有船{}</p>'
    found = said(page_of("", "".join(card.format(n) for n in "甲乙丙")))

    assert found["江上没有船甲"][0] == found["江上没有船乙"][0] == "related"


def test_sentences_never_quote_the_page():
    found = said(page_of('<div class="lamp-keeper share secret"><p>灯塔秘密</p></div>', "<p>秘密 © 2024</p>"))

    assert all("秘密" not in why and "secret" not in why for _, why in found.values())


def test_the_same_evidence_is_the_same_object():
    page = page_of("", f'<div class="share">{links("灯", "塔", "江")}</div>')
    reasons = reasons_of(page, [0, 1], REASON)

    assert len({id(reason) for reason in reasons.values()}) == 1
    assert {(reason.rule, reason.digest) for reason in reasons.values()} == {(REASON.rule, REASON.digest)}


@pytest.mark.parametrize("media_type", ["text/markdown", "text/plain"])
def test_pages_without_elements_are_told_by_labels_and_words(media_type):
    text = "\n\n".join([*STORY, "## 相关阅读", "- [六盏灯](/1)", "版权所有 北窗日报"])
    page = parse(decode(RawDocument(data=text.encode(), media_type=media_type)))
    categories = {category for category, _ in said(page).values()}

    assert {"related", "copyright"} <= categories


def test_a_page_without_an_article_and_an_empty_page_have_reasons_for_all_they_have():
    for data in (b"<p>Lamp</p><p></p><img src=/a.png>", b""):
        page = parse(decode(RawDocument(data=data or b" ", media_type="text/html")))
        assert set(reasons_of(page, [], REASON)) == set(range(len(page.blocks)))


def test_labels_are_compared_by_their_letters():
    assert folded("  Comments (12): ") == "comments"
    assert folded("相 關 閱 讀 >>") == "相关阅读"
    assert label_of("YOU MAY ALSO LIKE…") == label_of("you may also like")
    assert label_of("") is None


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("js-share has-comments no-sidebar", []),
        ("widget recent_entries", ["side", "hot-news"]),
        ("postShareBar", ["share-bar"]),
        ("#comments @contentinfo", ["comments", "foot"]),
        ("header-ad", ["head", "advertisement"]),
        ("shade adder", []),
    ],
)
def test_names_are_read_word_by_word(names, says):
    assert sorted(each.says for each in named(names)) == sorted(says)


def with_probabilities(page, probabilities, **options):
    article = tuple(number for number, block in enumerate(page.blocks) if block.text in STORY)
    return extract(lambda _: Extraction(article, REASON, probabilities=probabilities), page, **options)


def test_a_removal_is_as_sure_as_the_least_sure_of_its_blocks():
    page = page_of("", f'<div class="share">{links("灯", "塔", "江")}</div>')
    outside = with_probabilities(page, (0.99, 0.98, 0.05, 0.2, 0.1))

    assert [reason.confidence for _, reason in outside.spans] == [0.8]


def test_a_close_call_is_a_removal_of_its_own():
    page = page_of("", f'<div class="share">{links("灯", "塔", "江")}</div>')
    outside = with_probabilities(page, (0.99, 0.98, 0.05, 0.4, 0.1))

    assert [reason.confidence for _, reason in outside.spans] == [0.95, 0.6, 0.9]
    assert {reason.category for _, reason in outside.spans} == {"share-bar"}


def test_without_probabilities_nothing_is_said_of_them():
    outside = with_probabilities(page_of("", "<nav><p>灯</p></nav>"), ())

    assert [reason.confidence for _, reason in outside.spans] == [None]


def test_what_the_profile_keeps_stays_beside_the_article():
    page = page_of('<p class="author">林一</p>', "<nav><p>灯</p></nav>")

    def taken(profile):
        spans = with_probabilities(page, (), actions=PROFILES[profile]).spans
        return [reason.category for _, reason in spans]

    assert taken("corpus") == ["byline", "navigation"]
    assert taken("reading") == ["navigation"]
