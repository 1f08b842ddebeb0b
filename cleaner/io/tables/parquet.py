"""Rows as a Parquet file: groups of rows bounded by bytes, so that whoever writes or reads holds one group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET
from msgspec.structs import astuple

from cleaner.io.tables.arrays import array
from cleaner.io.tables.columns import KINDS, Column, columns, lean
from cleaner.io.tables.damaged import DamagedError
from cleaner.io.tables.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from msgspec import Struct

    from cleaner.io.manifest import Role
    from cleaner.io.tables.digested import DigestedFile

GROUP_BYTES = 4 << 20
"""A group of rows is written when its columns have grown to this, before they are compressed."""
_HELD_BYTES, _HELD_ROWS = 1 << 20, 1024
"""Rows are held until they are so many; then they become columns, which are smaller."""
_ROWS_AT_A_TIME = 256
_MARK = b"cleaner.rows"
"""Key of the file's metadata that says what the rows are: `documents`, `removals`, `quarantine`, `facts`."""


class ParquetSink:
    """Writes rows of *role* as Parquet, compressed by zstd, with a checksum for each page.

    Raises:
        CleanerError: pyarrow is not installed.
    """

    def __init__(self, file: DigestedFile, role: Role) -> None:
        self._arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
        self._columns = columns(KINDS[role])
        fields = [(each.name, self._arrow.type_for_alias(each.type)) for each in self._columns]
        self._schema = self._arrow.schema(fields, metadata={_MARK: role})
        self._writer = parquet.ParquetWriter(
            file,
            self._schema,
            compression="zstd",
            compression_level=3,
            use_dictionary=[each.name for each in self._columns if each.is_repetitive],
            # Of long texts the least and the greatest help nobody.
            write_statistics=[each.name for each in self._columns if each.is_repetitive or each.type != "string"],
            write_page_checksum=True,
        )
        self._encode = msgspec.json.Encoder().encode
        self._as_json = [number for number, column in enumerate(self._columns) if column.is_json]
        self._free = [number for number, column in enumerate(self._columns) if column.is_free]
        own = [column for column in self._columns if not column.read]
        self._long = [n for n, column in enumerate(own) if column.type == "string" and not column.is_repetitive]
        self._repeat = [column.read for column in self._columns if column.read]
        self._rows: list[Struct] = []
        self._fields: list[list[Any]] = []
        self._weight = 0
        self._batches: list[Any] = []

    def write(self, rows: Sequence[Struct]) -> None:
        """Take *rows*; they are written with the group that they are in."""
        for row in rows:
            fields = list(astuple(row))
            for number in self._as_json:
                if fields[number] is not None:
                    fields[number] = self._encode(fields[number])
            for number in self._free:
                if fields[number] is UNSET:
                    fields[number] = None
            self._rows.append(row)
            self._fields.append(fields)
            for number in self._long:
                if fields[number]:
                    self._weight += len(fields[number])
            if self._weight > _HELD_BYTES or len(self._rows) >= _HELD_ROWS:
                self._hold()

    def close(self) -> None:
        """Write the last group, and what a reader looks at first."""
        if self._rows:
            self._hold()
        self._write_group()
        self._writer.close()

    def _hold(self) -> None:
        values = [*zip(*self._fields, strict=True), *([read(row) for row in self._rows] for read in self._repeat)]
        kinds = [column.type for column in self._columns]
        arrays = [array(self._arrow, column, kind) for column, kind in zip(values, kinds, strict=True)]
        self._batches.append(self._arrow.record_batch(arrays, schema=self._schema))
        self._rows, self._fields, self._weight = [], [], 0
        if sum(batch.nbytes for batch in self._batches) >= GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        if self._batches:
            group = self._arrow.Table.from_batches(self._batches)
            self._writer.write_table(group, row_group_size=group.num_rows)
            self._batches = []


def parquet_lines(path: Path) -> Iterator[bytes]:
    """The rows of the Parquet file at *path* as lines of JSON. Columns that repeat others are not read.

    Raises:
        DamagedError: it is no Parquet file of ours, is cut off or altered.
        OSError: it cannot be read.
        CleanerError: pyarrow is not installed.
    """
    encode = msgspec.json.Encoder().encode
    for batch, kind in _batches(path):
        own = [column for column in columns(kind) if not column.read]
        row_type = lean(kind)
        for values in zip(*(_values(batch, column) for column in own), strict=True):
            yield encode(row_type(*values)) + b"\n"


def repeated(path: Path) -> Iterator[dict[str, Any]]:
    """What the columns of the Parquet file at *path* that repeat others say, a row at a time, by name.

    Columns that a run does not write are among them; those that it does, and that are not there, are missing.

    Raises:
        DamagedError: as `parquet_lines`.
        OSError: as `parquet_lines`.
        CleanerError: as `parquet_lines`.
    """
    for batch, _ in _batches(path, own=False):
        yield from batch.to_pylist()


def _batches(path: Path, *, own: bool = True) -> Iterator[tuple[Any, type[Struct]]]:
    """The rows, some at a time, and what they are: only the columns that repeat others, or all the others."""
    arrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    try:
        with path.open("rb") as file:
            table = parquet.ParquetFile(file, page_checksum_verification=True, pre_buffer=False)
            found: dict[bytes, bytes] = table.schema_arrow.metadata or {}
            kind = next((kind for role, kind in KINDS.items() if found.get(_MARK) == role.encode()), None)
            if kind is None:
                raise DamagedError("does not say that its rows are of a result")
            names, there = kind.__struct_fields__, table.schema_arrow.names
            free = {column.name for column in columns(kind) if column.is_free}
            missing = [name for name in names if name not in there and name not in free]
            if missing:
                raise DamagedError(f"no column {', '.join(missing)}")
            wanted = [name for name in there if (name in names) is own]
            number = 0
            for batch in table.iter_batches(_ROWS_AT_A_TIME, columns=wanted):
                number += batch.num_rows
                yield batch, kind
            if number != table.metadata.num_rows:
                raise DamagedError(f"{number} rows, it says that there are {table.metadata.num_rows}")
    except (arrow.ArrowException, OSError, MemoryError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise DamagedError(f"not whole: {' '.join(str(error).split())}") from None


def _values(batch: Any, column: Column) -> list[Any]:  # noqa: ANN401 - Arrow's
    if column.is_free and column.name not in batch.schema.names:
        return [UNSET] * batch.num_rows
    found = batch.column(column.name)
    if str(found.type) != column.type:
        raise DamagedError(f"column {column.name} is of type {found.type}, expected {column.type}")
    if column.is_free:
        return [UNSET if value is None else value for value in found.to_pylist()]
    if not column.is_json:
        return list(found.to_pylist())
    return [None if value is None else msgspec.Raw(value) for value in found.cast("binary").to_pylist()]
