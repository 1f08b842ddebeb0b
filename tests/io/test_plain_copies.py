"""Documents are found by offset in any form, and no copy is left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from cleaner import Cleaner, RawDocument
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.manifest import read_manifest
from cleaner.io.places import Places
from cleaner.io.result import Broken
from cleaner.io.tables import TABLE_FORMS, lines
from cleaner.io.write import Options

STORY = "拉琴的人在第{}级台阶上坐下，等风停了才开始，曲子只有他自己记得，听的人都以为是别的。\n"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    home, cleaner = tmp_path_factory.mktemp("plain"), Cleaner()
    for form in TABLE_FORMS:
        pages = [RawDocument(data=(STORY.format(number) * 9).encode(), path=f"{number}.txt") for number in range(6)]
        run(cleaner, Given(pages), home / form, Options(form=form))
    return home


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_documents_are_read_in_any_order_and_copies_are_taken_away(results, scratch, form):
    out = results / form
    places = Places(out, read_manifest(out))
    found = [place for place, _ in places]
    rows = [places.read(place) for place in found[::-1]]
    copies = [path for path in scratch.rglob("*") if path.is_file()]
    places.close()

    assert [row.row.stamp.capture.path for row in rows] == [f"{number}.txt" for number in range(6)][::-1]
    assert all(len(row.removals) == row.row.removals.rows > 0 for row in rows)
    assert not any(row.broken for row in rows)
    assert len(copies) == (0 if form == "jsonl" else 2)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_document_that_is_at_hand_needs_no_copy_of_its_file(results, scratch, form):
    out = results / form
    places = Places(out, read_manifest(out))
    for place, line in places:
        assert places.read(place, line).row.removals.rows
    copies = [path for path in scratch.rglob("*") if path.is_file()]
    places.close()

    assert len(copies) == (0 if form == "jsonl" else 1)


def test_a_damaged_file_is_told_once_and_what_stands_before_it_is_read(results, scratch, tmp_path):
    out = tmp_path / "out"
    (out / "documents").mkdir(parents=True)
    manifest = read_manifest(results / "jsonl.gz")
    for entry in manifest.files:
        (out / Path(entry.path).parent).mkdir(exist_ok=True)
        (out / entry.path).write_bytes((results / "jsonl.gz" / entry.path).read_bytes())
    part = out / "documents/part-00000.jsonl.gz"
    part.write_bytes(part.read_bytes()[:-6])
    places = Places(out, manifest)
    found = list(places)
    places.close()

    broken = [item for item in found if isinstance(item, Broken)]
    assert [(item.where, item.detail[:9]) for item in broken] == [("documents/part-00000.jsonl.gz", "not whole")]
    assert len(found) - 1 == len(list(lines(results / "jsonl.gz/documents/part-00000.jsonl.gz")))
