"""Everybody can read it: axe finds nothing, in both themes, wide, narrow and on paper."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from report.browser.reader import go, press, still

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
VIEWS = {
    "run": "#/",
    "groups": "#/source/solidot.org?view=groups",
    "single": "#/source/solidot.org?view=single",
    "rules": "#/source/163.com?view=rules",
    "documents": "#/source/163.com?view=documents",
    "document": "#/document/3",
    "removal": "#/document/4/9",
}
RULES = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })"


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate(RULES)["violations"]
    return [(each["id"], node["html"][:200], node["failureSummary"][:300]) for each in found for node in each["nodes"]]


@pytest.fixture
def opened(read, seeds):
    def open_at(route, **options):
        # The page's own policy lets no script in, axe neither.
        return still(read(seeds, route, bypass_csp=True, **options))

    return open_at


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(opened, view, theme):
    assert violations(opened(VIEWS[view], color_scheme=theme)) == []


@pytest.mark.parametrize("view", ["run", "groups", "removal"])
def test_axe_finds_nothing_in_a_narrow_window(opened, view):
    page = opened(VIEWS[view], viewport={"width": 360, "height": 780})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the page is wider than the window"


def test_axe_finds_nothing_in_the_help_and_among_verdicts(opened):
    page = opened(VIEWS["groups"])
    for key in ("r", "n"):
        page.keyboard.press(key)
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert violations(page) == []


def test_a_removal_has_a_name_that_says_category_and_rule(read, seeds):
    page = read(seeds, "#/document/3")
    names = page.get_by_role("button", name="removed: disclaimer, 163.com/hao-notice")
    assert names.count() >= 1
    assert page.locator("del.removed [role=button]").count() == page.locator(".line del").count()


def test_a_row_knows_its_place_among_all(read, many):
    page = read(many, "#/source/solidot.org?view=documents")
    page.wait_for_selector("[role=option]")
    press(page, "End")
    option = page.query_selector("[role=option][aria-selected=true]")
    assert option.get_attribute("aria-posinset") == option.get_attribute("aria-setsize")
    assert page.get_attribute("[role=listbox]", "aria-activedescendant") == option.get_attribute("id")


def test_focus_goes_to_the_heading_of_a_new_view(read, seeds):
    page = read(seeds)
    go(page, "#/document/2")
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_the_colour_of_a_category_never_stands_alone(read, seeds):
    page = read(seeds, "#/document/3")
    for label in page.locator(".line del").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::before').content)"
    ):
        assert len(label) > 4
    assert page.locator(".line del").evaluate_all(
        "all => all.every(one => /line-through/.test(getComputedStyle(one).textDecorationLine))"
    )


@pytest.mark.parametrize("view", VIEWS)
def test_paper_shows_the_text_and_no_buttons(read, seeds, view):
    page = still(read(seeds, VIEWS[view]))
    page.emulate_media(media="print")
    assert not page.is_visible("#save")
    assert page.locator("main h1").is_visible()
    page.emulate_media(media="screen")
    assert page.pdf()[:5] == b"%PDF-"


def test_on_paper_no_row_stands_on_the_card_below_the_list(read, many):
    page = read(many, "#/source/solidot.org?view=groups", viewport={"width": 720, "height": 900})
    page.wait_for_selector(".card .verdict-bar")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    still(page)
    lowest = page.locator(".long-list .row").evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
    )
    assert page.locator(".row").count() > 30
    assert page.locator(".card").bounding_box()["y"] >= lowest


def test_paper_has_all_rows_of_a_list_not_those_in_sight(read, many):
    page = read(many, "#/source/solidot.org?view=documents", viewport={"width": 900, "height": 500})
    page.wait_for_selector("[role=option]")
    press(page, "PageDown", "PageDown", "PageDown")
    few = page.locator("[role=option]").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    still(page)
    places = page.locator("[role=option]").evaluate_all("all => all.map(one => Number(one.dataset.index))")
    assert places == list(range(400))
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("[role=option]").count() == few
