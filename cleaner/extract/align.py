"""A text that was made of a page, found again among the blocks of the page.

What another program gives back has lost its places: paragraphs were joined and cut, characters normalised, some parts
dropped or moved. So both sides are reduced to letters and digits and matched in the manner of a patience diff: whole
lines that stand once on both sides are anchors, the heaviest chain of them that runs forward is taken, and what lies
between two anchors is matched again, by lines and then by words. Nothing is searched for, so the time grows with the
length of both texts (and n log n for the chains), whatever they hold.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

_NO_WORD = re.compile(r"[^\w\n]+|_+")
_UNSEEN_SIGN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
"""Soft hyphens and the like stand inside words."""
_SPACELESS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that are written without spaces between words: each character counts as one."""
# Numbers are words of their own: where blocks were joined without a space, a price stands right behind a name.
_WORD = re.compile(rf"[{_SPACELESS}]|\d+|[^\W\d_{_SPACELESS}]+")
_FOUND = 0.4
"""Share of a block that has to be found. A text with its reading in ruby has twice the letters of one without."""
_ROUNDS = 4
"""How often what lies between anchors is searched for further ones."""
_SHINGLE = 4
"""Words: so many in a row are seldom the same by chance."""
_MIN_MOVED = 16
"""Letters and digits: a shorter line that is not in its place is another one with the same words."""


class Alignment(Struct, frozen=True):
    """Which blocks a text was made of."""

    blocks: tuple[int, ...]
    """Numbers of the blocks most of whose letters and digits were found, in order; with them, what has none between."""
    coverage: float
    """Share of the letters and digits of the text that were found in these blocks; 0 for a text that has none."""


class _Run(NamedTuple):
    """`length` items in a row that are the same on both sides."""

    left: int
    right: int
    length: int
    weight: int = 0


_Gap = tuple[int, int, int, int]
"""From `left` to `left end` and from `right` to `right end`."""


def keys_of(lines: Iterable[str]) -> list[str]:
    """The letters and digits of each of *lines*, composed (NFC)."""
    joined = "\n".join([line.replace("\n", " ") if "\n" in line else line for line in lines])
    if not unicodedata.is_normalized("NFC", joined):
        joined = unicodedata.normalize("NFC", joined)
    # Spaces are most of what goes, and go much faster this way.
    return _NO_WORD.sub("", joined.replace(" ", "")).split("\n")


def align(text: str, blocks: Sequence[str], second: Iterable[int] = ()) -> Alignment:
    """Where *text* stands among *blocks*, the visible texts of a page in order.

    Blocks with the numbers *second* are asked only for what stands nowhere else.
    """
    lines = text.split("\n")
    sides = _Sides(lines, keys_of(lines), blocks, keys_of(blocks))
    later = set(second)
    wanted = [number for number, key in enumerate(sides.keys) if key]
    offered = [number for number, name in enumerate(sides.names) if name]
    sides.match(wanted, [number for number in offered if number not in later])
    kept = sides.kept()
    lost = sides.lost(wanted)
    if lost:
        # Moved, or hidden. What little was found of them is found anew, and must not count twice.
        again = frozenset(lost)
        sides.found = [each for each in sides.found if each[0] not in again or each[1] in kept]
        sides.match(lost, [number for number in offered if number not in kept])
        kept = sides.kept()
    coverage = sides.coverage(kept)
    return Alignment(tuple(_with_wordless(kept, sides.names)), coverage)


def _with_wordless(kept: set[int], names: Sequence[str]) -> Iterator[int]:
    """The numbers *kept* in order, and between two of them those of blocks without a word: an image, a row of stars."""
    between: list[int] = []
    is_inside = False
    for number, name in enumerate(names):
        if number in kept:
            if is_inside:
                yield from between
            yield number
            is_inside = True
            between = []
        elif not name:
            between.append(number)
        else:
            is_inside = False
            between = []


