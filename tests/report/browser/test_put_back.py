"""From the report to the rules and back: a removal that somebody rejects is in the text after the next run."""

from __future__ import annotations

import json

from cli.command_line import Command
from report.browser.browsed import ROOT, clean_folder, page_of

NOTICE = "本站提到的所有注册商标属于他们各自的所有人所有"


def texts_of(out):
    lines = (out / "documents" / "part-00000.jsonl").read_text("utf-8").splitlines()
    return {row["source"]: row["text"] for row in map(json.loads, lines)}


def test_a_rejection_brings_the_text_back_with_a_test_that_holds(read, tmp_path, monkeypatch, capsysbinary):
    command = Command(monkeypatch, capsysbinary)
    out, again, rules = clean_folder("seeds", tmp_path / "seeds_out"), tmp_path / "again", tmp_path / "rules"
    page = read(page_of(out))
    page.get_by_role("link", name="solidot.org", exact=True).click()
    page.click("nav.tabs [data-tab=rules]")
    page.click(".s-rules th a:has-text('copyright')")
    page.wait_for_selector(".card .verdict-bar")
    assert "trademarks, comments and copyright of the site" in page.inner_text(".card .why")
    assert NOTICE in page.inner_text(".card del")
    page.keyboard.press("r")
    with page.expect_download() as download:
        page.keyboard.press("s")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    monkeypatch.chdir(ROOT)

    applied = command("review", "apply", file, "--result", out, "--rules", rules)
    assert applied.code == 0, applied.text + applied.err
    cleaned = command("clean", "seeds", "-o", again, "--rules", rules)
    assert cleaned.code == 0, cleaned.err
    tested = command("rules", "test", "solidot.org", "--rules", rules)
    assert tested.code == 0, tested.text + tested.err

    before, after = texts_of(out), texts_of(again)
    assert NOTICE not in before["solidot.org"]
    assert NOTICE in after["solidot.org"]
    assert [source for source in before if before[source] != after[source]] == ["solidot.org"]
