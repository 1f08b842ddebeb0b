"""One document: nothing is lost between the pieces of the page and the result."""

from __future__ import annotations

import json

import pytest
from report.browser.browsed import clean_folder, clean_texts, page_of, with_documents
from report.browser.reader import go, press

from cleaner import Cleaner

DOCUMENTS = range(5)


@pytest.fixture(scope="session")
def rows(seeds):
    lines = (seeds.with_suffix("") / "documents" / "part-00000.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def squeezed(text):
    return "".join(text.split())


def texts_of(page, selector):
    return squeezed("".join(page.locator(selector).all_text_contents()))


@pytest.mark.parametrize("number", DOCUMENTS)
def test_the_right_column_is_the_clean_text(read, seeds, rows, number):
    page = read(seeds, f"#/document/{number}")
    assert texts_of(page, ".line:not(.heads) .cln") == squeezed(rows[number]["text"])


@pytest.mark.parametrize("number", DOCUMENTS)
def test_the_left_column_without_what_was_removed_is_the_clean_text_too(read, seeds, rows, number):
    page = read(seeds, f"#/document/{number}")
    page.evaluate("document.querySelectorAll('.line del, .line .bare').forEach(each => each.remove())")
    assert texts_of(page, ".line:not(.heads) .src") == squeezed(rows[number]["text"])


def test_a_kept_line_and_its_clean_text_stand_side_by_side(read, seeds):
    page = read(seeds, "#/document/0")
    for line in page.query_selector_all(".line:not(.heads)"):
        kept, clean = line.query_selector(".src"), line.query_selector(".cln")
        if kept.query_selector("del") is None:
            assert squeezed(kept.text_content()) == squeezed(clean.text_content())
            assert kept.bounding_box()["y"] == clean.bounding_box()["y"]


@pytest.mark.parametrize("how", ["click", "Enter", "Space"])
def test_a_removal_says_rule_reason_and_place_when_it_is_chosen(read, seeds, how):
    page = read(seeds, "#/document/3")
    span = page.get_by_role("button", name="removed: disclaimer, 163.com/hao-notice").first
    if how == "click":
        span.scroll_into_view_if_needed()
        # An inline box of several lines: its middle may lie beside all of them.
        page.mouse.click(
            *span.evaluate("one => { const box = [...one.getClientRects()].at(-1); return [box.x + 9, box.y + 9] }")
        )
    else:
        span.focus()
        page.keyboard.press(how)
    page.wait_for_selector("aside .card .why")
    told = page.inner_text("aside")
    for words in (
        "163.com/hao-notice",
        "disclaimer",
        "NetEase says that a user uploaded the text",
        "Line",
        "Code points",
    ):
        assert words in told
    assert page.url.endswith(
        "#/document/3/" + page.evaluate("document.querySelector('[aria-current=true]').closest('del').dataset.seq")
    )


def test_facts_that_were_read_there_are_told(read, seeds):
    page = read(seeds, "#/document/4")
    for _ in range(page.locator(".line del").count()):
        press(page, "j")
        if page.query_selector("aside .facts"):
            assert page.inner_text("aside .facts").strip()
            return
    pytest.fail("no removal of solidot.org has captured anything")


def test_j_and_k_walk_through_all_removals_and_stop_at_the_ends(read, seeds):
    page = read(seeds, "#/document/0")
    number = page.locator(".line del").count()
    page.keyboard.press("j")
    page.wait_for_selector(f"aside h2:text-is('Removal 1 of {number}')")
    page.keyboard.press("k")
    assert page.inner_text("#said") == "No other removal in this direction."
    for _ in range(number - 1):
        page.keyboard.press("j")
    page.wait_for_selector(f"aside h2:text-is('Removal {number} of {number}')")


@pytest.mark.parametrize(
    ("mode", "seen", "gone"),
    [
        ("source", ".line .src", ".line .cln"),
        ("clean", ".line .cln", ".line .src"),
        ("removed", ".only .item", ".line"),
        ("both", ".line", ".only"),
    ],
)
def test_each_way_of_showing_hides_the_others(read, seeds, mode, seen, gone):
    page = read(seeds, "#/document/1")
    page.click(f".segments [data-mode={mode}]")
    assert page.locator(f".text {seen}").last.is_visible()
    assert not page.locator(f".text {gone}").last.is_visible()
    assert page.get_attribute(f".segments [data-mode={mode}]", "aria-pressed") == "true"


def test_removed_only_has_every_removal_in_order(read, seeds):
    page = read(seeds, "#/document/4")
    page.keyboard.press("m")
    seqs = page.locator(".only del").evaluate_all("all => all.map(one => Number(one.dataset.seq))")
    assert seqs == sorted(seqs)
    assert page.locator(".line del").evaluate_all("all => all.map(one => Number(one.dataset.seq))") == seqs


def test_the_stamp_is_drawn_as_a_chain_from_the_origin_on(read, seeds, rows):
    for number, row in enumerate(rows):
        page = read(seeds, f"#/document/{number}")
        drawn = [card.inner_text() for card in page.query_selector_all(".chain .hop")]
        assert len(drawn) == len(row["stamp"]["chain"])
        for card, hop in zip(drawn, row["stamp"]["chain"], strict=True):
            assert hop["relation"] in card
            assert hop["confidence"] in card
            for name in ("publisher", "account", "title"):
                assert hop.get(name) is None or hop[name] in card
        page.click(".stamp-more summary")
        assert row["stamp"]["stamp_digest"] in page.inner_text(".stamp-more")


def test_the_language_of_a_document_chooses_its_letters(read, seeds):
    page = read(seeds, "#/document/3")
    assert page.get_attribute(".line .src >> nth=1", "lang") == "zh-Hant"
    assert "TC" in page.eval_on_selector(".line .src >> nth=1", "one => getComputedStyle(one).fontFamily")


HTML = """<!doctype html><html><head><title>Lamps of the harbour</title><meta charset="utf-8"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Lamps of the harbour</h1>
<p>The first lamp was lit in the year of the flood, and it has burnt every night since.</p>
<p>The second one <b>waited</b> for a keeper, who came late and stayed for forty years.</p>
<p>Both are seen from the ferry, which slows down for them, out of habit or respect.</p></article>
<footer><p>Copyright of the harbour. All rights reserved.</p></footer></body></html>"""


def test_html_is_shown_as_it_is_read_and_its_clean_text_is_whole(read, tmp_path):
    out = clean_texts({"lamps.html": HTML.encode()}, tmp_path)
    row = json.loads((out / "documents" / "part-00000.jsonl").read_text("utf-8"))
    page = read(page_of(out), "#/document/0")
    assert "bare markup" in page.inner_text(".modes")
    assert texts_of(page, ".line:not(.heads) .cln") == squeezed(row["text"])
    assert "<p>" not in page.inner_text(".line .src >> nth=2")


@pytest.mark.parametrize("option", [{"ledger": "rules"}, {"redact": True}, {"form": "files"}])
def test_results_of_every_kind_are_shown(read, tmp_path, option):
    page = read(page_of(clean_folder("seeds", tmp_path / "out", **option)), "#/source/solidot.org?view=single")
    page.wait_for_selector(".card .verdict-bar")
    assert page.query_selector(".trouble") is None
    go(page, "#/document/4")
    page.keyboard.press("j")
    page.wait_for_selector("aside .card .why")
    if option == {"redact": True}:
        assert "not in this file" in page.inner_text("aside, .line del >> nth=0")
        go(page, "#/")
        assert "Redacted." in page.inner_text("main")
    if option == {"ledger": "rules"}:
        assert "Clean text with removals" in page.inner_text(".heads")


def test_a_document_in_quarantine_says_why(read, tmp_path):
    text = "给高速公路修“鸟道”的人\n\n" + "免责声明：本文仅代表作者个人观点，与本网无关。\n" * 30
    page_text = clean_texts({"a.txt": text.encode(), "b.txt": b"   "}, tmp_path, Cleaner(source="163.com"))
    page = read(page_of(page_text))
    quarantined = json.loads((page_text / "manifest.json").read_text("utf-8"))["counts"]["quarantined"]
    if not quarantined:
        pytest.skip("nothing was held")
    go(page, "#/document/0")
    assert "quarantined:" in page.inner_text(".document-head")


def test_removed_arabic_runs_from_right_to_left_and_the_columns_stay(read, seeds, tmp_path):
    line = "بقي مصباح واحد مضاء طوال الليل ولم يأت أحد ليطفئه."

    def arabic(records):
        [record, *_] = records
        record["removals"] = [{**record["removals"][0], "text": line}]
        record["pieces"] = [f"{line}\n", 0, f"\n{line}"]

    page = read(with_documents(seeds, tmp_path / "arabic.html", arabic), "#/document/0")
    cell = page.locator(".line:has(del) .src").first
    assert cell.evaluate("one => getComputedStyle(one).direction") == "rtl"
    borders = page.locator(".line:not(.heads) .cln").evaluate_all(
        "all => all.map(one => getComputedStyle(one).borderLeftWidth)"
    )
    assert borders == ["1px"] * 3
