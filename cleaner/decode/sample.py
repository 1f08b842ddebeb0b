"""Where a long document is not ASCII: all that speaks for one encoding or another."""

from __future__ import annotations

from typing import Final

SAMPLE_BYTES: Final = 20_000
"""So many bytes are looked at: enough to tell every encoding, and the same for a page and for a book."""

_WINDOW_BYTES: Final = 256
_CONTEXT_BYTES: Final = 64
_HIGH: Final = bytes(range(0x80, 0x100))
_ASCII: Final = bytes(range(0x80))


def count_high(data: bytes) -> int:
    """Bytes above ASCII."""
    return len(data) - len(data.translate(None, _HIGH))


def sample_of(data: bytes) -> bytes:
    """The first stretches of *data* that hold bytes above ASCII, with some ASCII around.

    A stretch begins and ends in ASCII, so that none but its last character may be cut.
    """
    stretches: list[bytes] = []
    size = start = end = 0
    for position in range(0, len(data), _WINDOW_BYTES):
        window = data[position : position + _WINDOW_BYTES]
        if window.isascii():
            continue
        if position > end:
            stretches.append(data[start:end])
            first = position + len(window) - len(window.lstrip(_ASCII))
            start = max(end, first - _CONTEXT_BYTES)
        size += position + len(window) - max(start, end)
        end = position + len(window)
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join([*stretches, data[start:end]])
