"""The second look: what the first one made of the blocks around a block, and of all that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaner.extract.learned.columns import Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cleaner.extract.learned.first import Around

    Ints = NDArray[np.int64]

SURE = 600
"""Thousandths: from here on a block counts as found."""


_STEPS = np.array([-4, -3, -2, -1, 1, 2, 3, 4])[:, None]
_WIDTHS = np.array([3, 8, 20])[:, None]
_NEAR = 3
"""Levels of containers that are looked at more closely."""
_BESIDE_NAMES = ("q", *(f"q{step:+d}" for step in _STEPS.ravel().tolist()))
_WINDOW_NAMES = tuple(f"q{what}{width}" for width in _WIDTHS.ravel().tolist() for what in ("w", "wb", "wa"))
_LAST_NAMES = (
    *(f"qg{level}" for level in range(_NEAR)), "q_before", "q_share", "q_volume", "q_from_first", "q_from_last", "q_max",
    "q_doubt", "q_since", "q_to",
)  # fmt: skip


def second_features(first: Ints, around: Around) -> Columns:
    """The numbers of the second look; *first* are the probabilities of the first one, in thousandths."""
    n = len(first)
    out = Columns(n)
    places = np.arange(n)
    volume, at = around.volume, around.containers
    weighed = first * volume
    sums = np.zeros((3, n + 1), np.int64)
    np.cumsum((weighed, volume, first), axis=1, out=sums[:, 1:])
    likely, signs = int(sums[0, -1]), max(1, int(sums[1, -1]))
    before, after = sums[:, :-1], sums[:, 1:]

    beside = places + _STEPS
    is_there = (beside >= 0) & (beside < n)
    rows = out.take(_BESIDE_NAMES)
    rows[0] = first
    rows[1:] = np.where(is_there, first[np.minimum(np.maximum(beside, 0), n - 1)], -100)

    low, high = around.starts[at], around.ends[at]
    below, above = sums[:, low], sums[:, high]
    inside = above - below
    levels = range(len(at))
    rows = out.take([f"q{what}{level}" for what in "cns" for level in levels]).reshape(3, len(at), n)
    rows[0], rows[2] = inside[0] / np.maximum(1, inside[1]), inside[0] / max(1, likely)
    rows[1] = inside[2] / np.maximum(1, high - low)
    rows = out.take([f"q{what}{level}" for what in "ba" for level in range(_NEAR)]).reshape(2, _NEAR, n)
    rows[0] = (before[2] - below[2, :_NEAR]) / np.maximum(1, places - low[:_NEAR])
    rows[1] = (above[2, :_NEAR] - after[2]) / np.maximum(1, high[:_NEAR] - places - 1)

    below = sums[:2, np.maximum(0, places - _WIDTHS)]
    above = sums[:2, np.minimum(n, places + (_WIDTHS + 1))]
    rows = out.take(_WINDOW_NAMES).reshape(len(_WIDTHS), 3, n)
    rows[:, 0] = (above[0] - below[0]) / np.maximum(1, above[1] - below[1])
    rows[:, 1] = (before[0] - below[0]) / (before[1] - below[1] + 1)
    rows[:, 2] = (above[0] - after[0]) / (above[1] - after[1] + 1)

    rows = out.take(_LAST_NAMES)
    for level in range(_NEAR):
        look = around.looks[level]
        rows[level] = (np.bincount(look, weighed) / np.maximum(1, np.bincount(look, volume)))[look]
    found = first > SURE
    where = np.flatnonzero(found)
    start, stop = (int(where[0]), int(where[-1])) if where.size else (0, n - 1)
    last = np.maximum.accumulate(np.where(found, places, -1))
    following = np.minimum.accumulate(np.where(found, places, n)[::-1])[::-1]
    rows[3], rows[4], rows[5] = before[0] / max(1, likely), likely / signs, likely
    rows[6], rows[7], rows[8] = places - start, places - stop, int(first.max())
    rows[9] = int((volume * np.minimum(first, 1000 - first)).sum()) / signs
    rows[10] = np.where(last >= 0, places - last, -1)
    rows[11] = np.where(following < n, following - places, -1)
    return out
