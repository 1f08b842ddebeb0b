"""What is kept of each block, and where it stands in the clean text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cleaner.model.block import Block
    from cleaner.model.document import Settled


class Paragraph(NamedTuple):
    """What is kept of a block: code points `start`–`end` of the clean text."""

    start: int
    end: int
    text: str
    """What is visible of the block, or where something was taken out of it, what is left of its source."""
    block: Block | None
    """The block, where its text is what is visible of it: markup stays in the clean text around it."""

    def place(self, at: int) -> int:
        """Where in the clean text the character `at` of the text stands, with the markup that opens before it."""
        if self.block is None or at == 0:
            return self.start + at
        return self.start + self.block.source_span(at, len(self.text)).start - self.block.start


def paragraphs_of(settled: Settled) -> list[Paragraph]:
    """What is kept of each block, in the order of the text. Code is left out."""
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
                paragraphs.append(Paragraph(block.start - shift, block.end - shift, block.text, block))
            continue
        first = removals[following]
        if first.start <= block.start and first.end >= block.end:
            is_replaced = first.replacement and (first.start, first.end) == (block.start, block.end)
            if not is_replaced:
                continue
        position, at, pieces, number = block.start, block.start - shift, [], following
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
            paragraphs.append(Paragraph(at, at + len(shown), shown, None))
    return paragraphs
