"""Parquet files: only the columns that are wanted, some hundred kilobytes of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.containers.columns import (
    BATCH_BYTES,
    MOST_ROWS,
    as_bytes,
    entries_in,
    first_line,
    problems,
    pyarrow,
    refused,
    shares,
)
from cleaner.io.containers.fields import wanted
from cleaner.io.containers.opened import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa
    from pyarrow import parquet

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened


class ParquetRows:
    """A Parquet file. An ordinal is a row."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`."""
        try:
            table = self._table()
        except Broken as broken:
            if start == 0 and stop != 0:
                yield self.opened.unreadable(0, broken)
            return
        first = 0
        for number in range(table.metadata.num_row_groups):
            rows = table.metadata.row_group(number).num_rows
            ordinals = range(max(first, start), first + rows if stop is None else min(stop, first + rows))
            if ordinals:
                yield from self._group(table, number, first, ordinals)
            first += rows

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the share of each row in the unpacked bytes of its row group."""
        try:
            table = self._table()
        except Broken:
            yield 0
            return
        for number in range(table.metadata.num_row_groups):
            group = table.metadata.row_group(number)
            yield from shares(max(0, group.total_byte_size), group.num_rows)

    def _table(self) -> parquet.ParquetFile:
        pyarrow()
        from pyarrow import parquet

        if self.opened.kind.packed:
            raise refused(self.opened, "Parquet")
        try:
            table = parquet.ParquetFile(self.opened.file, buffer_size=1 << 20, pre_buffer=False)
            groups = map(table.metadata.row_group, range(table.metadata.num_row_groups))
            # What is wrong with the names or numbers of rows raises here, and not later.
            if not table.schema_arrow.names or min((group.num_rows for group in groups), default=0) < 0:
                raise ValueError("no columns, or fewer rows than none")
        except problems() as error:
            raise refused(self.opened, "Parquet", error) from None
        return table

    def _group(self, table: parquet.ParquetFile, number: int, first: int, ordinals: range) -> Iterator[Entry]:
        """The entries at *ordinals* in the row group *number*, whose rows begin at the ordinal *first*."""
        columns = self._columns(table.schema_arrow)
        group = table.metadata.row_group(number)
        rows = max(1, min(MOST_ROWS, BATCH_BYTES * group.num_rows // max(1, group.total_byte_size)))
        at, problem = first, "the row group holds fewer rows than it says"
        try:
            for batch in table.iter_batches(rows, row_groups=[number], columns=columns, use_threads=False):
                chosen = range(max(at, ordinals.start), min(at + batch.num_rows, ordinals.stop))
                if chosen:
                    taken = as_bytes(batch.slice(chosen.start - at, len(chosen)))
                    yield from entries_in(self.opened, chosen, taken, table.schema_arrow.names)
                at += batch.num_rows
                if at >= ordinals.stop:
                    return
        except problems() as error:
            problem = f"the row group cannot be read: {first_line(error)}"
        for ordinal in range(max(at, ordinals.start), ordinals.stop):
            yield self.opened.unreadable(ordinal, Broken("damaged", problem))

    def _columns(self, schema: pa.Schema) -> list[str]:
        return [name for name in wanted(self.opened.reading.fields) if _is_in(schema, name)]


def _is_in(schema: pa.Schema, name: str) -> bool:
    """A column of that *name* is there, or the field within one that a dotted name tells."""
    if name in schema.names:
        return True
    first, *within = name.split(".")
    if first not in schema.names:
        return False
    kind = schema.field(first).type
    for part in within:
        if not pyarrow().types.is_struct(kind) or kind.get_field_index(part) < 0:
            return False
        kind = kind.field(part).type
    return True
