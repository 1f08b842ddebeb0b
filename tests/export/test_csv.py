from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from unicodedata import category

import duckdb
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from removal_results import HOSTILE, LAMP, cleaned

from cleaner import InputError
from cleaner.export.csv_table import COLUMNS, guarded, table
from cleaner.export.formats import Options
from cleaner.export.write import export, exported
from cleaner.io.rows import BARE

MARK = b"\xef\xbb\xbf"


def written(result, *, every=False):
    return b"".join(table(result, every=every))


def read(data):
    """As any reader of RFC 4180 has it."""
    old = csv.field_size_limit(1 << 26)
    try:
        return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    finally:
        csv.field_size_limit(old)


def bare(cell):
    """What docs/exports.md says of the way back."""
    return cell.removeprefix("'")


def removals(result, *, every=False):
    return [row for item in result.documents() for row in item.removals if every or row.category not in BARE]


@pytest.mark.parametrize("name", ["result", "awkward"])
@pytest.mark.parametrize("every", [False, True], ids=["rules", "all"])
def test_every_removal_comes_back_from_its_row(request, name, every):
    result = request.getfixturevalue(name)
    rows = removals(result, every=every)
    found = read(written(result, every=every))

    assert len(found) == len(rows) > 20
    for row, cells in zip(rows, found, strict=True):
        for column in ("text", "replacement", "prefix", "suffix", "why"):
            assert bare(cells[column]) == getattr(row, column)
        for column in ("seq", "line", "start", "end", "byte_start", "byte_end", "clean_at"):
            assert int(cells[column]) == getattr(row, column)
        assert int(cells["chars"]) == len(row.text)
        assert (cells["doc_id"], cells["rule"], cells["action"]) == (row.doc_id, row.rule, row.action)
        assert (cells["category"] or None, cells["raw"] or None) == (row.category, row.raw)
        captured = msgspec.json.decode(cells["captured"]) if cells["captured"] else {}
        assert captured == {kind: list(values) for kind, values in row.captured.items()}


def test_a_database_reads_the_same_table(awkward, tmp_path):
    path, _ = export("csv", awkward, tmp_path / "removals.csv", Options())
    texts = duckdb.execute(
        "select text from read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"',"
        " auto_detect = false, columns = ?, max_line_size = 8000000, buffer_size = 33000000)",
        [str(path), dict.fromkeys(COLUMNS, "varchar")],
    ).fetchall()

    assert [bare(text or "") for (text,) in texts] == [row.text for row in removals(awkward)]


def test_the_table_begins_with_a_mark_and_names_and_its_lines_end_as_the_standard_says(awkward):
    data = written(awkward)

    assert data.startswith(MARK + ",".join(COLUMNS).encode() + b"\r\n")
    assert data.endswith(b"\r\n")
    outside_quotes = re.sub(rb'"[^"]*"', b"", data)
    assert outside_quotes.count(b"\n") == outside_quotes.count(b"\r\n") == len(removals(awkward)) + 1


def test_no_cell_of_a_hostile_page_begins_a_formula(awkward):
    cells = {cell for row in read(written(awkward)) for cell in row.values()}

    assert {bare(cell).rstrip("\n") for cell in cells} >= set(HOSTILE)
    assert not [cell for cell in cells if seen(cell).startswith(tuple("=+-@＝＋－＠"))]


def seen(cell):
    """*cell* without spaces, control and format characters in front."""
    return cell[next((at for at, char in enumerate(cell) if category(char)[0] not in "CZ"), len(cell)) :]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ""),
        ("灯塔", "灯塔"),
        ("1+1", "1+1"),
        ("a=b", "a=b"),
        ("“=”", "“=”"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("＝1", "'＝1"),
        ("－1", "'－1"),
        (" =1", "' =1"),
        ("\u3000=1", "'\u3000=1"),
        ("\x00=1", "'\x00=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\ttab", "'\ttab"),
        ("\rreturn", "'\rreturn"),
        ("\nfeed", "'\nfeed"),
        ("'quoted'", "''quoted'"),
        ("''=1", "'''=1"),
    ],
)
def test_a_cell_that_could_be_a_formula_is_made_text(cell, expected):
    assert guarded(cell) == expected


@given(st.text(alphabet="=+-@＝'\t\r\n \x00\u200b灯a1\""))
def test_a_guarded_cell_is_told_from_every_other_and_taken_back(cell):
    assert bare(guarded(cell)) == cell
    assert not seen(guarded(cell)).startswith(tuple("=+-@＝"))


def test_of_a_redacted_result_the_digests_are_the_same_and_the_words_are_not_there(awkward, redacted):
    full, bare_of_words = read(written(awkward)), read(written(redacted))
    changed = {"text", "prefix", "suffix", "captured", "path", "raw"}

    assert {row["text"] for row in bare_of_words} == {""}
    assert b"\xe8\xb5\x9e\xe5\x8a\xa9" not in written(redacted)
    assert [{key: row[key] for key in row.keys() - changed} for row in bare_of_words] == [
        {key: row[key] for key in row.keys() - changed} for row in full
    ]


def test_a_result_without_bare_removals_gives_the_same_table_and_not_all(awkward, rules_only):
    def told(result):
        return [{key: cell for key, cell in row.items() if key != "path"} for row in read(written(result))]

    assert told(rules_only) == told(awkward)
    with pytest.raises(InputError, match=r"--ledger rules.*export without --all"):
        written(rules_only, every=True)


def test_documents_in_markdown_give_the_same_table(tmp_path):
    files = cleaned(tmp_path / "x", {"lamp.txt": LAMP.encode()}, form="files")
    before = written(files)
    (tmp_path / "x").rename(tmp_path / "files")
    rows = cleaned(tmp_path / "x", {"lamp.txt": LAMP.encode()})

    assert before == written(rows)


def test_the_same_bytes_given_twice_have_their_rows_twice(awkward):
    rows = [row for row in read(written(awkward)) if row["path"].endswith("lamp.txt")]

    assert len(rows) == 2
    assert len({row["path"] for row in rows}) == 2
    assert len({row["doc_id"] for row in rows}) == 1


def test_a_repair_has_its_bytes(awkward):
    (row,) = [row for row in read(written(awkward)) if row["action"] == "repair"]

    assert (row["raw"], row["category"], row["rule"]) == ("fffe", "", "core/repair")


def test_documents_are_counted_and_the_line_of_names_is_none(awkward, empty_result, hostile_result, tmp_path):
    for result in (awkward, empty_result, hostile_result):
        path, number = export("csv", result, tmp_path / str(result.manifest.counts.documents), Options())
        assert number == result.manifest.counts.documents
        assert path.read_bytes() == b"".join(exported("csv", result, Options()))
    assert written(empty_result) == MARK + ",".join(COLUMNS).encode() + b"\r\n"


def test_what_is_in_quarantine_is_not_in_the_table(hostile_result):
    assert hostile_result.manifest.counts.quarantined == 1
    (document,) = hostile_result.documents()

    assert {row["doc_id"] for row in read(written(hostile_result))} <= {document.row.id}


def test_every_column_is_explained():
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text("utf-8")
    section = page.partition("\n## csv\n")[2].partition("\n## ")[0]

    assert set(COLUMNS) - set(re.findall(r"`([a-z_0-9]+)`", section)) == set()
