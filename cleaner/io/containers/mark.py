"""Where in a file an entry begins, for those who read from there on."""

from __future__ import annotations

from msgspec import Struct


class Mark(Struct, frozen=True):
    """The byte *at* which an entry begins, and how many bytes were *unpacked* before it."""

    at: int
    unpacked: int = 0
