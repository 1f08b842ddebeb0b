"""Zones: hits that count only when nothing but chrome stands between them and an edge of the page.

From each edge inward, hits are accepted as long as all outside them is chrome already. So a notice that is quoted in the
middle of an article stays, and one that is glued to the last sentence goes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaner.model.block import Block
    from cleaner.rules.match import Hit


class _Gone:
    """Which blocks are chrome as far as is known, and how much of the others is left."""

    def __init__(self, blocks: Sequence[Block], hits: Iterable[Hit], numbers: Iterable[int]) -> None:
        self.blocks = blocks
        self.whole = bytearray(len(blocks))
        self.barred = bytearray(len(blocks))
        self.rest: dict[int, tuple[int, int]] = {}
        for number in numbers:
            self.whole[number] = 1
        for hit in hits:
            if hit.rule.kind == "keep":
                for number in range(hit.first, hit.last + 1):
                    self.barred[number] = 1
            elif hit.rule.kind == "remove":
                self.take(hit)
        for number, block in enumerate(self.blocks):
            # What shows nothing hides nothing: dividers, comments, pictures.
            if not block.text.strip() and block.tag != "pre":
                self.whole[number] = 1

    def take(self, hit: Hit) -> None:
        if hit.is_whole:
            for number in range(hit.first, hit.last + 1):
                self.whole[number] = 1
        elif hit.span is not None:
            start, end = self.left(hit.first)
            if hit.span[0] <= start:
                start = max(start, hit.span[1])
            if hit.span[1] >= end:
                end = min(end, hit.span[0])
            self._set(hit.first, start, end)

    def left(self, number: int) -> tuple[int, int]:
        """The visible text of a block that nothing has claimed yet, white space at its ends not counted."""
        if number not in self.rest:
            self._set(number, 0, len(self.blocks[number].text))
        return self.rest[number]

    def _set(self, number: int, start: int, end: int) -> None:
        text = self.blocks[number].text
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        self.rest[number] = (start, end)
        if start >= end:
            self.whole[number] = 1

    def passable(self, number: int) -> bool:
        return bool(self.whole[number]) and not self.barred[number]


def peel(blocks: Sequence[Block], hits: list[Hit], zoned: list[Hit], gone_already: Iterable[int] = ()) -> list[Hit]:
    """Those of *zoned* that have nothing but chrome between them and their edge of the page."""
    gone = _Gone(blocks, hits, gone_already)
    accepted: list[Hit] = []
    for zone in ("head", "tail"):
        at_edge: dict[int, list[Hit]] = {}
        for hit in zoned:
            if hit.rule.matcher.zone == zone:
                at_edge.setdefault(hit.first if zone == "head" else hit.last, []).append(hit)
        if at_edge:
            accepted.extend(_peel_zone(gone, at_edge, range(len(blocks)), forward=zone == "head"))
    return accepted


def _peel_zone(gone: _Gone, at_edge: dict[int, list[Hit]], numbers: range, *, forward: bool) -> list[Hit]:
    accepted = []
    for number in numbers if forward else reversed(numbers):
        # From the edge inward: what does not reach it now does not reach it later.
        waiting = sorted(at_edge.get(number, ()), key=lambda hit: _distance(hit, forward=forward))
        for hit in waiting:
            if _reaches_edge(gone, hit, number, forward=forward):
                accepted.append(hit)
                if hit.rule.kind == "remove":
                    gone.take(hit)
        if not gone.passable(number):
            break
    return accepted


def _distance(hit: Hit, *, forward: bool) -> int:
    """By which hits at one block are ordered, nearest to the edge first; whole blocks before parts of them."""
    if hit.span is None:
        return -sys.maxsize
    return hit.span[0] if forward else -hit.span[1]


def _reaches_edge(gone: _Gone, hit: Hit, number: int, *, forward: bool) -> bool:
    if gone.barred[number] and hit.rule.kind == "remove":
        return False
    if hit.span is None or gone.whole[number]:
        return True
    start, end = gone.left(number)
    return hit.span[0] <= start if forward else hit.span[1] >= end
