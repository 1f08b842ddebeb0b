"""Every kind of change to a result is found, and named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from cleaner import Cleaner, InputError
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.manifest import Manifest, encoded, manifest_digest
from cleaner.io.read import Inputs
from cleaner.io.rows import DocumentRow
from cleaner.io.write import Options
from cleaner.model import digest

SEEDS = Path(__file__).parents[2] / "seeds"
CLEANER = Cleaner()
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"


@pytest.fixture
def result(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    for name in ("gptnb.txt", "solidot.txt"):
        (dump / name).write_bytes((SEEDS / name).read_bytes())
    (dump / "bad.txt").write_bytes("电池与灯\n".encode() * 40 + b"\xe7\x94 end\n")
    (dump / "notice.md").write_text(NOTICE, "utf-8")
    (dump / "empty.txt").write_bytes(b"")
    run(CLEANER, Inputs([str(dump)]), tmp_path / "out")
    return tmp_path / "out"


def change(part: Path, number: int, at: tuple, value: object) -> str:
    """Change one field of one row, in the form in which rows are written; its document's id."""
    lines = part.read_text("utf-8").splitlines()
    row = json.loads(lines[number])
    inner = row
    for key in at[:-1]:
        inner = inner[key]
    assert inner[at[-1]] != value
    inner[at[-1]] = value
    lines[number] = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    part.write_text("\n".join(lines) + "\n", "utf-8")
    return row.get("doc_id") or row.get("id")


def codes(result: Path, doc_id: str | None, raw: Path | None = None) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in verify(result, raw).findings:
        if item.doc_id == doc_id:
            found.setdefault(item.code, item.where)
    return found


def number_of(result: Path, source: str) -> int:
    lines = (result / "documents/part-00000.jsonl").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines) if json.loads(line)["source"] == source)


def test_an_untouched_result_has_no_findings(result):
    found = verify(result, result.parent / "dump")

    assert found.findings == ()
    assert found.documents == 3


@pytest.mark.parametrize(
    ("at", "value", "code", "where"),
    [
        pytest.param(("title",), "别的", "row", "title", id="title"),
        pytest.param(("id",), "gptnb.com-0000000000000000", "row", "id", id="id"),
        pytest.param(("language",), "en", "row", "language", id="language"),
        pytest.param(("script",), "Hant", "row", "script", id="script"),
        pytest.param(("source",), "163.com", "row", "source", id="source"),
        pytest.param(("stamp", "raw", "sha256"), "0" * 64, "raw-digest", "stamp.raw.sha256", id="raw digest"),
        pytest.param(("stamp", "raw", "bytes"), 3, "raw-bytes", "stamp.raw.bytes", id="raw size"),
        pytest.param(("stamp", "raw", "encoding"), "gb18030", "raw-digest", "raw", id="encoding"),
        pytest.param(("stamp", "raw", "encoding"), "no-such", "restore", "removals", id="encoding that does not exist"),
        pytest.param(("stamp", "capture", "path"), "elsewhere.txt", "stamp-digest", "stamp", id="path"),
        pytest.param(("stamp", "capture", "url"), "https://example.org", "stamp-digest", "stamp", id="url"),
        pytest.param(("stamp", "clean", "sha256"), "0" * 64, "clean-digest", "stamp.clean.sha256", id="clean digest"),
        pytest.param(("stamp", "clean", "chars"), 1, "clean-chars", "stamp.clean.chars", id="clean size"),
        pytest.param(("stamp", "removal", "digest"), "0" * 64, "ledger-digest", "removals", id="ledger digest"),
        pytest.param(("stamp", "removal", "share"), 0.5, "removal-share", "stamp.removal.share", id="share"),
        pytest.param(("stamp", "dates", 0, "value"), "2020-01-01", "stamp-digest", "stamp", id="a date"),
        pytest.param(("stamp", "credits", 0, "evidence", 0, "quote"), "某人", "evidence", "quote", id="a quotation"),
        pytest.param(("stamp", "stamp_digest"), "0" * 64, "stamp-digest", "stamp", id="stamp digest"),
        pytest.param(("removals", "sha256"), "0" * 64, "rows-digest", "removals", id="digest of the rows"),
        pytest.param(("removals", "rows"), 1, "row-count", "removals", id="number of rows"),
    ],
)
def test_a_changed_document_field_is_found_and_named(result, at, value, code, where):
    doc_id = change(result / "documents/part-00000.jsonl", number_of(result, "gptnb.com"), at, value)

    assert where in codes(result, doc_id)[code]
    assert "file-digest" in codes(result, None)


