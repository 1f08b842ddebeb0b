"""Which texts are copies of each other: found by MinHash and by sampled shingles, then counted exactly.

MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, ch. 3) finds texts that are nearly the same. It cannot find
one that was cut to a third. For that, shingles whose digest is a multiple of 8 (FracMinHash) are looked up in all texts.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from cleaner.errors import CleanerError
from cleaner.graph.model import LEAST
from cleaner.graph.shingles import common

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from cleaner.graph.shingles import Digests, Shelf

SHORTEST = 32
"""Shingles that a text must have to be compared: the sentence that a page is gone is nobody's copy."""
SHORTEST_PART = 64
"""Shingles that a text must have to be looked for within longer ones."""

_PERMUTATIONS, _BANDS, _ROWS, _SEED = 128, 32, 4, 1
_AT_ONCE = 4096
# 128 permutations estimate a share of 0.8 to 0.035; four times that, so that an estimate loses no pair.
_LEEWAY = 0.15
_MOST = 64
"""Texts that one is compared with at most, the most alike first: notices filled into one form would all be compared with all."""
_LIKE = 0.9
"""Estimate from which a text is looked up and not entered: who is like it is like the one entered. Otherwise, time would grow
with the square of a group."""
_SAMPLE = np.uint64(8)
_LONGEST = 32
"""Of texts that have a sampled shingle, the longest stand for all."""
_APART = 0.2
"""Texts that share less of the shorter have nothing to do with each other."""
_SHORTER, _LONGER = attrgetter("shorter"), attrgetter("longer")


class Pair(Struct, frozen=True):
    """Two texts by number, with the shingles that they share and those of each."""

    shorter: int
    longer: int
    shared: int
    shorter_size: int
    longer_size: int

    @property
    def jaccard(self) -> float:
        """Shared shingles, of those of both."""
        return self.shared / (self.shorter_size + self.longer_size - self.shared)

    @property
    def containment(self) -> float:
        """Shared shingles, of those of the shorter text."""
        return self.shared / self.shorter_size


class Copies(Struct, frozen=True):
    """Groups of texts by number, and the pairs that join them.

    `collections`: pairs of one longer text with shorter ones that have nothing to do with each other. `quoted`: pairs of one
    shorter text with longer ones that have little else in common. Neither joins anything.
    """

    groups: tuple[tuple[int, ...], ...]
    links: tuple[Pair, ...]
    collections: tuple[tuple[Pair, ...], ...]
    quoted: tuple[tuple[Pair, ...], ...]


class Signatures:
    """MinHash signatures of texts, 512 bytes each."""

    def __init__(self) -> None:
        self._minhash, _ = _datasketch()
        self._blank = self._minhash(num_perm=_PERMUTATIONS, seed=_SEED, scheme="affine32", hashfunc=int)
        self._rows: list[NDArray[np.uint32]] = []

    def add(self, shingles: Digests) -> None:
        """Sign the next text."""
        signature = self._blank.copy()
        # Permutations of 32 bits take the upper half of the digests; a table of 128 columns for a whole book would be large.
        values = (shingles >> np.uint64(32)).tolist()
        for start in range(0, len(values), _AT_ONCE):
            signature.update_batch(values[start : start + _AT_ONCE])
        self._rows.append(signature.hashvalues)

    def candidates(self, order: Sequence[int]) -> Iterator[tuple[int, Sequence[int], NDArray[np.float64]]]:
        """For each text in *order*, those before it that share a band, most alike first, with estimates of the Jaccard index."""
        _, index = _datasketch()
        table = index(num_perm=_PERMUTATIONS, params=(_BANDS, _ROWS))
        place = {number: at for at, number in enumerate(order)}
        all_rows = np.array(self._rows, dtype=np.uint32) if self._rows else np.zeros((0, _PERMUTATIONS), np.uint32)
        for number in order:
            signature = self._minhash(
                hashvalues=all_rows[number], permutations=self._blank.permutations, seed=_SEED, scheme="affine32"
            )
            found = sorted(table.query(signature), key=place.__getitem__)
            estimates = (all_rows[found] == all_rows[number]).mean(axis=1)
            if not found or estimates.max() < _LIKE:
                table.insert(number, signature)
            if found:
                best = np.argsort(-estimates, kind="stable")[:_MOST]
                yield number, [found[at] for at in best], estimates[best]


def copies_of(shelf: Shelf, signatures: Signatures, order: Sequence[int], similar: float) -> Copies:
    """The copies among texts.

    Args:
        shelf: shingles of each text.
        signatures: of each text.
        order: the texts to compare, in the order in which they go before each other where nothing else decides.
        similar: share of shingles from which two texts are copies.

    A higher share never joins texts that a lower one leaves apart.
    """
    forest = _Forest(len(shelf))
    links: list[Pair] = []
    firsts: dict[bytes, int] = {}
    for number in order:
        first = firsts.setdefault(shelf.mark(number), number)
        if forest.join(first, number):
            size = shelf.size(number)
            links.append(Pair(first, number, size, size, size))
    # Of texts that are the same, the first stands for all.
    distinct = tuple(firsts.values())
    for number, candidates, estimates in signatures.candidates(distinct):
        mine = shelf.get(number)
        for candidate, estimate in zip(candidates, estimates, strict=True):
            if estimate < similar - _LEEWAY:
                break
            if forest.root(number) == forest.root(candidate):
                continue
            pair = _pair(candidate, shelf.get(candidate), number, mine)
            if pair.jaccard >= similar and forest.join(number, candidate):
                links.append(pair)
    inside = _contained(shelf, distinct)
    collections = _collections(shelf, inside)
    quoted = _quoted(shelf, inside)
    for pair in inside:
        if pair.longer in collections or pair.shorter in quoted or pair.containment < similar:
            continue
        if forest.join(pair.shorter, pair.longer):
            links.append(pair)
    return Copies(
        groups=forest.groups(order),
        links=tuple(links),
        collections=_shown((pair for pair in inside if pair.longer in collections), _LONGER, similar),
        quoted=_shown((pair for pair in inside if pair.shorter in quoted), _SHORTER, similar),
    )


