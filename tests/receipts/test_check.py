"""Whoever changes a sealed result is found out, however well it was done; and a mangled receipt never passes."""

from __future__ import annotations

import base64
import json
import os

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from forging import altered, forge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.audit.verify import verify
from cleaner.errors import InputError
from cleaner.model.digest import canonical
from cleaner.model.finding import Finding
from cleaner.receipts.check import check, read_receipt
from cleaner.receipts.envelope import PAYLOAD_TYPE, pae
from cleaner.receipts.keys import keyid
from cleaner.receipts.statement import statement_of
from cleaner.receipts.write import leaves_path


def codes(out, receipt, key) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for item in check(out, receipt, key).findings:
        found.setdefault(item.code, []).append(item.doc_id)
    return found


def ids(out) -> list[str]:
    return [json.loads(line)["id"] for path in out.glob("documents/*") for line in path.read_bytes().splitlines()]


def test_a_sealed_result_has_no_findings(result, receipt, public):
    found = check(result, receipt, public)

    assert (found.findings, found.skipped, found.size) == ((), (), 6)
    assert found.signed_by == keyid(public)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda rows: rows[1:], {"document-removed": [0]}, id="first removed"),
        pytest.param(lambda rows: rows[:-1], {"document-removed": [5]}, id="last removed"),
        pytest.param(lambda rows: [*rows[:2], *rows[4:]], {"document-removed": [2, 3]}, id="two removed"),
        pytest.param(lambda rows: [*rows[:2], altered(rows[2]), *rows[3:]], {"document-altered": [2]}, id="altered"),
        pytest.param(lambda rows: [rows[1], rows[0], *rows[2:]], {"document-moved": [1]}, id="two swapped"),
        pytest.param(lambda rows: [*rows[1:], rows[0]], {"document-moved": [0]}, id="first moved to the end"),
        pytest.param(lambda rows: [*rows, rows[3]], {"document-added": [3]}, id="one doubled"),
        pytest.param(
            lambda rows: [altered(rows[0]), *rows[2:], rows[1]],
            {"document-altered": [0], "document-moved": [1]},
            id="one altered, one moved",
        ),
        pytest.param(
            lambda rows: [altered(rows[1]), *rows[2:]],
            {"document-altered": [1], "document-removed": [0]},
            id="one removed, one altered",
        ),
        pytest.param(lambda _rows: [], {"document-removed": [0, 1, 2, 3, 4, 5]}, id="all removed"),
    ],
)
def test_a_document_removed_added_altered_or_moved_is_named_though_every_digest_fits(
    result, receipt, public, tmp_path, change, expected
):
    names = ids(result)
    out = forge(result, tmp_path / "forged", change)
    assert verify(out).findings == ()

    found = codes(out, receipt, public)

    about = {code: sorted(map(names.index, who)) for code, who in found.items() if code.startswith("document-")}
    assert about == expected
    assert {"root", "manifest-digest", "subject-digest" if ids(out) else "subject-missing"} <= found.keys()
    assert ("tree-size" in found) == (len(ids(out)) != 6)


def test_an_input_that_vanished_from_quarantine_is_told_by_the_manifest(result, receipt, public, tmp_path):
    out = forge(result, tmp_path / "forged", lambda rows: rows, with_quarantine=False)
    assert verify(out).findings == ()

    assert {"manifest-digest", "sealed-counts", "subject-digest"} == codes(out, receipt, public).keys()


def test_a_foreign_document_is_named(result, receipt, public, tmp_path):
    def add(rows):
        row, removals = rows[0]
        stamp = msgspec.structs.replace(row.stamp, doc_id="elsewhere-0123456789abcdef")
        return [*rows, (msgspec.structs.replace(row, id=stamp.doc_id, stamp=stamp), removals)]

    out = forge(result, tmp_path / "forged", add)

    assert codes(out, receipt, public)["document-added"] == ["elsewhere-0123456789abcdef"]


def test_a_stamp_that_does_not_fit_its_own_digest_is_named(result, receipt, public):
    part = result / "documents/part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace('"profile":"corpus"', '"profile":"reading"', 1), "utf-8")

    found = codes(result, receipt, public)

    assert found["stamp-digest"] == found["document-altered"] == [ids(result)[0]]


