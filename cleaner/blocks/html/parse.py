"""An HTML page to blocks, with its tree and what is hidden on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.blocks.html.build import Builder
from cleaner.blocks.html.tags import BREAKS, HIDDEN, HIDING_STYLE, UNSEEN, UNSEEN_OF_MATH
from cleaner.blocks.html.tokens import RAW, prepared
from cleaner.blocks.html.tree import HtmlTree
from cleaner.model.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaner.model.block import Block
    from cleaner.model.element import Element
    from cleaner.model.outline import Outline

_HIDDEN = ", ".join(HIDDEN)
_RAW_TAG = re.compile(rf"<(?=(?:{'|'.join(sorted([*RAW, 'plaintext']))})\b)[a-z]", re.IGNORECASE)
_DOMINANCE = 2
"""A hidden element with so many times the text of all that is shown is no aside: scripts will show it."""
_MAX_LAYERS = 8
"""Hidden elements that wait for a script in others that do: more are the work of a hostile page."""


def parse_html(text: str) -> tuple[tuple[Block, ...], HtmlTree, tuple[Span, ...]]:
    """The blocks of *text* in order, its tree, and the spans of elements that a reader does not see."""
    tree = HtmlTree(prepared(text))
    blocks, hidden, _ = blocks_of(text, tree)
    return blocks, tree, hidden


def blocks_of(
    text: str, tree: HtmlTree, places: Sequence[Span] | None = None
) -> tuple[tuple[Block, ...], tuple[Span, ...], Outline]:
    """The blocks of *text* in order, the spans of elements that a reader does not see, and the containers of the blocks.

    With *places* (elements, in order and disjoint) only the blocks that lie in them. Blocks in hidden elements are blocks
    too: rules may look at them, and a page may hide its article until a script has run. Text that is never shown (scripts,
    options of a form, fallbacks of a video) is in no block.
    """
    hidden = [element for element in tree.select(_HIDDEN) if _is_hidden(element)]
    outer = [element.span for element in hidden if element.tag in BREAKS]
    inline = [element.span for element in hidden if element.tag not in BREAKS]
    unseen = _joined([*(element.span for element in _unseen(tree)), *inline])
    builder = Builder(text, _without_foreign(tree.prepared, tree), unseen, outer)
    blocks = builder.build(places)
    return blocks, tuple(_without_dominant(blocks, outer)), builder.outline()


def _unseen(tree: HtmlTree) -> Iterable[Element]:
    for selector in (*UNSEEN, *(UNSEEN_OF_MATH if tree.select("math") else ())):
        yield from tree.select(selector)


def _without_foreign(ready: str, tree: HtmlTree) -> str:
    """*ready* with SVG made one comment and MathML made free of elements whose content holds no tags.

    In them `<title>` and `<style>` are elements as all others, and `<script/>` closes itself. A tokenizer without a tree
    cannot know that: it would read on for an end tag.
    """
    elements = tree.select("svg, math")
    if not elements:
        return ready
    pieces: list[str] = []
    position = 0
    for tag, span in _outermost((element.tag, element.span) for element in elements):
        inside = ready[span.start : span.end]
        if tag == "math":
            inside = _RAW_TAG.sub("<x", inside)
        else:
            # Line ends stay, and are counted.
            ended = inside.rstrip("\n")
            inside = f"<!x{ended[3:-1].replace('>', 'x')}>{inside[len(ended) :]}"
        pieces += ready[position : span.start], inside
        position = span.end
    return "".join([*pieces, ready[position:]])


def _outermost(places: Iterable[tuple[str, Span]]) -> Iterable[tuple[str, Span]]:
    position = 0
    for tag, span in places:
        if span.start >= position:
            yield tag, span
            position = span.end


def _is_hidden(element: Element) -> bool:
    style = element.attr("style")
    if style is None or element.attr("hidden") is not None or element.tag in {"template", "noscript", "dialog"}:
        return True
    return HIDING_STYLE.search(style) is not None


def _joined(spans: Iterable[Span]) -> list[Span]:
    """*spans* in order, those that overlap made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            if span.end > joined[-1].end:
                joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _without_dominant(blocks: Sequence[Block], hidden: list[Span]) -> list[Span]:
    """*hidden* without elements that hold most of the text: threads in <noscript>, bodies that wait for a script."""
    for _ in range(_MAX_LAYERS):
        dominant = _dominant(blocks, _joined(hidden)) if hidden else ()
        if not dominant:
            break
        hidden = [span for span in hidden if span.start not in dominant]
    return hidden


def _dominant(blocks: Iterable[Block], outermost: list[Span]) -> set[int]:
    """Where those of *outermost*, which are in order and disjoint, begin that hold most of the text."""
    held = dict.fromkeys(outermost, 0)
    shown = 0
    following = 0
    for block in blocks:
        while following < len(outermost) and outermost[following].end <= block.start:
            following += 1
        size = len(block.text) - block.link_chars()
        if following < len(outermost) and outermost[following].start <= block.start:
            held[outermost[following]] += size
        else:
            shown += size
    return {span.start for span, size in held.items() if size > _DOMINANCE * shown}
