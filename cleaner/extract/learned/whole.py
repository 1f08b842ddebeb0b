"""Whether a text is no page at all, but a document to be left alone: a chapter, minutes, a list of references."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_SURE = 150
"""Thousandths: below it a block is surely no article."""
_PART = 64
"""One in so many blocks must be, for there are odd lines in every long text."""


def is_whole(likely: Ints, volume: Ints) -> bool:
    """Whether nothing of a text may be removed, given how *likely* each block is article and its *volume*.

    What surrounds an article is told beyond doubt at least here and there. A text without such a place is left as it
    is, however little some of its lines read like an article.
    """
    return int(((likely < _SURE) & (volume > 0)).sum()) * _PART < len(likely)
