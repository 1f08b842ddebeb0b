"""What labels say of the blocks that stand below them: `相关阅读` and a list of links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.extract.chrome_words import MAX_LABEL, label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleaner.extract.around import Around
    from cleaner.extract.chrome_words import Named
    from cleaner.model.block import Block

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LEADING = frozenset(
    {
        "related", "hot-news", "comments", "topic", "share-bar", "subscription", "advertisement", "references", "contact",
        "promotion", "disclaimer",
    }
)  # fmt: skip
"""Labels of these stand above what they name."""
_LISTED = frozenset({"related", "hot-news", "topic", "references"})
"""Those that may stand right above their links, in no element with them."""
_MOSTLY = 0.6
"""Share of a block's characters in links from which it is a link."""


def labels_of(blocks: Sequence[Block], numbers: Iterable[int]) -> dict[int, Named]:
    """Those of the blocks *numbers* that are labels."""
    labels: dict[int, Named] = {}
    for number in numbers:
        text = blocks[number].text
        if text and len(text) <= MAX_LABEL:
            label = label_of(text)
            if label is not None:
                labels[number] = label
    return labels


def scopes_of(
    blocks: Sequence[Block], outside: Sequence[int], labels: Mapping[int, Named], around: Around
) -> dict[int, Named]:
    """For each of the blocks *outside* of the article the label that it stands below, or is."""
    leading = [number for number, label in labels.items() if label.says in _LEADING]
    if not leading:
        return {}
    reach = _Reach(blocks, outside, leading, around)
    reaches = {number: reach.of(number, labels[number]) for number in leading}
    scopes: dict[int, Named] = {}
    above: list[tuple[int, Named]] = []
    for number in outside:
        end = reaches.get(number, 0)
        if end > number + 1:
            above.append((end, labels[number]))
        while above and above[-1][0] <= number:
            above.pop()
        if above:
            scopes[number] = above[-1][1]
    return scopes


class _Reach:
    """How far labels reach."""

    def __init__(self, blocks: Sequence[Block], outside: Sequence[int], leading: Sequence[int], around: Around) -> None:
        self._blocks = blocks
        self._outside = outside
        self._beside = frozenset(outside)
        self._leading = frozenset(leading)
        self._around = around
        self._heads: dict[str, list[int]] = {}

    def of(self, number: int, label: Named) -> int:
        """The block behind what the label *number* stands above."""
        block = self._blocks[number]
        level = block.tag if block.tag in _HEADINGS else ""
        end, limit = self._around.headed(number, self._at(level), is_entry=not level and is_link(block))
        if end != number + 1 or label.says not in _LISTED:
            return end
        while end < limit and end in self._beside and (level or is_link(self._blocks[end])):
            end += 1
        return end

    def _at(self, level: str) -> list[int]:
        """The blocks that end what a label of *level* says: other labels, and headings that are no lower."""
        if level not in self._heads:
            levels = {tag for tag in _HEADINGS if tag <= level}
            self._heads[level] = [
                each for each in self._outside if each in self._leading or self._blocks[each].tag in levels
            ]
        return self._heads[level]


def is_link(block: Block) -> bool:
    """Most of what it says stands in links."""
    return bool(block.links) and block.link_chars() >= _MOSTLY * len(block.text.strip())
