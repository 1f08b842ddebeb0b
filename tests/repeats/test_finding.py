"""What goes because it recurs, and what recurs and stays."""

from __future__ import annotations

import msgspec
import pytest
from repeats.sites import LIMITS, Plain, html, learned, story, story_zh

from cleaner import Cleaned, RawDocument
from cleaner.repeats.table import Limits

MENU = "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li><li><a href=/h>首页</a></li></ul></nav>"
NOTICE = "<p>Subscribe to our letter, and every morning at six the news of the harbour comes to your door.</p>"
NOTICE_ZH = "<p>订阅我们的快讯，每天早上六点把江边的消息送到您手中，绝不漏掉一条新闻，随时可以退订。</p>"
FOOTER = "<footer><p>Harbour Post, the paper of the pier since 1911</p></footer>"


def article(number: int, tell=story) -> str:
    return "".join(f"<p>{tell(number, part)}</p>" for part in range(3))


def cleaned(cleaner, tmp_path, pages: list[RawDocument], number: int = 0, limits: Limits = LIMITS) -> Cleaned:
    """Page *number*, cleaned by what all of *pages* teach."""
    result = cleaner.with_repeats(learned(cleaner, pages, tmp_path, limits)).clean(pages[number])
    assert isinstance(result, Cleaned), result.detail
    return result


def gone(result: Cleaned) -> list[str]:
    """The texts that were taken because they recur."""
    text = result.decoded.text
    return [
        text[removal.start : removal.end]
        for removal in result.ledger.removals
        if removal.reason.rule.startswith("repeats/")
    ]


@pytest.mark.parametrize(("tell", "notice"), [(story, NOTICE), (story_zh, NOTICE_ZH)], ids=["English", "Chinese"])
def test_what_stands_on_every_page_goes_and_the_article_stays(cleaner, tmp_path, tell, notice):
    pages = [html(n, f"{MENU}<h1>Lamp {n}</h1>{article(n, tell)}{notice}{FOOTER}") for n in range(8)]

    result = cleaned(cleaner, tmp_path, pages, 3)

    assert result.text.split("\n\n") == ["Lamp 3", *(tell(3, part) for part in range(3))]


def test_each_removal_says_on_how_many_pages_and_the_stamp_that_it_was_counted(cleaner, tmp_path):
    pages = [html(n, f"{MENU}{article(n)}{NOTICE if n < 5 else ''}{FOOTER}") for n in range(8)]
    table = learned(cleaner, pages, tmp_path)

    result = cleaner.with_repeats(table).clean(pages[0])

    told = {
        (removal.reason.category, removal.reason.why)
        for removal in result.ledger.removals
        if removal.reason.rule == "repeats/lamps.example"
    }
    assert told == {
        ("navigation", "on 8 of 8 pages of lamps.example"),
        ("site-notice", "on 5 of 8 pages of lamps.example"),
        ("site-notice", "on 8 of 8 pages of lamps.example"),
    }
    assert {r.reason.digest for r in result.ledger.removals if r.reason.rule.startswith("repeats/")} == {
        table.digest[:16]
    }
    assert "repeats/lamps.example" in result.stamp.rules.fired


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_markdown_and_text_lose_their_chrome_too(cleaner, tmp_path, path):
    def page(number: int) -> RawDocument:
        lines = [
            "首页 新闻 港口",
            f"评论 {number}",
            story_zh(number, 0),
            story_zh(number, 1),
            "特别声明：本文由用户上传，本平台仅提供信息存储服务，不代表本平台观点",
        ]
        return RawDocument(data="\n\n".join(lines).encode(), path=path, url=f"https://lamps.example/{number}")

    result = cleaned(cleaner, tmp_path, [page(number) for number in range(6)], 2)

    assert result.text == f"{story_zh(2, 0)}\n\n{story_zh(2, 1)}"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        pytest.param("<h2>Summary</h2>", "Summary", id="a heading of every article"),
        pytest.param("<h2>摘要</h2>", "摘要", id="a Chinese one"),
        pytest.param("<p><b>Ingredients</b></p>", "Ingredients", id="a label"),
        pytest.param("<p>记者：</p>", "记者", id="a speaker"),
        pytest.param("<pre>pip install lamps</pre>", "pip install lamps", id="code"),
    ],
)
def test_what_names_a_text_that_stays_stays(cleaner, tmp_path, body, what):
    pages = [html(n, f"{MENU}{body}{article(n)}{body}{article(n + 30)}{FOOTER}") for n in range(8)]

    result = cleaned(cleaner, tmp_path, pages)

    assert result.text.count(what) == 2
    assert "Home" not in result.text