class _Sides:
    """The lines of a text and the blocks of a page, with their letters and digits; and what was found of each other."""

    def __init__(self, lines: Sequence[str], keys: Sequence[str], blocks: Sequence[str], names: Sequence[str]) -> None:
        self.lines = lines
        self.keys = keys
        self.blocks = blocks
        self.names = names
        self.found: list[tuple[int, int, int]] = []
        """Line, block, and how many letters and digits they share here."""

    def match(self, left: list[int], right: list[int]) -> None:
        """Finds the lines *left* among the blocks *right*, both in order."""
        wanted = [self.keys[number] for number in left]
        offered = [self.names[number] for number in right]
        weights = [len(key) for key in wanted]
        gaps: list[_Gap] = [(0, len(wanted), 0, len(offered))]
        for _ in range(_ROUNDS):
            following: list[_Gap] = []
            for gap in gaps:
                runs = _anchors(wanted, offered, gap, weights, is_head=gap[0] == 0 and gap[1] < len(wanted))
                if 2 * sum(run.weight for run in runs) < sum(weights[gap[0] : gap[1]]):
                    # A few short lines may well be others with the same words: the bulk decides.
                    self._match_words(left[gap[0] : gap[1]], right[gap[2] : gap[3]])
                    continue
                for run in runs:
                    for step in range(run.length):
                        line = left[run.left + step]
                        self.found.append((line, right[run.right + step], len(self.keys[line])))
                following += _gaps(runs, gap)
            gaps = following
        for gap in gaps:
            self._match_words(left[gap[0] : gap[1]], right[gap[2] : gap[3]])

    def _match_words(self, left: list[int], right: list[int]) -> None:
        """The same for lines and blocks that are no whole of each other."""
        words, lines = _words_of(self.lines, left)
        others, blocks = _words_of(self.blocks, right)
        size = min(_SHINGLE, len(words), len(others))
        if not size:
            return
        wanted, offered = _shingles(words, size), _shingles(others, size)
        weights = [len(word) for word in words]
        found: list[_Run] = []
        gaps: list[_Gap] = [(0, len(wanted), 0, len(offered))]
        for _ in range(_ROUNDS):
            following: list[_Gap] = []
            for gap in gaps:
                runs = _anchors(wanted, offered, gap, weights, is_head=False)
                found += runs
                following += _gaps(runs, gap) if runs else ()
            gaps = following
        position = other = 0
        for run in sorted(found):
            skip = max(position - run.left, other - run.right, 0)
            position, other = run.left + run.length + size - 1, run.right + run.length + size - 1
            for number in range(run.left + skip, position):
                self.found.append((lines[number], blocks[number - run.left + run.right], len(words[number])))

    def kept(self) -> set[int]:
        """The blocks that were found."""
        sums = [0] * len(self.names)
        for _, block, size in self.found:
            sums[block] += size
        return {number for number, name in enumerate(self.names) if name and sums[number] >= _FOUND * len(name)}

    def lost(self, lines: Iterable[int]) -> list[int]:
        """Those of *lines* that were not found, in groups long enough to be known anywhere."""
        sums = self._sums()
        lost: list[int] = []
        group: list[int] = []
        size = 0
        for number in [*lines, -1]:
            if number >= 0 and sums[number] < _FOUND * len(self.keys[number]):
                group.append(number)
                size += len(self.keys[number])
            else:
                if size >= _MIN_MOVED:
                    lost += group
                group, size = [], 0
        return lost

    def coverage(self, kept: set[int]) -> float:
        """Share of the letters and digits of the lines that stand in the blocks *kept*."""
        total = sum(len(key) for key in self.keys)
        sums = self._sums(kept)
        return sum(min(size, len(key)) for size, key in zip(sums, self.keys, strict=True)) / total if total else 0.0

    def _sums(self, kept: set[int] | None = None) -> list[int]:
        """For each line, how much of it was found (in the blocks *kept*)."""
        sums = [0] * len(self.keys)
        for line, block, size in self.found:
            if kept is None or block in kept:
                sums[line] += size
        return sums


def _words_of(texts: Sequence[str], numbers: Iterable[int]) -> tuple[list[str], list[int]]:
    """The words of the texts with *numbers*, and for each the number of its text."""
    words: list[str] = []
    owners: list[int] = []
    for number in numbers:
        text = texts[number]
        if not text.isascii():
            text = unicodedata.normalize("NFC", _UNSEEN_SIGN.sub("", text))
        found = _WORD.findall(text)
        words += found
        owners += [number] * len(found)
    return words, owners


def _shingles(words: list[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[step:] for step in range(size)), strict=False))


def _anchors(
    left: Sequence[Hashable], right: Sequence[Hashable], gap: _Gap, weights: Sequence[int], *, is_head: bool
) -> list[_Run]:
    """Runs of items that are the same on both sides of *gap*, in order on both."""
    runs = _heaviest(_unique(left, right, gap, weights))
    if runs:
        return _extended(left, right, runs, gap, weights)
    return _nearest(left, right, gap, weights, is_head=is_head)


