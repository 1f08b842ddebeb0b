"""Rules that select elements of HTML pages, and rule files that say where the article stands."""

from __future__ import annotations

import pytest

from cleaner import Cleaned, Rejected


def remove(matchers: str, name: str = "r") -> str:
    return f'[[remove]]\nid = "{name}"\ncategory = "navigation"\nwhy = "a test"\n{matchers}\n'


def text_of(result):
    held = result.held if isinstance(result, Rejected) else result
    return "" if held is None else " ".join(line for line in held.text.split("\n") if line.strip())


LIST = "<body><ul class='nav x'><li>甲<li>乙</ul><p id=n class=lead>丙 <b>丁</b></p><div><p>戊</p><a href='/s?a=1&amp;b'>己</a></div>"
ROWS = "<body><table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>戊"
SEEN = "<body><p>甲乙丙丁戊己庚辛壬癸</p><p hidden>子</p><div style='display:none'><p>丑</p></div>"

CASES = {
    "CSS: an element": ("select = 'ul'", LIST, "丙 丁 戊 己"),
    "CSS: a class": ("select = '.nav'", LIST, "丙 丁 戊 己"),
    "CSS: an id": ("select = '#n'", LIST, "甲 乙 戊 己"),
    "CSS: one element of a line": ("select = 'p > b'", LIST, "甲 乙 丙 戊 己"),
    "CSS: the first item": ("select = 'li:first-child'", LIST, "乙 丙 丁 戊 己"),
    "CSS: what holds something": ("select = 'div:has(> a)'", LIST, "甲 乙 丙 丁"),
    "CSS: one of several": ("select = 'ul, div'", LIST, "丙 丁"),
    "CSS: an attribute": ("select = 'a[href*=\"a=1&b\"]'", LIST, "甲 乙 丙 丁 戊"),
    "CSS: nothing": ("select = '.none'", LIST, "甲 乙 丙 丁 戊 己"),
    "XPath: an element": ("select = '//ul'", LIST, "丙 丁 戊 己"),
    "XPath: part of an attribute": ('select = "//ul[contains(@class, \'nav\')]"', LIST, "丙 丁 戊 己"),
    "XPath: text": ("select = \"//li[text()='乙']\"", LIST, "甲 丙 丁 戊 己"),
    "XPath: a place": ("select = '(//li)[2]'", LIST, "甲 丙 丁 戊 己"),
    "XPath: what stands before": ("select = '//div[preceding-sibling::ul]'", LIST, "甲 乙 丙 丁"),
    "a cell": ("select = 'tr:nth-child(2) > td:first-child'", ROWS, "甲\t乙 丁 戊"),
    "a row": ("select = 'tr:nth-child(2)'", ROWS, "甲\t乙 戊"),
    "an element that is never closed": ("select = 'ul'", "<body><p>甲</p><div><ul><li>乙<li>丙</div><p>丁", "甲 丁"),
    "elements in each other go once": ("select = 'div, p'", "<body>甲<div>乙<p>丙</p>丁</div>戊", "甲 戊"),
    "an element half in a line": ("select = 'i'", "<body><p>甲<i>乙</i>丙", "甲丙"),
    "an element without any text": ("select = 'i'", "<body><p>甲<i></i>乙", "甲乙"),
    "elements that the page does not write": ("select = 'tbody'", ROWS, "甲\t乙 丙\t丁 戊"),
    "max_chars spares the longer": ("select = 'div'\nmax_chars = 2", "<body><div>甲乙丙</div><div>丁戊</div>", "甲乙丙"),
    "link_share spares the text": (
        "select = 'div'\nlink_share = 0.5", "<body><div>甲乙丙<a href=x>丁</a></div><div><a href=x>戊己</a>庚</div>", "甲乙丙丁",
    ),
    "within, with an element": ("select = 'p'\nwithin = 'div'", "<body><p>甲</p><div><p>乙</p></div>", "甲"),
    "within, with a line": ("line = '^甲$'\nwithin = 'div'", "<body><p>甲</p><div><p>甲</p><p>乙</p></div>", "甲 乙"),
    "within, with a span": ("span = '甲'\nwithin = '//div'", "<body><p>甲乙</p><div><p>甲丙</p></div>", "甲乙 丙"),
    "zone tail, with an element": ("select = '.a'\nzone = 'tail'", "<body><p class=a>甲<p>乙<p class=a>丙<p class=a>丁", "甲 乙"),
    "zone head, with an element": ("select = '.a'\nzone = 'head'", "<body><p class=a>甲<p>乙<p class=a>丙", "乙 丙"),
    "what is hidden hides nothing at the tail": ("line = '^丙$'\nzone = 'tail'", "<body><p>甲乙丁戊己<p>丙<p hidden>子", "甲乙丁戊己"),
    "a line with an element that is there: the line is not asked": (
        "select = '.a'\nline = '乙'", "<body><p class=a>甲<p>乙", "乙",
    ),
    "a line with an element that is not there: the line is asked": ("select = '.b'\nline = '乙'", "<body><p class=a>甲<p>乙", "甲"),
}  # fmt: skip


@pytest.mark.parametrize(("matchers", "page", "left"), CASES.values(), ids=CASES.keys())
def test_a_rule_takes_the_elements_it_selects(clean, matchers, page, left):
    assert text_of(clean(remove(matchers), page, media_type="text/html")) == left


