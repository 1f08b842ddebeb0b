from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def out(cleaned, tmp_path):
    return cleaned(tmp_path / "out", SEEDS)


def test_an_answer_is_a_table_on_stdout(command, out):
    ran = command("query", out, "select source, title from documents order by source limit 2")

    assert ran.code == 0
    header, first, _ = ran.text.splitlines()
    assert header.split() == ["source", "title"]
    assert first.startswith("163.com")


def test_the_same_answer_in_other_forms(command, out):
    sql = "select source, removals from documents order by document"
    rows = json.loads(command("query", out, sql, "--json").out)

    assert len(rows) == 5
    assert json.loads(command("query", out, sql, "--format", "json").out) == rows
    assert [json.loads(line) for line in command("query", out, sql, "--format", "jsonl").text.splitlines()] == rows
    header, *lines = csv.reader(io.StringIO(command("query", out, sql, "--csv").text))
    assert [dict(zip(header, line, strict=True)) for line in lines] == [
        {name: str(value) for name, value in row.items()} for row in rows
    ]


def test_without_sql_the_views_are_listed(command, out):
    ran = command("query", out)

    assert ran.code == 0
    for word in ("documents", "removals", "removed_share", "the clean text", "quarantine"):
        assert word in ran.text
    views = json.loads(command("query", out, "--json").out)
    assert views["removals"]["columns"][0] == {"name": "document", "type": "BIGINT", "about": "number of the document"}


def test_recipes_are_listed_and_run(command, out):
    listed = command("query", "--recipes")
    named = [line.split()[0] for line in listed.text.splitlines()]

    assert listed.code == 0
    assert len(named) >= 12
    assert {each["name"] for each in json.loads(command("query", "--recipes", "--json").out)} == set(named)
    ran = command("query", out, "--recipe", "removals-of-rule", "--set", "rule=163.com/%", "--json")
    assert {row["rule"].partition("/")[0] for row in json.loads(ran.out)} == {"163.com"}


def test_the_query_is_read_from_standard_input(command, out, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("select '灯' as lamp".encode())))

    assert json.loads(command("query", out, "-", "--json").out) == [{"lamp": "灯"}]


def test_a_table_says_when_there_is_more(command, out):
    ran = command("query", out, "select range from range(100)", "--limit", 7)

    assert len(ran.text.splitlines()) == 8
    assert "the first 7 rows" in ran.err
    assert "the first" not in command("query", out, "select range from range(7)", "--limit", 7).err
    assert "no rows" in command("query", out, "select range from range(0)").err


def test_many_columns_stand_one_below_the_other(command, out):
    ran = command("query", out, "from documents limit 1")

    names = [line.split()[0] for line in ran.text.splitlines() if line.strip()]
    assert names[:3] == ["document", "outcome", "code"]
    assert all(len(line) < 400 for line in ran.text.splitlines())


def test_control_characters_move_no_cursor(command, out):
    sql = "select 'a' || chr(27) || '[2J' || chr(8238) || chr(10) || 'b' as \"x\x1by\""
    ran = command("query", out, sql)

    assert "\x1b" not in ran.text
    assert "\u202e" not in ran.text
    assert "a\\u{1b}[2J\\u{202e}\\nb" in ran.text


def test_an_answer_goes_into_a_file_by_its_suffix(command, out, tmp_path):
    ran = command("query", out, "select 1 as a", "-o", tmp_path / "a.csv")

    assert (ran.code, ran.out) == (0, b"")
    assert (tmp_path / "a.csv").read_bytes() == b"a\n1\n"
    assert "written" in ran.err
    command("query", out, "select 2 as a", "-o", tmp_path / "a.csv", "--format", "jsonl")
    assert json.loads((tmp_path / "a.csv").read_bytes()) == {"a": 2}


def test_an_answer_that_fails_leaves_the_earlier_file(command, out, tmp_path):
    (tmp_path / "a.csv").write_text("before")

    ran = command(
        "query",
        out,
        "select case when range = 5000 then error('no') else 1 end from range(9000)",
        "-o",
        tmp_path / "a.csv",
    )

    assert ran.code == 2
    assert (tmp_path / "a.csv").read_text() == "before"
    assert [path.name for path in tmp_path.glob("*a.csv*")] == ["a.csv"]


def test_lines_that_cannot_be_read_are_told(command, out):
    part = out / "documents" / "part-00000.jsonl"
    part.write_bytes(b"{nothing}\n" + b"".join(part.read_bytes().splitlines(keepends=True)[1:]))

    ran = command("query", out, "select count(*) as documents from documents", "--json")

    assert (ran.code, json.loads(ran.out)) == (1, [{"documents": 4}])
    assert "cleaner verify" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["{tmp}", "select 1"], "manifest.json", id="no result"),
        pytest.param(["{tmp}"], "manifest.json", id="no result to list"),
        pytest.param([], "OUT", id="no result named"),
        pytest.param(["{out}", "select titel from documents"], '"title"', id="column misspelt"),
        pytest.param(["{out}", "copy documents to '{tmp}/a.csv'"], "expected SELECT", id="no question"),
        pytest.param(["{out}", "--recipe", "largest-removal"], "did you mean 'largest-removals'", id="recipe misspelt"),
        pytest.param(["{out}", "select 1", "--recipe", "credited"], "two queries", id="SQL and a recipe"),
        pytest.param(["{out}", "select $a", "--set", "a"], "NAME=VALUE", id="value without a name"),
        pytest.param(["{out}", "select $a"], "$a", id="value not given"),
        pytest.param(["{out}", "select 1", "--json", "--csv"], "give one", id="two forms"),
        pytest.param(["{out}", "select 1", "-o", "{tmp}/a.xlsx"], ".csv", id="suffix of no form"),
        pytest.param(["{out}", "select 1", "-o", "{out}/a.csv"], "lies in the result", id="file in the result"),
        pytest.param(
            ["{out}", "select 1", "-o", "{tmp}/none/a.csv"], "cannot be written", id="folder that is not there"
        ),
        pytest.param(["{out}", "select 1", "--limit", "0"], "--limit", id="no rows"),
    ],
)
def test_misuse_is_told(command, out, tmp_path, arguments, words):
    ran = command("query", *(each.format(tmp=tmp_path, out=out) for each in arguments))

    assert (ran.code, ran.out) == (2, b"")
    assert words in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


def test_without_duckdb_it_says_what_to_install(command, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    ran = command("query", out, "select 1")

    assert ran.code == 2
    assert "pip install 'cleaner[query]'" in ran.err


def test_help_teaches_with_examples(command):
    ran = command("query", "--help")

    assert ran.code == 0
    assert "cleaner query out --recipe credited --csv > credited.csv" in ran.text