def test_one_flipped_character_of_a_text_is_found_wherever_it_stands(result):
    part = result / "documents/part-00000.jsonl"
    number = number_of(result, "gptnb.com")
    text = json.loads(part.read_text("utf-8").splitlines()[number])["text"]
    before = part.read_bytes()
    for at in (0, len(text) // 2, len(text) - 1):
        doc_id = change(part, number, ("text",), text[:at] + "X" + text[at + 1 :])
        assert "text" in codes(result, doc_id)["clean-digest"]
        part.write_bytes(before)


@pytest.mark.parametrize(
    ("field", "value", "code", "where"),
    [
        pytest.param("text", "x" * 87, "raw-digest", "removals.text", id="text"),
        pytest.param("text", "x", "removal-row", "removals[0].start, end or text", id="text of another length"),
        pytest.param("start", 1, "removal-row", "removals[0].start", id="start"),
        pytest.param("end", 0, "removal-row", "removals[0].start, end", id="end before start"),
        pytest.param("replacement", "x", "removal-row", "removals[0].replacement", id="replacement"),
        pytest.param("rule", "core/other", "ledger-digest", "rule", id="rule"),
        pytest.param("action", "keep", "ledger-digest", "action", id="action"),
        pytest.param("category", "slogan", "removal-categories", "category", id="category"),
        pytest.param("seq", 9, "row-order", "seq", id="seq"),
        pytest.param("byte_start", 7, "removal-row", "removals[0].byte_start", id="byte offset"),
        pytest.param("byte_end", 7, "removal-row", "removals[0].byte_end", id="byte end"),
        pytest.param("line", 7, "removal-row", "removals[0].line", id="line"),
        pytest.param("prefix", "x", "removal-row", "removals[0].prefix", id="prefix"),
        pytest.param("suffix", "x", "removal-row", "removals[0].suffix", id="suffix"),
        pytest.param("clean_at", 7, "removal-row", "removals[0].clean_at", id="place in the clean text"),
        pytest.param("why", "because", "rows-digest", "removals", id="why"),
        pytest.param("rule_digest", "0" * 16, "rows-digest", "removals", id="rule digest"),
        pytest.param("captured", {"author": ["某人"]}, "rows-digest", "removals", id="captured"),
    ],
)
def test_a_changed_removal_field_is_found_and_named(result, field, value, code, where):
    part = result / "removals/part-00000.jsonl"
    lines = part.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if json.loads(line)["rule"] == "core/front-matter")
    doc_id = change(part, number, (field,), value)

    assert where in codes(result, doc_id)[code]


@pytest.mark.parametrize("rearrange", [
    pytest.param(lambda rows: rows[1:], id="first deleted"),
    pytest.param(lambda rows: rows[:-1], id="last deleted"),
    pytest.param(lambda rows: [rows[1], rows[0], *rows[2:]], id="two swapped"),
    pytest.param(lambda rows: [rows[0], *rows], id="one doubled"),
    pytest.param(lambda _rows: [], id="all deleted"),
])  # fmt: skip
def test_rows_that_are_gone_doubled_or_moved_are_found(result, rearrange):
    part = result / "removals/part-00000.jsonl"
    lines = part.read_text("utf-8").splitlines()
    ours = [line for line in lines if json.loads(line)["rule"] and json.loads(line)["doc_id"].startswith("gptnb.com")]
    others = [line for line in lines if line not in ours]
    part.write_text("\n".join([*rearrange(ours), *others]) + "\n", "utf-8")
    doc_id = json.loads(ours[0])["doc_id"]

    found = codes(result, doc_id)

    assert found.keys() & {"row-count", "row-order"}
    assert not [item for item in verify(result).findings if item.doc_id not in {None, doc_id}]


