"""Whether a text is no page at all, but a document to be left alone: a chapter, minutes, a list of references."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cleaner.extract.learned.columns import Columns

    Ints = NDArray[np.int64]

_FEW = 12
"""Blocks: of fewer, nothing can be told."""
_ARTICLE = 500
"""Thousandths, as all probabilities here: on a page something reads like an article."""
_SURE = 130
"""Below it a block is surely no article."""
_PART = 64
"""One in so many blocks must be, for there are odd lines in every long text."""
_UNLIKELY = 300
_LEAST = 2
"""So many unlikely lines that say what stands around articles make a page too."""


def is_whole(likely: Ints, volume: Ints, rows: Columns) -> bool:
    """Whether nothing of a text may be removed: how *likely* each block is article, its *volume* and its numbers are given.

    What surrounds an article is told beyond doubt here and there, or says what it is. A text without such a place is
    left as it is, however little some of its lines read like an article.
    """
    if len(likely) < _FEW or int(likely.max()) < _ARTICLE:
        return True
    says = (rows.row("chrome_label") + rows.row("chrome_phrase")) > 0
    if int((says & (likely < _UNLIKELY)).sum()) >= _LEAST:
        return False
    return int(((likely < _SURE) & (volume > 0)).sum()) * _PART < len(likely)
