"""Memory that goes back to the system, so that a worker does not keep what its largest document took."""

from __future__ import annotations

import contextlib
import ctypes
import os

LARGE = 1 << 20
"""Bytes of a document behind which memory is given back. It costs some milliseconds, a hundredth of such a document's time."""

_BOUNDS = ((-3, 4 << 20), (-1, 8 << 20))
"""For `mallopt`: from how many bytes on a piece is mapped by itself, and from how many free bytes on the end of the heap goes back."""

_trim = _set = None
with contextlib.suppress(OSError, AttributeError, TypeError):
    # Of glibc alone; other C libraries have no such functions, and mostly no such need.
    _system = ctypes.CDLL(None)
    _trim, _set = _system.malloc_trim, _system.mallopt


def give_back() -> None:
    """Give back what has been freed. Without this, what lies between two pieces in use stays with the process."""
    if _trim is not None:
        _trim(ctypes.c_size_t(0))


def keep_little() -> None:
    """Have this process give back what it frees.

    pyarrow's own pools keep it for later; that it is to have none counts when it is not imported yet. And malloc raises its
    bounds with each large piece that is freed, to 32 MB and 64 MB: then nothing large goes back.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if _set is not None:
        for bound in _BOUNDS:
            _set(*bound)
