"""Judging removals: by mouse, by keyboard, with a way back, into a file that `cleaner review` reads."""

from __future__ import annotations

import json

import msgspec
import pytest
from report.browser.reader import drawn, go, press

from cleaner.report.build import Options, write_report
from cleaner.review.decisions import Decisions

SOLIDOT = "#/source/solidot.org?view=groups"


def saved(page, how=lambda page: page.keyboard.press("s")):
    with page.expect_download() as download:
        how(page)
    data = download.value.path().read_bytes()
    assert download.value.suggested_filename.endswith(".decisions.json")
    return msgspec.json.decode(data, type=Decisions)


def settled(page):
    """*page* with the card on the table that it is to have."""
    page.wait_for_selector(":not([aria-busy]) > .card .verdict-bar")
    return page


def test_a_removal_is_found_by_its_rule_read_rejected_and_saved(read, seeds):
    page = read(seeds)
    page.get_by_role("link", name="163.com", exact=True).click()
    page.click("nav.tabs [data-tab=rules]")
    page.click(".s-rules th a:has-text('hao-notice')  >> nth=0")
    settled(page)
    assert page.input_value("#filter-rule") == "163.com/hao-notice"
    assert "NetEase says that a user uploaded the text" in page.inner_text(".card .why")
    assert "本平臺僅提供信息存儲服務" in page.inner_text(".card del")
    page.click(".card [data-act=reject]")
    page.click(".card [data-act=note]")
    page.fill("#note", "网易的声明，这里要留着")
    page.keyboard.press("Enter")
    decisions = saved(page, lambda page: page.click("#save"))
    [decision] = decisions.decisions
    manifest = json.loads((seeds.with_suffix("") / "manifest.json").read_text("utf-8"))
    assert decisions.manifest_digest == manifest["manifest_digest"]
    assert (decisions.schema, decisions.result) == ("cleaner/decisions/1", "seeds_out")
    assert (decision.verdict, decision.scope, decision.rule) == ("reject", "group", "163.com/hao-notice")
    assert decision.note == "网易的声明，这里要留着"
    assert decision.category == "disclaimer"
    assert decision.doc_id.startswith("163.com-")


def test_the_keyboard_alone_does_everything(read, many):
    page = read(many)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.textContent") != "solidot.org":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=listbox]:focus")
    settled(page)
    press(page, "a", "j", "j", "r", "n")
    page.keyboard.type("一句话")
    press(page, "Enter", "k", "n")
    page.keyboard.type("only said")
    page.keyboard.press("Enter")
    decisions = saved(page).decisions
    assert [(each.verdict, each.note) for each in decisions] == [
        ("accept", ""),
        ("reject", "一句话"),
        ("note", "only said"),
    ]
    assert len({each.group for each in decisions}) == 3
    page.keyboard.press("o")
    page.wait_for_selector(".document-head")
    settled(page)
    page.keyboard.press("j")
    page.keyboard.press("R")
    page.wait_for_selector(".removed[data-verdict=reject]")
    page.keyboard.press("g")
    page.wait_for_selector(".run-head")


def test_a_verdict_given_twice_is_taken_back(read, seeds):
    page = settled(read(seeds, SOLIDOT))
    page.keyboard.press("r")
    assert page.get_attribute(".card [data-act=reject]", "aria-pressed") == "true"
    page.keyboard.press("r")
    assert page.get_attribute(".card [data-act=reject]", "aria-pressed") == "false"
    assert saved(page).decisions == ()


HELD = """
    const Real = DecompressionStream;
    window.gate = Promise.resolve();
    DecompressionStream = class { constructor(kind) {
        const held = new TransformStream({ async transform(data, to) { await window.gate; to.enqueue(data) } });
        return { writable: held.writable, readable: held.readable.pipeThrough(new Real(kind)) };
    } }
"""


