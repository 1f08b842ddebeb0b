"""Numbers of the blocks of a page, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]


_ROWS = 512
"""More than there are on any page, so that room is made once."""


class Columns:
    """Rows of numbers with names: rows, since each is made for all blocks at once."""

    def __init__(self, size: int) -> None:
        self.size = size
        """Number of blocks."""
        self.names: list[str] = []
        self._rows: Floats = np.empty((_ROWS, size), np.float32)

    def add_all(self, names: Sequence[str], values: NDArray[np.generic]) -> None:
        """A row for each of *names*; a single number in a row stands for all blocks."""
        self.take(names)[:] = values.reshape(len(names), -1)

    def take(self, names: Sequence[str]) -> Floats:
        """A row for each of *names*, to be filled."""
        at = self._room(len(names))
        self.names += names
        return self._rows[at : at + len(names)]

    def row(self, name: str) -> Floats:
        """The row of that name."""
        row: Floats = self._rows[self.names.index(name)]
        return row

    def matrix(self) -> Floats:
        """All rows."""
        return self._rows[: len(self.names)]

    def _room(self, count: int) -> int:
        at = len(self.names)
        if at + count > len(self._rows):
            self._rows = np.concatenate((self._rows, np.empty((max(count, _ROWS), self.size), np.float32)))
        return at


def rows_of(*rows: Sequence[int]) -> Ints:
    """Rows of whole numbers of one length; NumPy takes many times as long for a list of lists."""
    out = np.empty((len(rows), len(rows[0])), np.int64)
    for number, row in enumerate(rows):
        out[number] = row
    return out


def sums(values: NDArray[np.generic]) -> Ints:
    """Sums of *values* before each place, and of all."""
    out = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=out[1:])
    return out