def test_a_row_that_names_another_document_is_found(result):
    part = result / "removals/part-00000.jsonl"
    number = next(n for n, line in enumerate(part.read_text("utf-8").splitlines()) if "gptnb.com" in line)
    change(part, number, ("doc_id",), "nobody-0000000000000000")

    assert codes(result, "nobody-0000000000000000") == {"no-document": "removals.doc_id"}


def test_a_changed_repair_is_found(result):
    part = result / "removals/part-00000.jsonl"
    lines = part.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if json.loads(line)["action"] == "repair")
    doc_id = change(part, number, ("raw",), "e795")

    assert "raw-digest" in codes(result, doc_id)


def test_a_changed_key_is_found(result):
    part = result / "removals/part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace('"captured":', '"kaptured":', 1), "utf-8")

    assert any(item.code == "row-invalid" and item.doc_id for item in verify(result).findings)


def test_a_line_that_is_no_row_is_found_with_its_place(result):
    part = result / "documents/part-00000.jsonl"
    part.write_text("{" + part.read_text("utf-8"), "utf-8")

    assert any(item.where == "documents/part-00000.jsonl:1" for item in verify(result).findings)


@pytest.mark.parametrize(
    "name", ["documents/part-00000.jsonl", "removals/part-00000.jsonl", "quarantine/part-00000.jsonl", "report.json"]
)
def test_a_missing_file_is_named(result, name):
    (result / name).unlink()

    assert codes(result, None)["file-missing"] == name


def test_a_file_that_nobody_wrote_is_named(result):
    (result / "documents" / "part-00001.jsonl").write_text("", "utf-8")

    assert codes(result, None)["file-unknown"] == "documents/part-00001.jsonl"


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        pytest.param(("counts", "documents"), 9, "counts", id="counts"),
        pytest.param(("inputs", 0), "elsewhere", "manifest-digest", id="inputs"),
        pytest.param(("options", "profile"), "reading", "manifest-digest", id="options"),
        pytest.param(("rules", "gptnb.com"), "0" * 64, "manifest-digest", id="rules"),
        pytest.param(("files", 0, "sha256"), "0" * 64, "file-digest", id="digest of a file"),
        pytest.param(("manifest_digest",), "0" * 64, "manifest-digest", id="its own digest"),
    ],
)
def test_a_changed_manifest_is_found(result, at, value, code):
    path = result / "manifest.json"
    manifest = json.loads(path.read_bytes())
    inner = manifest
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    path.write_text(json.dumps(manifest), "utf-8")

    assert code in codes(result, None)
    assert "manifest-digest" in codes(result, None)


def test_a_manifest_that_names_files_outside_is_refused(result):
    path = result / "manifest.json"
    path.write_text(path.read_text("utf-8").replace("report.json", "../report.json"), "utf-8")

    with pytest.raises(InputError, match="outside"):
        verify(result)


def test_a_changed_report_is_found(result):
    path = result / "report.json"
    path.write_text(path.read_text("utf-8").replace('"inputs": 5', '"inputs": 6'), "utf-8")

    assert codes(result, None)["counts"] == "report.json inputs"


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        pytest.param(("path",), "elsewhere", "row", id="path"),
        pytest.param(("raw_sha256",), "0" * 64, "row", id="raw digest"),
        pytest.param(("document", "text"), "x", "clean-digest", id="held text"),
        pytest.param(("removals", 0, "text"), "x", "restore", id="held removal"),
    ],
)
def test_a_changed_quarantine_row_is_found(result, at, value, code):
    part = result / "quarantine/part-00000.jsonl"
    lines = [json.loads(line) for line in part.read_text("utf-8").splitlines()]
    number = next(n for n, row in enumerate(lines) if row["outcome"] == "quarantined")
    change(part, number, at, value)

    assert code in codes(result, lines[number]["document"]["id"])


