"""Texts that patterns are looked for in all at once: joined, encoded one time, searched as one."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import re2

from cleaner.rules.pattern import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.rules.pattern import Pattern

_SEARCHES_PER_LINE = 12
"""A search of a whole text costs about as much as asking the set of patterns about so many lines."""


class Found:
    """A match in one of the texts. Offsets are code points of that text, worked out when asked for, once."""

    __slots__ = ("_index", "_match", "_spans", "number")

    def __init__(self, index: TextIndex, number: int, match: re2._Match) -> None:
        self._index = index
        self._match = match
        self._spans: dict[int, tuple[int, int] | None] = {}
        self.number = number

    def span(self, group: int = 0) -> tuple[int, int] | None:
        """Where the group of that number matched; 0 is the whole pattern. None if it took no part."""
        if group not in self._spans:
            start, end = self._match.span(group)
            offset = self._index.offset
            self._spans[group] = None if start < 0 else (offset(self.number, start), offset(self.number, end))
        return self._spans[group]

    def group(self, name: str) -> tuple[int, int] | None:
        """Where the group of that name or number matched; None if it took no part, or there is none."""
        number = int(name) if name.isdigit() else self._match.re.groupindex.get(name.encode())
        return None if number is None else self.span(number)


class PatternSet:
    """Patterns in one RE2 set, each in its loose form: which of them may match a text, in one pass over it."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = patterns
        self._set = None
        if patterns:
            self._set = re2.Set.SearchSet(options())
            for pattern in patterns:
                self._set.Add(pattern.loose)
            self._set.Compile()

    def matching(self, data: bytes) -> list[Pattern]:
        """Those whose loose form matches somewhere in *data*."""
        found = self._set.Match(data) if self._set is not None else None
        return [self.patterns[number] for number in found] if found else []


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
        if pattern not in self._places:
            return []
        found = self._places[pattern]
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
        self._last = (-1, 0, 0)
        self._firsts: dict[tuple[Pattern, int], Found | None] = {}

    def every(self, pattern: Pattern) -> Iterator[Found]:
        """All matches that are not empty, in order."""
        for match in pattern.regexp.finditer(self.data):
            start, end = match.span()
            if end > start:
                yield Found(self, bisect_right(self._starts, start) - 1, match)

    def first_in(self, pattern: Pattern, number: int) -> Found | None:
        """The first match in text *number*, if it is not empty. Looked for once."""
        key = (pattern, number)
        if key not in self._firsts:
            match = pattern.regexp.search(self.data, self._starts[number], self._starts[number + 1] - 1)
            self._firsts[key] = Found(self, number, match) if match and match.end() > match.start() else None
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

    def locate(self, patterns: PatternSet) -> Located:
        """Where each of *patterns* that may match at all may match: in which texts, in order.

        They are those of its loose form, unless few patterns occur: `first_in` tells for a text whether it does match.
        """
        present = patterns.matching(self.data)
        if sum(not pattern.is_anything for pattern in present) * _SEARCHES_PER_LINE < len(self.texts):
            return Located(self, dict.fromkeys(present))
        places: dict[Pattern, list[int] | None] = {}
        for number, piece in enumerate(self._encoded):
            for pattern in patterns.matching(piece) if piece else ():
                found = places.get(pattern)
                if found is None:
                    places[pattern] = [number]
                else:
                    found.append(number)
        return Located(self, places)

    def confirmed(self, patterns: PatternSet) -> dict[Pattern, list[int]]:
        """As `locate`, but only texts that the patterns do match."""
        located = self.locate(patterns)
        return {
            pattern: [number for number in located.get(pattern) if pattern.is_exact or self.first_in(pattern, number)]
            for pattern in located
            if pattern in located
        }

    def offset(self, number: int, position: int) -> int:
        """The code point in text *number* at byte *position* of the joined texts."""
        byte, chars = self._starts[number], 0
        if self._last[0] == number and self._last[1] <= position:
            # Matches come in order: counting goes on from the last, or a long line would be counted again for each.
            _, byte, chars = self._last
        chars += len(self.data[byte:position].decode("utf-8", "ignore"))
        self._last = (number, position, chars)
        return chars
