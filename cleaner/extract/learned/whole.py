"""Whether a text is no page at all, but a document to be left alone: a chapter, minutes, a list of references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.blocks.sections import kind_of_line
from cleaner.extract.chrome_words import MAX_LABEL, MAX_PHRASED, label_of, phrases_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from cleaner.extract.learned.columns import Columns
    from cleaner.model.block import Block

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
_SHORT_LINES, _SHORT_WORDLESS_LINES = 10, 5
"""Where no more than one in so many blocks is a short line, and none is a link, there is no chrome to be found; with more
short lines, none that says what stands around articles must be among them."""


def is_prose(blocks: Sequence[Block]) -> bool:
    """Whether nothing of a text may be removed, told by its lines alone: most texts are prose and have nothing around it.

    Quick, since the numbers of a text take a hundred times as long; it says yes where `is_whole` would, with few exceptions.
    """
    if len(blocks) < _FEW:
        return True
    short = 0
    for block in blocks:
        if block.text:
            kind = kind_of_line(block)
            if kind == "links":
                return False
            short += kind == "lines"
    if short * _SHORT_LINES <= len(blocks):
        return True
    return short * _SHORT_WORDLESS_LINES <= len(blocks) and not _says_chrome([block.text for block in blocks])


def _says_chrome(texts: Sequence[str]) -> bool:
    """A line is a label, or a phrase stands in one, of what is beside articles."""
    labelled = any(0 < len(text) <= MAX_LABEL and label_of(text) is not None for text in texts)
    return labelled or bool(phrases_in([text for text in texts if 0 < len(text) <= MAX_PHRASED]))


def is_whole(likely: Ints, volume: Ints, rows: Columns) -> bool:
    """Whether nothing of a text may be removed: how *likely* each block is article, its *volume* and its numbers are given.

    What surrounds an article is told beyond doubt here and there, or says what it is. A text without such a place is
    left as it is, however little some of its lines read like an article.
    """
    if int(likely.max()) < _ARTICLE:
        return True
    says = (rows.row("chrome_label") + rows.row("chrome_phrase")) > 0
    if int((says & (likely < _UNLIKELY)).sum()) >= _LEAST:
        return False
    return int(((likely < _SURE) & (volume > 0)).sum()) * _PART < len(likely)
