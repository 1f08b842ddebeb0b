"""The lines of a stream of bytes; one that is too long is passed without being held."""

from __future__ import annotations

import codecs
from itertools import chain
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


def in_bytes(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """*blocks* in an encoding where a line feed is a byte: those in UTF-16 as UTF-8, all others as they are.

    Raises:
        Broken: as *blocks* does, or UTF-16 breaks off within a character.
    """
    first = next(blocks, b"")
    if not first.startswith(WIDE):
        yield from chain((first,), blocks) if first else blocks
        return
    decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
    try:
        for block in chain((first,), blocks):
            if text := decoder.decode(block):
                yield text.encode("utf-8", "surrogatepass")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Broken("truncated", f"the text in UTF-16 breaks off within a character: {error.reason}") from None


def _next(blocks: Iterator[bytes]) -> bytes | Broken | None:
    try:
        return next(blocks, None)
    except Broken as broken:
        return broken
