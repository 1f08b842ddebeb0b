"""Which blocks of a page a reader does not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.document import Page


def hidden_blocks(page: Page) -> Iterator[int]:
    """The numbers of the blocks that a reader does not see."""
    spans = sorted(page.hidden)
    reach = following = 0
    for number, block in enumerate(page.blocks):
        while following < len(spans) and spans[following].start <= block.start:
            reach = max(reach, spans[following].end)
            following += 1
        if block.end <= reach:
            yield number
