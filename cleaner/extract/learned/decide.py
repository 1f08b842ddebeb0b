"""Which blocks are the article, given how likely each is: the threshold that promises the best F1 on this page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cleaner.extract.learned.first import Around

    Ints = NDArray[np.int64]

_SLOPE, _SHIFT = 8, -220
"""Tenths of the F1 that a page promises, and thousandths: a page that promises little is asked for less."""
_LOWEST, _HIGHEST = 150, 600
"""Thousandths, as all probabilities here."""
_LIKELIEST = 7
"""Tenths of the likeliest block."""
_ARTICLE, _OTHER = 300, 800
"""Volume of what may have comments below it: on a page that says to be an article, and on any other. With less, the
comments are what the page is for."""


def chosen(likely: Ints, around: Around) -> list[int]:
    """The numbers of the blocks that are the article, in order; none only where no block has a letter.

    F1 is greatest at a threshold of half its own value (Lipton, Elkan & Naryanaswamy, "Optimal thresholding of
    classifiers to maximize F1 measure", 2014). Half of an uncertain value is uncertain: the line here was drawn by
    cross-validation, and is the same half around 0.75. Comments below an article go, whatever is thought of them.
    """
    volume, comments = around.volume, around.comments
    says = volume > 0
    if not says.any():
        return []
    size = np.where(says, volume, 0)
    order = np.argsort(-likely, kind="stable")
    found = np.cumsum((likely * size)[order])
    best = int((2000 * found // (1000 * np.cumsum(size[order]) + int(found[-1]) + 1)).max())
    kept = says & (likely >= min(_HIGHEST, max(_LOWEST, best * _SLOPE // 10 + _SHIFT)))
    if not kept.any():
        # Never empty: what is likeliest is shown, and how unlikely it is stands beside it.
        kept = says & (likely >= int(likely[says].max()) * _LIKELIEST // 10)
    if around.is_bare and (says & ~around.hidden).any():
        kept = says & ~around.hidden
    if int(volume[kept & ~comments].sum()) >= (_ARTICLE if around.says_article else _OTHER):
        kept &= ~comments
    return _with_wordless(np.flatnonzero(kept).tolist(), says)


def _with_wordless(kept: list[int], says: NDArray[np.bool_]) -> list[int]:
    """With the blocks without a letter that stand between two that are kept: images, rows of stars."""
    out: list[int] = []
    last = -1
    for number in kept:
        between = range(last + 1, number)
        if last >= 0 and between and not says[last + 1 : number].any():
            out += between
        out.append(number)
        last = number
    return out
