"""An answer as JSON, JSON lines and CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest

from cleaner.query.database import Query, asked
from cleaner.query.write import shown, written

VALUES = [
    ("170141183460469231731687303715884105727::hugeint", 170141183460469231731687303715884105727),
    ("18446744073709551616::hugeint * -1", -18446744073709551616),
    ("1.50::decimal(10, 2)", 1.5),
    ("2::decimal(38, 0)", 2),
    ("12345678901234567890.1234567890::decimal(38, 10)", "12345678901234567890.1234567890"),
    ("0.1::double", 0.1),
    ("'nan'::double", None),
    ("'-inf'::float", None),
    ("true", True),
    ("null", None),
    ("[1, null, 3]", [1, None, 3]),
    ("{'a': 1, 'b': [{'c': '灯'}]}", {"a": 1, "b": [{"c": "灯"}]}),
    ("map {'x': ['y']}", {"x": ["y"]}),
    ("map {1: 2}", {"1": 2}),
    ("'{\"a\": [1.5, null]}'::json", {"a": [1.5, None]}),
    ("date '2025-03-01'", "2025-03-01"),
    ("timestamp '2025-03-01 08:30:00'", "2025-03-01T08:30:00"),
    ("time '08:30:00'", "08:30:00"),
    ("'\\xAA\\x00'::blob", "aa00"),
    ("'灯\n\"一\",盏'", '灯\n"一",盏'),
    ("'</script>'", "</script>"),
    ("''", ""),
    ("uuid '00000000-0000-0000-0000-00000000000a'", "00000000-0000-0000-0000-00000000000a"),
]


def of(result, sql, form):
    with asked(result.out, Query(sql)) as answer:
        return b"".join(written(answer, form))


@pytest.mark.parametrize(("sql", "expected"), VALUES)
def test_json_keeps_the_type_of_a_value(result, sql, expected):
    (row,) = json.loads(of(result, f"select {sql} as a", "json"))

    assert row["a"] == expected
    assert type(row["a"]) is type(expected)


@pytest.mark.parametrize(("sql", "expected"), VALUES)
def test_csv_has_a_header_and_one_value_of_every_kind(result, sql, expected):
    header, row = csv.reader(io.StringIO(of(result, f"select {sql} as a, 1 as b", "csv").decode(), newline=""))

    assert header == ["a", "b"]
    text = (
        "" if expected is None else expected if isinstance(expected, str) else json.dumps(expected, ensure_ascii=False)
    )
    assert row == [text, "1"]


@pytest.mark.parametrize("count", [0, 1, 2, 2500])
def test_all_forms_have_all_rows(result, count):
    sql = f"select range as a, '灯' as b from range({count})"

    rows = [{"a": number, "b": "灯"} for number in range(count)]
    assert json.loads(of(result, sql, "json")) == rows
    assert [json.loads(line) for line in of(result, sql, "jsonl").splitlines()] == rows
    assert len(list(csv.reader(io.StringIO(of(result, sql, "csv").decode())))) == count + 1


def test_columns_of_one_name_are_told_apart(result):
    (row,) = json.loads(of(result, "select 1 as a, 2 as a, 3 as a_1", "json"))

    assert list(row.values()) == [1, 2, 3]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (0.12345678, "DOUBLE", "0.1235"),
        (0.0, "DOUBLE", "0"),
        (1e-9, "DOUBLE", "1e-09"),
        (None, "VARCHAR", ""),
        (3, "BIGINT", "3"),
    ],
)
def test_a_table_shows_numbers_as_people_read_them(value, kind, expected):
    assert shown(value, kind) == expected
