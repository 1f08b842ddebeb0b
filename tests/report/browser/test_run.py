"""The first view: what went in, what became of it, where to look."""

from __future__ import annotations

import json

import pytest
from report.browser.browsed import clean_texts, page_of
from report.browser.reader import drawn, go


def run_of(page):
    return page.evaluate("JSON.parse(document.getElementById('run').textContent)")


def test_the_run_is_told_in_its_numbers(read, seeds):
    page = read(seeds)
    told = page.inner_text("main")
    counts = json.loads((seeds.with_suffix("") / "manifest.json").read_text("utf-8"))["counts"]
    assert f"{counts['inputs']} pages went in, {counts['documents']} clean documents came out of 5 sources" in told
    assert [cell.inner_text() for cell in page.query_selector_all("section.s-sources tbody th a")] == [
        "163.com",
        "discuz-wechat",
        "gptnb.com",
        "hot-news-aggregator",
        "solidot.org",
    ]


def test_a_column_sorts_the_sources_and_says_so(read, seeds):
    page = read(seeds)
    shares = "section.s-sources tbody td[data-name=Removed]"
    page.click("section.s-sources th button:has-text('Removed')")
    seen = [float(cell.split()[0]) for cell in page.locator(shares).all_inner_texts()]
    assert seen == sorted(seen, reverse=True)
    assert page.get_attribute("section.s-sources th:has-text('Removed')", "aria-sort") == "descending"
    page.keyboard.press("Enter")
    assert [float(cell.split()[0]) for cell in page.locator(shares).all_inner_texts()] == seen[::-1]
    assert page.inner_text("#said") == "Sorted by Removed, smallest first"


def test_what_to_look_at_first_leads_to_what_it_speaks_of(read, many):
    page = read(many)
    routes = [entry["at"] for entry in run_of(page)["look_first"]]
    assert 1 <= len(routes) <= 10
    for route in routes:
        go(page, route)
        assert not page.query_selector(".trouble"), route


def test_every_source_and_every_part_of_it_can_be_shown(read, many):
    page = read(many)
    for source in run_of(page)["sources"]:
        for view in ("groups", "single", "rules", "documents"):
            go(page, f"#/source/{source['id']}?view={view}")
            assert page.inner_text("h1") == source["id"]
            assert page.query_selector(f"nav.tabs [data-tab={view}][aria-current=page]")


@pytest.mark.parametrize(
    "route", ["#/source/nowhere", "#/document/99999", "#/elsewhere", "#/document/x", "#/source/%E0%A4"]
)
def test_an_address_of_nothing_says_so_and_leads_back(read, seeds, route):
    page = read(seeds, route)
    assert page.inner_text("h1") == "This cannot be shown"
    page.click("main a")
    page.wait_for_function("() => document.querySelector('h1').textContent === 'seeds_out'")
    assert not page.evaluate("location.hash").startswith(route)


def test_the_way_back_is_the_browsers(read, seeds):
    page = read(seeds)
    page.click("section.s-sources tbody th a >> nth=0")
    page.wait_for_function("() => document.querySelector('h1').textContent === '163.com'")
    page.go_back()
    page.wait_for_function("() => document.querySelector('h1').textContent === 'seeds_out'")


def test_pages_that_gave_no_document_are_told_by_their_codes(read, tmp_path):
    texts = {"a.txt": "一盏灯亮了一夜。".encode(), "b.txt": b"", "c.txt": b"\x7fELF\x02\x01\x00\xff" * 99}
    page = read(page_of(clean_texts(texts, tmp_path)))
    told = page.inner_text("section.s-pages-that-gave-no-document")
    assert "empty-input" in told
    assert "binary" in told


def test_a_result_without_documents_is_shown(read, tmp_path):
    page = read(page_of(clean_texts({"b.txt": b""}, tmp_path)))
    assert "No text came out." in page.inner_text("main")


def test_a_sample_says_how_it_was_drawn(read, tmp_path):
    texts = {f"{number}.txt": f"第{number}盏灯亮了一夜，没有人去关它。".encode() for number in range(12)}
    page = read(page_of(clean_texts(texts, tmp_path), documents=5))
    assert "A sample. This page shows 5 documents of 12." in page.inner_text("main")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_follow_the_system_and_the_switch(read, seeds, theme):
    other = {"light": "dark", "dark": "light"}[theme]
    page = read(seeds, color_scheme=theme)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    while page.evaluate("document.documentElement.dataset.theme") != other:
        page.keyboard.press("t")
    assert page.evaluate(ground) != before


def test_without_scripts_the_page_says_where_to_look(read, seeds):
    page = read.browser.new_page(java_script_enabled=False)
    page.goto(seeds.as_uri())
    assert "Turn scripts on" in page.inner_text("main")
    page.close()


def test_a_file_that_was_cut_short_says_so(read, many, tmp_path):
    whole = many.read_bytes()
    short = tmp_path / "short.html"
    short.write_bytes(whole[: whole.index(b'<script type="application/gzip"')])
    page = read(short)
    page.wait_for_selector("#alarm:has-text('cut short')")
    go(page, "#/document/3")
    assert "cut short" in page.inner_text("main")
    assert drawn(page)
