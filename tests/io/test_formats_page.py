"""docs/formats.md says what the rows are, and its program restores them: an outsider needs nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
import rfc8785

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.io.facts import FactRow
from cleaner.io.manifest import Manifest
from cleaner.io.read import Inputs
from cleaner.io.rows import DocumentRow, QuarantineRow, RemovalRow
from cleaner.model.stamp import Stamp

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "formats.md").read_text("utf-8")


@pytest.fixture
def result(tmp_path):
    (tmp_path / "bad.txt").write_bytes("电池与灯\r\n".encode() * 40 + b"\xe7\x94 end\n")
    run(Cleaner(), Inputs([str(ROOT / "seeds"), str(tmp_path / "bad.txt")]), tmp_path / "out")
    return tmp_path / "out"


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "kind", [DocumentRow, RemovalRow, QuarantineRow, FactRow, Stamp, Manifest], ids=lambda kind: kind.__name__
)
def test_every_field_is_explained(kind):
    explained = {word.removesuffix("[]") for quoted in re.findall("`([^`\n]+)`", PAGE) for word in quoted.split()}
    missing = [name for name in kind.__struct_fields__ if name not in explained]

    assert missing == []


def test_the_program_on_the_page_restores_every_document(result):
    names: dict = {}
    exec(re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1], names)
    removals = rows(result / "removals/part-00000.jsonl")

    documents = rows(result / "documents/part-00000.jsonl")
    assert len(documents) >= 6
    for document in documents:
        assert names["is_as_stamped"](document, [row for row in removals if row["doc_id"] == document["id"]])


def test_every_digest_can_be_computed_as_the_page_says(result):
    lines = (result / "removals/part-00000.jsonl").read_bytes().splitlines(keepends=True)
    for document in rows(result / "documents/part-00000.jsonl"):
        ours = [line for line in lines if json.loads(line)["doc_id"] == document["id"]]
        stamp = document["stamp"]
        triples = [
            [row["start"], row["end"], row["rule"], row["action"], row["replacement"]]
            for row in map(json.loads, ours)
            if row["action"] != "repair"
        ]
        expected = {
            document["removals"]["sha256"]: b"".join(ours),
            stamp["clean"]["sha256"]: document["text"].encode(),
            stamp["removal"]["digest"]: rfc8785.dumps(triples),
            stamp["stamp_digest"]: rfc8785.dumps({**stamp, "stamp_digest": ""}),
        }
        for digest, data in expected.items():
            assert hashlib.sha256(data).hexdigest() == digest
    manifest = json.loads((result / "manifest.json").read_bytes())
    bare = rfc8785.dumps({**manifest, "run": None, "manifest_digest": ""})
    assert hashlib.sha256(bare).hexdigest() == manifest["manifest_digest"]
    for entry in manifest["files"]:
        assert hashlib.sha256((result / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
