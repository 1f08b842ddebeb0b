"""Which documents differ between two sequences of leaves: gone, new, altered, or in another place."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from cleaner.model.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.receipts.leaves import Leaf


def differences(sealed: Sequence[Leaf], found: Sequence[Leaf]) -> Iterator[Finding]:
    """A finding for each document of *found* that is not as it was *sealed*, then for each that is gone."""
    places: defaultdict[bytes, deque[int]] = defaultdict(deque)
    for number, leaf in enumerate(sealed):
        places[leaf.hash].append(number)
    # Where each leaf stood when it was sealed; the same leaf twice (one page given twice) stood in both places.
    origins = [places[leaf.hash].popleft() if places[leaf.hash] else None for leaf in found]
    left: defaultdict[str, deque[int]] = defaultdict(deque)
    for number in sorted(number for numbers in places.values() for number in numbers):
        left[sealed[number].doc_id].append(number)
    stayed = _longest_rise([origin for origin in origins if origin is not None])
    for number, (leaf, origin) in enumerate(zip(found, origins, strict=True)):
        if origin is None and left[leaf.doc_id]:
            was = left[leaf.doc_id].popleft()
            detail = f"its stamp is not the sealed one, which was leaf {was}"
            yield Finding(leaf.doc_id, leaf.where, "document-altered", detail)
        elif origin is None:
            yield Finding(leaf.doc_id, leaf.where, "document-added", "no document with this id and stamp was sealed")
        elif origin not in stayed:
            detail = f"is leaf {number}, was sealed as leaf {origin}: the order is another"
            yield Finding(leaf.doc_id, leaf.where, "document-moved", detail)
    for doc_id, number in sorted(
        ((key, n) for key, numbers in left.items() for n in numbers), key=lambda gone: gone[1]
    ):
        yield Finding(doc_id, f"leaf {number}", "document-removed", "was sealed, and is not there")


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The most of *numbers* that are in rising order: what did not move. In n log n, by patience sorting."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_right(tops, number)
        before[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    rise = set()
    last = tops[-1] if tops else None
    while last is not None:
        rise.add(last)
        last = before[last]
    return rise
