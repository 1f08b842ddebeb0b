"""What tables in columns share: which columns are wanted, and rows of a batch as records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.errors import CleanerError
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.record import document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

    import pyarrow as pa

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened

BATCH_BYTES = 256 << 10
"""What the rows that are read at once should come to: few where texts are long."""
MOST_ROWS = 1024


def pyarrow() -> ModuleType:
    """The package.

    Raises:
        CleanerError: it is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise CleanerError(
            "Parquet and Arrow are read with pyarrow, which is not installed: pip install 'cleaner[dumps]'"
        ) from None
    module: ModuleType = pa
    return module


def problems() -> tuple[type[Exception], ...]:
    """What pyarrow raises for files that are damaged."""
    return (pyarrow().ArrowException, OSError, ValueError, OverflowError, NotImplementedError)


def refused(opened: Opened, what: str, error: Exception | None = None) -> Broken:
    """Why a file of *what* cannot be read at all, or because of *error*."""
    if opened.kind.packed:
        return Broken("unsupported", f"a file of {what} that is packed as {opened.kind.packed} is not read: unpack it")
    return Broken("damaged", f"no file of {what} that can be read: {first_line(error)}")


def first_line(error: Exception | None) -> str:
    """What *error* says, without the advice to developers that follows."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def entries_in(opened: Opened, ordinals: Iterable[int], batch: pa.RecordBatch, names: Sequence[str]) -> Iterator[Entry]:
    """The entries that the rows of *batch* are, at *ordinals*. *names* are all columns of the table."""
    for ordinal, row in zip(ordinals, _rows(batch), strict=True):
        try:
            yield document(opened, ordinal, row, names)
        except Broken as broken:
            yield opened.unreadable(ordinal, broken)


def shares(size: int, rows: int) -> Iterator[int]:
    """*size* bytes in as many whole parts as there are *rows*."""
    for row in range(rows):
        yield size * (row + 1) // rows - size * row // rows


def as_bytes(batch: pa.RecordBatch) -> pa.RecordBatch:
    """*batch* with the strings of its columns as bytes, which they are in the file whether they are UTF-8 or not."""
    pa = pyarrow()
    columns = []
    for column in batch.columns:
        kind = column.type
        if pa.types.is_string(kind):
            kind = pa.binary()
        elif pa.types.is_large_string(kind):
            kind = pa.large_binary()
        elif pa.types.is_timestamp(kind) and kind.unit == "ns":
            # A moment of Python has microseconds.
            kind = pa.timestamp("us", tz=kind.tz)
        columns.append(column.cast(kind, safe=False))
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names) if columns else batch


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    if not names:
        yield from ({} for _ in range(batch.num_rows))
        return
    for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        yield dict(zip(names, values, strict=True))