def test_a_heading_goes_with_what_stands_below_it(cleaner, tmp_path):
    below = (
        "<h3>相关阅读</h3><ul><li><a href=/1>The rope of the bell</a></li><li><a href=/2>江边的灯为什么亮</a></li></ul>"
    )
    pages = [html(n, f"{article(n)}{below}{FOOTER}") for n in range(8)]

    assert "相关阅读" not in cleaned(cleaner, tmp_path, pages).text


def test_a_heading_over_what_differs_stays(cleaner, tmp_path):
    pages = [
        html(n, f"{article(n)}<h3>相关阅读</h3><ul><li><a href=/{n}>{story(n, 7)}</a></li></ul>{FOOTER}")
        for n in range(8)
    ]

    assert "相关阅读" in cleaned(cleaner, tmp_path, pages).text


def test_the_name_of_a_site_above_the_headline_goes(cleaner, tmp_path):
    pages = [
        html(
            n,
            f"<h1>Harbour Post</h1><h2>Lamp {chr(65 + n)} is dark</h2>{article(n)}",
            title=f"Lamp {chr(65 + n)} is dark - Harbour Post",
        )
        for n in range(8)
    ]

    assert cleaned(cleaner, tmp_path, pages).text.startswith("Lamp A is dark\n\n")


def test_a_headline_that_stands_in_the_lists_of_other_pages_stays(cleaner, tmp_path):
    # As text, where a headline in a list is a line like the headline itself.
    def page(number: int) -> RawDocument:
        title = "The bell of the pier" if number == 0 else f"Lamp {chr(65 + number)} is dark tonight"
        lines = [
            title,
            story(number, 0),
            story(number, 1),
            "The bell of the pier" if 0 < number < 5 else story(number, 2),
        ]
        front = f"---\ntitle: {title}\nurl: https://lamps.example/{number}\n---\n\n"
        return RawDocument(data=(front + "\n\n".join(lines)).encode(), path=f"{number}.md")

    pages = [page(number) for number in range(12)]

    assert "The bell of the pier" in cleaned(cleaner, tmp_path, pages).text
    assert "The bell of the pier" not in cleaned(cleaner, tmp_path, pages, 2).text


def test_the_beginning_of_an_article_stays_though_other_pages_quote_it(cleaner, tmp_path):
    teaser = f"<aside><p>{story(0, 0)}</p></aside>"
    pages = [html(n, f"{MENU}{article(n)}{teaser}{FOOTER}") for n in range(8)]

    assert cleaned(cleaner, tmp_path, pages).text.startswith(story(0, 0))
    assert story(0, 0) not in cleaned(cleaner, tmp_path, pages, 2).text


@pytest.mark.parametrize(("many", "stays"), [(5, True), (6, False)])
def test_between_paragraphs_that_stay_only_what_is_on_half_of_the_pages_goes(cleaner, tmp_path, many, stays):
    pages = [html(n, f"{article(n)}{NOTICE if n < many else ''}{article(n + 20)}") for n in range(12)]

    assert ("Subscribe" in cleaned(cleaner, tmp_path, pages).text) is stays


def test_at_an_edge_of_the_article_less_is_enough(cleaner, tmp_path):
    pages = [html(n, f"{article(n)}{NOTICE if n < 4 else ''}{FOOTER}") for n in range(12)]

    assert "Subscribe" not in cleaned(cleaner, tmp_path, pages).text


def test_of_a_list_all_lines_go_or_none(cleaner, tmp_path):
    pages = [
        html(
            n,
            f"{MENU}<p>{story(n, 0)}</p><ul><li>Salt from the bay</li><li>Oil of the lamp</li><li>{story(n, 8)}</li></ul>{FOOTER}",
        )
        for n in range(8)
    ]

    text = cleaned(cleaner, tmp_path, pages).text

    assert "Salt from the bay" in text
    assert "Oil of the lamp" in text
    assert "News" not in text


def test_names_of_numbers_stay_with_their_numbers(cleaner, tmp_path):
    def table(number: int) -> str:
        return f"<table><tr><td>Ships of the harbour</td><td>{number}</td></tr><tr><td>Lamps lit</td><td>{number * 3}</td></tr></table>"

    pages = [html(n, f"{MENU}{article(n)}{table(n)}{FOOTER}") for n in range(8)]

    assert "Ships of the harbour" in cleaned(cleaner, tmp_path, pages).text


