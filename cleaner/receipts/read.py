"""The bytes of a file that a user names: a key, a receipt, a proof."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from cleaner.errors import InputError
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from pathlib import Path


def bytes_of(path: Path) -> bytes:
    """What is in the file at *path*, or comes out of the pipe there.

    Raises:
        InputError: it cannot be read, or is a device, which may have no end.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
            raise InputError(f"{harmless(str(path))}: cannot be read: a device, and no file")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{harmless(str(path))}: cannot be read: {error.strerror}") from None
