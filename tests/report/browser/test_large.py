"""A thousand pages, or ten thousand with REPORT_PAGES=10000: the same views, at once, and lists that scroll."""

from __future__ import annotations

import time

from report.browser.browsed import with_source
from report.browser.reader import drawn, go, press, still


def test_opening_reads_no_chunk(read, many):
    began = time.perf_counter()
    page = read(
        many,
        init="window.inflated = 0; const Real = DecompressionStream; DecompressionStream = class { constructor(kind) { window.inflated++; return new Real(kind) } }",
    )
    print(f"{many.stat().st_size / 1e6:.1f} MB: the run is there after {time.perf_counter() - began:.2f} s")
    page.wait_for_load_state("load")
    assert page.evaluate("window.inflated") == 0
    page.click(".s-sources tbody a >> nth=0")
    page.wait_for_selector(".card .verdict-bar")
    assert 0 < page.evaluate("window.inflated") <= 4


def test_of_a_long_list_only_what_is_in_sight_exists(read, many):
    page = read(many, "#/source/solidot.org?view=documents")
    page.wait_for_selector("[role=option]")
    size = int(page.get_attribute("[role=option]", "aria-setsize"))
    assert size > 400
    seen = set()
    for _ in range(0, size, 8):
        press(page, "PageDown")
        assert page.locator("[role=option]").count() < 60
        seen.add(page.get_attribute("[role=option][aria-selected=true]", "aria-posinset"))
    assert str(size) in seen
    page.keyboard.press("Home")
    page.wait_for_selector("[role=option][aria-selected=true][aria-posinset='1']")


def test_scrolling_by_hand_shows_rows_everywhere(read, many):
    page = read(many, "#/source/solidot.org?view=documents")
    page.wait_for_selector("[role=option]")
    for share in (0.3, 0.9, 0.5, 1.0):
        page.evaluate(
            "share => { const list = document.querySelector('.long-list'); list.scrollTop = share * list.scrollHeight }",
            share,
        )
        still(page)
        assert page.evaluate("""() => {
            const list = document.querySelector('.long-list').getBoundingClientRect();
            const row = document.elementFromPoint(list.x + 80, list.y + list.height / 2)?.closest('.row');
            return row && row.textContent.length > 5;
        }""")


def test_a_source_of_a_hundred_thousand_groups_opens_and_goes_to_its_end(read, many, tmp_path):
    def swell(source):
        for name, column in source["groups"].items():
            source["groups"][name] = (column * (100_000 // len(column) + 1))[:100_000]
        source["groups"]["count"] = [1] * 100_000
        source["group_chunks"] = [[first, source["group_chunks"][0][1]] for first in range(0, 100_000, 200)]

    page = read(with_source(many, tmp_path / "swollen.html", "solidot.org", swell))
    began = time.perf_counter()
    go(page, "#/source/solidot.org?view=single")
    page.wait_for_selector(".card .verdict-bar")
    print(f"100,000 groups are there after {time.perf_counter() - began:.2f} s")
    page.keyboard.press("End")
    page.wait_for_selector("[role=option][aria-selected=true][aria-posinset='100000'] .excerpt:not(:text-is('…'))")
    assert page.locator("[role=option]").count() < 60


def test_a_search_reads_all_texts_once_and_says_how_many_fit(read, many):
    page = read(many, "#/source/solidot.org?view=groups&q=举报")
    page.wait_for_selector(".found:has-text(' of ')")
    fitting, whole = (int(each.replace(",", "")) for each in page.inner_text(".found").split(" of "))
    assert 0 < fitting <= whole
    page.fill("#filter-q", "")
    page.wait_for_selector(f".found:has-text('{whole:,} groups')")


def test_the_same_document_twice_is_drawn_the_same(read, many):
    page = read(many, "#/document/500")
    first = page.inner_text("main")
    go(page, "#/document/999")
    go(page, "#/document/500")
    assert drawn(page).inner_text("main") == first
