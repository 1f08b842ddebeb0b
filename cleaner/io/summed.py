"""A file that is read for some other reason, and its digest on the way."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK = 1 << 20


class Summed(io.RawIOBase):
    """*file* as it is, read in whatever order. What is read from its beginning on is summed as it comes by."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._summed = hashlib.sha256()
        self._end = 0
        """All before this byte is summed."""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """As of any file."""
        at = self._file.tell()
        data = self._file.read(-1 if size is None else size)
        end = at + len(data)
        if at <= self._end < end:
            self._summed.update(data if at == self._end else memoryview(data)[self._end - at :])
            self._end = end
        return data

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As of any file."""
        target = memoryview(buffer).cast("B")
        data = self.read(len(target))
        target[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of any file."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._file.tell()

    def digest(self) -> str:
        """SHA-256 over the whole file, of which what was not summed yet is read now.

        Raises:
            OSError: it cannot be read.
        """
        self._file.seek(self._end)
        while self.read(_BLOCK):
            pass
        return self._summed.hexdigest()
