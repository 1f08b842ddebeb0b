"""The data of the page in compressed chunks, kept in a temporary file until the page is put together."""

from __future__ import annotations

import binascii
import gzip
import shutil
import tempfile
from typing import TYPE_CHECKING, BinaryIO, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LEVEL = 6
CHUNK_BYTES = 200_000
"""JSON in a chunk of documents, before it is compressed."""


class Chunks:
    """Chunks in order of their numbers, as script elements of the page. Use as a context."""

    def __init__(self, folder: Path) -> None:
        self._file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed on leaving
        self.number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, data: bytes) -> int:
        """Put the JSON *data* into a chunk; gives its number."""
        packed = binascii.b2a_base64(gzip.compress(data, _LEVEL, mtime=0), newline=False)
        self._file.write(b'<script type="application/gzip" id="chunk-%d">%s</script>\n' % (self.number, packed))
        self.number += 1
        return self.number - 1

    def copy_to(self, file: BinaryIO) -> None:
        """Write all chunks to *file*."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, file, 1 << 20)


class DocumentChunks:
    """Documents on their way into chunks of about `CHUNK_BYTES`."""

    def __init__(self, chunks: Chunks) -> None:
        self.starts: list[tuple[int, int]] = []
        """First document and number of each chunk."""
        self.number = 0
        self._chunks = chunks
        self._waiting: list[bytes] = []
        self._size = 0

    def add(self, record: dict[str, object]) -> None:
        """One more document."""
        data = msgspec.json.encode(record)
        self._waiting.append(data)
        self._size += len(data)
        self.number += 1
        if self._size >= CHUNK_BYTES:
            self.close()

    def close(self) -> None:
        """Make a chunk of what waits."""
        if self._waiting:
            first = self.number - len(self._waiting)
            self.starts.append((first, self._chunks.add(array_of(self._waiting))))
            self._waiting, self._size = [], 0


def array_of(records: Iterable[bytes]) -> bytes:
    """A JSON array of *records*, each JSON."""
    return b"[" + b",".join(records) + b"]"
