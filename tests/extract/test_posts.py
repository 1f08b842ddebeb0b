"""Several posts on one page, and an address that names one of them."""

from __future__ import annotations

import pytest

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract import Extraction, reason_of
from cleaner.extract.posts import post_of
from cleaner.extract.statements import with_statements

TEXTS = {
    "12128": ("The gold field", "We drove out to the old gold field and washed sand for an hour, and found two grains of it.",
              "The children did not want to leave, so we stayed until the lamps were lit along the creek."),
    "10317": ("A short haircut", "I had my hair cut short on Friday, and nobody at home noticed before Sunday afternoon.",
              "It feels light, and the wind on the hill is colder than I remember it from last year."),
    "10314": ("雪后的山路", ("昨夜下了一场大雪，早上山路全白了。我们沿着旧铁轨走了两个小时，只遇见一只狐狸和一位送信的老人，他说今年的雪比往年早。"
              "山顶的小屋里有人留了一壶热茶和一张字条。"), "下山的时候雪停了，远处的湖面像一块没有擦亮的铜镜，孩子们把它画在本子上，画了三张，都说不像，又从头画起。"),
}  # fmt: skip
BASE = "https://diary.test"
LAYOUTS = {
    "articles with ids": '<article class="post hentry" id="{n}"><h2>{t}</h2><p>{a}</p><p>{b}</p></article>',
    "anchors before": '<div class="post"><a name="{n}"></a><h2>{t}</h2><p>{a}</p><p>{b}</p></div>',
    "tables": '<table class="bg"><tr><td><a name="{n}"></a>{t}</td></tr><tr><td>{a}</td></tr><tr><td>{b}</td></tr></table>',
    "numbered names": '<div class="entry n{n}" id="{n}"><h3>{t}</h3><p>{a}</p><p>{b}</p></div>',
}


def archive(layout, *, url, name="{}", around="<p>Menu</p>"):
    posts = "\n".join(layout.format(n=name.format(n), t=t, a=a, b=b) for n, (t, a, b) in TEXTS.items())
    html = f"<!DOCTYPE html><html><head><title>March</title></head><body>{around}<div>{posts}</div><p>About me</p></body></html>"
    return parse(decode(RawDocument(data=html.encode(), url=url)))


def chosen(page):
    post = post_of(page)
    return None if post is None else [block.text for block in page.blocks[post.start : post.end]]


@pytest.mark.parametrize("layout", [pytest.param(value, id=key) for key, value in LAYOUTS.items()])
@pytest.mark.parametrize("number", TEXTS)
def test_a_fragment_names_a_post(layout, number):
    page = archive(layout, url=f"{BASE}/archive.html#{number}")

    assert chosen(page) == list(TEXTS[number])
    assert post_of(page).name == f"#{number}"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        pytest.param("p{}", "/thread#p10317", id="the number in a fragment"),
        pytest.param("post-{}", "/?p=10317", id="the number in a query"),
        pytest.param("pid{}", "/read.php?tid=7&pid=10317", id="the number among others"),
    ],
)
def test_a_number_names_a_post(name, url):
    page = archive(LAYOUTS["articles with ids"], url=BASE + url, name=name)

    assert chosen(page) == list(TEXTS["10317"])


@pytest.mark.parametrize("path", ["/2005/03/{}", "/view.php?id={}"])
def test_an_address_that_one_post_links_to_names_it(path):
    layout = (
        f'<section class="story"><h2><a href="{path.format("{n}")}">{{t}}</a></h2><p>{{a}}</p><p>{{b}}</p></section>'
    )
    page = archive(layout, url=BASE + path.format("10314"))

    assert chosen(page) == list(TEXTS["10314"])
    assert post_of(page).name == "permalink"