def test_a_verdict_never_goes_to_a_card_that_is_not_there_yet(read, many):
    page = settled(read(many, "#/source/solidot.org?view=single", init=HELD))
    before = page.inner_text(".card del")
    page.evaluate("() => { window.gate = new Promise(open => { window.openGate = open }) }")
    page.keyboard.press("End")
    page.keyboard.press("r")
    assert page.inner_text("#said") == "Nothing is chosen to be judged."
    page.evaluate("openGate()")
    page.wait_for_function("before => document.querySelector('.card del').innerText !== before", arg=before)
    page.keyboard.press("r")
    [decision] = saved(page).decisions
    assert decision.text.strip().split("\n")[0] in page.inner_text(".card del")


def test_a_note_that_is_left_is_not_kept(read, seeds):
    page = settled(read(seeds, SOLIDOT))
    page.keyboard.press("n")
    page.keyboard.type("half a thought")
    page.keyboard.press("Escape")
    assert saved(page).decisions == ()


def test_undo_and_redo_go_back_and_forth_step_by_step(read, many):
    page = settled(read(many, SOLIDOT))
    press(page, "r", "j", "a", "a", "a")
    assert [each.verdict for each in saved(page).decisions] == ["reject", "accept"]
    for left in (1, 2, 1, 0):
        page.keyboard.press("u")
        assert len(saved(page).decisions) == left
    page.keyboard.press("u")
    assert page.inner_text("#said") == "Nothing to undo."
    page.keyboard.press("U")
    assert [each.verdict for each in saved(page).decisions] == ["reject"]


def test_progress_counts_groups_that_were_judged(read, many):
    page = settled(read(many, SOLIDOT))
    all_groups = page.evaluate("JSON.parse(document.getElementById('run').textContent).groups")
    page.keyboard.press("a")
    assert page.inner_text("#progress") == f"1 of {all_groups:,} groups judged"


def test_the_filter_by_verdict_shows_what_is_left(read, many):
    page = settled(read(many, SOLIDOT))
    whole = int(page.get_attribute("[role=option]", "aria-setsize"))
    page.keyboard.press("r")
    page.select_option("#filter-judged", "open")
    page.wait_for_selector(f"[aria-setsize='{whole - 1}']")
    page.select_option("#filter-judged", "reject")
    page.wait_for_selector("[aria-setsize='1']")


def test_the_next_group_comes_by_itself_when_asked_for(read, many):
    page = settled(read(many, SOLIDOT))
    page.check("#go-on")
    press(page, *"aaa")
    assert len({each.group for each in saved(page).decisions}) == 3


def size_of(page):
    return int(page.get_attribute("[role=option]", "aria-setsize"))


def test_all_that_the_filter_shows_is_accepted_at_once_and_undone_at_once(read, many):
    page = settled(read(many, SOLIDOT))
    whole = size_of(page)
    press(page, "r", "j")
    page.wait_for_selector(f"#accept-all:has-text('Accept all {whole - 1:,} open')")
    page.keyboard.press("n")
    page.keyboard.type("to be seen again")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#accept-all:has-text('Accept all {whole - 2:,} open')")
    page.keyboard.press("*")
    page.wait_for_selector("#accept-all:disabled:has-text('None open')")
    assert page.inner_text("#said").startswith(f"Accepted: {whole - 2:,} groups of solidot.org, ")
    decisions = saved(page).decisions
    assert [each.verdict for each in decisions] == ["reject", "note", *["accept"] * (whole - 2)]
    assert len({each.group for each in decisions}) == whole
    page.keyboard.press("u")
    page.wait_for_selector(f"#accept-all:has-text('Accept all {whole - 2:,} open')")
    assert len(saved(page).decisions) == 2


def test_what_is_accepted_at_once_is_what_would_be_accepted_one_by_one(read, many):
    rule = f"{SOLIDOT}&rule=solidot.org%2Ffooter"
    page = settled(read(many, rule))
    page.click("#accept-all")
    page.wait_for_selector("#accept-all:disabled:has-text('None open')")
    at_once = saved(page).decisions
    page = settled(read(many, rule))
    page.check("#go-on")
    press(page, *("a" for _ in at_once))
    assert saved(page).decisions == at_once
    assert {each.rule for each in at_once} == {"solidot.org/footer"}


