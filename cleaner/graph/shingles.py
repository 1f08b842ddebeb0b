"""Shingles of a text: which short stretches of letters occur in it, as sorted 64-bit digests."""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from cleaner.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Digests = NDArray[np.uint64]

SHORT, LONG = 5, 9
"""Letters in a shingle that begins with a character of China, Japan or Korea, and with any other: a word or two."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_WIDE = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def shingles_of(letters: str) -> Digests:
    """The digests of all shingles of *letters*, each once, ascending. What a place gives depends on the letters behind it alone."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    is_wide = np.zeros(len(codes), dtype=bool)
    for first, last in _WIDE:
        is_wide |= (codes >= first) & (codes <= last)
    short, long = _digests(codes, SHORT), _digests(codes, LONG)
    return np.unique(np.concatenate([short[is_wide[: len(short)]], long[~is_wide[: len(long)]]]))


def _digests(codes: Digests, size: int) -> Digests:
    count = max(0, len(codes) - size + 1)
    digests = np.full(count, size, dtype=np.uint64)
    for offset in range(size):
        digests ^= codes[offset : offset + count]
        digests *= _PRIME
        digests ^= digests >> _SHIFT
    return digests


def common(one: Digests, other: Digests) -> int:
    """How many shingles two texts share."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if not len(many):
        return 0
    places = np.searchsorted(many, few)
    places[places == len(many)] = 0
    return int(np.count_nonzero(many[places] == few))


class Shelf:
    """Shingles of many texts in a temporary file, so that memory holds those alone that are being compared.

    Raises:
        OutputError: the disk is full, or there is no place for temporary files.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the shelf
        except OSError as error:
            raise _no_room(error) from None
        self._places: list[tuple[int, int]] = []
        self._marks: list[bytes] = []
        self._end = 0

    def __len__(self) -> int:
        return len(self._places)

    def size(self, number: int) -> int:
        """How many shingles text *number* has."""
        return self._places[number][1]

    def mark(self, number: int) -> bytes:
        """The same for texts with the same shingles, and for no others."""
        return self._marks[number]

    def add(self, shingles: Digests) -> int:
        """Put the shingles of a text away; its number."""
        data = shingles.tobytes()
        try:
            self._file.seek(self._end)
            self._file.write(data)
        except OSError as error:
            raise _no_room(error) from None
        self._places.append((self._end, len(shingles)))
        self._marks.append(hashlib.blake2b(data, digest_size=16).digest())
        self._end += len(data)
        return len(self._places) - 1

    def get(self, number: int) -> Digests:
        """The shingles of text *number*."""
        start, size = self._places[number]
        self._file.seek(start)
        return np.frombuffer(self._file.read(size * 8), dtype=np.uint64)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _no_room(error: OSError) -> OutputError:
    return OutputError(
        f"the temporary file for comparing texts cannot be written: {error.strerror}; "
        "free space, or name a folder that has some in TMPDIR"
    )
