"""The model of py3langid, read from its file into a fortieth of the memory: the tree of its features, and their points.

Its automaton has a row of 256 states for each of its states, 39 MB in which every byte of a text is a miss of the
cache. It is one of Aho and Corasick: the state at a byte is the longest end of the text that begins a feature. So the
edges of the tree of features are enough, in a hash table that the cache holds.
"""

from __future__ import annotations

import lzma
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]
    Table = NDArray[np.float32]

SEPARATOR: Final = b"\xff"
"""No text has this byte, and no feature."""

_STATES_AT_ONCE: Final = 2_048
_BITS: Final = 19
"""The hash table has 2 to this many places, five for each edge: what is not in it is mostly told at the first look."""
_MULTIPLIER: Final = 2_654_435_761
"""Knuth's, near 2³² divided by the golden ratio: keys that follow each other go far apart."""
_STATE_BITS: Final = 20
"""An entry of the table is an edge and, in so many bits, the state that it leads to. State 0 is the root."""
_STATE: Final = (1 << _STATE_BITS) - 1
_FREE: Final = -1


class Features:
    """The tree of features: edges from a state over a byte to a state."""

    def __init__(self, rows: NDArray[Any], row: NDArray[Any], output: NDArray[Any]) -> None:
        """From the automaton: the rows of the states that follow, the row of each state, the feature that each ends."""
        import numpy as np

        self._output = output.astype(np.int64)
        known = np.zeros(len(row), dtype=bool)
        known[0] = True
        level = np.zeros(1, dtype=np.int64)
        entries = []
        while len(level):
            following = []
            for at in range(0, len(level), _STATES_AT_ONCE):
                chunk = level[at : at + _STATES_AT_ONCE]
                reached = rows[row[chunk]]
                # A state is first reached over the edge of the tree that leads to it.
                numbers, letters = np.nonzero(~known[reached])
                following.append(reached[numbers, letters].astype(np.int64))
                entries.append((chunk[numbers] << 8 | letters) << _STATE_BITS | following[-1])
            level = np.concatenate(following)
            known[level] = True
        self._table = _hashed(np.concatenate(entries))
        # Nearly all texts take the first two steps, and these are looked up at once.
        self._first = self._next(np.arange(1 << 8))
        self._rank = np.cumsum(self._first > 0) * (self._first > 0)
        starts = np.array([0, *self._first[self._first > 0].tolist()])
        self._second = self._next((starts[:, np.newaxis] << 8 | np.arange(1 << 8)).ravel())
        self._second[: 1 << 8] = 0

    def ending(self, data: bytes) -> NDArray[np.int64]:
        """The number of the longest feature that ends at each byte, or -1 where none does."""
        import numpy as np

        letters = np.frombuffer(data, dtype=np.uint8).astype(np.int64)
        # From every byte a way through the tree begins, and all of them take a step together. What begins earlier is
        # longer, and comes later.
        longest = self._first[letters]
        states = self._second[self._rank[letters[:-1]] << 8 | letters[1:]]
        ends = np.flatnonzero(states)
        states = states[ends]
        ends += 1
        while len(ends):
            longest[ends] = states
            if ends[-1] + 1 == len(letters):
                ends, states = ends[:-1], states[:-1]
            ends = ends + 1
            states = self._next(states << 8 | letters[ends])
            alive = np.flatnonzero(states)
            ends, states = ends[alive], states[alive]
        found: NDArray[np.int64] = self._output[longest]
        return found

    def _next(self, edges: NDArray[np.int64]) -> NDArray[np.int64]:
        """The states that *edges* lead to; the root where there is no such edge."""
        import numpy as np

        places = _places(edges)
        found = self._table[places]
        states: NDArray[np.int64] = found & _STATE
        wrong = np.flatnonzero(found >> _STATE_BITS != edges)
        while len(wrong):
            states[wrong] = 0
            wrong = wrong[found[wrong] != _FREE]
            places[wrong] = (places[wrong] + 1) & ((1 << _BITS) - 1)
            found[wrong] = self._table[places[wrong]]
            states[wrong] = found[wrong] & _STATE
            wrong = wrong[found[wrong] >> _STATE_BITS != edges[wrong]]
        return states


def _places(edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where in the table to begin to look for *edges*."""
    places: NDArray[np.int64] = (edges * _MULTIPLIER & 0xFFFFFFFF) >> (32 - _BITS)
    return places


def _hashed(entries: NDArray[np.int64]) -> NDArray[np.int64]:
    """*entries* in a hash table, each at its place or at the next that was free."""
    import numpy as np

    table = np.full(1 << _BITS, _FREE, dtype=np.int64)
    places = _places(entries >> _STATE_BITS)
    while len(entries):
        free = np.flatnonzero(table[places] == _FREE)
        taken, first = np.unique(places[free], return_index=True)
        put = free[first]
        table[taken] = entries[put]
        left = np.ones(len(entries), dtype=bool)
        left[put] = False
        entries = entries[left]
        places = (places[left] + 1) & ((1 << _BITS) - 1)
    return table


class Model:
    """All of the model that is needed for languages in *scripts*."""

    def __init__(self, languages: Mapping[str, tuple[str, ...]]) -> None:
        import numpy as np
        from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

        self.encode = LanguageIdentifier._encode  # noqa: SLF001
        # One part of the file at a time: all of it together is five times what is left of it.
        with tempfile.TemporaryFile(suffix=".npz") as unpacked:
            with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
                shutil.copyfileobj(packed, unpacked, 1 << 20)
            unpacked.seek(0)
            with np.load(unpacked, allow_pickle=False) as parts:
                self.features = Features(parts["nextmove"].reshape(-1, 256), parts["nextmove_row"], parts["out_feat"])
                classes, prior, points = parts["classes"].tolist(), parts["pc"], parts["ptc"]
        self.classes: dict[str, list[str]] = {}
        self.tables: dict[str, Table] = {}
        self.priors: dict[str, Table] = {}
        for script, wanted in languages.items():
            places = [place for place, code in enumerate(classes) if code in wanted]
            self.classes[script] = [classes[place] for place in places]
            self.tables[script] = np.ascontiguousarray(points[:, places], dtype=np.float32)
            self.priors[script] = prior[places]