def _shown(pairs: Iterable[Pair], whose: Callable[[Pair], int], similar: float) -> tuple[tuple[Pair, ...], ...]:
    found = _by(whose, (pair for pair in pairs if pair.containment >= similar))
    return tuple(tuple(group) for group in found.values() if len(group) > 1)


def _contained(shelf: Shelf, order: Sequence[int]) -> list[Pair]:
    """Pairs of which half of the shorter text at least stands in the longer, whatever share is asked for."""
    place = {number: at for at, number in enumerate(order)}
    # The longest text has rank 0.
    ranked = sorted(order, key=lambda number: (-shelf.size(number), place[number]))
    samples = [_sample(shelf.get(number)) for number in ranked]
    if not samples:
        return []
    digests = np.concatenate(samples)
    ranks = np.repeat(np.arange(len(samples), dtype=np.uint32), [len(sample) for sample in samples])
    by_digest = np.argsort(digests, kind="stable")
    ranks = ranks[by_digest]
    known, starts, holders = np.unique(digests[by_digest], return_index=True, return_counts=True)
    ends = starts + np.minimum(holders, _LONGEST)
    found = []
    for rank, (number, sample) in enumerate(zip(ranked, samples, strict=True)):
        if shelf.size(number) < SHORTEST_PART:
            break
        at = np.searchsorted(known, sample)
        at = at[holders[at] > 1]
        if len(at) * 4 < len(sample) or not len(at):
            continue
        others = np.concatenate([ranks[starts[each] : ends[each]] for each in at])
        candidates, counts = np.unique(others[others < rank], return_counts=True)
        likely = candidates[counts * 4 >= len(sample)]
        mine = shelf.get(number)
        for candidate in likely.tolist():
            pair = _pair(number, mine, ranked[candidate], shelf.get(ranked[candidate]))
            if pair.containment >= LEAST:
                found.append(pair)
    return found


def _sample(shingles: Digests) -> Digests:
    sample: Digests = shingles[shingles % _SAMPLE == 0]
    return sample


def _collections(shelf: Shelf, pairs: Iterable[Pair]) -> frozenset[int]:
    """Texts that hold others which have nothing to do with each other."""
    found = set()
    for longer, parts in _by(_LONGER, pairs).items():
        least = min(parts, key=attrgetter("shorter_size"))
        shingles = shelf.get(least.shorter)
        if any(
            _lack(part.shared + least.shared - part.longer_size, _APART, shelf, part.shorter, shingles)
            for part in parts
        ):
            found.add(longer)
    return frozenset(found)


def _quoted(shelf: Shelf, pairs: Iterable[Pair]) -> frozenset[int]:
    """Texts that stand in others which have little else in common: a notice under everything, a statement widely quoted."""
    found = set()
    for shorter, holders in _by(_SHORTER, pairs).items():
        least = min(holders, key=attrgetter("longer_size"))
        shingles = shelf.get(least.longer)
        if any(
            _lack(each.shared + least.shared - each.shorter_size, LEAST, shelf, each.longer, shingles)
            for each in holders
        ):
            found.add(shorter)
    return frozenset(found)


def _lack(at_least: int, share: float, shelf: Shelf, number: int, shingles: Digests) -> bool:
    """Whether text *number* lacks *share* of *shingles*; it is known to have *at_least* so many of them."""
    wanted = share * len(shingles)
    return at_least < wanted and common(shelf.get(number), shingles) < wanted


def _by(whose: Callable[[Pair], int], pairs: Iterable[Pair]) -> dict[int, list[Pair]]:
    found: dict[int, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(whose(pair), []).append(pair)
    return found


def _pair(one: int, mine: Digests, other: int, theirs: Digests) -> Pair:
    if len(mine) > len(theirs):
        one, mine, other, theirs = other, theirs, one, mine
    return Pair(one, other, common(mine, theirs), len(mine), len(theirs))


class _Forest:
    """Sets of numbers that are joined one by one (Tarjan's union–find)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def root(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    def join(self, one: int, other: int) -> bool:
        """Join two sets; False when they were one."""
        first, second = sorted((self.root(one), self.root(other)))
        self._parents[second] = first
        return first != second

    def groups(self, order: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """Sets of more than one."""
        found: dict[int, list[int]] = {}
        for number in order:
            found.setdefault(self.root(number), []).append(number)
        return tuple(tuple(group) for group in found.values() if len(group) > 1)


def _datasketch() -> tuple[Any, Any]:
    try:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]
    except ImportError:
        raise CleanerError(
            "the graph compares texts with datasketch, which is not installed: pip install 'cleaner[graph]'"
        ) from None
    return MinHash, MinHashLSH
