"""The second look: what the first one made of the blocks around a block, and of all that look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cleaner.extract.learned.columns import Columns, sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cleaner.extract.learned.columns import Floats
    from cleaner.extract.learned.first import Around

    Ints = NDArray[np.int64]

SURE = 600
"""Thousandths: from here on a block counts as found."""


def second_features(first: Ints, around: Around) -> Columns:
    """The numbers of the second look; *first* are the probabilities of the first one, in thousandths."""
    n = len(first)
    out = Columns(n)
    places = np.arange(n)
    volume, at, starts, ends = around.volume, around.containers, around.starts, around.ends
    before_p, before_v, before_n = sums(first * volume), sums(volume), sums(first)
    out.add("q", first)
    steps = np.array([-4, -3, -2, -1, 1, 2, 3, 4])
    beside = places[None, :] + steps[:, None]
    is_there = (beside >= 0) & (beside < n)
    out.add_all([f"q{step:+d}" for step in steps.tolist()], np.where(is_there, first[np.clip(beside, 0, n - 1)], -100))
    low, high = starts[at], ends[at]
    inside = before_p[high] - before_p[low]
    levels = range(len(at))
    out.add_all([f"qc{k}" for k in levels], inside / np.maximum(1, before_v[high] - before_v[low]))
    out.add_all([f"qn{k}" for k in levels], (before_n[high] - before_n[low]) / np.maximum(1, high - low))
    out.add_all([f"qs{k}" for k in levels], inside / max(1, int(before_p[-1])))
    near_low, near_high = low[:3], high[:3]
    out.add_all(
        [f"qb{k}" for k in range(3)], (before_n[places] - before_n[near_low]) / np.maximum(1, places - near_low)
    )
    out.add_all(
        [f"qa{k}" for k in range(3)],
        (before_n[near_high] - before_n[places + 1]) / np.maximum(1, near_high - places - 1),
    )
    for width in (3, 8, 20):
        left, right = np.maximum(0, places - width), np.minimum(n, places + width + 1)
        out.add(f"qw{width}", (before_p[right] - before_p[left]) / np.maximum(1, before_v[right] - before_v[left]))
        out.add(f"qwb{width}", (before_p[places] - before_p[left]) / (before_v[places] - before_v[left] + 1))
        out.add(f"qwa{width}", (before_p[right] - before_p[places + 1]) / (before_v[right] - before_v[places + 1] + 1))
    for level in range(3):
        look = around.looks[level]
        weight = np.maximum(1, np.bincount(look, volume))
        out.add(f"qg{level}", (np.bincount(look, first * volume) / weight)[look])
    out.add("q_before", before_p[:-1] / max(1, int(before_p[-1])))
    out.add("q_share", int(before_p[-1]) / max(1, int(before_v[-1])))
    out.add("q_volume", int(before_p[-1]))
    found = first > SURE
    where = np.flatnonzero(found)
    start, stop = (int(where[0]), int(where[-1])) if where.size else (0, n - 1)
    out.add("q_from_first", places - start)
    out.add("q_from_last", places - stop)
    out.add("q_max", int(first.max()))
    out.add("q_doubt", int((volume * np.minimum(first, 1000 - first)).sum()) / max(1, int(before_v[-1])))
    last = np.maximum.accumulate(np.where(found, places, -1))
    out.add("q_since", np.where(last >= 0, places - last, -1))
    following = np.minimum.accumulate(np.where(found, places, n)[::-1])[::-1]
    out.add("q_to", np.where(following < n, following - places, -1))
    return out


def stacked(first: Floats, second: Columns) -> Floats:
    """The numbers of both looks."""
    return np.concatenate((first, second.matrix()))
