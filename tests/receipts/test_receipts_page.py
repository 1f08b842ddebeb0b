"""docs/receipts.md says all there is to a receipt: its program, which imports nothing of ours, checks one."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from forging import altered, forge

from cleaner.receipts.keys import new_key
from cleaner.receipts.leaves import Listed
from cleaner.receipts.proof import Proof, prove
from cleaner.receipts.seal import seal
from cleaner.receipts.statement import Predicate, Statement, Subject, Tree

PAGE = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text("utf-8")
PROGRAM = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]


@pytest.fixture(scope="module")
def program() -> dict:
    names: dict = {}
    exec(PROGRAM, names)
    return names


def test_the_program_imports_nothing_of_ours():
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(PROGRAM))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert modules == {"base64", "cryptography", "hashlib", "json", "pathlib"}


def test_the_program_accepts_what_was_sealed(program, result, receipt, keys):
    stated = program["statement"](receipt, f"{keys}.pub")

    assert program["is_as_sealed"](result, stated)


@pytest.mark.parametrize("options", [{"form": "files"}, {"part_bytes": 2_000}], ids=["as files", "in several parts"])
def test_the_program_accepts_a_result_in_another_form(program, result, private, keys, tmp_path, options):
    out = forge(result, tmp_path / "other", lambda rows: rows, **options)
    seal(out, private, tmp_path / "other.json")

    assert program["is_as_sealed"](out, program["statement"](tmp_path / "other.json", f"{keys}.pub"))


def test_the_program_accepts_a_proof_of_every_document(program, result, receipt, keys, public):
    stated = program["statement"](receipt, f"{keys}.pub")

    for number in range(6):
        proof = json.loads(msgspec.json.encode(prove(result, receipt, public, str(number))))
        assert program["is_included"](proof, stated)
        for change in ({"leaf_index": (number + 1) % 6}, {"audit_path": proof["audit_path"][:-1]}):
            assert not program["is_included"](proof | change, stated)
        proof["stamp"]["profile"] = "reading"
        assert not program["is_included"](proof, stated)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda rows: rows[1:], id="removed"),
        pytest.param(lambda rows: [*rows, rows[0]], id="added"),
        pytest.param(lambda rows: [altered(rows[0]), *rows[1:]], id="altered"),
        pytest.param(lambda rows: rows[::-1], id="turned round"),
    ],
)
def test_the_program_refuses_a_result_that_was_changed(program, result, receipt, keys, tmp_path, change):
    stated = program["statement"](receipt, f"{keys}.pub")
    out = forge(result, tmp_path / "forged", change)

    assert not program["is_as_sealed"](out, stated)
    # By its root too, and not by the digests of the files alone.
    stamps = [json.loads(line)["stamp"] for line in (out / "documents/part-00000.jsonl").read_bytes().splitlines()]
    assert program["root"](list(map(program["leaf"], stamps))).hex() != stated["predicate"]["tree"]["root"]


def test_the_program_refuses_another_key_and_a_changed_receipt(program, receipt, keys, tmp_path):
    new_key(tmp_path / "other")
    with pytest.raises(InvalidSignature):
        program["statement"](receipt, tmp_path / "other.pub")
    envelope = json.loads(receipt.read_bytes())
    signature = Ed25519PrivateKey.generate().sign(b"")
    envelope["signatures"][0]["sig"] = program["base64"].b64encode(signature).decode()
    receipt.write_text(json.dumps(envelope), "utf-8")
    with pytest.raises(InvalidSignature):
        program["statement"](receipt, f"{keys}.pub")


@pytest.mark.parametrize("kind", [Statement, Subject, Tree, Predicate, Proof, Listed], ids=lambda kind: kind.__name__)
def test_every_field_is_explained(kind):
    quoted = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall("`([^`\n]+)`", PAGE))))

    assert [name for name in kind.__struct_encode_fields__ if name not in quoted] == []


def test_every_code_of_a_finding_is_explained():
    calls = [
        node
        for path in (Path(__file__).parents[2] / "cleaner" / "receipts").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    ]
    codes = {node.args[2].value for node in calls if isinstance(node.args[2], ast.Constant)}

    assert "document-removed" in codes
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []
