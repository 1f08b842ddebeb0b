"""What a removal took, as rules see it: whole blocks, parts of one, images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.block import Block
    from cleaner.testing.judge import Judge

Kind = Literal["line", "part", "image", "silent"]


class Piece(Struct, frozen=True):
    """A block of which something was removed, or an image of one."""

    kind: Kind
    """All of its text, some of it, an image, or a block that shows nothing."""
    number: int
    """Of the block on the page, from 0."""
    tag: str
    text: str
    """The visible text that went; of an image its address."""
    before: str = ""
    """What stands before it in the block."""
    after: str = ""
    previous: str = ""
    """The nearest text above the block; empty when there is none."""
    next: str = ""


def pieces_of(judge: Judge, start: int, end: int) -> list[Piece]:
    """The pieces of *start*–*end* (code points of the decoded text), in order."""
    assert judge.page is not None
    blocks = judge.page.blocks
    numbers = {id(block): number for number, block in enumerate(blocks)}
    return [
        piece
        for block in judge.blocks(start, end)
        for piece in _of_block(blocks, numbers[id(block)], start, end)
        if piece.kind != "image" or judge.shows_images
    ]  # fmt: skip


def _of_block(blocks: Sequence[Block], number: int, start: int, end: int) -> list[Piece]:
    block = blocks[number]
    above, below = _beside(blocks, number, -1), _beside(blocks, number, 1)

    def made(kind: Kind, text: str, before: str = "", after: str = "") -> Piece:
        return Piece(kind, number, block.tag, text, before, after, above, below)

    first, last = block.visible_span(max(start, block.start), min(end, block.end))
    while first < last and block.text[first].isspace():
        first += 1
    while last > first and block.text[last - 1].isspace():
        last -= 1
    images = [image for image in block.images if image.start < end and image.end > start]
    if first < last:
        before, after = block.text[:first], block.text[last:]
        # An image that went for another reason is to go still.
        is_all = len(images) == len(block.images) and not before.strip() and not after.strip()
        if is_all:
            return [made("line", block.text)]
        return [made("part", block.text[first:last], before, after), *(made("image", image.src) for image in images)]
    if images:
        return [made("image", image.src) for image in images]
    if block.text.strip() or not (start <= block.start and block.end <= end):
        return []
    return [made("silent", "")] if block.tag in {"hr", "comment", "fence", "front-matter"} else []


def _beside(blocks: Sequence[Block], number: int, step: int) -> str:
    number += step
    while 0 <= number < len(blocks):
        if blocks[number].text.strip():
            return blocks[number].text
        number += step
    return ""
