"""What is kept of each block, and where it stands in the clean text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.model.document import Settled


def paragraphs_of(settled: Settled) -> list[tuple[int, int, str]]:
    """`(start, end, text)` of each block that is kept, with offsets into the clean text. Code is left out.

    The text is what is visible of the block, or where something was taken out of it, what is left of its source.
    """
    page, removals = settled.page, settled.ledger.removals
    paragraphs = []
    following = shift = 0
    for block in page.blocks:
        while following < len(removals) and removals[following].end <= block.start:
            removal = removals[following]
            shift += removal.end - removal.start - len(removal.replacement)
            following += 1
        if following == len(removals) or removals[following].start >= block.end:
            if block.tag != "pre":
                paragraphs.append((block.start - shift, block.end - shift, block.text))
            continue
        position, at, pieces, number = block.start, block.start - shift, [], following
        first = removals[following]
        if first.start < block.start:
            # It began above: what stands in its place stands before the block.
            at = first.start - shift + len(first.replacement)
            position = first.end
            number += 1
        while number < len(removals) and removals[number].start < block.end:
            removal = removals[number]
            pieces.append(page.text[position : removal.start])
            if removal.end <= block.end:
                pieces.append(removal.replacement)
            position = removal.end
            number += 1
        pieces.append(page.text[position : block.end])
        shown = "".join(pieces)
        if shown and block.tag != "pre":
            paragraphs.append((at, at + len(shown), shown))
    return paragraphs
