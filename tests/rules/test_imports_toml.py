"""What is written as TOML is read back as it was."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import OutputError, RuleError
from cleaner.rules.imports.report import RuleFile
from cleaner.rules.imports.write import toml_of, write_files

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20) | st.text(
    "'\"\\\n\t\r\x00\x7f#=[]{}", max_size=12
)
SCALARS = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(TEXTS, VALUES, max_size=6), st.lists(TEXTS, max_size=3))
def test_any_table_comes_back(table, comments):
    text = toml_of(table, comments)
    assert tomllib.loads(text) == table
    assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("//p[@class='a']", """ "//p[@class='a']" """),
        ('[id*="a"]', """ '[id*="a"]' """),
        (r"a\.b", r""" 'a\.b' """),
        ("""//p[.='a' or .="b"]""", r""" "//p[.='a' or .=\"b\"]" """),
        ("a\nb\x7f", r""" "a\nb\u007f" """),
    ],
)
def test_strings_need_as_few_escapes_as_can_be(value, written):
    assert toml_of({"key": value}) == f"key = {written.strip()}\n"


def test_keys_come_before_tables_and_long_lists_have_a_line_for_each_item():
    table = {
        "match": {"hosts": ["a.example"]},
        "id": "a",
        "remove": [{"id": "x", "n": 1}],
        "body": ["/" * 60, "//p" * 20],
    }
    assert toml_of(table, ["of a.example"]).splitlines() == [
        "# of a.example",
        'id = "a"',
        "body = [",
        f'  "{"/" * 60}",',
        f'  "{"//p" * 20}",',
        "]",
        "",
        "[match]",
        'hosts = ["a.example"]',
        "",
        "[[remove]]",
        'id = "x"',
        "n = 1",
    ]


FILE = RuleFile("lamp.example.toml", (), {"schema": 1, "id": "lamp.example", "body": ["//main"]})


def test_a_file_that_is_there_stays_unless_it_is_said_to_go(tmp_path):
    other = RuleFile("a.example.toml", (), {"schema": 1, "id": "a.example"})
    (tmp_path / FILE.name).write_text("mine", "utf-8")
    with pytest.raises(OutputError, match=r"lamp\.example\.toml: there already; --force"):
        write_files([other, FILE], tmp_path, [])
    assert [path.name for path in tmp_path.iterdir()] == [FILE.name]
    write_files([other, FILE], tmp_path, [], force=True)
    assert tomllib.loads((tmp_path / FILE.name).read_text("utf-8")) == FILE.table


def test_a_folder_that_is_a_file_is_an_output_error(tmp_path):
    (tmp_path / "rules").write_text("", "utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_files([FILE], tmp_path / "rules", [])


def test_what_does_not_load_with_its_neighbours_is_told(tmp_path):
    (tmp_path / "mine.toml").write_text('schema = 1\nid = "lamp.example"\n', "utf-8")
    with pytest.raises(RuleError, match="beside it"):
        write_files([FILE], tmp_path, [])
