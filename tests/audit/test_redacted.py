"""A redacted result is checked as far as it goes without its raw files, and to the letter with them."""

from __future__ import annotations

import hashlib
import shutil

import msgspec
import pytest
from receipts.forging import forge
from redacted_results import DUMP, all_stored, cleaned_into, dump_into

from cleaner import Cleaner
from cleaner.audit.restore import restored_bytes
from cleaner.audit.verify import verify
from cleaner.errors import LedgerError
from cleaner.io.manifest import encoded, manifest_digest, read_manifest
from cleaner.io.rows import repairs_of, rows_digest
from cleaner.model import digest

REPAIRED = {"bad.txt", "bad-notice.txt", "cut.txt"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("redacted")
    dump_into(folder)
    for name, options in (("out", {}), ("rules-only", {"ledger": "rules"}), ("files", {"form": "files"})):
        cleaned_into(folder, name, redact=True, **options)
    return folder


@pytest.fixture(scope="module")
def cleaner(folder):
    return Cleaner([folder / "rules"])


@pytest.mark.parametrize("name", ["out", "rules-only", "files"])
def test_nothing_is_found_in_a_result_as_it_was_written(folder, cleaner, name):
    dump, out = folder / "dump", folder / name

    assert verify(out).findings == ()
    assert verify(out, dump).findings == ()
    assert verify(out, dump, cleaner).findings == ()
    assert verify(out, None, cleaner).findings == ()


def test_what_cannot_be_checked_is_said_once_and_only_without_the_raw_files(folder, cleaner):
    for replayer in (None, cleaner):
        said = [text for text in verify(folder / "out", None, replayer).skipped if "--redact" in text]
        assert len(said) == 1
        assert "--raw DIR" in said[0]
    assert verify(folder / "out", folder / "dump").skipped == ()


def test_the_raw_bytes_do_not_come_back_and_it_says_why(folder):
    for item in all_stored(folder / "out"):
        with pytest.raises(LedgerError, match="--redact"):
            restored_bytes(item.row, item.removals)


def test_rows_without_text_never_pass_for_the_text(folder):
    """Whoever takes the mark away gets an error, not other bytes."""
    for item in all_stored(folder / "out"):
        mark = msgspec.structs.replace(item.row.removals, redacted=False)
        row = msgspec.structs.replace(item.row, removals=mark)
        if item.removals:
            with pytest.raises(LedgerError, match=r"has no (text|bytes)"):
                restored_bytes(row, item.removals)
    repairs = [row for item in all_stored(folder / "out") for row in item.removals if row.action == "repair"]
    with pytest.raises(LedgerError, match="has no bytes"):
        repairs_of(repairs)


def forged(folder, tmp_path, name, *, row=None, stamp=None):
    """The result with one document changed by somebody who makes every digest fit; its id."""
    found = []

    def change(documents):
        for number, (document, removals) in enumerate(documents):
            if not document.stamp.capture.path.endswith(f"/{name}"):
                continue
            rows = row(removals) if row else removals
            parts = {
                "stamp": digest.sealed(stamp(document.stamp)) if stamp else document.stamp,
                "removals": msgspec.structs.replace(document.removals, sha256=rows_digest(rows)),
            }
            documents[number] = msgspec.structs.replace(document, **parts), rows
            found.append(document.id)
        return documents

    return forge(folder / "out", tmp_path / "forged", change), found[0]


def with_row(number, **changed):
    return lambda rows: (*rows[:number], msgspec.structs.replace(rows[number], **changed), *rows[number + 1 :])


def findings(out, doc_id, raw=None):
    return {(item.code, item.where) for item in verify(out, raw).findings if item.doc_id == doc_id}


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"text_sha256": "0" * 64}, "text_sha256"),
        ({"byte_start": 1}, "byte_start"),
        ({"line": 99}, "line"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_the_raw_file_can_tell_is_found_with_it(folder, tmp_path, changed, where):
    out, doc_id = forged(folder, tmp_path, "phone.txt", row=with_row(1, **changed))

    assert findings(out, doc_id) == set()
    found = findings(out, doc_id, folder / "dump")
    assert {(code, name.rpartition(".")[2]) for code, name in found} == {("removal-row", where)}


@pytest.mark.parametrize("name", sorted(REPAIRED))
def test_the_digest_of_a_repair_is_checked_too(folder, tmp_path, name):
    items = {item.row.stamp.capture.path.rpartition("/")[2]: item for item in all_stored(folder / "out")}
    rows = items[name].removals
    repair = next(number for number, row in enumerate(rows) if row.action == "repair")
    start, end = rows[repair].byte_start, rows[repair].byte_end
    assert rows[repair].text_sha256 == hashlib.sha256(DUMP[name][start:end]).hexdigest()
    out, doc_id = forged(folder, tmp_path, name, row=with_row(repair, text_sha256="0" * 64))

    assert findings(out, doc_id) == set()
    assert ("removal-row", f"removals[{rows[repair].seq}].text_sha256") in findings(out, doc_id, folder / "dump")


def test_a_repair_that_nobody_tells_of_is_found_with_the_raw_file(folder, tmp_path):
    def without(stamp):
        return msgspec.structs.replace(stamp, raw=msgspec.structs.replace(stamp.raw, repairs=0))

    def bare(rows):
        return tuple(row for row in rows if row.action != "repair")

    out, doc_id = forged(folder, tmp_path, "cut.txt", row=bare, stamp=without)

    assert ("raw-repairs", "removals") in findings(out, doc_id, folder / "dump")


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"prefix": "值班的人写道"}, "prefix"),
        ({"suffix": "值班的人写道"}, "suffix"),
        ({"clean_at": 3}, "clean_at"),
        ({"text": "值班电话"}, "text or text_sha256"),
        ({"text_sha256": None}, "text or text_sha256"),
        ({"raw": "00"}, "raw"),
    ],
    ids=["prefix", "suffix", "clean_at", "text", "no digest", "raw"],
)
def test_what_a_redacted_row_must_not_say_is_found_without_the_raw_file(folder, tmp_path, changed, where):
    out, doc_id = forged(folder, tmp_path, "phone.txt", row=with_row(1, **changed))

    assert ("removal-row", f"removals[1].{where}") in findings(out, doc_id)


