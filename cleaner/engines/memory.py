"""Memory that goes back to the system, so that a worker does not keep what its largest document took."""

from __future__ import annotations

import contextlib
import ctypes
import os

LARGE = 1 << 20
"""Bytes of a document behind which memory is given back. It costs some milliseconds, a hundredth of such a document's time."""

_trim = None
with contextlib.suppress(OSError, AttributeError, TypeError):
    # Of glibc alone; other C libraries have no such function, and mostly no such need.
    _trim = ctypes.CDLL(None).malloc_trim


def give_back() -> None:
    """Give back what has been freed. Without this, what lies between two pieces in use stays with the process."""
    if _trim is not None:
        _trim(ctypes.c_size_t(0))


def keep_little() -> None:
    """Have pyarrow, when this process comes to import it, free what it frees: its own pools keep it for later."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
