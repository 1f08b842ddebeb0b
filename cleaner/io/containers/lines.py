"""The lines of a stream of bytes; one that is too long is passed without being held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.io.containers.opened import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator


BOM = b"\xef\xbb\xbf"
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins."""


class TooLong(Struct, frozen=True):
    """A line of so many bytes that was not held."""

    size: int


def lines(blocks: Iterator[bytes], limit: int) -> Iterator[bytes | TooLong]:
    """The lines of *blocks* without the line feeds that end them; those over *limit* bytes as `TooLong`.

    Raises:
        Broken: as *blocks* does; the line that breaks off there is not handed out.
    """
    begun: list[bytes] = []
    size = 0
    broken: Broken | None = None
    while block := _next(blocks):
        if isinstance(block, Broken):
            broken = block
            break
        found = block.split(b"\n")
        size += len(found[0])
        if size <= limit:
            begun.append(found[0])
        else:
            begun.clear()
        if len(found) == 1:
            continue
        yield b"".join(begun) if size <= limit else TooLong(size)
        begun = [found.pop()]
        size = len(begun[0])
        for line in found[1:]:
            yield line if len(line) <= limit else TooLong(len(line))
    if size and (broken is None or broken.is_behind):
        yield b"".join(begun) if size <= limit else TooLong(size)
    if broken:
        raise broken


def in_bytes(blocks: Iterator[bytes], what: str) -> Iterator[bytes]:
    """*blocks* as they are, when they are in an encoding where a line feed is a byte; *what* they hold is told.

    Raises:
        Broken: as *blocks* does, or they are in UTF-16.
    """
    for number, block in enumerate(blocks):
        if not number and block.startswith(WIDE):
            raise Broken("encoding", f"{what} in UTF-16 is not read: save it as UTF-8")
        yield block


def _next(blocks: Iterator[bytes]) -> bytes | Broken | None:
    try:
        return next(blocks, None)
    except Broken as broken:
        return broken