def _gaps(runs: Iterable[_Run], whole: _Gap) -> Iterator[_Gap]:
    """What lies between *runs*, which are in order, where there is something on both sides."""
    left, last, right, end = whole
    for run in runs:
        if run.left > left and run.right > right:
            yield left, run.left, right, run.right
        left, right = run.left + run.length, run.right + run.length
    if last > left and end > right:
        yield left, last, right, end


def _unique(left: Sequence[Hashable], right: Sequence[Hashable], gap: _Gap, weights: Sequence[int]) -> list[_Run]:
    """Runs of items that stand once on either side of *gap*, by their place on the left."""
    first, last, start, end = gap
    mine: dict[Hashable, int] = {}
    for number in range(first, last):
        mine[left[number]] = -1 if left[number] in mine else number
    theirs: dict[Hashable, int] = {}
    for number in range(start, end):
        item = right[number]
        if item in mine:
            theirs[item] = -1 if item in theirs else number
    runs: list[_Run] = []
    for item, place in mine.items():
        other = theirs.get(item, -1)
        if place < 0 or other < 0:
            continue
        weight = weights[place]
        before = runs[-1] if runs else None
        if before and (before.left + before.length, before.right + before.length) == (place, other):
            runs[-1] = _Run(before.left, before.right, before.length + 1, before.weight + weight)
        else:
            runs.append(_Run(place, other, 1, weight))
    # A key keeps the place of its first occurrence, and the runs are of those that have no other.
    return runs


def _heaviest(runs: list[_Run]) -> list[_Run]:
    """The chain of *runs*, in order on the left, that also runs forward on the right and weighs most."""
    if len(runs) < 2:
        return runs
    places = sorted(run.right for run in runs)
    # A Fenwick tree over the places on the right: the best chain that ends at or before one.
    best: list[tuple[int, int]] = [(0, -1)] * (len(runs) + 1)
    before: list[int] = []
    for number, run in enumerate(runs):
        rank = bisect_left(places, run.right)
        chain = (0, -1)
        at = rank
        while at:
            chain = max(chain, best[at])
            at &= at - 1
        before.append(chain[1])
        chain = (chain[0] + run.weight, number)
        at = rank + 1
        while at < len(best):
            best[at] = max(best[at], chain)
            at += at & -at
    at, number = len(runs), -1
    top = (0, -1)
    while at:
        top = max(top, best[at])
        at &= at - 1
    number = top[1]
    kept: list[_Run] = []
    while number >= 0:
        kept.append(runs[number])
        number = before[number]
    return kept[::-1]


def _extended(
    left: Sequence[Hashable], right: Sequence[Hashable], runs: list[_Run], gap: _Gap, weights: Sequence[int]
) -> list[_Run]:
    """*runs* grown both ways as long as the items are the same."""
    grown: list[_Run] = []
    floor, other_floor = gap[0], gap[2]
    for number, run in enumerate(runs):
        ceiling, other_ceiling = gap[1], gap[3]
        if number + 1 < len(runs):
            ceiling, other_ceiling = runs[number + 1].left, runs[number + 1].right
        first, start = run.left, run.right
        while first > floor and start > other_floor and left[first - 1] == right[start - 1]:
            first, start = first - 1, start - 1
        last, end = run.left + run.length, run.right + run.length
        while last < ceiling and end < other_ceiling and left[last] == right[end]:
            last, end = last + 1, end + 1
        grown.append(_Run(first, start, last - first, sum(weights[first:last])))
        floor, other_floor = last, end
    return grown


def _nearest(
    left: Sequence[Hashable], right: Sequence[Hashable], gap: _Gap, weights: Sequence[int], *, is_head: bool
) -> list[_Run]:
    """What stands several times in *gap*, as near as can be to what was found: before it at the head, else behind it."""
    first, last, start, end = gap
    places: dict[Hashable, list[int]] = {}
    for number in range(start, end):
        places.setdefault(right[number], []).append(number)
    runs: list[_Run] = []
    for number in range(last - 1, first - 1, -1) if is_head else range(first, last):
        found = places.get(left[number], [])
        at = bisect_left(found, end) - 1 if is_head else bisect_left(found, start)
        if 0 <= at < len(found):
            runs.append(_Run(number, found[at], 1, weights[number]))
            start, end = (start, found[at]) if is_head else (found[at] + 1, end)
    return runs[::-1] if is_head else runs
