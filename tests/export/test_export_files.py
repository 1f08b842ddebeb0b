"""What is written: the same bytes each time, whole or not at all, and nothing of quarantine."""

from __future__ import annotations

import json
import shutil
from itertools import starmap

import pytest

from cleaner import InputError, OutputError
from cleaner.audit.verify import verify
from cleaner.export.formats import FORMATS, Options
from cleaner.export.result import read_result
from cleaner.export.write import export, exported

LINES = ("prov", "ninjs", "jsonld")


def written(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _without_first_row(path):
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))


@pytest.mark.parametrize("form", FORMATS)
def test_two_exports_are_equal_to_the_byte(result, tmp_path, form):
    shutil.copytree(result.folder, tmp_path / "out")
    mine = read_result(tmp_path / "out")
    places = [tmp_path / name / FORMATS[form].file for name in ("one", "two")]
    if FORMATS[form].is_of_folder:
        assert list(exported(form, mine, Options())) == list(exported(form, mine, Options()))
        return
    for place in places:
        export(form, mine, place, Options())
    assert written(tmp_path / "one") == written(tmp_path / "two")
    assert written(tmp_path / "one")


@pytest.mark.parametrize("form", ["ninjs", "jsonld", "dolma"])
def test_two_runs_give_the_same_export(result, tmp_path, form):
    """Times of a run are in the manifest, and in no export that was not asked for them."""
    out = tmp_path / "out"
    shutil.copytree(result.folder, out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["run"]["started"] = manifest["run"]["finished"] = "2001-01-01T00:00:00+00:00"
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    export(form, result, tmp_path / "one" / "x", Options())
    export(form, read_result(out), tmp_path / "two" / "x", Options())

    assert written(tmp_path / "one") == written(tmp_path / "two")


@pytest.mark.parametrize("form", LINES)
def test_no_line_holds_a_null(result, form):
    def nulls(value):
        if isinstance(value, dict):
            return any(starmap(lambda _, item: nulls(item), value.items()))
        return any(map(nulls, value)) if isinstance(value, list) else value is None

    for piece in exported(form, result, Options()):
        assert not nulls(json.loads(piece))


@pytest.mark.parametrize("form", LINES)
def test_what_is_in_quarantine_is_not_exported(hostile_result, form):
    assert hostile_result.manifest.counts.quarantined == 1
    assert len(list(exported(form, hostile_result, Options()))) == 1


@pytest.mark.parametrize("form", [*LINES, "dolma"])
def test_an_empty_result_gives_an_empty_export(empty_result, tmp_path, form):
    path, number = export(form, empty_result, tmp_path / "x", Options())

    assert number == 0
    assert not (written(path) if path.is_dir() else path.read_bytes())


def test_a_result_stays_as_it_was(result, tmp_path):
    shutil.copytree(result.folder, tmp_path / "out")
    mine = read_result(tmp_path / "out")
    for form, known in FORMATS.items():
        export(form, mine, tmp_path / (known.file or form), Options())

    assert verify(tmp_path / "out").findings == ()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda out: (out / "documents/part-00000.jsonl").unlink(), "documents/part-00000.jsonl.*not there"),
        (lambda out: (out / "removals/part-00000.jsonl").unlink(), "removals/part-00000.jsonl.*not there"),
        (lambda out: (out / "documents/part-00000.jsonl").write_text("{}\n"), "part-00000.jsonl.*cleaner verify"),
        (lambda out: _without_first_row(out / "documents/part-00000.jsonl"), "the manifest says"),
        (lambda out: _without_first_row(out / "removals/part-00000.jsonl"), "the manifest says"),
    ],
    ids=["no documents", "no removals", "another row", "a document less", "a removal less"],
)
def test_half_a_result_is_none(result, tmp_path, spoil, message):
    shutil.copytree(result.folder, tmp_path / "out")
    spoil(tmp_path / "out")

    with pytest.raises(InputError, match=message):
        export("prov", read_result(tmp_path / "out"), tmp_path / "x.jsonl", Options())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_changed_file_is_described_by_no_data_set(result, tmp_path):
    shutil.copytree(result.folder, tmp_path / "out")
    (tmp_path / "out/report.json").write_text("{}\n")

    with pytest.raises(InputError, match=r"report\.json: the file has"):
        read_result(tmp_path / "out")


@pytest.mark.parametrize("form", [*LINES, "dolma"])
def test_nothing_is_overwritten(result, tmp_path, form):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / (FORMATS[form].file or "notes")).write_text("of mine", "utf-8")

    with pytest.raises(OutputError, match="not overwritten"):
        export(form, result, tmp_path / "mine", Options())
    assert list(written(tmp_path / "mine").values()) == [b"of mine"]


def test_a_place_that_cannot_be_written_is_told(result, tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")

    with pytest.raises(OutputError, match="cannot be written"):
        export("prov", result, tmp_path / "file" / "x.jsonl", Options())
