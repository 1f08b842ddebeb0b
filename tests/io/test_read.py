from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from cleaner import InputError, RawDocument
from cleaner.io.files import InputFile
from cleaner.io.read import Inputs, Unreadable, shown


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")


def paths(inputs: Inputs) -> list[str]:
    return [item.path for item in inputs]


def test_a_folder_is_read_in_order_with_all_folders_below(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(tmp_path, "d/b.txt", "d/a.md", "d/z/deep/e.markdown", "d/c/x.html")

    assert paths(Inputs(["d"])) == ["d/a.md", "d/b.txt", "d/c/x.html", "d/z/deep/e.markdown"]


@pytest.mark.parametrize("name", ["d", "d/", "./d", "../{here}/d"])
def test_a_path_stays_as_the_user_gave_it(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    make(tmp_path, "d/a.md")
    given = name.format(here=tmp_path.name)

    assert paths(Inputs([given])) == [f"{given.rstrip('/')}/a.md"]


def test_files_of_a_folder_that_are_no_text_are_counted(tmp_path):
    make(tmp_path, "a.txt", "b.png", "c.png", ".hidden.txt", "LICENSE", ".git/x.txt")
    inputs = Inputs([str(tmp_path)])

    assert paths(inputs) == [f"{tmp_path}/a.txt"]
    assert inputs.passed_over == {".png": 2, "hidden": 2, "no suffix": 1}


def test_a_result_of_ours_within_a_folder_is_passed_over_and_counted(tmp_path):
    make(tmp_path, "pages/a.txt", "pages/out/documents/x.jsonl", "pages/out/removals/x.jsonl", "pages/site/b.txt")
    (tmp_path / "pages/out/manifest.json").write_bytes(b'{"schema": "cleaner/manifest/1", "files": []}')
    inputs = Inputs([f"{tmp_path}/pages"])

    assert paths(inputs) == [f"{tmp_path}/pages/a.txt", f"{tmp_path}/pages/site/b.txt"]
    assert inputs.passed_over == {"result of cleaner": 1}


@pytest.mark.parametrize(
    "manifest", [b'{"name": "an app of the web"}', b'{"schema": 1}', b"[" * 5_000, b"\xff", b"", None]
)
def test_another_manifest_is_no_result_of_ours(tmp_path, manifest):
    make(tmp_path, "pages/site/b.txt")
    place = tmp_path / "pages/site/manifest.json"
    place.mkdir() if manifest is None else place.write_bytes(manifest)

    assert paths(Inputs([f"{tmp_path}/pages"])) == [f"{tmp_path}/pages/site/b.txt"]


def test_a_result_that_is_named_is_read(tmp_path):
    make(tmp_path, "out/documents/x.txt")
    (tmp_path / "out/manifest.json").write_bytes(b'{"schema": "cleaner/manifest/1"}')

    assert paths(Inputs([f"{tmp_path}/out"])) == [f"{tmp_path}/out/documents/x.txt"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b""),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0)),
        ("a.json", b"[]"),
        ("a.csv", b"url,text\n"),
        ("a.warc.gz", b""),
        ("a.tar", bytes(10_240)),
        ("a.zip", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_a_container_without_a_record_is_counted(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    inputs = Inputs([f"{tmp_path}/{name}"])

    assert list(inputs) == []
    assert inputs.passed_over == {"file without a record": 1}


def test_a_named_file_is_read_whatever_its_suffix(tmp_path):
    make(tmp_path, "page.dump", ".hidden")

    assert len(paths(Inputs([f"{tmp_path}/page.dump", f"{tmp_path}/.hidden"]))) == 2


def test_a_pattern_that_the_shell_left_alone_is_expanded(tmp_path):
    make(tmp_path, "a/1.txt", "b/2.txt", "b/3.md")

    assert paths(Inputs([f"{tmp_path}/*/*.txt"])) == [f"{tmp_path}/a/1.txt", f"{tmp_path}/b/2.txt"]


def test_a_file_with_the_signs_of_a_pattern_in_its_name_is_a_file(tmp_path):
    make(tmp_path, "[1]*.txt")

    assert paths(Inputs([f"{tmp_path}/[1]*.txt"])) == [f"{tmp_path}/[1]*.txt"]


def test_files_with_one_name_in_two_folders_are_two_inputs(tmp_path):
    make(tmp_path, "a/x.txt", "b/x.txt")

    assert [item.data for item in Inputs([str(tmp_path)])] == [b"a/x.txt", b"b/x.txt"]


def test_the_output_in_an_input_folder_is_not_read(tmp_path):
    make(tmp_path, "a.txt", "out/documents/a.md")

    assert paths(Inputs([str(tmp_path)], outside=tmp_path / "out")) == [f"{tmp_path}/a.txt"]


def test_a_file_that_goes_between_listing_and_its_turn_has_vanished(tmp_path):
    make(tmp_path, "a.txt", "b.txt")
    reading = iter(Inputs([str(tmp_path)]))

    assert next(reading).data == b"a.txt"
    (tmp_path / "b.txt").unlink()

    assert next(reading).code == "vanished"


def test_links_to_folders_are_not_followed_in_circles(tmp_path):
    make(tmp_path, "d/a.txt")
    (tmp_path / "d" / "again").symlink_to(tmp_path / "d")
    inputs = Inputs([str(tmp_path / "d")])

    assert paths(inputs) == [f"{tmp_path}/d/a.txt"]
    assert inputs.passed_over == {"link to a folder": 1}


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("broken link", "is a link to a file that is not there"),
        ("circle of links", "cannot be read: "),
        ("pipe", "neither a file nor a folder"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path, kind, detail):
    make(tmp_path, "a.txt", "c.txt")
    bad = tmp_path / "b.txt"
    if kind == "pipe":
        os.mkfifo(bad)
    else:
        bad.symlink_to(tmp_path / ("nowhere" if kind == "broken link" else "b.txt"))

    items = list(Inputs([str(tmp_path)]))

    assert [type(item) for item in items] == [RawDocument, Unreadable, RawDocument]
    assert items[1].path == str(bad)
    assert items[1].detail.startswith(detail)


def test_a_folder_is_never_lost_by_the_name_of_a_text(tmp_path):
    make(tmp_path, "b.txt/inner.txt")

    assert paths(Inputs([str(tmp_path)])) == [f"{tmp_path}/b.txt/inner.txt"]


def test_a_file_that_goes_while_reading_is_told(tmp_path):
    make(tmp_path, "a.txt", "b.txt")
    reading = iter(Inputs([str(tmp_path)]))
    next(reading)
    (tmp_path / "b.txt").unlink()

    assert [type(item) for item in reading] == [Unreadable]


def test_folders_nested_deeper_than_python_calls_are_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # One at a time: makedirs calls itself, and so would whoever clears this away.
    for depth in range(1, 1201):
        Path("/".join("d" * depth)).mkdir()
    try:
        assert list(Inputs(["d"])) == []
    finally:
        os.removedirs("/".join("d" * 1200))


def test_a_name_that_is_not_utf_8_is_shown_and_read(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xb4\xba.txt"
    try:
        Path(os.fsdecode(name)).write_bytes(b"x")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")

    [item] = Inputs([str(tmp_path)])

    assert item.data == b"x"
    assert item.path == shown(os.fsdecode(name)) == f"{tmp_path}/\\xb4\\xba.txt"


@pytest.mark.parametrize(
    "names", [["none.txt"], ["none/*.txt"], ["-", "-"], []], ids=["file", "pattern", "stdin twice", "nothing"]
)
def test_inputs_that_do_not_exist_are_refused_before_reading(names):
    with pytest.raises(InputError):
        Inputs(names)


def test_the_size_is_that_of_all_files_that_are_taken(tmp_path):
    make(tmp_path, "a.txt", "d/b.md", "c.png")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    inputs = Inputs([str(tmp_path)])

    assert inputs.size() == len("a.txt") + len("d/b.md")
    assert inputs.passed_over == {}


def test_what_is_found_are_files_that_are_not_looked_into(tmp_path):
    make(tmp_path, "a.txt", "b.jsonl", "c.png")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    inputs = Inputs([str(tmp_path)])

    found = list(inputs.found())

    assert [Path(item.path).name for item in found] == ["a.txt", "b.jsonl", "gone.txt"]
    assert [type(item) for item in found] == [InputFile, InputFile, Unreadable]
    assert {item.kind for item in found[:2]} == {None}
    assert inputs.passed_over == {".png": 1}
    assert list(inputs.found()) == found
