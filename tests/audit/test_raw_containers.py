from __future__ import annotations

import gzip
import json
import shutil

import pytest

from cleaner import Cleaner
from cleaner.audit.raw_files import RawFiles, reading_of
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.containers import Fields, Limits, Reading
from cleaner.io.manifest import read_manifest
from cleaner.io.read import Inputs
from cleaner.io.write import Options
from cleaner.model.record import Record

TIDE = "The tide had gone out long before the first boats came home.\n\nNobody on the pier said a word about it.\n"
TEXTS = [f"{TIDE}\nThis was evening {number} of the autumn.\n" for number in range(6)]
FIELDS = Fields(text="page.words")


def lines(texts: list[str]) -> bytes:
    return b"".join(
        json.dumps({"page": {"words": text}, "url": "https://example.org/"}).encode() + b"\n" for text in texts
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A result of two containers, one of which has a text that is rejected, and the folder of both."""
    root = tmp_path_factory.mktemp("containers")
    (root / "raw").mkdir()
    (root / "raw" / "a.jsonl.gz").write_bytes(gzip.compress(lines([*TEXTS[:4], "\0\1\2" * 50])))
    (root / "raw" / "b.jsonl").write_bytes(lines(TEXTS[4:]) + b"\nno record\n")
    reading = Reading(fields=FIELDS)
    run(Cleaner(), Inputs([str(root / "raw")], reading=reading), root / "out", Options(page=False))
    return root


@pytest.fixture
def copied(made, tmp_path):
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def test_documents_of_containers_are_found_again_and_replayed(made):
    found = verify(made / "out", made / "raw", Cleaner())

    assert (found.findings, found.documents) == ((), 6)
    assert found.skipped == ("replay of 1 unreadable inputs: nobody read them",)


def test_a_record_that_was_changed_is_found_with_its_place(copied):
    (copied / "raw" / "b.jsonl").write_bytes(lines([TEXTS[4], TEXTS[5].replace("boats", "ships")]))
    (found,) = verify(copied / "out", copied / "raw").findings

    assert found.code == "raw-file"
    assert found.where.endswith("b.jsonl:2")
    assert "the first difference is at byte" in found.detail


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (lines(TEXTS[4:5]), "raw-missing", "record 2 is not there any more"),
        (lines(TEXTS[4:5]) + b"\n", "raw-missing", "record 2 is no document any more (empty line)"),
        (lines(TEXTS[4:5]) + b"{\n", "raw-unreadable", "no JSON"),
    ],
)
def test_a_record_that_is_gone_says_how(copied, data, code, said):
    (copied / "raw" / "b.jsonl").write_bytes(data)
    (found,) = verify(copied / "out", copied / "raw").findings

    assert found.code == code
    assert said in found.detail


def test_a_container_that_became_a_document_is_no_container(copied):
    (copied / "raw" / "b.jsonl").unlink()
    (copied / "raw" / "b.jsonl").mkdir()
    assert {found.code for found in verify(copied / "out", copied / "raw").findings} == {"raw-missing"}


def test_a_container_is_read_once_when_it_is_asked_in_order(made, monkeypatch):
    opened = []
    import cleaner.audit.raw_files as module

    entries_of = module.entries_of
    monkeypatch.setattr(module, "entries_of", lambda *args: opened.append(args[2]) or entries_of(*args))
    files = RawFiles(made / "raw", Reading(fields=FIELDS))
    found = [files.document("b.jsonl", Record(number), None) for number in (1, 2, 1)]

    assert [document.data.decode() for _, document in found] == [TEXTS[4], TEXTS[5], TEXTS[4]]
    assert opened == [0, 0], "once for the first two, and anew for the one before"


def test_a_manifest_tells_how_its_containers_were_read(made):
    manifest = read_manifest(made / "out")

    assert reading_of(manifest) == Reading(fields=FIELDS)
    manifest.options["max_document_bytes"] = "1000"
    assert reading_of(manifest).limits == Limits(document_bytes=1000)