def test_a_short_link_goes_with_its_menu(cleaner, tmp_path):
    menu = "<ul><li><a href=/uk>UK</a></li><li><a href=/tv>TV</a></li><li><a href=/w>World</a></li></ul>"
    pages = [html(n, f"{menu}{article(n)}{FOOTER}") for n in range(8)]

    assert cleaned(cleaner, tmp_path, pages).text.startswith(story(0, 0))


def test_a_table_around_a_page_is_no_list(cleaner, tmp_path):
    pages = [
        html(n, f"<table><tr><td>Home of the Harbour Post</td></tr><tr><td>{article(n)}</td></tr></table>")
        for n in range(8)
    ]

    assert "Home of the" not in cleaned(cleaner, tmp_path, pages).text


def test_lines_that_differ_in_their_numbers_alone_are_data(cleaner, tmp_path):
    rows = "".join(f"<p>Rated {n} of 5 by {n * 7} keepers</p>" for n in range(4))
    pages = [html(n, f"{article(n)}{rows}<p>评论 {n}</p>{FOOTER}") for n in range(8)]

    text = cleaned(cleaner, tmp_path, pages).text

    assert text.count("Rated") == 4
    assert "评论" not in text


def test_versions_of_a_story_under_titles_of_their_own_stay_whole(cleaner, tmp_path):
    # Four updates of one story, among pages that have nothing of it.
    pages = [html(n, f"{MENU}{article(0)}<p>{story(n, 9)}</p>{FOOTER}") for n in range(4)]
    pages += [html(n, f"{MENU}{article(n)}{FOOTER}") for n in range(10, 24)]

    result = cleaned(cleaner, tmp_path, pages, 1, Limits(4, 0.2))

    assert result.text.split("\n\n") == [story(0, 0), story(0, 1), story(0, 2), story(1, 9)]


def test_a_page_of_nothing_but_what_recurs_loses_nothing(cleaner, tmp_path):
    pages = [html(n, f"{MENU}{article(n)}{NOTICE}{FOOTER}") for n in range(8)]
    pages.append(html(90, f"{MENU}{NOTICE}{FOOTER}"))

    result = cleaned(cleaner, tmp_path, pages, 8)

    assert "Subscribe" in result.text
    assert gone(result) == []


def test_a_page_of_another_host_loses_nothing(cleaner, tmp_path):
    pages = [html(n, f"{article(n)}{NOTICE}{FOOTER}") for n in range(8)]
    other = msgspec.structs.replace(pages[0], url="https://other.example/0")

    assert gone(cleaner.with_repeats(learned(cleaner, pages, tmp_path)).clean(other)) == []


def test_a_rule_goes_first_and_what_a_rule_keeps_stays(tmp_path):
    letter = {"id": "letter", "line": "Subscribe to our letter.*", "category": "subscription", "why": "an offer"}
    since = {"id": "since", "line": "Harbour Post, the paper.*", "why": "wanted"}
    ours = Plain({"id": "lamps.example", "match": {"hosts": ["*.lamps.example"]}, "remove": [letter], "keep": [since]})
    pages = [html(n, f"{MENU}{article(n)}{NOTICE}{FOOTER}") for n in range(8)]

    result = cleaned(ours, tmp_path / "counts", pages)

    reasons = {
        removal.reason.rule
        for removal in result.ledger.removals
        if "Subscribe" in result.decoded.text[removal.start : removal.end]
    }
    assert reasons == {"lamps.example/letter"}
    assert "Harbour Post, the paper" in result.text
    assert "News" not in result.text


def test_a_profile_that_keeps_all_that_can_be_read_keeps_this(tmp_path):
    ours = Plain(profile="markup-only")
    pages = [html(n, f"{MENU}{article(n)}{FOOTER}") for n in range(8)]

    assert "Home" in cleaned(ours, tmp_path, pages).text


def test_a_cleaner_with_a_table_can_be_sent_to_another_process(cleaner, tmp_path):
    import pickle

    pages = [html(n, f"{MENU}{article(n)}{FOOTER}") for n in range(8)]
    ours = cleaner.with_repeats(learned(cleaner, pages, tmp_path))

    again = pickle.loads(pickle.dumps(ours)).clean(pages[0])

    assert again.stamp == ours.clean(pages[0]).stamp
    assert cleaner.repeats is None
