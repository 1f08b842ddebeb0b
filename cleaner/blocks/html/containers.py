"""The block elements that blocks lie in, as an outline. Told from the tags alone, as a browser would close them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model.outline import Outline

if TYPE_CHECKING:
    from cleaner.blocks.html.tags import Tag

_MAX_DEPTH = 400
_NONE = frozenset({"html", "head", "body", "title", "hr", "option", "optgroup"})
"""They say nothing of where a block stands, or hold none."""
_ENDS_P = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "main", "menu", "nav", "ol",
        "p", "pre", "search", "section", "summary", "table", "ul", "li", "dd", "dt", "figcaption", "listing", "xmp",
    }
)  # fmt: skip
"""Elements before which an open paragraph ends (HTML, 13.2.6.4.7)."""
_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl", "table", "td", "th"})
_TABLE = frozenset({"table"})
_ROWS = frozenset({"tr", "table"})
_CELL = frozenset({"td", "th"})
_GROUP = frozenset({"tbody", "thead", "tfoot"})
_TERM = frozenset({"dt", "dd"})
_IMPLIED = {
    "li": (frozenset({"li"}), _LISTS),
    "dt": (_TERM, _LISTS), "dd": (_TERM, _LISTS),
    "tr": (frozenset({"tr"}), _TABLE),
    "td": (_CELL, _ROWS), "th": (_CELL, _ROWS),
    "tbody": (_GROUP, _TABLE), "thead": (_GROUP, _TABLE), "tfoot": (_GROUP, _TABLE),
}  # fmt: skip
"""Elements that end open ones by beginning: which, and what these lie in at most."""
_ENDS_CELL = frozenset({"td", "th", "tr", "table", "tbody", "thead", "tfoot"})
"""Only these are closed across the border of a cell."""


class Containers:
    """A stack of open elements, and the outline that it leaves behind."""

    def __init__(self) -> None:
        self.current = 0
        self._parents = [0]
        self._tags = ["page"]
        self._names = [""]
        self._starts = [0]
        self._ends = [0]
        self._open: list[tuple[str, int]] = [("page", 0)]

    def open(self, tag: Tag, blocks: int) -> None:
        """A start tag, behind so many *blocks*."""
        name = tag.name
        if name in _NONE:
            return
        if self._open[-1][0] == "p" and name in _ENDS_P:
            self._cut_last(blocks)
        if name in _IMPLIED:
            ended, barrier = _IMPLIED[name]
            for depth in range(len(self._open) - 1, 0, -1):
                above = self._open[depth][0]
                if above in ended:
                    self._cut(depth, blocks)
                    break
                if above in barrier:
                    break
        if len(self._open) >= _MAX_DEPTH:
            self._cut_last(blocks)
        number = len(self._parents)
        self._parents.append(self.current)
        self._tags.append(name)
        self._names.append(tag.names)
        self._starts.append(blocks)
        self._ends.append(blocks)
        self._open.append((name, number))
        self.current = number

    def close(self, name: str, blocks: int) -> None:
        """An end tag. Without a start tag it says nothing."""
        if self._open[-1][0] == name:
            self._cut_last(blocks)
            return
        for depth in range(len(self._open) - 1, 0, -1):
            above = self._open[depth][0]
            if above == name:
                self._cut(depth, blocks)
                return
            if above in _CELL and name not in _ENDS_CELL:
                return

    def outline(self, leaves: list[int]) -> Outline:
        """The outline of a page whose blocks lie in the containers *leaves*."""
        self._cut(1, len(leaves))
        self._ends[0] = len(leaves)
        return Outline(
            tuple(self._parents),
            tuple(self._tags),
            tuple(self._names),
            tuple(self._starts),
            tuple(self._ends),
            tuple(leaves),
        )

    def _cut_last(self, blocks: int) -> None:
        self._ends[self._open.pop()[1]] = blocks
        self.current = self._open[-1][1]

    def _cut(self, depth: int, blocks: int) -> None:
        for _, number in self._open[depth:]:
            self._ends[number] = blocks
        del self._open[depth:]
        self.current = self._open[-1][1]
