"""Arrow files: streams of record batches, as Hugging Face `datasets` stores them, and files of them (Feather)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

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

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened


_SIGNATURE = 8
"""Bytes before the first batch of a file."""


class ArrowRows:
    """An Arrow file. An ordinal is a row, or a batch that cannot be read."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`."""
        first = 0
        for batch in self._batches():
            if stop is not None and first >= stop:
                return
            if isinstance(batch, Broken):
                if first >= start:
                    yield self.opened.unreadable(first, batch)
                first += 1
                continue
            last = first + batch.num_rows
            ordinals = range(max(first, start), last if stop is None else min(stop, last))
            if ordinals:
                yield from self._entries(batch, first, ordinals)
            first = last

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the share of each row in the bytes of its batch."""
        for batch in self._batches():
            yield from [0] if isinstance(batch, Broken) else shares(batch.nbytes, batch.num_rows)

    def _entries(self, batch: pa.RecordBatch, first: int, ordinals: range) -> Iterator[Entry]:
        """The entries at *ordinals* in *batch*, whose rows begin at the ordinal *first*."""
        names = batch.schema.names
        asked = wanted(self.opened.reading.fields)
        tops = {*asked, *(name.partition(".")[0] for name in asked)}
        chosen = batch.select([number for number, name in enumerate(names) if name in tops])
        step = max(1, min(MOST_ROWS, BATCH_BYTES * batch.num_rows // max(1, chosen.nbytes)))
        at = 0
        try:
            chosen = as_bytes(chosen)
            # Offsets in a file that was tampered with lead anywhere in the memory of the process.
            chosen.validate(full=True)
            for at in range(0, len(ordinals), step):
                taken = ordinals[at : at + step]
                yield from entries_in(self.opened, taken, chosen.slice(taken.start - first, len(taken)), names)
        except problems() as error:
            for ordinal in ordinals[at:]:
                yield self.opened.unreadable(
                    ordinal, Broken("damaged", f"the batch cannot be read: {first_line(error)}")
                )

    def _batches(self) -> Iterator[pa.RecordBatch | Broken]:
        """The batches in order, and why one of them, or none behind it, can be read."""
        pyarrow()
        from pyarrow import ipc

        if self.opened.kind.packed:
            yield refused(self.opened, "Arrow")
            return
        file = self.opened.file
        file.seek(0)
        is_stream = file.read(6) != b"ARROW1"
        file.seek(0)
        missing: Broken | None = None
        try:
            source = _mapped(file)
            try:
                reader = ipc.open_stream(source) if is_stream else ipc.open_file(source)
            except problems() as error:
                if is_stream:
                    raise
                # The list of batches is at its end. Behind the signature the batches themselves are a stream.
                source.seek(_SIGNATURE)
                reader, is_stream = ipc.open_stream(source), True
                missing = Broken(
                    "truncated", f"all batches that are there were read, but not their list: {first_line(error)}"
                )
            _ = reader.schema.names  # Raises where one is no UTF-8.
        except problems() as error:
            yield refused(self.opened, "Arrow", error)
            return
        number = 0
        while is_stream or number < reader.num_record_batches:
            try:
                yield reader.read_next_batch() if is_stream else reader.get_batch(number)
            except StopIteration:
                if missing:
                    yield missing
                return
            except problems() as error:
                yield Broken("damaged", f"the batch cannot be read: {first_line(error)}")
                if is_stream:
                    return
            number += 1


def _mapped(file: BinaryIO) -> pa.NativeFile | BinaryIO:
    """*file* mapped into memory, so that of a batch only what is looked at is held; itself when it is on no disk."""
    name = getattr(file, "name", None)
    if isinstance(name, str):
        try:
            return pyarrow().memory_map(name)
        except problems():
            pass
    return file
