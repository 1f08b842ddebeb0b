"""The laws as properties of HTML: whatever stands in a page, nothing raises, nothing is lost, everything comes back."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_laws import block_laws, broken_laws, token_laws, visible_laws

from cleaner import Cleaned, Cleaner, RawDocument, Reason, Rejected
from cleaner.blocks import parse
from cleaner.model.document import DecodedText
from cleaner.model.proposal import Proposal
from cleaner.settle import FORMS, settle

NAMES = st.sampled_from(
    [
        "p", "div", "b", "i", "a", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "caption", "pre",
        "code", "blockquote", "h1", "h2", "img", "script", "style", "title", "textarea", "noscript", "template", "svg", "math",
        "select", "option", "xmp", "plaintext", "listing", "ruby", "rt", "rp", "iframe", "video", "dialog", "details", "summary",
        "figure", "figcaption", "html", "head", "body", "frameset", "form", "button", "nobr", "font", "meta", "x-y", "P", "TD",
    ]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    [
        "", "", " hidden", " style=display:none", " style='visibility: hidden'", " href=/a?b=1&amp;c", " href='a) b'", " open",
        " src=a.png", " data-src='//x.example/b'", " srcset='a 1x, b 2x'", " alt='a>b'", " start=9", " start=-1", ' title="<p>"',
        " class='x y'", " class=", " a='", ' b="', " a=1 a=2", " /", " =", " id=n\0", " style", " \r\n c=d",
    ]
)  # fmt: skip
TAGS = st.one_of(
    st.tuples(NAMES, ATTRIBUTES).map(lambda made: f"<{made[0]}{made[1]}>"),
    NAMES.map("</{}>".format),
    NAMES.map("<{}/>".format),
)
BROKEN = st.sampled_from(
    [
        "<", ">", "</", "</>", "<!", "<!>", "<!--", "-->", "--!>", "<!-->", "<!-- a -->", "<?", "<?php ?>", "]]>", "<![CDATA[",
        "<![CDATA[a]]>", "<!doctype html>", "&", "&amp", "&amp;", "&lt;", "&#", "&#x", "&#0;", "&#xD800;", "&#1114112;", "&#x1F409;",
        "&NotEqualTilde;", "&nbsp", "&nbsp;", "&bogus;", "&#10;", "\0", "\r", "\r\n", "\n", "\n\n", "\t", "\f", "\v", "\x85", "\ufeff",
        "\u2028", "\u3000", "\u00a0", "\u200b", "\ufffd", "\U0001f409", "e\u0301", "\u202e", "<p", "<a href=", "<b class='", "</p",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    ["灯塔", "守灯人，", "a", " b ", "“引”", "作者：林一", "2024-01-02", "*", "_", "`", "#", "|", "1. ", "- ", "[x](y)"]
)
SOUP = st.lists(st.one_of(TAGS, TAGS, BROKEN, WORDS, WORDS), max_size=40).map("".join)
PAGES = st.one_of(
    SOUP,
    SOUP.map("<!doctype html><html><body>{}".format),
    SOUP.map("\ufeff<html><head><title>题</title></head><body><p>正文一句，够长。</p>{}</body></html>".format),
    st.text(st.characters(codec="utf-8"), max_size=120),
    st.lists(st.one_of(TAGS, st.text(st.characters(codec="utf-8"), max_size=8)), max_size=20).map("".join),
)

RULES = """schema = 1
id = "site"
body = ["//div[contains(@class,'x')]", "article", "#n"]
[[remove]]
id = "selected"
category = "navigation"
why = "a test"
select = "ul li, p"
[[remove]]
id = "by-path"
category = "navigation"
why = "a test"
select = "//td[2] | //a[@href]"
[[remove]]
id = "by-relation"
category = "navigation"
why = "a test"
select = "div:has(> a), p + p, :not(p) > b"
[[remove]]
id = "inside"
category = "navigation"
why = "a test"
within = "td, blockquote"
line = "灯塔"
[[remove]]
id = "not-seen"
category = "navigation"
why = "a test"
hidden = true
line = "a"
[[remove]]
id = "the-end"
category = "navigation"
why = "a test"
span = "守灯人，"
zone = "tail"
[[keep]]
id = "stays"
why = "a test"
select = "h1, li"
[[read]]
id = "facts"
why = "a test"
select = "a"
capture = { author = "{text}", reference = "{@href}" }
"""


@pytest.fixture(scope="module")
def cleaners(tmp_path_factory):
    """With the rules of the package in all forms, and with a source whose rules select elements."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "site.toml").write_text(RULES, "utf-8")
    return [
        Cleaner(),
        Cleaner(to="text", extractor="none"),
        Cleaner(to="markdown", extractor="none"),
        Cleaner([folder], source="site", to="text"),
        Cleaner([folder], source="site", to="markdown", profile="reading"),
    ]