def test_without_the_list_of_leaves_the_change_is_found_and_what_is_missing_is_said(result, receipt, public, tmp_path):
    out = forge(result, tmp_path / "forged", lambda rows: rows[1:])
    leaves_path(receipt).unlink()

    found = check(out, receipt, public)

    assert {"tree-size", "root"} <= {item.code for item in found.findings}
    assert "which documents differ" in found.skipped[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_in_place_of_the_list_of_leaves_keeps_nobody_waiting(result, receipt, public):
    leaves_path(receipt).unlink()
    os.mkfifo(leaves_path(receipt))

    assert "no file" in check(result, receipt, public).skipped[0]


@pytest.mark.parametrize("differs", [False, True])
def test_a_changed_list_of_leaves_is_found_and_not_used(result, receipt, public, tmp_path, differs):
    out = forge(result, tmp_path / "forged", lambda rows: rows[1:]) if differs else result
    path = leaves_path(receipt)
    path.write_bytes(path.read_bytes()[:-1] + b" \n")

    found = codes(out, receipt, public)

    assert "leaves-digest" in found
    assert not [code for code in found if code.startswith("document-")]


def test_another_run_over_the_same_inputs_differs_in_its_manifest_alone(result, receipt, public):
    path = result / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"python": "', '"python": "x'), "utf-8")

    assert codes(result, receipt, public) == {"subject-digest": [None]}


def test_a_missing_part_is_named(result, receipt, public):
    (result / "documents/part-00000.jsonl").unlink()

    found = codes(result, receipt, public)

    assert {"file-missing", "subject-missing", "tree-size", "root"} <= found.keys()
    assert len(found["document-removed"]) == 6


def resigned(receipt, key, **changes):
    """The receipt with another statement or type, signed well."""
    envelope = json.loads(receipt.read_bytes())
    payload, kind = base64.b64decode(envelope["payload"]), changes.pop("kind", PAYLOAD_TYPE)
    statement = json.loads(payload)
    for at, value in changes.items():
        inner = statement
        *above, last = at.split("__")
        for name in above:
            inner = inner[name]
        inner[last] = value
    payload = canonical(statement)
    signature = {"sig": base64.b64encode(key.sign(pae(kind, payload))).decode()}
    text = {"payload": base64.b64encode(payload).decode(), "payloadType": kind, "signatures": [signature]}
    receipt.write_text(json.dumps(text), "utf-8")


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        pytest.param({"kind": "application/json"}, "payload-type", "payloadType", id="another payload type"),
        pytest.param({"_type": "https://in-toto.io/Statement/v0.1"}, "statement", "_type", id="another statement"),
        pytest.param({"predicateType": "https://slsa.dev/provenance/v1"}, "statement", "predicateType", id="predicate"),
        pytest.param({"predicate": {}}, "statement", "payload", id="an empty predicate"),
        pytest.param({"predicate__tree__algorithm": "sha512"}, "statement", "tree.algorithm", id="algorithm"),
        pytest.param({"predicate__tree__size": -1}, "statement", "tree.size", id="a negative size"),
        pytest.param({"predicate__tree__root": "0"}, "statement", "tree.root", id="no root"),
        pytest.param({"subject": [{"name": "x", "digest": {}}]}, "statement", "subject[0]", id="no digest"),
        pytest.param({"subject": []}, "subject-unknown", "documents", id="no subject"),
        pytest.param({"predicate__tree__size": 5}, "tree-size", "documents", id="another size"),
        pytest.param({"predicate__tree__root": "0" * 64}, "root", "documents", id="another root"),
        pytest.param({"predicate__manifest_digest": "0" * 64}, "manifest-digest", "manifest", id="manifest digest"),
        pytest.param({"predicate__rules": {}}, "sealed-rules", "rules", id="rules"),
        pytest.param({"predicate__counts__removals": 1}, "sealed-counts", "counts", id="counts"),
        pytest.param({"predicate__tool__version": "9"}, "sealed-tool", "tool", id="tool"),
        pytest.param({"predicate__tree__leaves": "0" * 64}, "leaves-digest", "leaves", id="list of leaves"),
    ],
)
def test_a_well_signed_receipt_that_says_something_else_is_told(result, receipt, private, public, changes, code, where):
    resigned(receipt, private, **changes)

    found = check(result, receipt, public)

    assert found.signed_by == keyid(public)
    assert where in next(item.where for item in found.findings if item.code == code)