def test_one_key_shows_only_the_rule_of_the_chosen_group_and_all_again(read, many):
    page = settled(read(many, SOLIDOT))
    whole = size_of(page)
    press(page, "j")
    text = page.inner_text("[aria-selected=true]")
    page.keyboard.press("f")
    page.wait_for_selector(".found:has-text(' of ')")
    assert page.input_value("#filter-rule") in text
    assert size_of(page) < whole
    assert page.inner_text("[aria-selected=true]") == text
    page.keyboard.press("f")
    page.wait_for_selector(f".found:has-text('{whole:,} groups')")
    assert page.inner_text("[aria-selected=true]") == text


def test_a_list_that_is_come_back_to_is_as_it_was_left(read, many):
    page = settled(read(many, "#/source/solidot.org?view=single&category=outside-body"))
    press(page, *"jjjjjjj")
    before = page.inner_text("[aria-selected=true]")
    for back in (lambda: page.keyboard.press("o"), page.go_back):
        press(settled(page), "o")
        page.wait_for_selector(".document-head")
        back()
        page.wait_for_selector("[aria-selected=true]:not(:has-text('…'))")
        assert page.input_value("#filter-category") == "outside-body"
        assert page.inner_text("[aria-selected=true]") == before


def test_a_card_says_what_becomes_of_a_rejection(read, many):
    page = settled(read(many, SOLIDOT))
    assert "writes an exception for pages of solidot.org that brings all" in page.inner_text(".verdict-bar")
    go(page, "#/source/solidot.org?view=single&category=outside-body")
    settled(page)
    assert "no exception can bring it back" in page.inner_text(".verdict-bar")


def test_two_windows_of_one_report_do_not_undo_each_other(read, seeds):
    page = settled(read(seeds, "#/source/163.com?view=single"))
    other = page.context.new_page()
    other.goto(seeds.as_uri() + "#/source/163.com?view=single")
    settled(drawn(other))
    page.keyboard.press("a")
    other.wait_for_selector("#progress:has-text('1 of')")
    press(other, "j", "r")
    page.wait_for_selector("#progress:has-text('2 of')")
    assert [each.verdict for each in saved(page).decisions] == ["accept", "reject"]


FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


def test_a_store_without_room_says_so_once(read, seeds):
    page = settled(read(seeds, SOLIDOT, init=FULL))
    page.keyboard.press("r")
    assert "Save them as a file" in page.inner_text("#alarm")
    assert [each.verdict for each in saved(page).decisions] == ["reject"]


def test_a_live_page_that_nobody_serves_never_says_that_it_saves(read, seeds, tmp_path):
    file = tmp_path / "live.html"
    write_report(seeds.with_suffix(""), file, Options(live="decisions"))
    page = settled(read(file, SOLIDOT))
    page.wait_for_selector("#alarm:has-text('Not saved')")
    page.keyboard.press("r")
    assert page.inner_text("#save-words") == "Not saved"
    assert [each.verdict for each in saved(page).decisions] == ["reject"]
    assert page.inner_text("#save-words") == "Saved"
    read.complaints.clear()


def test_what_a_file_of_decisions_says_besides_is_not_saved_again(read, seeds, tmp_path):
    page = settled(read(seeds, SOLIDOT))
    page.keyboard.press("r")
    [decision] = saved(page).decisions
    whole = json.loads(page.evaluate("Object.entries(localStorage).find(([name]) => name.includes('decisions'))[1]"))
    whole["decisions"] = [
        {**msgspec.to_builtins(decision), "group": "0" * 16, "note": "灯" * 1_000_000, "more": {"__proto__": 1}}
    ]
    file = tmp_path / "more.json"
    file.write_text(json.dumps(whole), "utf-8")
    page.set_input_files("#file", file)
    page.wait_for_selector("#said:has-text('1 decision read')")
    assert [len(each.note) for each in saved(page).decisions] == [0, 1_000_000]


def test_one_removal_of_many_is_judged_alone(read, many):
    page = settled(read(many, SOLIDOT))
    page.keyboard.press("o")
    page.wait_for_selector("aside .card [data-scope=span]")
    page.keyboard.press("r")
    page.click("aside [data-act=accept][data-scope=span]")
    whole, alone = saved(page).decisions
    assert (whole.scope, alone.scope) == ("group", "span")
    assert (whole.group, whole.doc_id, whole.seq) == (alone.group, alone.doc_id, alone.seq)
    assert whole.count > 1
    assert alone.count == 1


