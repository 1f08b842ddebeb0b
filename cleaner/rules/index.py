"""Texts that patterns are looked for in all at once: joined, folded and encoded one time, searched as one."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from cleaner.rules.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import re2

    from cleaner.rules.fold import Fold


class Found:
    """A match in one of the texts. Offsets are code points of that text, worked out only when asked for."""

    __slots__ = ("_index", "_match", "number")

    def __init__(self, index: TextIndex, number: int, match: re2._Match) -> None:
        self._index = index
        self._match = match
        self.number = number

    def span(self, group: str | int = 0) -> tuple[int, int] | None:
        """Where *group* matched; None if it took no part."""
        start, end = self._match.span(group.encode() if isinstance(group, str) else group)
        if start < 0:
            return None
        return self._index.offset(self.number, start), self._index.offset(self.number, end)

    def groups(self) -> dict[str, tuple[int, int]]:
        """All groups that took part, by name and by number."""
        pattern = self._match.re
        names = {index: name.decode() for name, index in pattern.groupindex.items()}
        spans = {}
        for number in range(pattern.groups + 1):
            if span := self.span(number):
                spans[str(number)] = span
                if number in names:
                    spans[names[number]] = span
        return spans


class TextIndex:
    """*texts* folded and joined. A pattern is run over all of them in one pass, whatever their number."""

    def __init__(self, texts: Sequence[str], folds: frozenset[Fold] = frozenset()) -> None:
        self.texts = texts
        folded = fold("\n".join(texts), folds)
        self.data = folded.encode("utf-8", "replace")
        self._starts: list[int] = []
        if len(self.data) == len(folded):
            position = 0
            for text in texts:
                self._starts.append(position)
                position += len(text) + 1
        else:
            position = chars = 0
            for text in texts:
                self._starts.append(position)
                after = chars + len(text)
                position += len(folded[chars:after].encode("utf-8", "replace")) + 1
                chars = after + 1
        self._starts.append(position)
        self._known: dict[tuple[int, int], bool] = {}

    def every(self, pattern: re2._Regexp) -> Iterator[Found]:
        """All matches that are not empty, in order."""
        for match in pattern.finditer(self.data):
            start, end = match.span()
            if end > start:
                yield Found(self, bisect_right(self._starts, start) - 1, match)

    def first_of_each(self, pattern: re2._Regexp, low: int, high: int) -> Iterator[Found]:
        """The first match in each of the texts *low* to *high* (excluded) that matches."""
        number = low
        while number < high:
            match = pattern.search(self.data, self._starts[number], self._starts[high] - 1)
            if match is None:
                return
            start, end = match.span()
            number = bisect_right(self._starts, start) - 1
            if end > start:
                yield Found(self, number, match)
            number += 1

    def matches(self, pattern: re2._Regexp, number: int) -> bool:
        """Text *number* has a match that is not empty."""
        if number < 0:
            return False
        # The patterns live as long as the rules, so their identity is a good key.
        key = (id(pattern), number)
        known = self._known.get(key)
        if known is None:
            match = pattern.search(self.data, self._starts[number], self._starts[number + 1] - 1)
            known = self._known[key] = match is not None and match.end() > match.start()
        return known

    def offset(self, number: int, position: int) -> int:
        """The code point in text *number* at byte *position* of the joined texts."""
        return len(self.data[self._starts[number] : position].decode("utf-8", "ignore"))
