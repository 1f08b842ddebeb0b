"""A receipt is a Statement of in-toto in an envelope, the same bytes each time, and only for what is as it was written."""

from __future__ import annotations

import base64
import json
import os

import jsonschema
import pytest
import rfc8785
from forging import altered, forge

from cleaner._version import VERSION
from cleaner.errors import InputError, OutputError
from cleaner.receipts.check import check
from cleaner.receipts.keys import keyid
from cleaner.receipts.seal import Sealed, default_receipt, seal
from cleaner.receipts.write import leaves_path

# As in the specification of in-toto attestations, version 1.1: Statement, ResourceDescriptor, DigestSet, TypeURI.
STATEMENT = {
    "type": "object",
    "required": ["_type", "subject", "predicateType"],
    "properties": {
        "_type": {"const": "https://in-toto.io/Statement/v1"},
        "subject": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["digest"],
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "uri": {"type": "string"},
                    "digest": {
                        "type": "object",
                        "minProperties": 1,
                        "required": ["sha256"],
                        "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    },
                },
            },
        },
        "predicateType": {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:[^ ]+$"},
        "predicate": {"type": "object"},
    },
}


def statement_in(receipt) -> dict:
    return json.loads(base64.b64decode(json.loads(receipt.read_bytes())["payload"]))


def test_a_receipt_is_a_statement_over_the_manifest_and_the_documents(result, receipt, public):
    envelope = json.loads(receipt.read_bytes())
    statement = statement_in(receipt)
    manifest = json.loads((result / "manifest.json").read_bytes())

    jsonschema.validate(statement, STATEMENT)
    assert (envelope["payloadType"], len(envelope["signatures"])) == ("application/vnd.in-toto+json", 1)
    assert envelope["signatures"][0]["keyid"] == keyid(public)
    assert [item["name"] for item in statement["subject"]] == ["manifest.json", "documents/part-00000.jsonl"]
    predicate = statement["predicate"]
    assert predicate["tree"]["size"] == 6
    assert {name: predicate[name] for name in ("manifest_digest", "rules", "counts", "tool")} == {
        name: manifest[name] for name in ("manifest_digest", "rules", "counts", "tool")
    }
    assert predicate["sealed_by"] == {"name": "cleaner", "version": VERSION}
    assert "sealed_at" not in predicate


def test_the_signed_bytes_are_in_the_form_of_rfc_8785(receipt):
    payload = base64.b64decode(json.loads(receipt.read_bytes())["payload"])

    assert rfc8785.dumps(json.loads(payload)) == payload


def test_two_seals_of_a_result_with_one_key_are_the_same_bytes(result, receipt, private, tmp_path):
    again = tmp_path / "again.json"

    seal(result, private, again)

    assert again.read_bytes() == receipt.read_bytes()
    assert leaves_path(again).read_bytes() == leaves_path(receipt).read_bytes()


@pytest.mark.parametrize(
    ("given", "stated"),
    [
        pytest.param("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z", id="UTC"),
        pytest.param("2026-01-31T20:30:00.5+08:00", "2026-01-31T12:30:00Z", id="another zone"),
    ],
)
def test_a_time_is_stated_when_it_is_asked_for(result, private, public, tmp_path, given, stated):
    seal(result, private, tmp_path / "r.json", at=given)

    assert statement_in(tmp_path / "r.json")["predicate"]["sealed_at"] == stated
    assert check(result, tmp_path / "r.json", public).sealed_at == stated


@pytest.mark.parametrize("given", ["yesterday", "2026-01-31", "2026-01-31T12:00:00", "0001-01-01T00:00:00+14:00", ""])
def test_what_is_no_time_with_its_zone_is_told(result, private, tmp_path, given):
    with pytest.raises(InputError, match="zone"):
        seal(result, private, tmp_path / "r.json", at=given)


def test_documents_as_files_and_in_several_parts_give_the_tree_of_the_same_stamps(result, receipt, private, tmp_path):
    files = forge(result, tmp_path / "files", lambda rows: rows, form="files")
    parts = forge(result, tmp_path / "parts", lambda rows: rows, part_bytes=2_000)

    roots = {seal(out, private, tmp_path / f"{out.name}.json").root for out in (files, parts)}

    assert roots == {statement_in(receipt)["predicate"]["tree"]["root"]}
    assert len(statement_in(tmp_path / "files.json")["subject"]) == 7
    assert len(statement_in(tmp_path / "parts.json")["subject"]) > 2


