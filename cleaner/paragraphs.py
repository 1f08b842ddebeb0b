"""What is kept of each block, and where it stands in the clean text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.model.document import Settled


def paragraphs_of(settled: Settled) -> list[tuple[int, int, str]]:
    """`(start, end, visible text)` of each block that is kept, with offsets into the clean text. Code is left out."""
    page, removals = settled.page, settled.ledger.removals
    paragraphs = []
    following = shift = 0
    for block in page.blocks:
        while following < len(removals) and removals[following].end <= block.start:
            shift += removals[following].end - removals[following].start - len(removals[following].replacement)
            following += 1
        inside = []
        number = following
        while number < len(removals) and removals[number].start < block.end:
            inside.append(removals[number])
            number += 1
        position, pieces, taken = block.start, [], 0
        for removal in inside:
            if removal.start > position:
                pieces.append(page.text[position : removal.start])
            taken += min(removal.end, block.end) - max(removal.start, block.start) - len(removal.replacement)
            position = removal.end
        if position < block.end:
            pieces.append(page.text[position : block.end])
        if not pieces or block.tag == "pre":
            continue
        start = block.start - shift
        if inside and inside[0].start < block.start:
            start += block.start - inside[0].start
        shown = block.text if not inside else "".join(pieces)
        paragraphs.append((start, start + block.end - block.start - taken, shown))
    return paragraphs
