"""A redacted result says what was removed by digest and length alone, and nothing of it slips out elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from redacted_results import ROOT, all_stored, cleaned_into, dump_into, our_own_words, runs, said_on_purpose, strings_of

from cleaner import Cleaner, RawDocument
from cleaner.io.manifest import read_manifest
from cleaner.io.redact import Kept, redacted_detail
from cleaner.io.result import quarantine
from cleaner.io.rows import rows_of
from cleaner.model import digest
from cleaner.model.ledger import Ledger, Reason, Removal

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted([*(ROOT / "seeds").glob("*.txt"), *(ROOT / "fixtures").glob("*/*/input.*")])
FORMS = {"jsonl": {}, "files": {"form": "files"}, "rules-only": {"ledger": "rules"}, "parquet": {"form": "parquet"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("redaction")
    dump_into(folder, PAGES)
    cleaned_into(folder, "ordinary", page=True)
    for name, options in FORMS.items():
        cleaned_into(folder, name, redact=True, page=True, **options)
    return folder


def pairs(folder: Path):
    return list(zip(all_stored(folder / "ordinary"), all_stored(folder / "jsonl"), strict=True))


def slips(folder: Path, name: str) -> dict[str, list[str]]:
    """Runs of removed text in each file of a result that nothing there is meant to say."""
    ordinary, shown = all_stored(folder / "ordinary"), all_stored(folder / name)
    removed = runs(row.text for item in ordinary for row in item.removals)
    purpose = [text for item in shown for text in said_on_purpose(item)]
    replaced = [text for item in ordinary for row in item.removals for text in (row.replacement, row.why)]
    told = [row.detail for _, row in quarantine(folder / name, read_manifest(folder / name)) if row.document is None]
    hidden = removed - runs(
        [
            *purpose,
            *replaced,
            *told,
            *our_own_words(folder),
            *(entry.path for entry in read_manifest(folder / name).files),
        ]
    )
    files = [path for path in sorted((folder / name).rglob("*")) if path.is_file()]
    return {path.name: found for path in files if (found := sorted(runs(strings_of(path)) & hidden))}


@pytest.mark.parametrize("name", FORMS)
def test_no_words_that_were_removed_stand_anywhere_in_the_folder(folder, name):
    assert slips(folder, name) == {}


def test_an_ordinary_result_says_them_in_each_kind_of_file(folder):
    """So the scan finds what is there."""
    found = slips(folder, "ordinary")

    assert {"part-00000.jsonl", "report.html"} <= found.keys()
    assert any("13900001234" in text for text in strings_of(folder / "ordinary/removals/part-00000.jsonl"))
    assert any("13911115678" in text for text in strings_of(folder / "ordinary/quarantine/part-00000.jsonl"))


@pytest.mark.parametrize(
    "words", ["13900001234", "13911115678", "老吴站在第三级台阶上", "s3cr3t-999", "隔壁的渡口昨夜卖掉了钟", "AI摘要：河口灯塔"]
)  # fmt: skip
@pytest.mark.parametrize("name", FORMS)
def test_these_words_are_nowhere(folder, name, words):
    assert not [path for path in (folder / name).rglob("*.*") if any(words in text for text in strings_of(path))]


def test_digests_and_lengths_are_those_of_what_was_removed(folder):
    rows = [
        (one, other)
        for ours, theirs in pairs(folder)
        for one, other in zip(ours.removals, theirs.removals, strict=True)
    ]

    assert len(rows) > 500
    for one, other in rows:
        removed = bytes.fromhex(one.raw) if one.raw is not None else one.text.encode()
        assert (other.text, other.raw) == (None, None)
        assert other.text_sha256 == hashlib.sha256(removed).hexdigest()
        assert other.end - other.start == len(one.text)
    assert {one.raw is not None for one, _ in rows} == {True, False}


def test_all_else_of_a_row_is_as_it_would_be(folder):
    for ours, theirs in pairs(folder):
        for one, other in zip(ours.removals, theirs.removals, strict=True):
            assert one.prefix.endswith(other.prefix)
            assert one.suffix.startswith(other.suffix)
            assert one.captured.keys() == other.captured.keys()
            for kind, values in other.captured.items():
                assert set(values) <= set(one.captured[kind])
            back = {name: getattr(one, name) for name in ("text", "raw", "text_sha256", "prefix", "suffix", "captured")}
            assert msgspec.structs.replace(other, **back) == one


def test_the_text_and_the_facts_stay_and_the_stamp_is_sealed_as_it_is_written(folder):
    for ours, theirs in pairs(folder):
        one, other = ours.row.stamp, theirs.row.stamp
        assert theirs.row.text == ours.row.text
        assert theirs.row.title == ours.row.title
        assert other.stamp_digest == digest.stamp_digest(other)
        for name in ("raw", "capture", "references", "language", "segments", "clean", "rules", "removal"):
            assert plain(getattr(one, name)) == plain(getattr(other, name))
        assert [(each.value, each.literal, each.choice) for each in one.dates] == [
            (each.value, each.literal, each.choice) for each in other.dates
        ]
        assert [(each.role, each.name) for each in one.credits] == [(each.role, each.name) for each in other.credits]


def plain(value: object) -> object:
    """Without quotations."""
    return re.sub(r'"quote":"(?:[^"\\]|\\.)*"', "", msgspec.json.encode(value).decode())


def redacted(path: str, data: bytes):
    cleaned = Cleaner().clean(RawDocument(data=data, path=path))
    return cleaned.stamp, rows_of(cleaned, redact=True)[0].stamp


def test_a_quotation_from_what_was_removed_goes_and_the_name_that_it_gave_stays():
    page = ROOT / "fixtures/hexo/butterfly/input.html"
    before, after = redacted(page.name, page.read_bytes())

    assert before.credits[0].literal == '<meta name="author" content="Jo Marsh">'
    assert (after.credits[0].name, after.credits[0].literal) == ("Jo Marsh", "")
    assert {item.quote for item in after.credits[0].evidence} == {""}


def test_a_quotation_from_kept_text_stays():
    page = (
        b"LONDON (Reuters) - Lamps were lit on the bridge again.\n" + b"The keeper said that the clock still ran.\n" * 6
    )
    before, after = redacted("lamps.txt", page)

    assert [item.quote for hop in before.chain for item in hop.evidence] == ["Reuters"]
    assert after.chain == before.chain


def test_of_a_quotation_that_is_half_removed_the_kept_beginning_stays():
    text = "灯亮了，值班电话在这里"
    kept = Kept(text, Ledger(len(text), (Removal(4, 8, Reason("a/b", "contact", "why")),)))

    assert kept.beginning(0, len(text)) == "灯亮了，"
    assert kept.beginning(5, len(text)) == ""
    assert kept.beginning(8, len(text)) == "在这里"


def test_that_something_was_read_is_told_and_what_only_if_the_stamp_says_it(folder):
    captured = {
        kind: values
        for item in all_stored(folder / "jsonl")
        if item.row.stamp.capture.path.endswith("phone.txt")
        for row in item.removals
        for kind, values in row.captured.items()
    }

    assert captured["contact"] == ()


def test_a_document_in_quarantine_says_why_without_its_words(folder):
    found = {
        row.path.rpartition("/")[2]: row for _, row in quarantine(folder / "jsonl", read_manifest(folder / "jsonl"))
    }

    assert (found["guarded.txt"].code, found["guarded.txt"].document is None) == ("protected-lost", False)
    assert found["guarded.txt"].detail.startswith("not shown")
    assert found["empty.txt"].detail == "the input has no bytes"
    assert found["notice.md"].removals[-1].text_sha256


@pytest.mark.parametrize("code", ["internal-error", "extractor-failed", "protected-lost", "a code of tomorrow"])
def test_a_detail_that_may_quote_the_page_is_not_shown(code):
    assert "身份证" not in redacted_detail(code, "KeyError: '身份证 110101'")


def test_two_runs_and_two_workers_give_the_same(tmp_path):
    dump_into(tmp_path)
    made = [
        cleaned_into(tmp_path, "once", redact=True),
        cleaned_into(tmp_path, "again", redact=True),
        cleaned_into(tmp_path, "pooled", workers=2, redact=True),
    ]

    for name in ("documents", "removals", "quarantine"):
        assert len({(out / name / "part-00000.jsonl").read_bytes() for out in made}) == 1
    assert len({read_manifest(out).manifest_digest for out in made}) == 1


def test_manifest_and_documents_say_that_they_are_redacted(folder):
    assert read_manifest(folder / "jsonl").options["redact"] is True
    assert read_manifest(folder / "ordinary").options["redact"] is False
    assert {item.row.removals.redacted for item in all_stored(folder / "jsonl")} == {True}
    assert {item.row.removals.redacted for item in all_stored(folder / "ordinary")} == {False}


def test_the_list_for_people_has_length_and_digest(folder):
    lists = [path for path in (folder / "files/documents").iterdir() if path.name == "phone.removed.txt"]
    text = lists[0].read_text("utf-8")
    rows = [json.loads(line) for line in (folder / "files/removals/part-00000.jsonl").read_text("utf-8").splitlines()]
    row = next(row for row in rows if row["rule"] == "bridge.example/phone")

    assert "(--redact)" in text
    assert f"not shown: length {row['end'] - row['start']}, SHA-256 {row['text_sha256']}" in text
    assert "read: contact = not shown" in text


@given(st.data())
def test_what_is_shown_of_a_text_is_kept_and_all_that_is_kept_in_a_row(data):
    text = data.draw(st.text(alphabet="abc\n灯", max_size=30))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    reason = Reason("a/b", "navigation", "why")
    removals = tuple(Removal(start, end, reason) for start, end in zip(cuts[::2], cuts[1::2], strict=False))
    kept = Kept(text, Ledger(len(text), removals))
    gone = {at for item in removals for at in range(item.start, item.end)}
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    stop = next((at for at in range(start, end) if at in gone), end)
    assert kept.beginning(start, end) == text[start:stop]
    prefix, suffix = kept.context(text[max(0, start - 5) : start], text[end : end + 5], start, end)
    first = next((at + 1 for at in range(start - 1, max(0, start - 5) - 1, -1) if at in gone), max(0, start - 5))
    last = next((at for at in range(end, min(len(text), end + 5)) if at in gone), min(len(text), end + 5))
    assert (prefix, suffix) == (text[first:start], text[end:last])
