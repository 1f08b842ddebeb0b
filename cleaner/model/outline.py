"""The containers of a page as ranges of its blocks: all that an extractor needs of a tree, and cheap to sum over."""

from __future__ import annotations

from msgspec import Struct


class Outline(Struct, frozen=True):
    """Containers in the order in which they begin, as parallel tuples. Number 0 is the whole page, and its own parent.

    Of an HTML page they are its block elements. Of Markdown and plain text, which have none: what stands below a
    heading, and runs of items, rows, quotations and links.
    """

    parents: tuple[int, ...] = (0,)
    """The container that each lies in; always a smaller number, but for the first."""
    tags: tuple[str, ...] = ("page",)
    names: tuple[str, ...] = ("",)
    """What an element is called in `class`, `id`, `role` and `itemprop`, as they stand: `post-body #main @article`."""
    starts: tuple[int, ...] = (0,)
    """Number of the first block in it."""
    ends: tuple[int, ...] = (0,)
    """Number of the block behind it. Containers without a block have the number of the next."""
    leaves: tuple[int, ...] = ()
    """For each block the innermost container that it lies in."""
