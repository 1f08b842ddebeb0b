"""A file on its way to the disk, with the digest of its bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class DigestedFile:
    """A new file: whatever is written to it is counted in `bytes` and in its SHA-256."""

    def __init__(self, path: Path) -> None:
        self.bytes = 0
        self.closed = False
        self._digest = hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")

    def write(self, data: bytes) -> int:
        """Write *data*, and how many bytes it is. Behind `abandon` nothing is written any more.

        Raises:
            OSError: it cannot be written.
        """
        if not self.closed:
            self._file.write(data)
            self._digest.update(data)
            self.bytes += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: `close` flushes. Compressors ask for it."""

    def close(self) -> str:
        """The SHA-256 of the bytes, which are on the disk now.

        Raises:
            OSError: they cannot be written.
        """
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
        self.closed = True
        return self._digest.hexdigest()

    def abandon(self) -> None:
        """Close the file as it is; what becomes of it is for others."""
        self.closed = True
        # What is still in the buffer may not fit on the disk: that failure is known already.
        with contextlib.suppress(OSError):
            self._file.close()