def test_one_changed_byte_of_a_raw_file_is_found_with_its_place(result):
    raw = result.parent / "dump" / "gptnb.txt"
    data = bytearray(raw.read_bytes())
    data[1000] ^= 1
    raw.write_bytes(data)

    [found] = verify(result, result.parent / "dump").findings

    assert (found.code, found.where) == ("raw-file", str(raw))
    assert found.doc_id.startswith("gptnb.com-")
    assert "first difference is at byte 1000" in found.detail


def test_a_missing_raw_file_is_named(result, tmp_path):
    (result.parent / "dump" / "gptnb.txt").unlink()

    [found] = verify(result, result.parent / "dump").findings

    assert (found.code, found.where) == ("raw-missing", str(result.parent / "dump" / "gptnb.txt"))


@pytest.mark.parametrize("suffix", [".md", ".removed.txt"])
def test_a_changed_file_of_the_readable_form_is_named_with_its_document(tmp_path, suffix):
    out = tmp_path / "out"
    run(CLEANER, Inputs([str(SEEDS / "gptnb.txt")]), out, Options(form="files"))
    assert verify(out).findings == ()
    path = out / "documents" / f"gptnb{suffix}"
    path.write_text(path.read_text("utf-8").replace("电池", "电油", 1), "utf-8")

    named = [item for item in verify(out).findings if item.doc_id]

    assert named
    assert f"documents/gptnb{suffix}" in {item.where for item in verify(out).findings}


def test_the_same_bytes_given_twice_are_two_documents_and_both_verify(tmp_path):
    for name in ("a.txt", "b.md", "c.txt"):
        (tmp_path / name).write_bytes((SEEDS / "gptnb.txt").read_bytes())
    for form in ("jsonl", "files"):
        run(
            CLEANER,
            Inputs([str(tmp_path / name) for name in ("a.txt", "b.md", "c.txt")]),
            tmp_path / form,
            Options(form=form),
        )

        found = verify(tmp_path / form, tmp_path)

        assert (found.findings, found.documents) == ((), 3)


@pytest.mark.parametrize("name", ["documents/part-00000.jsonl", "report.json"])
@pytest.mark.parametrize("make", [
    pytest.param(os.mkfifo, id="pipe"),
    pytest.param(lambda path: path.symlink_to("/dev/zero"), id="device"),
    pytest.param(lambda path: path.symlink_to(SEEDS / "gptnb.txt"), id="file elsewhere"),
    pytest.param(lambda path: path.symlink_to(path), id="itself"),
])  # fmt: skip
def test_what_is_no_file_of_the_folder_is_named_and_never_read(result, name, make):
    (result / name).unlink()
    make(result / name)

    assert codes(result, None)["file-kind"] == name


def test_a_manifest_that_is_a_pipe_is_refused(result):
    (result / "manifest.json").unlink()
    os.mkfifo(result / "manifest.json")

    with pytest.raises(InputError, match="regular file"):
        verify(result)


@pytest.mark.parametrize("name", ["report\\u0000.json", "x" * 5000])
def test_a_name_in_the_manifest_that_no_file_can_have_is_a_finding(result, name):
    path = result / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"report.json"', f'"{name}"'), "utf-8")

    assert "file-missing" in codes(result, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("{", '{"added": 1,', id="key added"),
        pytest.param("{", '{"schema": "cleaner/manifest/1",', id="key twice"),
        pytest.param("{", "{ ", id="white space"),
    ],
)
def test_a_manifest_that_is_not_in_the_form_written_is_found(result, old, new):
    path = result / "manifest.json"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")

    assert codes(result, None) == {"manifest-form": "manifest.json"}


def test_a_file_beside_the_folders_of_a_result_is_named(result):
    (result / "notes.txt").write_text("", "utf-8")

    assert codes(result, None) == {"file-unknown": "notes.txt"}


