"""One writer at a time in a folder."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from cleaner.errors import OutputError
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from pathlib import Path

_HAS_FLOCK = os.name == "posix"


class Lock:
    """Only one run writes into a folder. The lock of a run that died holds nobody up, its file may stay."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._number: int | None = None

    def take(self, out: Path) -> None:
        """Take the lock of *out*, or raise at once.

        Raises:
            OutputError: another run has it.
        """
        busy = OutputError(
            f"{harmless(str(out))}: another run is writing there; wait for its end, or name another folder"
        )
        flags = os.O_RDWR | os.O_CREAT | (os.O_NOFOLLOW if _HAS_FLOCK else os.O_EXCL)
        while True:
            try:
                number = os.open(self.path, flags, 0o644)
            except FileExistsError:
                # Without flock nobody can tell whether its owner lives.
                raise busy from None
            try:
                if _HAS_FLOCK:
                    import fcntl

                    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Whoever had it may have taken the file away since it was opened: then this is a lock on nothing.
                if not _HAS_FLOCK or os.path.samestat(os.fstat(number), os.stat(self.path)):  # noqa: PTH116
                    os.truncate(number, 0)
                    os.write(number, f"{os.getpid()}\n".encode())
                    self._number = number
                    return
            except BlockingIOError:
                raise busy from None
            except FileNotFoundError:
                pass
            finally:
                if self._number is None:
                    os.close(number)

    @property
    def is_taken(self) -> bool:
        """By this object."""
        return self._number is not None

    def give_back(self) -> None:
        """Take the file away and let the next one in."""
        if self._number is not None:
            with contextlib.suppress(OSError):
                self.path.unlink()
            os.close(self._number)
            self._number = None