def test_keys_of_a_statement_that_are_not_known_are_passed_over(result, receipt, private, public):
    resigned(receipt, private, predicate__more=1, more={"a": [1.5]})

    assert check(result, receipt, public).findings == ()


def test_a_receipt_signed_with_another_key_is_told(result, receipt):
    other = Ed25519PrivateKey.generate().public_key()

    [finding] = check(result, receipt, other).findings

    assert finding.code == "signature"
    assert keyid(other) in finding.detail


def test_a_receipt_that_was_changed_after_signing_is_told(result, receipt, public):
    envelope = json.loads(receipt.read_bytes())
    payload = base64.b64decode(envelope["payload"]).replace(b'"size":6', b'"size":7')
    receipt.write_text(json.dumps(envelope | {"payload": base64.b64encode(payload).decode()}), "utf-8")

    found = check(result, receipt, public).findings

    assert found[0].code == "signature"
    assert "changed after signing" in found[0].detail


def test_a_receipt_that_nobody_signed_is_told_with_or_without_a_key(result, receipt, public):
    receipt.write_text(json.dumps(json.loads(receipt.read_bytes()) | {"signatures": []}), "utf-8")

    for key in (public, None):
        assert [item.code for item in check(result, receipt, key).findings] == ["unsigned"]


def test_without_a_key_it_is_said_that_nobody_knows_who_signed(result, receipt):
    found = check(result, receipt, None)

    assert (found.findings, found.signed_by) == ((), None)
    assert "the signature" in found.skipped[0]


@pytest.mark.parametrize("first", [True, False])
def test_of_two_signatures_that_of_the_given_key_counts(result, receipt, public, first):
    envelope = json.loads(receipt.read_bytes())
    [ours] = envelope["signatures"]
    theirs = {"keyid": "theirs", "sig": "AAAA"}
    # A keyid is a hint that nobody signed: a wrong one, or none, changes nothing.
    envelope["signatures"] = [{"keyid": "wrong", "sig": ours["sig"]}, theirs][:: 1 if first else -1]
    receipt.write_text(json.dumps(envelope), "utf-8")

    found = check(result, receipt, public)

    assert (found.findings, found.signed_by) == ((), keyid(public))
    assert "1 more signatures" in found.skipped[0]


def test_a_receipt_that_is_not_there_is_misuse(result, tmp_path, public):
    with pytest.raises(InputError, match="cannot be read"):
        check(result, tmp_path / "none", public)


mutations = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "insert", "double"]), st.integers(0, 10_000), st.binary(max_size=4)),
    min_size=1,
    max_size=3,
)


def mutated(data: bytes, steps) -> bytes:
    for kind, place, new in steps:
        at = place % (len(data) + 1)
        if kind == "flip":
            data = data[:at] + bytes(byte ^ 1 << at % 8 for byte in data[at : at + 1]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at] + data[at + len(new) + 1 :]
        elif kind == "insert":
            data = data[:at] + new + data[at:]
        else:
            data += data[at:]
    return data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(steps=mutations)
def test_a_mangled_receipt_is_told_or_still_says_what_was_signed(receipt, public, tmp_path, steps):
    original = receipt.read_bytes()
    whole = read_receipt(receipt, public).statement
    (tmp_path / "mangled.json").write_bytes(mutated(original, steps))

    read = read_receipt(tmp_path / "mangled.json", public)

    if read.findings:
        assert all(item.code and item.detail for item in read.findings)
    else:
        assert (read.statement, read.signed_by) == (whole, keyid(public))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(steps=mutations)
def test_a_mangled_statement_is_read_or_told(receipt, steps):
    payload = base64.b64decode(json.loads(receipt.read_bytes())["payload"])

    found = statement_of(mutated(payload, steps))

    assert not isinstance(found, Finding) or (found.code == "statement" and found.detail)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=200)
@given(steps=mutations)
def test_a_mangled_file_of_documents_is_told(result, receipt, public, steps):
    part = result / "documents/part-00000.jsonl"
    before = part.read_bytes()
    part.write_bytes(mutated(before, steps))
    try:
        found = {item.code for item in check(result, receipt, public).findings}
        assert ("subject-digest" in found) == (part.read_bytes() != before)
    finally:
        part.write_bytes(before)
