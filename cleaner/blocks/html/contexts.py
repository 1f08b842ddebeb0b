"""The open elements that say what a block is and what Markdown writes before it: lists, quotations, tables, headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.blocks.html.tags import CLOSED_BY, CONTEXTS, LISTS, PREFORMATTED, TRANSPARENT

if TYPE_CHECKING:
    from cleaner.blocks.html.tags import Tag

_MAX_DEPTH = 64
"""Contexts deeper than this are the work of a broken or hostile page and change nothing any more."""


class Contexts:
    """A stack of elements; each keeps what held outside of it."""

    def __init__(self) -> None:
        self.tag = "p"
        # Name, and what the tag and the prefix were outside.
        self._open: list[tuple[str, str, str]] = []
        self._counts: dict[str, int] = {}
        self._prefix = ""
        self._marker: str | None = None
        # The next number of each open `ol`.
        self._numbers: list[int] = []

    def holds(self, name: str) -> bool:
        """An element of that name is open."""
        return bool(self._counts.get(name))

    def next_marker(self) -> str:
        """What Markdown writes before the next block: the marker of an item before its first, indentation before others."""
        marker, self._marker = self._marker, None
        return self._prefix if marker is None else marker

    def open(self, tag: Tag) -> None:
        """A start tag, which may end elements by itself: an item the one before it."""
        name = tag.name
        if name in CLOSED_BY:
            names, barrier = CLOSED_BY[name]
            for depth in range(len(self._open) - 1, -1, -1):
                above = self._open[depth][0]
                if above in barrier:
                    break
                if above in names:
                    self._cut(depth)
                    break
        if len(self._open) >= _MAX_DEPTH or not (name in CONTEXTS or name in LISTS):
            return
        self._open.append((name, self.tag, self._prefix))
        self._counts[name] = self._counts.get(name, 0) + 1
        if name == "blockquote":
            self._prefix += "> "
        elif name == "ol":
            depth = self._counts["ol"] - 1
            del self._numbers[depth:]
            self._numbers += [1] * (depth - len(self._numbers)) + [1 if tag.first is None else tag.first]
        elif name == "li":
            self._item(tag.first)
        if name in PREFORMATTED:
            self.tag = "pre"
        elif name not in TRANSPARENT:
            self.tag = name
        elif name == "table":
            self.tag = "p"

    def close(self, name: str) -> None:
        """An end tag, with all that was opened since its start tag. Without one it says nothing."""
        if not self._counts.get(name):
            return
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] == name:
                self._cut(depth)
                return

    def _cut(self, depth: int) -> None:
        for name, _, _ in self._open[depth:]:
            self._counts[name] -= 1
        _, self.tag, self._prefix = self._open[depth]
        self._marker = None
        del self._open[depth:]

    def _item(self, number: int | None) -> None:
        """The marker of an item, for its first block; those below are indented as far. Some items say their number."""
        kind = next((name for name, _, _ in reversed(self._open) if name in LISTS), "ul")
        marker = "- "
        if kind == "ol":
            depth = self._counts["ol"] - 1
            number = self._numbers[depth] if number is None else number
            self._numbers[depth] = number + 1
            marker = f"{number}. "
        self._marker = (self._prefix if self._marker is None else self._marker) + marker
        self._prefix += " " * len(marker)
