"""Columns made from bytes are those that pyarrow makes itself, and pandas stays away."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.io.tables.arrays import array

if TYPE_CHECKING:
    from cleaner.io.tables.columns import ColumnType

pa = pytest.importorskip("pyarrow")

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    "string": TEXT | TEXT.map(str.encode),
    "int64": st.integers(-(1 << 63), (1 << 63) - 1),
    "double": st.floats(allow_nan=False) | st.integers(-1000, 1000),
    "bool": st.booleans(),
}
COLUMNS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(VALUES[kind] | st.none(), max_size=20))
)


@settings(max_examples=60)
@given(COLUMNS)
def test_a_column_is_the_one_that_pyarrow_makes_of_the_values(column: tuple[ColumnType, list[Any]]) -> None:
    kind, values = column
    made = array(pa, values, kind)
    made.validate(full=True)
    assert made.equals(pa.array(values, pa.type_for_alias(kind)))


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        array(pa, ["灯\ud800"], "string")


def test_a_number_of_more_than_64_bits_is_refused() -> None:
    with pytest.raises(OverflowError):
        array(pa, [1 << 63], "int64")


def test_rows_are_written_without_pandas() -> None:
    pytest.importorskip("pandas")
    program = """
import sys, tempfile
from pathlib import Path
from cleaner.io.rows import QuarantineRow
from cleaner.io.tables import open_table
with tempfile.TemporaryDirectory() as folder:
    table = open_table(Path(folder), "quarantine/part", "quarantine", "parquet")
    table.write([QuarantineRow(path="a", outcome="unreadable", stage="read", code="x", detail="渡口", record=None)])
    table.close()
print("pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