def test_a_result_without_documents_has_the_empty_tree(result, private, public, tmp_path):
    out = forge(result, tmp_path / "none", lambda _rows: [])

    done = seal(out, private, tmp_path / "r.json")

    assert (done.size, done.root[:8]) == (0, "e3b0c442")
    assert check(out, tmp_path / "r.json", public).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("春分", "秋分", "file-digest", id="a text"),
        pytest.param('"bytes":', '"bites":', "stamp-digest", id="a key of a stamp"),
        pytest.param('"profile":"corpus"', '"profile":"reading"', "stamp-digest", id="a field of a stamp"),
        pytest.param('{"id"', '{{"id"', "row-invalid", id="a line that is no row"),
        pytest.param('"stamp":{', '"stamp":[{', "row-invalid", id="a stamp that is none"),
    ],
)
def test_what_is_not_as_it_was_written_is_not_signed(result, private, tmp_path, old, new, code):
    part = result / "documents/part-00000.jsonl"
    text = part.read_text("utf-8")
    assert old in text
    part.write_text(text.replace(old, new, 1), "utf-8")

    done = seal(result, private, tmp_path / "r.json")

    assert code in {item.code for item in done}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump", "out"]


@pytest.mark.parametrize(
    ("name", "code"), [("documents/part-00000.jsonl", "file-missing"), ("manifest.json", "manifest-digest")]
)
def test_a_missing_part_or_a_changed_manifest_is_not_signed(result, private, tmp_path, name, code):
    if code == "file-missing":
        (result / name).unlink()
    else:
        path = result / name
        path.write_text(path.read_text("utf-8").replace('"profile": "corpus"', '"profile": "reading"'), "utf-8")

    assert code in {item.code for item in seal(result, private, tmp_path / "r.json")}


def test_an_earlier_receipt_stays_unless_it_is_to_be_replaced(result, receipt, private):
    before = receipt.read_bytes()

    with pytest.raises(OutputError, match="--force"):
        seal(result, private, receipt, at="2026-01-31T12:00:00Z")
    assert receipt.read_bytes() == before
    seal(result, private, receipt, at="2026-01-31T12:00:00Z", force=True)
    assert receipt.read_bytes() != before


def test_a_list_of_leaves_that_is_there_stays_too(result, private, tmp_path):
    (tmp_path / "r.leaves.jsonl").write_text("mine", "utf-8")

    with pytest.raises(OutputError, match=r"r\.leaves\.jsonl"):
        seal(result, private, tmp_path / "r.json")
    assert (tmp_path / "r.leaves.jsonl").read_text("utf-8") == "mine"
    assert not (tmp_path / "r.json").exists()


def test_a_receipt_in_the_result_itself_is_refused(result, private):
    with pytest.raises(OutputError, match="put it beside"):
        seal(result, private, result / "r.json")


def test_a_receipt_that_cannot_be_written_is_told_and_leaves_nothing(result, private, tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        seal(result, private, tmp_path / "none" / "r.json")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        seal(result, private, tmp_path / "folder.json", force=True)
    assert not [path for path in tmp_path.iterdir() if "incomplete" in path.name]


def test_the_receipt_lies_beside_the_folder(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")

    assert str(default_receipt(tmp_path.__class__("out/"))) == "out.receipt.json"
    assert default_receipt(tmp_path.__class__(".")) == tmp_path / "a" / "b.receipt.json"
    assert default_receipt(tmp_path.__class__("..")) == tmp_path / "a.receipt.json"
    with pytest.raises(OutputError, match="-o"):
        default_receipt(tmp_path.__class__(os.sep))


def test_a_stamp_with_fields_that_this_version_does_not_know_is_sealed_with_them(result, private, public, tmp_path):
    done = seal(result, private, tmp_path / "r.json")
    assert isinstance(done, Sealed)
    part = result / "documents/part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace('"stamp":{', '"stamp":{"added":1,', 1), "utf-8")

    assert "root" in {item.code for item in check(result, tmp_path / "r.json", public).findings}


def test_an_altered_document_that_is_consistent_in_itself_can_be_sealed_anew(result, receipt, private, tmp_path):
    out = forge(result, tmp_path / "other", lambda rows: [altered(rows[0]), *rows[1:]])

    done = seal(out, private, tmp_path / "other.json")

    assert done.root != statement_in(receipt)["predicate"]["tree"]["root"]
