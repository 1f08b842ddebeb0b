"""How likely the model finds it that a block is article, and what moved it most, in words that say what is on the page."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from cleaner.blocks import cut, open_page
from cleaner.extract.learned import by_model, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.model.block import Block
    from cleaner.model.document import Cleaned, Page

STRONGEST = 3
"""So many sides of a block are told."""
_START = attrgetter("start")
_SIGNS = frozenset(".,;:!?…。，、；：！？؟،؛।၊។")
_MAX_NAMES = 60
_LEVELS = 3


class Side(Struct, frozen=True):
    """A side of a block, and how it moved the model."""

    name: str
    """As the model calls it: `links`, `names`, `neighbours`."""
    words: str
    """What it is on this block."""
    shift: float
    """In log-odds of being article: below 0 it speaks against."""


class Likely(Struct, frozen=True):
    """How likely a block is article, for the model that decided."""

    block: int
    """Its number on the page, from 0."""
    probability: float
    sides: tuple[Side, ...]
    """The strongest, first the strongest of all."""


class Likelihoods:
    """A cleaned document as the model saw it. Without any, when it was not asked."""

    def __init__(self, cleaned: Cleaned) -> None:
        said = cleaned.stamp.extraction
        self._probabilities: tuple[float, ...] = ()
        self._page: Page | None = None
        if said is UNSET or said.confidence is None:
            return
        page = cut(open_page(cleaned.decoded))
        extraction = by_model(page)
        if extraction is not None:
            self._page, self._probabilities = page, extraction.probabilities

    def of(self, start: int, end: int, *, is_kept: bool) -> Likely | None:
        """Of the blocks with words between code points *start* and *end* the one that was the closest call; None without any."""
        page = self._page
        if page is None:
            return None
        first = max(0, bisect_right(page.blocks, start, key=_START) - 1)
        numbers = []
        for number in range(first, len(page.blocks)):
            block = page.blocks[number]
            if block.start >= end:
                break
            if block.end > start and block.text.strip():
                numbers.append(number)
        if not numbers:
            return None
        number = (min if is_kept else max)(numbers, key=lambda each: self._probabilities[each])
        sides = [
            Side(influence.name, _words(influence.name, page, number), influence.shift)
            for influence in explain(page, number)[:STRONGEST]
            if influence.shift
        ]
        return Likely(number, self._probabilities[number], tuple(sides))


def _words(name: str, page: Page, number: int) -> str:
    said = _SAID.get(name)
    return said(page, number, page.blocks[number]) if said else f"its {name}"


def _text(_page: Page, _number: int, block: Block) -> str:
    return f"its text: {len(block.text):,} characters"


def _links(_page: Page, _number: int, block: Block) -> str:
    if not block.links:
        return "it has no links"
    return f"its links: {block.link_chars() / max(1, len(block.text)):.0%} of its text"


def _punctuation(_page: Page, _number: int, block: Block) -> str:
    count = sum(char in _SIGNS for char in block.text)
    return f"its punctuation: {count} signs in {len(block.text):,} characters"


def _tags(_page: Page, _number: int, block: Block) -> str:
    return f"it is a `{block.tag}`"


def _above(page: Page, number: int) -> list[int]:
    outline = page.outline
    if outline is None:
        return []
    found, at = [], outline.leaves[number]
    while at:
        found.append(at)
        at = outline.parents[at]
    return found


def _names(page: Page, number: int, _block: Block) -> str:
    outline = page.outline
    names = [outline.names[at] for at in _above(page, number) if outline.names[at]] if outline else []
    if not names:
        return "its containers have no names"
    shown = " in ".join(f"`{name[:_MAX_NAMES]}`" for name in names[:_LEVELS])
    return f"its containers are called {shown}"


def _containers(page: Page, number: int, _block: Block) -> str:
    outline = page.outline
    tags = [outline.tags[at] for at in _above(page, number)] if outline else []
    shown = " in ".join(f"`{tag}`" for tag in tags[:_LEVELS])
    return f"what else is in its containers: {shown}" if shown else "it lies in no container"


def _position(page: Page, number: int, _block: Block) -> str:
    return f"its place: block {number + 1:,} of {len(page.blocks):,}"


_SAID: dict[str, Callable[[Page, int, Block], str]] = {
    "text": _text,
    "links": _links,
    "punctuation": _punctuation,
    "tags": _tags,
    "names": _names,
    "containers": _containers,
    "position": _position,
    "headings": lambda *_: "the headings near it",
    "words": lambda *_: "its words, as far as labels and menus have them",
    "neighbours": lambda *_: "the blocks around it",
    "repetition": lambda *_: "how often the like of it stands on the page",
    "page": lambda *_: "the page as a whole",
    "statements": lambda *_: "what the page states of its article",
}
