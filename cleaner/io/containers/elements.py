"""The elements of a JSON array as they stand in a stream of bytes; one that is too long is passed without being held."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.io.containers.lines import TooLong
from cleaner.io.containers.opened import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN = re.compile(rb'["\[\]{},]')
_DEEP_SIGN = re.compile(rb'["\[\]{}]')
_QUOTED = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_OPENING = b"[{"


def elements(blocks: Iterator[bytes], limit: int) -> Iterator[bytes | TooLong]:
    """The elements of the array that *blocks* begin with, those over *limit* bytes as `TooLong`.

    Only brackets and quotation marks are looked at: whether an element is JSON, its reader has to say.

    Raises:
        Broken: as *blocks* does, or the array breaks off, misses an element, or has something behind it.
    """
    cut = _Cut(limit)
    for block in blocks:
        yield from cut.feed(block)
    cut.end()


class _Cut:
    """An array, as far as it was seen."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begun: list[bytes] = []
        self._size = 0
        """Bytes of the element that was begun."""
        self._depth = 0
        """Brackets that are open, that of the array among them."""
        self._is_quoted = False
        self._is_over = False
        self._count = 0
        self._left = b""
        """A backslash at the end of a block."""

    def feed(self, block: bytes) -> Iterator[bytes | TooLong]:
        """The elements that end in *block*."""
        block, self._left = self._left + block, b""
        if self._is_over:
            self._behind(block)
            return
        start = at = 0
        while at < len(block):
            if self._is_quoted:
                found = _QUOTED.match(block, at)
                assert found
                at = found.end()
                if at < len(block) and block[at] == _BACKSLASH:
                    self._left = block[at:]
                    break
                self._is_quoted = at == len(block)
                at += 1
                continue
            found = (_SIGN if self._depth <= 1 else _DEEP_SIGN).search(block, at)
            if not found:
                break
            at = found.end()
            sign = block[at - 1]
            if sign == _QUOTE:
                self._is_quoted = True
            elif sign == _COMMA:
                yield self._ended(block[start : at - 1])
                start = at
            elif sign in _OPENING:
                self._depth += 1
                if self._depth == 1:
                    start = at
            else:
                self._depth -= 1
                if not self._depth:
                    if self._count or self._begun or block[start : at - 1].strip():
                        yield self._ended(block[start : at - 1])
                    self._is_over = True
                    self._behind(block[at:])
                    return
        self._hold(block[start : len(block) - len(self._left)])

    def end(self) -> None:
        """There are no more blocks."""
        if not self._is_over:
            raise Broken("truncated", "the array breaks off; all elements before were read")

    def _hold(self, piece: bytes) -> None:
        if not self._size:
            piece = piece.lstrip()
        self._size += len(piece)
        if self._size > self._limit:
            self._begun.clear()
        elif piece:
            self._begun.append(piece)

    def _ended(self, piece: bytes) -> bytes | TooLong:
        self._hold(piece)
        element: bytes | TooLong = b"".join(self._begun).rstrip()
        if self._size > self._limit:
            element = TooLong(self._size)
        elif not element:
            raise Broken("json", f"no JSON: an element is missing behind {self._count:,}; nothing behind this was read")
        self._begun, self._size = [], 0
        self._count += 1
        return element

    def _behind(self, block: bytes) -> None:
        if block.strip():
            raise Broken("trailing-bytes", "behind the end of the array stands something else", is_behind=True)
