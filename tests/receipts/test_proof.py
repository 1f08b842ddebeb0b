"""A proof of one document holds with the receipt and the key alone, and nothing of it can be changed."""

from __future__ import annotations

import json

import msgspec
import pytest
from forging import forge
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.errors import InputError
from cleaner.receipts.check import Checked
from cleaner.receipts.keys import keyid
from cleaner.receipts.proof import Proof, check_proof, prove
from cleaner.receipts.seal import seal


def ids(out) -> list[str]:
    return [json.loads(line)["id"] for line in (out / "documents/part-00000.jsonl").read_bytes().splitlines()]


@pytest.fixture
def proof(result, receipt, public, tmp_path):
    path = tmp_path / "proof.json"
    path.write_bytes(msgspec.json.encode(prove(result, receipt, public, ids(result)[4])))
    return path


def test_every_document_proves_without_the_result(result, receipt, public, tmp_path):
    names = ids(result)
    for number, name in enumerate(names):
        done = prove(result, receipt, public, name)
        assert isinstance(done, Proof)
        assert (done.leaf_index, done.tree_size, done.stamp["doc_id"]) == (number, 6, name)
        (tmp_path / f"{number}.json").write_bytes(msgspec.json.encode(done))
    result.rename(tmp_path / "gone")

    for number in range(6):
        found = check_proof(tmp_path / f"{number}.json", receipt, public)
        assert (found.findings, found.signed_by) == ((), keyid(public))


def test_a_leaf_may_be_named_by_its_number(result, receipt, public):
    assert prove(result, receipt, public, "2") == prove(result, receipt, public, ids(result)[2])


def test_of_documents_with_one_id_the_numbers_are_given(result, private, public, tmp_path):
    out = forge(result, tmp_path / "twice", lambda rows: [*rows, rows[1]])
    seal(out, private, tmp_path / "twice.json")

    with pytest.raises(InputError, match="1, 6"):
        prove(out, tmp_path / "twice.json", public, ids(result)[1])
    assert prove(out, tmp_path / "twice.json", public, "6").leaf_index == 6


@pytest.mark.parametrize("name", ["nobody-0000000000000000", "6", "-1", ""])
def test_a_document_that_was_not_sealed_is_told(result, receipt, public, name):
    with pytest.raises(InputError, match="no document"):
        prove(result, receipt, public, name)


def test_of_a_changed_result_nothing_is_proved(result, receipt, public, tmp_path):
    names = ids(result)
    out = forge(result, tmp_path / "forged", lambda rows: rows[1:])

    done = prove(out, receipt, public, names[2])

    assert isinstance(done, Checked)
    assert "document-removed" in {item.code for item in done.findings}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"schema": "cleaner/proof/2"}, "proof", id="schema"),
        pytest.param({"doc_id": "another"}, "doc-id", id="document"),
        pytest.param({"leaf_index": 3}, "inclusion", id="index"),
        pytest.param({"leaf_index": 6}, "inclusion", id="index outside"),
        pytest.param({"leaf_index": -1}, "inclusion", id="negative index"),
        pytest.param({"leaf_index": 1 << 80}, "inclusion", id="a very large index"),
        pytest.param({"tree_size": 7}, "tree-size", id="size"),
        pytest.param({"root": "0" * 64}, "root", id="root"),
        pytest.param({"audit_path": []}, "inclusion", id="no path"),
        pytest.param({"audit_path": ["0" * 64] * 2}, "inclusion", id="another path"),
        pytest.param({"audit_path": ["0" * 64] * 40}, "inclusion", id="a long path"),
        pytest.param({"audit_path": ["0" * 63]}, "proof", id="half a hash"),
        pytest.param({"audit_path": ["G" * 64]}, "proof", id="no hexadecimal"),
        pytest.param({"stamp": {}}, "inclusion", id="no stamp"),
        pytest.param({"stamp": None}, "proof", id="a stamp that is none"),
        pytest.param({"leaf_index": "3"}, "proof", id="an index in words"),
    ],
)
def test_a_changed_proof_is_told(proof, receipt, public, change, code):
    proof.write_text(json.dumps(json.loads(proof.read_bytes()) | change), "utf-8")

    assert code in {item.code for item in check_proof(proof, receipt, public).findings}


def test_a_stamp_that_was_changed_with_its_digest_does_not_prove(proof, receipt, public):
    from hashlib import sha256

    import rfc8785

    value = json.loads(proof.read_bytes())
    value["stamp"]["capture"]["url"] = "https://elsewhere.example/"
    value["stamp"]["stamp_digest"] = sha256(rfc8785.dumps(value["stamp"] | {"stamp_digest": ""})).hexdigest()
    proof.write_text(json.dumps(value), "utf-8")

    assert [item.code for item in check_proof(proof, receipt, public).findings] == ["inclusion"]


def test_a_proof_of_another_result_is_told(result, proof, private, public, tmp_path):
    other = forge(result, tmp_path / "other", lambda rows: rows[:5])
    seal(other, private, tmp_path / "other.json")

    found = {item.code for item in check_proof(proof, tmp_path / "other.json", public).findings}

    assert {"tree-size", "root", "inclusion"} <= found


def test_a_proof_or_receipt_that_is_not_there_is_misuse(proof, receipt, public, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        check_proof(tmp_path / "none", receipt, public)
    with pytest.raises(InputError, match="cannot be read"):
        check_proof(proof, tmp_path / "none", public)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=300)
@given(st.integers(0, 20_000), st.integers(0, 7), st.binary(max_size=3))
def test_a_mangled_proof_is_told_or_proves_the_same(proof, receipt, public, tmp_path, at, bit, new):
    data = proof.read_bytes()
    at %= len(data)
    (tmp_path / "m.json").write_bytes(data[:at] + bytes([data[at] ^ 1 << bit]) + new + data[at + 1 :])

    found = check_proof(tmp_path / "m.json", receipt, public)

    if not found.findings:
        assert json.loads((tmp_path / "m.json").read_bytes())["stamp"] == json.loads(data)["stamp"]


def test_deep_nesting_is_told(proof, receipt, public):
    proof.write_bytes(b'{"stamp":' + b'{"a":' * 100_000)

    assert [item.code for item in check_proof(proof, receipt, public).findings] == ["proof"]
