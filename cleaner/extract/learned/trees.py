"""Oblivious trees: every node of a level asks the same question, so a tree is a few comparisons and one table.

For all blocks of a page at once that is a handful of array operations, and the leaves are whole numbers: no compiler,
no rounding, the same answer everywhere. (Kohavi & Li, "Oblivious decision trees", 1995; used by CatBoost, 2018.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

UNIT = 4096
"""Leaves are log-odds in units of 1/4096."""
_AT_ONCE = 2048
"""Blocks."""


class Trees(Struct, frozen=True):
    """So many trees of one depth."""

    features: NDArray[np.int16]
    """By question: the row of numbers that is asked."""
    borders: NDArray[np.float32]
    """By question: above it, the answer is yes. Trees share their questions."""
    asked: NDArray[np.int16]
    """By level and tree: the question."""
    leaves: NDArray[np.int16]
    """By tree and leaf; the answer of level k is bit k of the number of the leaf."""
    bias: int
    """What every block begins with."""

    def scores(self, rows: Floats) -> Ints:
        """The log-odds of each block, in units; *rows* holds for each feature a number for each block."""
        # In pieces: all answers of a large page at once would take a thousand times its text.
        pieces = [self._scores(rows[:, at : at + _AT_ONCE]) for at in range(0, rows.shape[1], _AT_ONCE)]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _scores(self, rows: Floats) -> Ints:
        answers = (rows[self.features] > self.borders[:, None]).view(np.uint8)
        place = answers[self.asked[-1]]
        for questions in self.asked[-2::-1]:
            place += place
            place += answers[questions]
        trees, leaves = self.leaves.shape
        first = np.arange(0, trees * leaves, leaves, dtype=np.int32)[:, None]
        total: Ints = self.leaves.ravel().take(place + first).sum(axis=0, dtype=np.int64)
        return total + self.bias


def probabilities(scores: Ints, table: NDArray[np.int16]) -> Ints:
    """Thousandths for log-odds in units, by a *table* in steps of 16 units around zero."""
    middle = len(table) // 2
    likely: Ints = table[np.clip((scores >> 4) + middle, 0, len(table) - 1)].astype(np.int64)
    return likely
