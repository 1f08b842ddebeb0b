"""Which blocks of a page stand in its gold text: the labels that extractors learn from.

The words of all blocks are read in one row. Those in four words in a row that the gold has as well are found, whether
or not the four lie in one block: converters wrap lines, and put links on lines of their own. What the page says more
often than the gold is found where most of it stands together, so a title counts at the article and not in the menu.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PER_CHAR = (
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"[{_PER_CHAR}]|[^\W{_PER_CHAR}]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SIZE = 4


def words_of(text: str) -> list[str]:
    """The words of *text*, folded; of scripts without spaces each character."""
    return _TOKEN.findall(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).casefold())


def _row(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """The words of all *texts*, and for each the number of its text."""
    words, owners = [], []
    for number, text in enumerate(texts):
        found = words_of(text)
        words += found
        owners += [number] * len(found)
    return words, owners


def _grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[step:] for step in range(_SIZE)), strict=False)


class Membership:
    """A gold text, and what of a page stands in it."""

    def __init__(self, gold: str) -> None:
        words = words_of(gold)
        self.size = len(words)
        """Words of the gold."""
        self._grams = Counter(_grams(words))

    def labels(self, texts: Sequence[str]) -> tuple[list[float], list[int]]:
        """For each of *texts*, the blocks of a page in order, the share of its words in the gold, and how many it has."""
        words, owners = _row(texts)
        found = self._found(words)
        sizes, hits = [0] * len(texts), [0] * len(texts)
        for owner, is_found in zip(owners, found, strict=True):
            sizes[owner] += 1
            hits[owner] += is_found
        return [hit / size if size else 0.0 for hit, size in zip(hits, sizes, strict=True)], sizes

    def _found(self, words: list[str]) -> list[bool]:
        """For each of *words*, the row of a page, whether it stands in the gold."""
        covered = [False] * len(words)
        for place, gram in enumerate(_grams(words)):
            if gram in self._grams:
                covered[place : place + _SIZE] = [True] * _SIZE
        runs: list[tuple[int, int]] = []
        place = 0
        for is_covered, group in groupby(covered):
            end = place + sum(1 for _ in group)
            if is_covered:
                runs.append((place, end))
            place = end
        if not runs:
            return covered
        longest = max(runs, key=lambda run: (run[1] - run[0], -run[0]))
        left = Counter(self._grams)
        found = [False] * len(words)
        for start, end in sorted(runs, key=lambda run: (run[0] - run[1], abs(run[0] - longest[0]), run[0])):
            grams = list(_grams(words[start:end]))
            free = sum(left[gram] > 0 for gram in grams)
            if 2 * free >= len(grams):
                left.subtract(grams)
                found[start:end] = [True] * (end - start)
        return found


class Snippets:
    """Pieces that must and must not come out, and what of a page stands in them."""

    def __init__(self, wanted: Sequence[str], unwanted: Sequence[str]) -> None:
        self._pieces = [
            (words_of(piece), value) for pieces, value in ((wanted, 1.0), (unwanted, 0.0)) for piece in pieces
        ]

    def labels(self, texts: Sequence[str]) -> tuple[list[float | None], list[int]]:
        """For each of *texts* 1 where it holds a wanted piece, 0 where an unwanted one, None where none or both."""
        words, owners = _row(texts)
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            places.setdefault(word, []).append(place)
        said: dict[int, set[float]] = {}
        for piece, value in self._pieces:
            for place in places.get(piece[0], ()) if piece else ():
                if words[place : place + len(piece)] == piece:
                    for owner in set(owners[place : place + len(piece)]):
                        said.setdefault(owner, set()).add(value)
        sizes = Counter(owners)
        labels = [next(iter(said[number])) if len(said.get(number, ())) == 1 else None for number in range(len(texts))]
        return labels, [sizes[number] for number in range(len(texts))]