def html(page):
    return RawDocument(data=page.encode(), media_type="text/html")


def page_of(text):
    return parse(DecodedText(raw=html(""), text=text, encoding="utf-8", encoding_evidence="valid"))


@given(PAGES, st.integers(0, 4))
def test_no_page_breaks_a_law(cleaners, page, number):
    assert list(broken_laws(cleaners[number], html(page))) == []


@given(PAGES)
def test_every_visible_character_has_its_place(page):
    parsed = page_of(page)

    assert [*block_laws(parsed), *visible_laws(parsed), *token_laws(page)] == []


@given(st.one_of(st.binary(max_size=200), PAGES.map(lambda page: page.encode("utf-16"))), st.binary(max_size=6))
def test_any_bytes_called_html_are_cleaned_or_rejected(cleaners, data, noise):
    raw = RawDocument(data=noise + data, media_type="text/html")

    assert list(broken_laws(cleaners[1], raw)) == []


@settings(max_examples=15)
@given(PAGES, st.integers(0, 4))
def test_the_same_bytes_give_the_same_result(cleaners, page, number):
    first = cleaners[number].clean(html(page))
    second = pickle.loads(pickle.dumps(cleaners[number])).clean(html(page))

    assert first == second


@given(PAGES, st.sampled_from(FORMS), st.data())
def test_a_keep_only_ever_adds(page, form, data):
    if not page:
        return
    parsed = page_of(page)
    reason = Reason(rule="t/a", category="navigation", why="test")
    spans = st.tuples(st.integers(0, len(page)), st.integers(0, len(page))).map(sorted).filter(lambda s: s[0] < s[1])
    removes = [Proposal(a, b, n, reason) for n, (a, b) in enumerate(data.draw(st.lists(spans, max_size=6)))]
    keep = Proposal(*data.draw(spans), -1, None)

    assert letters(settle(parsed, removes, form), parsed) <= letters(settle(parsed, [*removes, keep], form), parsed)


def letters(ledger, page):
    """Positions of kept letters and digits that a reader sees."""
    kept = (n for span in ledger.kept for n in range(span.start, span.end))
    return {n for n in kept if page.text[n].isalnum()}


@given(PAGES, st.sampled_from(FORMS), st.data())
def test_what_rules_take_is_all_that_is_missing(page, form, data):
    if not page:
        return
    parsed = page_of(page)
    reason = Reason(rule="t/a", category="navigation", why="test")
    first, last = sorted((data.draw(st.integers(0, len(page))), data.draw(st.integers(0, len(page)))))
    if first == last:
        return
    whole, less = settle(parsed, [], form), settle(parsed, [Proposal(first, last, 0, reason)], form)

    assert {n for n in letters(whole, parsed) if not first <= n < last} == letters(less, parsed)


@given(SOUP)
def test_line_ends_make_no_difference_outside_of_code(cleaners, soup):
    soup = (
        soup.replace("\r", "").replace("\0", "").replace("<pre", "<p").replace("<listing", "<p").replace("\ufeff", "")
    )
    soup = soup.replace("<xmp", "<p").replace("<plaintext", "<p").replace("&#10;", "")
    variants = [soup, soup.replace("\n", "\r\n"), soup.replace("\n", "\r"), "\ufeff" + soup]

    assert len({text_of(cleaners[1].clean(html(f"<!doctype html>{variant}"))) for variant in variants[:3]}) == 1


def text_of(result):
    held = result.held if isinstance(result, Rejected) else result
    return None if held is None else held.text


def test_laws_are_asked_of_something(cleaners):
    result = cleaners[3].clean(
        html("<!doctype html><div class=x><h1>灯塔</h1><p>a<table><tr><td>b<td>c</table></div><p>d")
    )

    assert isinstance(result, Cleaned)
    assert result.text == "灯塔\n\nb"
    assert {item.reason.rule for item in result.ledger.removals} >= {"site/selected", "site/by-path", "site/body"}
