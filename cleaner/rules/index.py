"""Texts that patterns are looked for in all at once: joined, encoded one time, searched as one."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

import re2

from cleaner.rules.pattern import options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cleaner.rules.pattern import Pattern

_LINES_PER_SEARCH = 3
"""Asking the set of patterns about so many lines costs about as much as a search of a whole text."""
_FEW = 64
"""Of so many lines each is asked about at once: to ask about all together first saves no more than it costs."""

_SHORT = 400
_KEPT = 8_192
"""Bytes of a text for which it is remembered what matches it, and the number of such texts.

What patterns match is mostly what stands on every page of a site. To find it costs ten times as much as to remember.
"""

_LARGEST = 45_000
"""Instructions of a set, as its patterns have them alone. A larger one builds many more states: of each pattern's states
with those of all others. Cut in three, the sets of the core take half the memory and half the time."""
_MEMORY = 12 << 20
"""Bytes that a set may take, most of them for states, which it makes as texts come and throws away when they are too many."""

_Spans = tuple[tuple[int, int] | None, ...]
"""Where each group of a pattern matched; none for one that took no part."""

_NOWHERE: list[int] = []


class Found:
    """A match in one of the texts. Offsets are code points of that text."""

    __slots__ = ("_groups", "_spans", "number")

    def __init__(self, number: int, pattern: Pattern, spans: _Spans) -> None:
        self._groups = pattern.groups
        self._spans = spans
        self.number = number

    def span(self, group: int = 0) -> tuple[int, int] | None:
        """Where the group of that number matched; 0 is the whole pattern. None if it took no part."""
        return self._spans[group]

    def group(self, name: str) -> tuple[int, int] | None:
        """Where the group of that name or number matched; None if it took no part, or there is none."""
        number = int(name) if name.isdigit() else self._groups.get(name)
        return None if number is None else self._spans[number]


def _first(pattern: Pattern, text: bytes) -> _Spans | None:
    """The first match of *pattern* in *text*, if it is not empty."""
    match = pattern.regexp.search(text)
    if match is None:
        return None
    start, end = match.span()
    return _in_code_points(text, pattern, [match])[0] if end > start else None


def _every(pattern: Pattern, text: bytes) -> list[_Spans]:
    """All matches of *pattern* in *text* that are not empty, in order."""
    matches = [match for match in pattern.regexp.finditer(text) if match.end() > match.start()]
    return _in_code_points(text, pattern, matches)


_first_kept = lru_cache(_KEPT)(_first)
_every_kept = lru_cache(_KEPT)(_every)


def _in_code_points(text: bytes, pattern: Pattern, matches: Sequence[re2._Match]) -> list[_Spans]:
    """The spans of all groups, in one pass over the text."""
    groups = range(pattern.regexp.groups + 1)
    found = [[match.span(group) for group in groups] for match in matches]
    if text.isascii():
        return [tuple(span if span[0] >= 0 else None for span in spans) for spans in found]
    at = {-1: -1}
    byte = chars = 0
    for position in sorted({edge for spans in found for span in spans for edge in span if edge >= 0}):
        chars += len(text[byte:position].decode("utf-8", "ignore"))
        at[position] = chars
        byte = position
    return [tuple((at[start], at[end]) if start >= 0 else None for start, end in spans) for spans in found]


class PatternSet:
    """Patterns in RE2 sets, each in its loose form: which of them may match a text, in one pass of each set over it."""

    def __init__(self, patterns: Sequence[Pattern], groups: Sequence[Sequence[Pattern]] | None = None) -> None:
        """*groups* are *patterns* in the same order, in groups that other sets have too; they are compiled once."""
        self.patterns = patterns
        self._sets: list[tuple[int, re2.Set]] = []
        """The number of its first pattern, and the set."""
        first = 0
        for piece in _pieces([patterns] if groups is None else groups):
            self._sets.append((first, _searched(tuple(pattern.loose for pattern in piece), _memory_for(piece))))
            first += len(piece)

    def matching(self, data: bytes) -> list[Pattern]:
        """Those whose loose form matches somewhere in *data*."""
        return [self.patterns[number] for number in self.numbers(data)]

    def each(self, texts: Iterable[bytes]) -> dict[Pattern, list[int]]:
        """Of each that may match one of *texts*, the numbers of those that it may match, in order."""
        places: dict[int, list[int]] = {}
        for number, text in enumerate(texts):
            for pattern in _matching_kept(self, text) if len(text) <= _SHORT else self.numbers(text):
                if pattern in places:
                    places[pattern].append(number)
                else:
                    places[pattern] = [number]
        return {self.patterns[pattern]: numbers for pattern, numbers in places.items()}

    def numbers(self, data: bytes) -> Sequence[int]:
        """Numbers of those whose loose form matches somewhere in *data*, in order; RE2 gives them in one of its own."""
        return (
            [first + number for first, each in self._sets for number in sorted(each.Match(data) or ())] if data else ()
        )


_matching_kept = lru_cache(_KEPT)(PatternSet.numbers)


def _pieces(groups: Iterable[Sequence[Pattern]]) -> Iterator[list[Pattern]]:
    """*groups* in order, as the patterns of one set each: large ones are cut, small ones that follow each other joined."""
    piece: list[Pattern] = []
    size = 0
    for group in groups:
        sizes = [pattern.size for pattern in group]
        if piece and size + sum(sizes) > _LARGEST:
            yield piece
            piece, size = [], 0
        for pattern, more in zip(group, sizes, strict=True):
            if piece and size + more > _LARGEST:
                yield piece
                piece, size = [], 0
            piece.append(pattern)
            size += more
        if size > _LARGEST // 2:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _memory_for(piece: Sequence[Pattern]) -> int:
    """Bytes that a set of *piece* may take: one that has no room for its states finds nothing, and does not say so."""
    return _MEMORY if sum(pattern.size for pattern in piece) <= _LARGEST else options().max_mem


# Sources of one cleaner have most rules in common, and so have cleaners of one process.
@lru_cache(maxsize=512)
def _searched(patterns: tuple[bytes, ...], memory: int) -> re2.Set:
    how = options()
    how.max_mem = memory
    made = re2.Set.SearchSet(how)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made


class Located:
    """Where patterns may match. A pattern that only stands beside others is looked for when somebody asks."""

    def __init__(self, index: TextIndex, places: dict[Pattern, list[int] | None]) -> None:
        self._index = index
        self._places = places

    def __iter__(self) -> Iterator[Pattern]:
        """The patterns that may match somewhere."""
        return iter(self._places)

    def __contains__(self, pattern: Pattern) -> bool:
        return bool(self.get(pattern))

    def get(self, pattern: Pattern) -> list[int]:
        """Numbers of the texts that *pattern* may match, in order."""
        found = self._places.get(pattern, _NOWHERE)
        if found is None:
            found = self._places[pattern] = self._index.numbers(pattern)
        return found


class TextIndex:
    """*texts* joined. A pattern is run over all of them in one pass, whatever their number."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        encoded = [text.encode("utf-8", "replace") for text in texts]
        self.data = b"\n".join(encoded)
        self._starts = [0]
        position = 0
        for piece in encoded:
            position += len(piece) + 1
            self._starts.append(position)
        self._encoded = encoded
        self._firsts: dict[tuple[Pattern, int], _Spans | None] = {}

    def every(self, pattern: Pattern, numbers: Iterable[int] | None = None) -> Iterator[Found]:
        """All matches that are not empty, in order; only those in texts of these *numbers*, if they are given."""
        for number in range(len(self.texts)) if numbers is None else numbers:
            text = self._encoded[number]
            for spans in _every_kept(pattern, text) if len(text) <= _SHORT else _every(pattern, text):
                yield Found(number, pattern, spans)

    def first_in(self, pattern: Pattern, number: int) -> Found | None:
        """The first match in text *number*, if it is not empty."""
        text = self._encoded[number]
        spans = _first_kept(pattern, text) if len(text) <= _SHORT else self._first_in_long(pattern, number)
        return Found(number, pattern, spans) if spans else None

    def _first_in_long(self, pattern: Pattern, number: int) -> _Spans | None:
        """Looked for once."""
        key = (pattern, number)
        if key not in self._firsts:
            self._firsts[key] = _first(pattern, self._encoded[number])
        return self._firsts[key]

    def numbers(self, pattern: Pattern) -> list[int]:
        """Numbers of the texts that match, in order."""
        if pattern.is_anything:
            return [number for number, piece in enumerate(self._encoded) if piece]
        numbers = []
        number, total = 0, len(self.texts)
        while number < total:
            match = pattern.regexp.search(self.data, self._starts[number])
            if match is None:
                break
            start, end = match.span()
            number = bisect_right(self._starts, start) - 1
            if end > start:
                numbers.append(number)
            number += 1
        return numbers

    def locate(self, patterns: PatternSet, is_enough: Callable[[Sequence[Pattern]], bool] | None = None) -> Located:
        """Where each of *patterns* that may match at all may match: in which texts, in order.

        They are those of its loose form, unless few patterns occur: `first_in` tells for a text whether it does match.
        Who expects little says which patterns are *enough* to ask each text; all together are asked about first then.
        """
        is_long = len(self.texts) > _FEW
        if is_long or is_enough:
            present = patterns.matching(self.data)
            asks_each = len(present) * _LINES_PER_SEARCH >= len(self.texts)
            if is_enough and not is_long:
                asks_each = is_enough(present)
            if not asks_each:
                return Located(self, dict.fromkeys(present))
        return Located(self, dict(patterns.each(self._encoded)))

    def confirmed(self, patterns: PatternSet) -> dict[Pattern, list[int]]:
        """As `locate`, but only texts that the patterns do match."""
        located = self.locate(patterns)
        return {
            pattern: [number for number in located.get(pattern) if pattern.is_exact or self.first_in(pattern, number)]
            for pattern in located
            if pattern in located
        }
