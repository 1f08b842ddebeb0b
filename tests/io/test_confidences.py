"""A removal with a confidence, on its way to rows, files and back."""

from __future__ import annotations

import pytest

from cleaner.audit.restore import taken_by
from cleaner.io.json_schema import schema_of
from cleaner.io.rows import RemovalRow, ledger_of, lines_of, rows_of
from cleaner.io.tables.columns import columns
from cleaner.model.document import RawDocument
from cleaner.model.ledger import Ledger, Reason, Removal
from cleaner.pipeline import Cleaner


@pytest.fixture(scope="module")
def cleaned():
    found = Cleaner(extractor="none").clean(RawDocument(data=("守灯人把最后一盏灯擦了三遍。" * 9).encode()))
    sure = Reason("extract/model", "related", "links", confidence=0.25)
    plain = Reason("site/menu", "navigation", "a menu")
    length = len(found.decoded.text)
    ledger = Ledger(length, (Removal(0, 2, sure), Removal(2, 4, plain), Removal(4, 6, sure)))
    return type(found)(ledger.replay(found.decoded.text), found.stamp, ledger, found.facts, found.decoded)


def test_a_row_has_a_confidence_only_when_its_rule_gives_one(cleaned):
    lines = lines_of(rows_of(cleaned)[1]).splitlines()

    assert [b'"confidence":0.25' in line for line in lines] == [True, False, True]
    assert b"confidence" not in lines[1]


def test_the_ledger_comes_back_with_its_confidences(cleaned):
    _, rows = rows_of(cleaned)
    ledger = ledger_of(rows, cleaned.text)

    assert ledger == cleaned.ledger
    assert ledger.restore(cleaned.text, taken_by(rows)) == cleaned.decoded.text


def test_a_redacted_row_keeps_its_confidence(cleaned):
    _, rows = rows_of(cleaned, redact=True)

    assert rows[0].confidence == 0.25
    assert rows[0].text is None


def test_the_schema_does_not_ask_for_one():
    definition = schema_of("removal")["$defs"]["RemovalRow"]

    assert definition["properties"]["confidence"]["type"] == "number"
    assert "confidence" not in definition["required"]


def test_in_parquet_it_is_a_number_that_may_be_missing():
    (column,) = [each for each in columns(RemovalRow) if each.name == "confidence"]

    assert (column.type, column.is_free, column.is_json) == ("double", True, False)


def test_parquet_gives_the_lines_back_to_the_byte_and_files_without_the_column_are_read(cleaned, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    from cleaner.io.tables.parquet import ParquetSink, parquet_lines

    _, rows = rows_of(cleaned)
    path = tmp_path / "rows.parquet"
    with path.open("wb") as file:
        sink = ParquetSink(file, "removals")
        sink.write(rows)
        sink.close()

    assert b"".join(parquet_lines(path)) == lines_of(rows)

    older = tmp_path / "older.parquet"
    table = parquet.read_table(path)
    parquet.write_table(table.drop_columns(["confidence"]), older, write_page_checksum=True)
    assert b"confidence" not in b"".join(parquet_lines(older))