@pytest.mark.parametrize(
    "href", ["?", "./10314", "../03/10314", "https://diary.test/2005/03/10314/", "/2005/03/103\n14"]
)
def test_a_link_to_the_page_outside_of_the_post_names_none(href):
    layout = '<section class="story"><h2><a href="/2005/03/{n}">{t}</a></h2><p>{a}</p><p>{b}</p></section>'
    menu = f'<p><a href="{href}">here</a> and <a href="#top">up</a></p>'
    url = f"{BASE}/2005/03/10314"

    assert chosen(archive(layout, url=url, around="<p><a href='#top'>up</a></p>")) == list(TEXTS["10314"])
    assert chosen(archive(layout, url=url, around=menu)) is None


@pytest.mark.parametrize(
    ("layout", "url"),
    [
        pytest.param(LAYOUTS["articles with ids"], None, id="no address"),
        pytest.param(LAYOUTS["articles with ids"], f"{BASE}/archive.html", id="an address without a name"),
        pytest.param(LAYOUTS["articles with ids"], f"{BASE}/archive.html#99999", id="a name that is not on the page"),
        pytest.param(LAYOUTS["articles with ids"], "http://[broken#12128", id="a broken address"),
        pytest.param(
            '<div id="{n}" class="comment"><p>{t}</p><p>{a}</p><p>{b}</p></div>', f"{BASE}/x#12128", id="comments"
        ),
        pytest.param('<p id="{n}">{a} {b}</p>', f"{BASE}/law#12128", id="paragraphs"),
        pytest.param('<div id="{n}"><p>{a} {b}</p></div>', f"{BASE}/law#12128", id="boxes of one paragraph"),
        pytest.param(
            '<div class="card"><a href="/{n}">{t}</a><p><a href="/{n}">{a}</a></p></div>',
            f"{BASE}/10317",
            id="cards of links",
        ),
        pytest.param(
            '<div class="post"><p>{a}</p><p>{b}</p><a href="/tag">a tag</a></div>',
            f"{BASE}/tag",
            id="all link to the page",
        ),
    ],
)
def test_nothing_else_is_a_post(layout, url):
    assert post_of(archive(layout, url=url)) is None


def test_a_section_of_a_manual_is_no_post():
    page = archive(LAYOUTS["articles with ids"], url=f"{BASE}/manual#section-12128", name="section-{}")

    assert post_of(page) is None


def test_short_lists_below_an_article_are_no_posts():
    article = "".join(f"<p>{text}</p>" for texts in TEXTS.values() for text in texts * 3)
    card = '<div class="card"><h4><a href="/{n}">{t}</a></h4><p>{a}</p></div>'
    page = archive(card, url=f"{BASE}/10317", around=f"<main>{article}</main>")

    assert post_of(page) is None


def test_a_single_post_is_not_cut_out():
    html = '<html><body><div id="12128" class="post"><h2>x</h2><p>y</p></div><p>a</p><p>b</p></body></html>'

    assert post_of(parse(decode(RawDocument(data=html.encode(), url=f"{BASE}/#12128")))) is None


REASON = reason_of("trial", "1", "no article")


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(range(100), id="the extractor sees all posts"),
        pytest.param(range(2), id="the extractor sees another one"),
        pytest.param((), id="the extractor sees none"),
    ],
)
def test_only_the_post_of_the_address_is_the_article(seen):
    page = archive(LAYOUTS["anchors before"], url=f"{BASE}/archive.html#10317")
    numbers = tuple(number for number in seen if number < len(page.blocks))
    found = with_statements(lambda _: Extraction(numbers, REASON) if numbers else None, page)

    assert [page.blocks[number].text for number in found.blocks] == list(TEXTS["10317"])
    assert (found.said.by, found.said.name) == ("statement", "#10317")


def test_what_the_extractor_leaves_out_of_the_post_stays_out():
    page = archive(LAYOUTS["anchors before"], url=f"{BASE}/archive.html#10317")
    title, *rest = TEXTS["10317"]
    extraction = Extraction(tuple(n for n, block in enumerate(page.blocks) if block.text != title), REASON)
    found = with_statements(lambda _: extraction, page)

    assert [page.blocks[number].text for number in found.blocks] == rest