def test_decisions_outlive_the_page(read, seeds):
    page = settled(read(seeds, SOLIDOT))
    page.keyboard.press("r")
    page.evaluate("decisions => 0", None)
    again = page.context.new_page()
    again.goto(seeds.as_uri() + SOLIDOT)
    settled(drawn(again))
    assert again.get_attribute(".card [data-act=reject]", "aria-pressed") == "true"


REFUSED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"


def test_a_store_that_is_refused_loses_nothing_but_the_memory(read, seeds):
    page = settled(read(seeds, SOLIDOT, init=REFUSED))
    page.keyboard.press("r")
    page.keyboard.press("t")
    assert [each.verdict for each in saved(page).decisions] == ["reject"]


def test_a_saved_file_is_read_back(read, seeds, tmp_path):
    page = settled(read(seeds, SOLIDOT))
    page.keyboard.press("r")
    decisions = saved(page)
    file = tmp_path / "kept.json"
    file.write_bytes(msgspec.json.encode(decisions))
    fresh = settled(read(seeds, SOLIDOT))
    assert saved(fresh).decisions == ()
    fresh.set_input_files("#file", file)
    fresh.wait_for_selector(".card [data-act=reject][aria-pressed=true]")
    assert saved(fresh) == decisions


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda _: b"{", "it is not JSON"),
        (lambda _: b"[]", "it is no file of decisions"),
        (lambda file: msgspec.json.encode({**file, "schema": "x"}), "it is no file of decisions"),
        (lambda file: msgspec.json.encode({**file, "manifest_digest": "0" * 64}), "made on another result"),
        (lambda file: msgspec.json.encode({**file, "decisions": 3}), "no list of decisions"),
        (
            lambda file: msgspec.json.encode({**file, "decisions": [{"verdict": "reject"}]}),
            "decision 1 has no proper scope",
        ),
        (lambda file: msgspec.json.encode({**file, "decisions": [None]}), "decision 1 has no proper verdict"),
        (
            lambda file: msgspec.json.encode({**file, "decisions": [{"verdict": "toString", "scope": "group"}]}),
            "decision 1 has no proper verdict",
        ),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(read, seeds, tmp_path, change, complaint):
    manifest = json.loads((seeds.with_suffix("") / "manifest.json").read_text("utf-8"))
    whole = {
        "schema": "cleaner/decisions/1",
        "result": "x",
        "manifest_digest": manifest["manifest_digest"],
        "decisions": [],
    }
    file = tmp_path / "file.json"
    file.write_bytes(change(whole))
    page = settled(read(seeds, SOLIDOT))
    page.set_input_files("#file", file)
    page.wait_for_selector(f"#alarm:has-text('{complaint}')")
    assert saved(page).decisions == ()


def test_leaving_with_unsaved_decisions_asks_first(read, seeds):
    page = settled(read(seeds, SOLIDOT))
    assert page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    page.keyboard.press("r")
    assert not page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    saved(page)
    assert page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_letters_are_letters_in_a_field_and_when_they_are_switched_off(read, seeds):
    page = settled(read(seeds, SOLIDOT))
    page.keyboard.press("/")
    page.keyboard.type("rau")
    assert page.input_value("#filter-q") == "rau"
    page.fill("#filter-q", "")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert saved(page, lambda page: page.click("#save")).decisions == ()


def test_help_names_the_keys_and_goes_away(read, seeds):
    page = read(seeds)
    page.keyboard.press("?")
    assert "the removal is wrong" in page.inner_text("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_the_text_filter_finds_groups_by_their_words(read, many):
    page = settled(read(many, SOLIDOT))
    page.fill("#filter-q", "举报电话")
    page.wait_for_selector(".found:has-text(' of ')")
    settled(page)
    assert "举报电话" in page.inner_text(".card del")
    go(page, "#/source/solidot.org?view=groups&q=no-such-words-anywhere")
    page.wait_for_selector(".empty")
