"""Part files of any form, read back as the JSON lines that they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io.tables.columns import KINDS, columns
from cleaner.io.tables.damaged import DamagedError
from cleaner.io.tables.form import form_of
from cleaner.io.tables.json_lines import gzip_lines, plain_lines, zstd_lines
from cleaner.io.tables.parquet import parquet_lines, repeated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.manifest import Role


def lines(path: Path) -> Iterator[bytes]:
    """The rows of the part file at *path* in order, each as the line that `lines_of` makes of it.

    Memory holds a line, of Parquet a group of rows. What stands before a damage is given first.

    Raises:
        DamagedError: the file is not whole.
        OSError: it cannot be read.
        CleanerError: what reads the form is not installed.
    """
    match form_of(path.name):
        case "jsonl.gz":
            return gzip_lines(path)
        case "jsonl.zst":
            return zstd_lines(path)
        case "parquet":
            return parquet_lines(path)
        case _:
            return plain_lines(path)


def repeated_values(path: Path, role: Role) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """For each row of *role* at *path*, what columns say that only repeat others, and what they should say, by name.

    Of JSON lines nothing is given: they repeat nothing.

    Raises:
        DamagedError: as `lines`; a row that is none of *role*, too.
        OSError: as `lines`.
        CleanerError: as `lines`.
    """
    if form_of(path.name) != "parquet" or role not in KINDS:
        return
    kind = KINDS[role]
    decoder = msgspec.json.Decoder(kind)
    for line, said in zip(parquet_lines(path), repeated(path), strict=True):
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            raise DamagedError(f"not a {kind.__name__}: {error}") from None
        yield said, {column.name: column.read(row) for column in columns(kind) if column.read}