def test_on_text_a_rule_asks_for_its_line_and_within_for_nothing(clean):
    rules = remove("select = 'ul'\nline = '^甲$'") + remove("line = '^乙$'\nwithin = 'div'", "w")
    assert text_of(clean(rules, "甲\n乙\n丙\n")) == "乙 丙"


@pytest.mark.parametrize(
    ("matchers", "fires"),
    [
        pytest.param("line = '子'", False, id="a line sees nothing hidden"),
        pytest.param("line = '子'\nhidden = true", True, id="but where it asks for it"),
        pytest.param("line = '甲'\nhidden = true", False, id="and then it sees nothing else"),
        pytest.param("select = '[hidden]'", True, id="an element is selected, hidden or not"),
    ],
)
def test_hidden_blocks_are_for_rules_that_ask(clean, matchers, fires):
    result = clean(remove(matchers), SEEN, media_type="text/html")

    assert isinstance(result, Cleaned)
    assert ("site/r" in result.stamp.rules.fired) is fires
    assert result.text == "甲乙丙丁戊己庚辛壬癸"


def test_a_keep_brings_back_a_part_of_what_an_element_loses(clean):
    rules = remove("select = 'div'") + '[[keep]]\nid = "k"\nwhy = "a test"\nselect = "h2"\n'
    assert text_of(clean(rules, "<body>甲<div>乙<h2>丙</h2>丁</div>", media_type="text/html")) == "甲 丙"


FACTS = {
    "the text of an element": ("select = '.by'", "{text}", ["林 一"]),
    "an attribute": ("select = '.by'", "{@data-name}", ["林&二"]),
    "a group of the line, from the text of the element": ("select = '.by'\nline = '林 (?P<n>.)'", "{n}", ["一"]),
    "an attribute that is not there": ("select = '.by'", "{@none}", []),
    "an attribute of an element outside of the body": ("select = 'meta[name=a]'", "{@content}", ["林三"]),
}
PAGE = "<html><head><meta name=a content=林三></head><body><article><p class=by data-name='林&amp;二'>林\n <b>一</b></p><p>甲乙丙</article>"


@pytest.mark.parametrize(("matchers", "value", "names"), FACTS.values(), ids=FACTS.keys())
def test_facts_are_read_from_elements(clean, matchers, value, names):
    rules = f'[[read]]\nid = "r"\nwhy = "a test"\n{matchers}\ncapture = {{ author = "{value}" }}\n'
    result = clean('body = "article"\n' + rules, PAGE, media_type="text/html")

    assert [credit.name for credit in result.stamp.credits] == names
    for credit in result.stamp.credits:
        assert all(PAGE[item.start : item.end].startswith(item.quote) for item in credit.evidence)


BODIES = {
    "the one that is there": ('["#none", "article"]', "乙 丙"),
    "the first that finds text": ('["#empty", "main"]', "乙 丙 丁"),
    "XPath": ("\"//div[@id='side']\"", "戊"),
    "several elements": ('"h1, #side"', "甲 戊"),
    "elements in each other": ('"main, article"', "乙 丙 丁"),
    "none": ('"#none"', "甲 乙 丙 丁 戊"),
}
SITE = "<body><h1>甲</h1><main><article><p>乙</p><p>丙</p></article>丁</main><div id=side>戊</div><div id=empty> </div>"


@pytest.mark.parametrize(("body", "left"), BODIES.values(), ids=BODIES.keys())
def test_what_is_outside_of_the_body_goes(rule_dir, body, left):
    from cleaner import Cleaner, RawDocument

    cleaner = Cleaner([rule_dir(f"body = {body}\n")], source="site", extractor="none")
    result = cleaner.clean(RawDocument(data=SITE.encode(), media_type="text/html"))

    assert text_of(result) == left
    assert isinstance(result, Cleaned)
    gone = {item.reason.category for item in result.ledger.removals if "戊" in SITE[item.start : item.end]}
    assert gone <= {"outside-body"}


def test_a_body_that_is_hidden_is_shown(clean):
    page = "<body><p>菜单菜单菜单菜单菜单</p><div id=a style='visibility:hidden'><p>甲</p><p hidden>乙</p></div>"
    assert text_of(clean('body = "#a"\n', page, media_type="text/html")) == "甲"


def test_rules_take_from_the_body_too(clean):
    rules = (
        'body = "main"\n' + remove("select = 'article > p:last-child'") + remove("line = '^丁$'\nzone = 'tail'", "t")
    )
    assert text_of(clean(rules, SITE, media_type="text/html")) == "乙"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>" * 3000 + "<p class=x>甲" + "</div>" * 3000, id="depth"),
        pytest.param("<p class=x>" * 2000 + "甲", id="never closed"),
        pytest.param("<table><tr>" + "<td class=x>甲" * 2000, id="cells"),
    ],
)
@pytest.mark.parametrize("selector", ["//p[contains(@class,'x')]", "div:has(.x)", "p.x", "//div//p", "td + td"])
def test_selectors_stand_hostile_pages(clean, page, selector):
    result = clean(remove(f'select = "{selector}"'), f"<!doctype html>乙{page}", media_type="text/html")

    assert isinstance(result, Cleaned)
    assert result.text.startswith("乙")
