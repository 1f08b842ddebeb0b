"""A part file being written: rows in, an entry of the manifest out."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Protocol

from cleaner.io.manifest import FileEntry, Role
from cleaner.io.tables.digested import DigestedFile
from cleaner.io.tables.form import Form, suffix
from cleaner.io.tables.json_lines import PlainSink, gzip_sink, zstd_sink
from cleaner.io.tables.parquet import ParquetSink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from msgspec import Struct


class Sink(Protocol):
    """Turns rows into bytes of a file."""

    def write(self, rows: Sequence[Struct]) -> None:
        """Take *rows*; some of their bytes may be held back."""

    def close(self) -> None:
        """Write what was held back, and what ends the file."""


class Table:
    """A part file of rows of one kind. `path`: its name with suffix, as the manifest says it; `rows`: written so far."""

    def __init__(self, folder: Path, name: str, role: Role, form: Form) -> None:
        self.path = name + suffix(form)
        self.role = role
        self.rows = 0
        self._file = DigestedFile(folder / self.path)
        try:
            self._sink = _sink(self._file, role, form)
        except BaseException:
            self._file.abandon()
            raise

    @property
    def bytes(self) -> int:
        """Bytes of the file so far, without what is held back to be compressed."""
        return self._file.bytes

    def write(self, rows: Sequence[Struct]) -> None:
        """Write *rows* behind those that are there.

        Raises:
            OSError: the disk is full, or refuses.
            UnicodeEncodeError: a row holds a lone surrogate, which no form can hold.
        """
        self._sink.write(rows)
        self.rows += len(rows)

    def close(self) -> FileEntry:
        """Finish the file: whole, and on the disk.

        Raises:
            OSError: the disk is full, or refuses.
        """
        self._sink.close()
        digest = self._file.close()
        return FileEntry(self.path, self.role, self.rows, self._file.bytes, digest)

    def abandon(self) -> None:
        """Close the file as it is, for somebody to take it away. Never raises."""
        self._file.abandon()
        with contextlib.suppress(Exception):
            self._sink.close()


def open_table(folder: Path, name: str, role: Role, form: Form) -> Table:
    """A new part file *name* (`documents/part-00007`, to which the suffix of *form* is added) below *folder*.

    Raises:
        OSError: it cannot be made.
        CleanerError: what writes the form is not installed.
    """
    return Table(folder, name, role, form)


def _sink(file: DigestedFile, role: Role, form: Form) -> Sink:
    match form:
        case "jsonl.gz":
            return gzip_sink(file)
        case "jsonl.zst":
            return zstd_sink(file)
        case "parquet":
            return ParquetSink(file, role)
        case _:
            return PlainSink(file)
