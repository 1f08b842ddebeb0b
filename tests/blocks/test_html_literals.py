"""A selector is passed over only where it cannot find anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.blocks.html import HtmlTree, prepared
from cleaner.blocks.html.literals import alternatives, literals, names
from cleaner.rules.load import load_rules

FIXTURES = Path(__file__).parents[2] / "fixtures"

WORDS = {
    "#endText .ep-source": (("endText", "ep-source"),),
    "p, .a > #b": ((), ("a", "b")),
    'link[href*="/wp-content/"]': (("/wp-content/",),),
    "[data-x='lamp-1'] p": (("lamp-1",),),
    "div:not(.gone, .away) .here": (("here",),),
    "div:is(.a, .b:not(.c))": ((),),
    r".a\:b": ((),),
    "//div[@id='a-1']//p": (("a-1",),),
    "//div[contains(@class, 'tail')]": (("tail",),),
    "//div[@id='a' or @id='b']": ((),),
    "//p[not(@class='a')]": ((),),
    "//a | //b[@id='c']": ((),),
    "//p[contains(., '灯')]": ((),),
    "//a[@title='两 盏']": ((),),
}


@pytest.mark.parametrize(("selector", "words"), WORDS.items(), ids=list(WORDS))
def test_the_words_of_each_alternative_are_those_that_it_needs(selector, words):
    assert literals(selector) == words


def test_what_a_selector_finds_has_its_words():
    selectors = {
        selector
        for file in load_rules(()).files().values()
        for table in ("remove", "keep", "read")
        for rule in getattr(file, table)
        for selector in (rule.select, rule.within)
        if selector
    }
    for path in sorted(FIXTURES.glob("*/*/input.html")):
        text = path.read_text("utf-8")
        tree = HtmlTree(prepared(text))
        for selector in selectors:
            needed = literals(selector)
            assert not tree.select(selector) or any(all(word in text for word in words) for words in needed), selector


@pytest.mark.parametrize(
    ("css", "parts"),
    [
        ("a, b", ("a", "b")),
        ("a:is(b, c), d", ("a:is(b, c)", "d")),
        ("[x='a,b'], c[d], e", ("[x='a,b']", "c[d]", "e")),
        ("dialog:not([open]), p", ("dialog:not([open])", "p")),
        ("a:not(:is(b, c), d)", ("a:not(:is(b, c), d)",)),
    ],
)
def test_a_list_is_parted_at_its_own_commas_only(css, parts):
    assert alternatives(css) == parts


@pytest.mark.parametrize(
    ("css", "needed"),
    [
        ("#endText .ep-Source", {"#endtext", ".ep-source"}),
        ("div.a.b > p", {".a", ".b"}),
        ("p", set()),
        ("[href*=.html]", set()),
        (".a:not(.gone):has(.b)", {".a"}),
        (".a, .b", set()),
        (r".a\:b", set()),
        (".a[title='#x']", set()),
        (".灯", set()),
        (".a:not(:is(.b), .c", set()),
    ],
)
def test_the_names_that_a_selector_needs_are_those_outside_of_its_brackets(css, needed):
    assert names(css) == needed


def test_a_long_list_finds_what_its_selectors_find_one_by_one():
    parts = [
        ".ab", "#Main", ".gone", ".x .gone", "p.Ab", "[class*=ab]", "em", ".ab > em", "[title='.gone']", ".Q", "#q",
        ":is(.gone, .ab)", "#gone em", "svg.pic",
    ]  # fmt: skip
    body = "<p class='ab Ab'>1<em>2</em></p><div id=Main class=x><p class=' Q\n'>3<em title='.gone'>4</em></div><svg class=pic>"
    for start in ("", "<!doctype html>"):
        tree = HtmlTree(prepared(start + body))
        single = {element.span for part in parts for element in tree.select(part)}

        assert [element.span for element in tree.select(", ".join(parts))] == sorted(single)
        assert len(single) > 4