@pytest.mark.parametrize(
    ("at", "value", "code", "where"),
    [
        pytest.param(("raw", "newline"), "cr", "raw-newline", "stamp.raw.newline", id="newline"),
        pytest.param(("raw", "repairs"), 7, "raw-repairs", "stamp.raw.repairs", id="repairs"),
        pytest.param(("segments",), [{"start": 0, "end": 10**6, "tag": "zh", "inherited": False}], "segment",
                     "stamp.segments[0]", id="segment"),
        pytest.param(("credits", 0, "evidence", 0, "end"), 10**6, "evidence", ".start, end", id="evidence"),
        pytest.param(("credits", 0, "evidence", 0, "start"), -1, "evidence", ".start, end", id="evidence before the text"),
    ],
)  # fmt: skip
def test_a_stamp_that_does_not_fit_the_text_is_found_though_its_digest_is_right(result, at, value, code, where):
    part = result / "documents/part-00000.jsonl"
    number = number_of(result, "gptnb.com")
    doc_id = change(part, number, ("stamp", *at), value)
    stamp = msgspec.json.decode(part.read_text("utf-8").splitlines()[number], type=DocumentRow).stamp
    change(part, number, ("stamp", "stamp_digest"), digest.stamp_digest(stamp))

    found = codes(result, doc_id)

    assert where in found[code]
    assert "stamp-digest" not in found


def test_the_first_file_below_the_raw_folder_decides_whatever_lies_at_the_path_itself(result, tmp_path):
    (tmp_path / "raw").mkdir()
    for path in (result.parent / "dump").iterdir():
        (tmp_path / "raw" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "raw" / "gptnb.txt").write_bytes(b"something else")
    assert {item.code for item in verify(result, tmp_path / "raw").findings} == {"raw-file"}

    (tmp_path / "raw" / "gptnb.txt").unlink()
    [found] = verify(result, tmp_path / "raw").findings
    assert (found.code, found.detail) == ("raw-missing", f"raw file not found below {tmp_path / 'raw'}")


def rewritten(result: Path, change_it) -> None:
    """The manifest as *change_it* leaves it, its own digest made anew."""
    manifest = json.loads((result / "manifest.json").read_bytes())
    change_it(manifest)
    made = msgspec.convert(manifest, Manifest)
    (result / "manifest.json").write_bytes(
        encoded(msgspec.structs.replace(made, manifest_digest=manifest_digest(made)))
    )


def hide(manifest) -> None:
    for entry in manifest["files"]:
        if entry["role"] in {"documents", "removals"}:
            entry["role"] = "report"


@pytest.mark.parametrize(
    ("change_it", "code"),
    [
        pytest.param(hide, "file-entry", id="files that are said to be something else"),
        pytest.param(lambda it: it["files"][0].update(rows=7), "file-entry", id="rows"),
        pytest.param(lambda it: it["files"][0].update(bytes=7), "file-entry", id="bytes"),
        pytest.param(lambda it: it["files"].append(it["files"][0]), "file-repeated", id="a file twice"),
        pytest.param(lambda it: it["rules"].update({"gptnb.com": "0" * 64}), "manifest", id="other rules"),
        pytest.param(lambda it: it["tool"].update(version="0.0.0"), "manifest", id="another version"),
        pytest.param(lambda it: it["options"].update(profile="reading"), "manifest", id="another profile"),
    ],
)
def test_a_manifest_that_was_changed_with_its_digest_does_not_fit_the_files(result, change_it, code):
    rewritten(result, change_it)

    assert code in {item.code for item in verify(result).findings}


def test_raw_files_are_found_whose_names_are_not_utf8(tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    place = dump / os.fsdecode(b"a\xffb.txt")
    try:
        place.write_text(NOTICE * 9 + "他把最后一盏灯擦了三遍。" * 9, "utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    run(CLEANER, Inputs([str(dump)]), tmp_path / "out")

    assert verify(tmp_path / "out", dump).findings == ()


def test_a_part_that_cannot_be_read_is_a_finding(result, monkeypatch):
    opened = Path.open

    def refuse(self, *arguments, **named):
        if self.name == "part-00000.jsonl":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", refuse)

    assert "file-unreadable" in {item.code for item in verify(result).findings}
