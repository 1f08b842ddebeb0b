"""The outline of a page without elements: sections below headings, parts between dividers, lists and runs of like lines.

What surrounds an article in a dump stands in other heaps than the article: a menu is a list, a row of links or a run
of short lines, and what follows the text stands below a heading or a divider of its own. One pass, linear in the blocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.block import Block

_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD_LEVEL = 7
_UNDERLINED_LEVEL = 2
_MAX_HEADING = 120
"""Code points: a longer line in bold is a paragraph."""
_MAX_DEPTH = 40
_KINDS = {"li": "list", "tr": "table", "blockquote": "quote", "pre": "code"}
_TAGS = {"list": "ul", "table": "table", "quote": "blockquote", "code": "pre"}
"""Runs are called as in HTML where it has a word; the others are a `div`, with what they are as its name."""
_WORDLESS = frozenset({"hr", "comment", "fence", "front-matter", "img"})
_STOPS = frozenset(".!?:;…。！？：；।؟۔")
_SHORT = 40
"""Letters of a line that may be a label. A Han character, kana or Hangul syllable says as much as three."""
_LINKED = 4, 5
"""Share of a line that stands in links, from which on it is a line of links."""
_MIN_LINES = 3
"""So many short lines in a row are a run; fewer belong to the text around them."""
_INDENT = 2
"""Signs of indentation that make a line part of the item above, and an item part of one."""


def sections(blocks: Sequence[Block]) -> Outline:
    """The containers of *blocks*, which were read from Markdown or plain text. Total: any blocks have an outline.

    A heading (or a line in bold) opens a `section` named by its level, that ends before the next of its level or a
    higher one; a divider opens a `div` named `part`. In them lie runs of blocks of one kind: `ul` with its `li`, lists
    in lists by their indentation, `table`, `blockquote`, `pre`, and `div` named `prose`, `lines` (short ones without a
    full stop) or `links`. What blank lines part within such a run is a `p`.
    """
    return _Sections(blocks).outline()


class _Sections:
    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.parents = [0]
        self.tags = ["page"]
        self.names = [""]
        self.starts = [0]
        self.ends = [0]
        self.open = [0]
        """Containers that are open: the page, sections and a part; behind `self.frame` of them a run and what it holds."""
        self.levels = [0]
        """For each open container its level, if it is a section; a part has that of the section around it."""
        self.frame = 1
        self.kind = ""
        self.indents: list[int] = []
        """Of the open items, from the outermost."""

    def outline(self) -> Outline:
        blocks, leaves = self.blocks, []
        kinds = _kinds(blocks)
        is_underlined = False
        for number, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
            level = _level(blocks, number)
            if level:
                self._section(level, number)
            elif block.tag == "hr" and not is_underlined:
                self._part(number)
            elif kind:
                self._run(kind, block, number)
            is_underlined = level > 0 and block.tag == "p"
            leaves.append(self.open[-1])
        self._close(1, len(blocks))
        self.ends[0] = len(blocks)
        return Outline(
            tuple(self.parents),
            tuple(self.tags),
            tuple(self.names),
            tuple(self.starts),
            tuple(self.ends),
            tuple(leaves),
        )

    def _section(self, level: int, number: int) -> None:
        depth = self.frame
        while self.levels[depth - 1] >= level:
            depth -= 1
        self._close(depth, number)
        self._enter("section", f"h{level}", number, level)

    def _part(self, number: int) -> None:
        depth = self.frame
        if self.names[self.open[depth - 1]] == "part":
            depth -= 1
        self._close(depth, number)
        self._enter("div", "part", number, self.levels[-1])

    def _run(self, kind: str, block: Block, number: int) -> None:
        if kind == "list" and block.tag == "li":
            self._item(block, number)
            return
        if kind != self.kind:
            self._close(self.frame, number)
            self._enter(_TAGS.get(kind, "div"), "" if kind in _TAGS else kind, number)
            self.kind = kind
        elif kind == "list" or block.blank_before == 0:
            return
        else:
            self._close(self.frame + 1, number)
        if kind not in {"list", "table", "code"}:
            self._enter("p", "", number)

    def _item(self, block: Block, number: int) -> None:
        indent = block.content - block.start
        if self.kind != "list":
            self._close(self.frame, number)
        # Two containers for each open item: its list and itself.
        while self.indents and self.indents[-1] >= indent + _INDENT:
            self.indents.pop()
        depth = self.frame + 2 * len(self.indents)
        if self.indents and (self.indents[-1] + _INDENT > indent or len(self.open) >= _MAX_DEPTH):
            self._close(depth - 1, number)
        else:
            # An item between two depths goes on with the list of the deeper one.
            is_between = depth < len(self.open)
            self._close(depth + is_between, number)
            self.indents.append(indent)
            if not is_between:
                self._enter("ul", "", number)
        self._enter("li", "", number)
        self.kind = "list"

    def _enter(self, tag: str, name: str, number: int, level: int | None = None) -> None:
        container = len(self.parents)
        self.parents.append(self.open[-1])
        self.tags.append(tag)
        self.names.append(name)
        self.starts.append(number)
        self.ends.append(number)
        self.open.append(container)
        if level is not None:
            self.levels.append(level)
            self.frame = len(self.open)

    def _close(self, depth: int, number: int) -> None:
        """Ends all open containers but the *depth* outermost."""
        for container in self.open[depth:]:
            self.ends[container] = number
        del self.open[depth:]
        if depth <= self.frame:
            del self.levels[depth:]
            self.frame = depth
            self.kind = ""
            self.indents = []


def _level(blocks: Sequence[Block], number: int) -> int:
    """The level of the heading that a block is; 0 for any other."""
    block = blocks[number]
    if block.tag != "p":
        return _LEVELS.get(block.tag, 0)
    length = len(block.text)
    if length > _MAX_HEADING or not length:
        return 0
    if (
        block.wraps
        and block.runs
        and any(
            wrap.start == 0 and wrap.end == length and block.runs[0].start - wrap.outer_start >= 2
            for wrap in block.wraps
        )
    ):
        # A link around all of it opens with one bracket.
        return _BOLD_LEVEL
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    if following is not None and following.tag == "hr" and following.blank_before == 0:
        # As long as the line above it: some converter's underline, not a divider that a person typed.
        return _UNDERLINED_LEVEL if abs(following.end - following.start - length) <= 1 < length - 1 else 0
    return 0


def _kinds(blocks: Sequence[Block]) -> list[str]:
    """The kind of run that each block belongs to; empty for what has no words and goes with its neighbours."""
    kinds: list[str] = []
    above = ""
    for block in blocks:
        kind = "" if block.tag in _WORDLESS else _KINDS.get(block.tag) or kind_of_line(block)
        is_indented = above == "list" and block.tag == "p" and block.content - block.start >= _INDENT
        if is_indented or (above == "list" and block.tag == "p" and block.blank_before == 0):
            kind = "list"
        kinds.append(kind)
        if kind or block.tag == "hr":
            above = kind
    return _joined(kinds)


def kind_of_line(block: Block) -> str:
    """What a line reads like whatever its tag is: `links`, `lines` (short, without a full stop) or `prose`."""
    text = block.text
    if block.links and block.link_chars() * _LINKED[1] >= len(text) * _LINKED[0]:
        return "links"
    if len(text) < _SHORT and (not text or text[-1] not in _STOPS):
        width = len(text) if text.isascii() else sum(3 if "\u2e80" <= sign <= "\ud7ff" else 1 for sign in text)
        return "lines" if width < _SHORT else "prose"
    return "prose"


def _joined(kinds: list[str]) -> list[str]:
    """*kinds* with the few short lines and links that stand between prose taken for prose."""
    first = 0
    while first < len(kinds):
        kind, last, size = kinds[first], first, 0
        while last < len(kinds) and kinds[last] in {kind, ""}:
            size += kinds[last] == kind
            last += 1
        if kind in {"lines", "links"} and size < _MIN_LINES:
            before = kinds[first - 1] if first else ""
            after = kinds[last] if last < len(kinds) else ""
            if "prose" in {before, after} and (kind == "lines" or before == after):
                kinds[first:last] = [each and "prose" for each in kinds[first:last]]
        first = max(last, first + 1)
    return kinds
