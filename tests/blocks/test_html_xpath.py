"""A path whose beginning is looked up as CSS finds what XPath finds, at all times."""

from __future__ import annotations

from pathlib import Path

import pytest
import turbohtml

from cleaner.blocks.html import prepared
from cleaner.blocks.html.xpath import find
from cleaner.rules.load import load_rules

FIXTURES = Path(__file__).parents[2] / "fixtures"

PAGE = """<!doctype html><title>灯塔 - 海报</title><body id=top class="page date-list">
<div class="date"><p>一</p><p class="Date by">二 <a class=" by ">三</a></p></div>
<div class="date\tby\nline"><span id="stock_1">四</span><ul><li>五</ul><p>六<p>七</div>
<div class="update by-line"><table><tr><td class=by>八<td>九</table></div>
<svg class="date"><title>十</title><a class="by">甲</a></svg><template><p class="by">乙</p></template>
<p>丙</p><div class=""><p class>丁</p></div>"""

BEGINNINGS = (
    "//*[contains(concat(' ', @class, ' '), ' by ')]",
    '//*[contains(concat(" ", @class, " "), " date ")]',
    "//*[contains(@class, 'date')]",
    "//*[starts-with(@class, 'date')]",
    "//span[starts-with(@id, 'stock_')]",
    "//*[contains(@class, 'line') or starts-with(@id, 'to')]",
    "//p[contains(., '六')]",
    "//p[not(@class)]",
    "//div[string-length(normalize-space(.)) < 5]",
    "//p[1]",
    "//p[position() = 2]",
    "//p[last()]",
    "//p[count(*) + 1]",
    "//div[contains(@class, 'by') and contains(@class, 'date')]",
    "//div[contains(@class, 'by')][1]",
    "//*[self::p or self::li]",
    "//title",
    "//svg",
    "//*",
)
ENDS = ("", "/*", "//p", "/p[1]", "/ancestor::*[contains(@class, 'page')]", "/descendant-or-self::*[contains(., '三')]")


def places(nodes):
    return [(node.tag, node.source_line, node.source_col, node.text) for node in nodes]


@pytest.fixture(scope="module")
def page():
    return turbohtml.parse(PAGE, source_locations=True, scripting=True)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_path_finds_what_it_finds_without_a_look_up(page, beginning):
    for end in ENDS:
        for path in (f"{beginning}{end}", f"({beginning}{end})[1]", f"//li | {beginning}{end}", f"//p[{beginning}]"):
            assert places(find(page, path)) == places(page.xpath(path)), path


def test_the_place_among_siblings_is_that_among_siblings(page):
    assert [node.text for node in find(page, "//p[1]")] == ["一", "六", "乙", "丙", "丁"]
    assert [node.text for node in find(page, "(//p)[1]")] == ["一"]


def test_a_word_of_a_class_stands_between_spaces_as_xpath_has_it(page):
    found = find(page, "//div[contains(concat(' ', @class, ' '), ' by ')]")
    assert found == []
    assert [node.tag for node in page.select(".by")] == ["p", "a", "div", "td", "a", "p"]


def test_a_value_is_no_node(page):
    assert find(page, "count(//p)") == []
    assert find(page, "//p/text()") == page.xpath("//p/text()")


def test_every_path_of_a_rule_file_finds_the_same_on_every_fixture():
    paths = {
        selector
        for file in load_rules(()).files().values()
        for table in ("remove", "keep", "read")
        for rule in getattr(file, table)
        for selector in (rule.select, rule.within)
        if selector and selector[0] in "/("
    }
    assert len(paths) > 20
    for source in sorted(FIXTURES.glob("*/*/input.html")):
        document = turbohtml.parse(prepared(source.read_text("utf-8")), source_locations=True, scripting=True)
        for path in sorted(paths):
            assert places(find(document, path)) == places(document.xpath(path)), (source, path)