def test_a_quotation_of_what_was_removed_is_found_without_the_raw_file(folder, tmp_path):
    def quoting(stamp):
        fact = next(each for each in stamp.facts if each.kind == "contact")
        evidence = tuple(msgspec.structs.replace(each, quote="值班电话 13900001234") for each in fact.evidence)
        return msgspec.structs.replace(stamp, facts=(msgspec.structs.replace(fact, evidence=evidence),))

    out, doc_id = forged(folder, tmp_path, "phone.txt", stamp=quoting)

    assert {code for code, _ in findings(out, doc_id)} == {"evidence"}


@pytest.mark.parametrize("encoding", ["no-such", "utf-32-le"])
def test_an_encoding_in_which_the_raw_file_cannot_be_read_is_found(folder, tmp_path, encoding):
    def other(stamp):
        return msgspec.structs.replace(stamp, raw=msgspec.structs.replace(stamp.raw, encoding=encoding))

    out, doc_id = forged(folder, tmp_path, "phone.txt", stamp=other)

    assert findings(out, doc_id) == set()
    assert ("raw-encoding", "stamp.raw.encoding") in findings(out, doc_id, folder / "dump")


def test_another_raw_file_is_found_and_says_nothing_of_the_rows(folder, tmp_path):
    (tmp_path / "dump").mkdir()
    for name, data in DUMP.items():
        (tmp_path / "dump" / name).write_bytes(data.replace(b"13900001234", b"13900001235"))
    found = verify(folder / "out", tmp_path / "dump").findings

    assert {(item.code, item.where.rpartition("/")[2]) for item in found} == {("raw-file", "phone.txt")}


def test_a_manifest_that_says_otherwise_is_found(folder, tmp_path):
    out = shutil.copytree(folder / "out", tmp_path / "out")
    manifest = read_manifest(out)
    manifest = msgspec.structs.replace(manifest, options={**manifest.options, "redact": False})
    path = out / "manifest.json"
    path.write_bytes(encoded(msgspec.structs.replace(manifest, manifest_digest=manifest_digest(manifest))))

    assert {(item.code, item.where) for item in verify(out).findings} == {("manifest", "removals.redacted")}


def test_a_replay_compares_the_redacted_rows(folder, tmp_path, cleaner):
    out, doc_id = forged(folder, tmp_path, "phone.txt", row=with_row(0, text_sha256="0" * 64, suffix=""))
    found = [item for item in verify(out, folder / "dump", cleaner).findings if item.doc_id == doc_id]

    assert ("replay-differs", "removals[0].text_sha256") in {(item.code, item.where) for item in found}
