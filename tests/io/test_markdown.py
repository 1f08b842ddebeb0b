from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, InputError, RawDocument
from cleaner.io.markdown import FileNames, document_of, markdown_of, removed_list
from cleaner.io.rows import RemovalRow, rows_of

SEED = Path(__file__).parents[2] / "seeds" / "solidot.txt"
ROW, _ = rows_of(Cleaner().clean(RawDocument(data=SEED.read_bytes(), path="seeds/solidot.txt")))
CAPTURE = ROW.stamp.capture


def named(path: str, digest: str = "0" * 64):
    stamp = msgspec.structs.replace(
        ROW.stamp,
        capture=msgspec.structs.replace(CAPTURE, path=path),
        raw=msgspec.structs.replace(ROW.stamp.raw, sha256=digest),
    )
    return msgspec.structs.replace(ROW, stamp=stamp)


def test_front_matter_is_yaml_that_says_what_the_row_says():
    text = markdown_of(ROW).decode()
    front = yaml.safe_load(text.split("\n---\n")[0].removeprefix("---\n"))

    assert (front["id"], front["title"], front["language"]) == (ROW.id, ROW.title, "zh-Hans")
    assert front["stamp"] == json.loads(msgspec.json.encode(ROW.stamp))


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_any_text_and_title_come_back_and_are_yaml(text, title):
    row = msgspec.structs.replace(ROW, text=text, title=title)
    data = markdown_of(row)

    assert document_of(data, "x.md") == row
    assert yaml.safe_load(data.decode().split("\n---\n")[0].removeprefix("---\n"))["title"] == title


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"# A page\n", id="no front matter"),
        pytest.param(b"---\nid: 1\n---\n\ntext\n", id="other front matter"),
        pytest.param(b"---\n\xff\n---\n\ntext\n", id="not UTF-8"),
        pytest.param(b'---\nstamp: "\xed\xa0\x80"\n---\n\ntext\n', id="a surrogate"),
        pytest.param(b'---\nstamp: {"x":' + b"[" * 200_000 + b"\n---\n\ntext\n", id="deep"),
    ],
)
def test_a_file_of_somebody_else_is_refused(data):
    with pytest.raises(InputError, match=r"x\.md"):
        document_of(data, "x.md")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("seeds/solidot.txt", "solidot", id="as the input"),
        pytest.param("a/春分 江边.md", "春分-江边", id="Chinese with a space"),
        pytest.param("a/..", ROW.id, id="nothing that makes a name"),
        pytest.param("-", ROW.id, id="standard input"),
        pytest.param('a/x:y*?"<>|.txt', "x-y", id="signs that some systems refuse"),
        pytest.param(f"a/{'长' * 300}.txt", "长" * 66, id="long"),
        pytest.param("a/v1.2.3.txt", "v1.2.3", id="dots"),
        pytest.param("a/CON.txt", "CON_", id="a device"),
        pytest.param("a/x\u202etxt.exe\x1b[31m", "x-txt.exe-[31m", id="bidi and control characters"),
    ],
)
def test_names_are_readable_and_safe(path, name):
    assert FileNames().unused(named(path)) == name


def test_no_two_names_are_alike_even_where_case_does_not_count():
    names = FileNames()
    rows = [named("a/x.txt"), named("b/x.txt", "1" * 64), named("c/X.md", "1" * 64), named("c/x.md", "1" * 64)]

    assert [names.unused(row) for row in rows] == ["x", "x-11111111", "X-11111111-2", "x-11111111-3"]


def test_names_that_differ_in_composition_alone_are_alike():
    names = FileNames()

    assert names.unused(named("a/\u00e9.txt")) != names.unused(named("b/e\u0301.txt", "1" * 64))


@pytest.mark.parametrize("doc_id", ["../../EVIL", "/etc/passwd", "..", "a\\..\\b", "", "\0"])
def test_an_id_from_a_stranger_names_nothing_outside(doc_id):
    row = msgspec.structs.replace(named("-"), id=doc_id)

    name = FileNames().unused(row)

    assert name
    assert not set(name) & set("/\\\0")
    assert name.strip(".")


def test_the_list_of_what_was_removed_steers_no_terminal():
    removal = msgspec.convert(
        {**dict.fromkeys(RemovalRow.__struct_fields__, 0), "doc_id": "x", "text": "\x1b[2J\u202e灯", "replacement": "",
         "prefix": "", "suffix": "", "rule": "a/b", "rule_digest": "", "category": "navigation", "action": "remove",
         "why": "\x07", "captured": {}, "raw": None, "text_sha256": None},
        RemovalRow,
    )  # fmt: skip

    text = removed_list(named("a\x1b]0;x\x07.txt"), [removal]).decode()

    assert all(char.isprintable() or char == "\n" for char in text)
    assert "\\u{1b}[2J\\u{202e}灯" in text
