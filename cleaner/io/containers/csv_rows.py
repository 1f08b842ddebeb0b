"""Tables of comma- or tab-separated values: a row a record, the first row names the fields."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, ClassVar

from cleaner.io.containers.entry import PassedOver
from cleaner.io.containers.lines import BOM, TooLong, in_bytes, lines
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.record import document
from cleaner.io.containers.unpack import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened

_OTHERS = (";", "\t", "|")
"""What stands between values where it is no comma: spreadsheets write semicolons where the comma stands in numbers."""
_MOST_VALUES = 1_000_000
"""Of a line: each takes memory, even if it is empty."""


class CsvRows:
    """A CSV file. An ordinal is a row below the header, which may span lines, or a stretch that is no row."""

    delimiter: ClassVar[str] = ","

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`."""
        names: list[str] = []
        for ordinal, row in enumerate(self._rows(names)):
            if stop is not None and ordinal >= stop:
                return
            if ordinal >= start:
                yield self._entry(ordinal, row, names)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: bytes of the values of each row."""
        for row in self._rows([]):
            yield 0 if isinstance(row, Broken) else sum(map(len, row)) + len(row)

    def _rows(self, names: list[str]) -> Iterator[list[str] | Broken]:
        """The rows, a character for each byte; the first one that is not empty goes into *names*."""
        limits = self.opened.limits
        source = _Lines(self.opened, self.delimiter)
        while True:
            reader = csv.reader(source, delimiter=source.delimiter)
            try:
                while True:
                    # The limit is one of the process, and others may rely on theirs.
                    before = csv.field_size_limit(min(limits.csv_value_bytes, limits.document_bytes))
                    try:
                        source.begin()
                        row = next(reader, None)
                    finally:
                        csv.field_size_limit(before)
                    if row is None:
                        return
                    if source.is_over:
                        yield Broken("csv", "a quotation mark is never closed: all behind it would be one value")
                        return
                    if names or not row:
                        yield row
                        continue
                    other = next((sign for sign in _OTHERS if sign in source.line), None) if len(row) == 1 else None
                    if other:
                        source.delimiter = other
                        row = next(csv.reader([source.line], delimiter=other))
                    names.extend(value.encode("latin-1").decode("utf-8", "replace").strip() for value in row)
                    if other:
                        break
            except csv.Error as error:
                yield self._told(error)
            except Broken as broken:
                yield broken
                if source.ended:
                    return

    def _told(self, error: csv.Error) -> Broken:
        limit = self.opened.limits.csv_value_bytes
        if "field larger than field limit" in str(error):
            detail = (
                f"a value is longer than {limit:,} bytes (--max-csv-value-bytes), or a quotation mark is never closed"
            )
            return Broken("too-large", detail)
        if "new-line character" in str(error):
            return Broken("csv", "a carriage return stands where no line ends: save the table with line feeds")
        return Broken("csv", f"no row of a table: {error}")

    def _entry(self, ordinal: int, row: list[str] | Broken, names: list[str]) -> Entry:
        if isinstance(row, Broken):
            return self.opened.unreadable(ordinal, row)
        if not any(row):
            return PassedOver("empty row")
        if len(row) > len(names):
            detail = f"the row has {len(row)} values, and the header names {len(names)}"
            return self.opened.unreadable(ordinal, Broken("csv", detail))
        try:
            record = {name: value.encode("latin-1") for name, value in zip(names, row, strict=False)}
            return document(self.opened, ordinal, record)
        except Broken as broken:
            return self.opened.unreadable(ordinal, broken)


class TsvRows(CsvRows):
    """A table whose values are separated by tabs."""

    delimiter = "\t"


class _Lines:
    """The lines of a file for the reader of the standard library: a character for each byte, so the bytes stay known."""

    def __init__(self, opened: Opened, delimiter: str) -> None:
        self.delimiter = delimiter
        self.line = ""
        """What was read last."""
        self.ended = False
        """Nothing can be read any further."""
        self.is_over = False
        """There is no further line, and one was asked for."""
        self._opened = opened
        self._lines = lines(in_bytes(blocks(opened)), opened.limits.document_bytes)
        self._row = 0
        self._first = True

    def begin(self) -> None:
        """A row begins."""
        self._row = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines, None)
        except Broken:
            self.ended = True
            raise
        if line is None:
            self.is_over = True
            raise StopIteration
        if isinstance(line, TooLong):
            raise self._opened.too_large("the line", line.size)
        self._row += len(line)
        if self._row > self._opened.limits.document_bytes:
            raise self._opened.too_large("the row")
        if line.count(self.delimiter.encode()) > _MOST_VALUES:
            raise Broken("csv", f"the line has more than {_MOST_VALUES:,} values")
        if self._first:
            self._first = False
            line = line.removeprefix(BOM)
        self.line = line.decode("latin-1") + "\n"
        return self.line
