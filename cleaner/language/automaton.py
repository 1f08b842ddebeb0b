"""The model of py3langid: the tree of its features, and the points that they give to languages.

It is read from `languages.npz`, which `benchmarks/train/languages_model.py` has made from py3langid's own file: the edges
of the tree in a table that the cache of a processor holds, and the points of the languages that can be answered.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

FILE: Final = Path(__file__).with_name("languages.npz")

SEPARATOR: Final = b"\xff"
"""No text has this byte, and no feature."""

POINT: Final = 1 / 2048
"""What half floats between 1 and 16 are multiples of. A power of two, so a factor of it rounds nothing."""


class Features:
    """The tree of features: edges from a state over a byte to a state, each state a place in a row of places."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        import numpy as np

        self.longest = int(parts["longest"])
        """Bytes of the longest feature."""
        # Behind the last place so many that no way leads to as there are bytes, for states with no way on.
        nowhere, size = len(parts["base"]), 1 << 8
        self._base = parts["base"].astype(np.int64)
        self._from = np.concatenate((parts["from"], np.full(size, -1))).astype(np.int32)
        self._output = parts["output"].astype(np.int32)
        self._first = first = parts["first"].astype(np.int64)
        # Nearly all pairs of bytes are on a way, so two steps are one look at a table: where the longest way of at most
        # two bytes leads, and the base of that place, or of nowhere when it is of one byte only.
        states, seconds = first.repeat(size), np.arange(size * size) % size
        places = self._base.take(states) + seconds
        is_way = self._from.take(places) == states
        self._second = np.where(is_way, places, first.take(seconds))
        self._second_base = np.where(is_way, self._base.take(places), nowhere)

    def ending(self, data: bytes) -> NDArray[np.int32]:
        """The number of the longest feature that ends at each byte, or -1 where none does."""
        import numpy as np

        # No way leads over the byte behind the last one.
        letters = np.frombuffer(data + SEPARATOR, dtype=np.uint8).astype(np.int64)
        # From every byte a way through the tree begins, and all of them take a step together. What begins earlier is
        # longer, and comes later.
        longest = self._first.take(letters[:-1])
        pairs = letters[:-2] << 8
        pairs += letters[1:-1]
        states = longest[1:] = self._second.take(pairs)
        places = self._second_base.take(pairs)
        places += letters[2:]
        ends = (self._from.take(places) == states).nonzero()[0]
        states = places.take(ends)
        ends += 2
        while len(ends):
            longest[ends] = states
            ends += 1
            places = self._base.take(states)
            places += letters.take(ends)
            alive = (self._from.take(places) == states).nonzero()[0]
            ends, states = ends.take(alive), places.take(alive)
        found: NDArray[np.int32] = self._output.take(longest)
        return found


class Model:
    """The features, and what they say of the languages of a script."""

    def __init__(self) -> None:
        import numpy as np

        with np.load(FILE, allow_pickle=False) as parts:
            self.features = Features(parts)

    @staticmethod
    def of(script: str) -> tuple[list[str], NDArray[np.int16], NDArray[np.float32]]:
        """Of a *script* the codes of its languages; what each feature says for each of them; and what each has before.

        What features say is in units of `POINT`: as small as the half floats of the file, exact, and floats several times
        as quickly.
        """
        import numpy as np

        with np.load(FILE, allow_pickle=False) as parts:
            points = np.ascontiguousarray(parts[f"points-{script}"].T / np.float16(POINT)).astype(np.int16)
            return parts[f"classes-{script}"].tolist(), points, parts[f"prior-{script}"].astype(np.float32)

    @staticmethod
    def encode(text: str) -> bytes:
        """The bytes of *text* in which features are looked for."""
        text = text.lower() if text.isupper() else text
        return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
