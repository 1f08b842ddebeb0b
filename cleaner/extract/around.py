"""What the elements around a block say of it, by their tags and names. Asked once for each element of a page."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.extract.chrome_words import named
from cleaner.model.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cleaner.model.category import Category
    from cleaner.model.document import Page

_ELEMENTS = {
    "nav": "navigation", "search": "navigation", "dialog": "veil", "footer": "foot", "aside": "side",
    "header": "head", "form": "form",
}  # fmt: skip
"""What an element says by its tag."""
_ENTRIES = frozenset({"li", "td", "dd", "nav"})
_PLACES = frozenset({"foot", "side", "head", "form", "veil"})
NAVIGATION, LIST = 2, 3
"""Ranks: of navigation, and of all that is not named below."""
_RANKS = {
    **dict.fromkeys(_PLACES, 0),
    **dict.fromkeys(("byline", "dateline", "topic", "view-counter", "image-credit", "contact", "references"), 1),
    "navigation": NAVIGATION,
    "comments": 4,
}
"""Of an element in an element the higher speaks, and of two of one rank the outer one: all in the comments is comments."""
_MOST: dict[str, int] = {
    "advertisement": 30, "subscription": 30, "promotion": 30, "share-bar": 40, "pager": 40, "copyright": 40, "disclaimer": 20,
    "site-notice": 60, "byline": 20, "dateline": 6, "view-counter": 6, "image-credit": 6, "contact": 30, "registration": 20,
}  # fmt: skip
"""Blocks in an element of such a name at most: a larger one is something else that is called so (`has-ad`)."""
_SHARE_INSIDE = 0.25
"""Share of a container's characters that are article, from which it is the article's and not what its name says."""
_WHERE = {
    "foot": "in the footer",
    "side": "in the sidebar",
    "head": "in the header",
    "form": "in a form",
    "veil": "in a dialog",
}


class Said(NamedTuple):
    """A category with its sentence."""

    category: Category
    why: str


class Evidence(NamedTuple):
    """What an element says of all in it: a category, or a place of the page."""

    says: str
    why: str
    rank: int
    said: Said
    """The same as category and sentence."""

    @property
    def is_place(self) -> bool:
        """It only says where something stands."""
        return self.rank == 0


class Around:
    """The containers of a page whose article is known."""

    def __init__(self, page: Page, inside: Collection[int]) -> None:
        size = len(page.blocks)
        self.outline = page.outline if page.outline is not None else Outline(ends=(size,), leaves=(0,) * size)
        chars = [len(block.text) for block in page.blocks]
        self._chars = [0, *accumulate(chars)]
        kept = [0] * size
        for number in inside:
            kept[number] = chars[number]
        self._kept = [0, *accumulate(kept)]
        self._known: dict[int, Evidence | None] = {0: None}

    def of(self, number: int) -> Evidence | None:
        """What the elements around block *number* say."""
        known = self._known
        at = self.outline.leaves[number]
        if at in known:
            return known[at]
        parents = self.outline.parents
        waiting = []
        while at not in known:
            waiting.append(at)
            at = parents[at]
        evidence = known[at]
        tags, names = self.outline.tags, self.outline.names
        for each in reversed(waiting):
            own = _said(tags[each], names[each])
            if own and (evidence is None or own.rank > evidence.rank) and self._can_be(own, each):
                evidence = own
            known[each] = evidence
        return evidence

    def holder(self, number: int) -> int:
        """The container that holds block *number* beside others of its kind."""
        return self.outline.parents[self.outline.leaves[number]]

    def headed(self, number: int, heads: Sequence[int], *, is_entry: bool) -> tuple[int, int]:
        """The end of what block *number* stands at the head of, by containers; and where it must end at the latest.

        A container that holds another of the *heads*, numbers in order, is too large. A link among others is no label: of an
        entry of a list both are 0.
        """
        outline = self.outline
        at = outline.leaves[number]
        end = number + 1
        place = bisect_right(heads, number)
        following = heads[place] if place < len(heads) else len(outline.leaves)
        while at and outline.starts[at] == number and not self._chars_kept(at):
            if is_entry and outline.tags[at] in _ENTRIES:
                return 0, 0
            if outline.ends[at] > following:
                break
            end = outline.ends[at]
            at = outline.parents[at]
        return end, min(outline.ends[at], following)

    def _can_be(self, evidence: Evidence, at: int) -> bool:
        """The container is not the article's own, nor too large for what it is called."""
        start, end = self.outline.starts[at], self.outline.ends[at]
        if end - start > _MOST.get(evidence.says, end):
            return False
        return self._chars_kept(at) <= _SHARE_INSIDE * (self._chars[end] - self._chars[start])

    def _chars_kept(self, at: int) -> int:
        return self._kept[self.outline.ends[at]] - self._kept[self.outline.starts[at]]


@lru_cache(maxsize=1 << 14)
def _said(tag: str, names: str) -> Evidence | None:
    """What an element says by itself."""
    best: Evidence | None = None
    says = _ELEMENTS.get(tag)
    if says:
        best = _evidence(says, f"in an element `{tag}`")
    for each in named(names) if names else ():
        found = _evidence(each.says, f"in an element called `{each.word}`")
        if best is None or found.rank > best.rank:
            best = found
    return best


def _evidence(says: Any, why: str) -> Evidence:  # noqa: ANN401 - a category or a place
    why = _WHERE.get(says, why)
    return Evidence(says, why, _RANKS.get(says, LIST), Said(says, why))
