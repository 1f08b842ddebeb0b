"""Which documents a page shows when there are too many: every kind of page, and no order of the inputs in it."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cleaner.io.result import Stored

A_RULE = 5
"""Of so many documents on which a rule fired some are shown, if there are as many."""


class Sample(Struct, frozen=True):
    """The places of the chosen documents in the result, and how they were chosen."""

    chosen: frozenset[int]
    of: int
    how: str


def sample_of(items: Iterable[Stored], most: int) -> Sample:
    """At most *most* of *items*: those in quarantine, one of each source, some for each rule, the rest by source.

    Always the ones with the lowest stamp digests, so the order of the inputs decides nothing. Takes memory for *most* of
    each source, and a few of each rule.
    """
    held = _Lowest(most)
    rules: dict[tuple[str, str], _Lowest] = {}
    sources: dict[str, _Lowest] = {}
    number = 0
    counts: Counter[str] = Counter()
    for number, item in enumerate(items, start=1):
        row = item.row
        place = (row.stamp.stamp_digest, number - 1)
        if item.outcome == "quarantined":
            held.add(place)
            continue
        counts[row.source] += 1
        sources.setdefault(row.source, _Lowest(most)).add(place)
        for rule in row.stamp.rules.fired:
            rules.setdefault((row.source, rule), _Lowest(A_RULE)).add(place)
    suspicious = held.places()
    chosen = set(suspicious[: (most + 1) // 2])
    for wanted in _wanted(sources, rules):
        if len(chosen) >= most:
            break
        chosen.add(wanted)
    _fill(chosen, sources, most)
    chosen.update(suspicious[: most - len(chosen) + len(chosen.intersection(suspicious))])
    how = (
        f"{len(chosen.intersection(suspicious)):,} of {held.seen:,} documents in quarantine, one document of each of "
        f"{len(sources):,} sources, up to {A_RULE} for each rule that fired, rare rules first, and the rest half in equal "
        "parts and half by the size of the source; always those with the lowest stamp digests. Removals, rules and the groups "
        "that are shown were counted over all documents; groups that occur in no shown document are not shown, and places, "
        "first and last are those in shown documents."
    )
    return Sample(frozenset(chosen), number, how)


def _wanted(sources: Mapping[str, _Lowest], rules: Mapping[tuple[str, str], _Lowest]) -> Iterator[int]:
    """Places in the order in which they are wanted: a page of each source, then one page of each rule, then another."""
    for name in sorted(sources):
        yield sources[name].places()[0]
    # Rules that fired on few pages first, should there be more rules than room.
    ranked = sorted((lowest.seen, key, lowest.places()) for key, lowest in rules.items())
    for turn in range(A_RULE):
        for _, _, places in ranked:
            yield from places[turn : turn + 1]


def _fill(chosen: set[int], sources: dict[str, _Lowest], most: int) -> None:
    """Top *chosen* up to *most*: half of the room in equal parts, half by size."""
    room = most - len(chosen)
    total = sum(lowest.seen for lowest in sources.values())
    if room <= 0 or not total:
        return
    equal = room // 2 // len(sources)
    for name in sorted(sources):
        lowest = sources[name]
        share = equal + (room - room // 2) * lowest.seen // total
        fresh = [place for place in lowest.places() if place not in chosen]
        chosen.update(fresh[:share])
    left = heapq.merge(*(lowest.lowest() for lowest in sources.values()))
    for _, place in left:
        if len(chosen) >= most:
            break
        chosen.add(place)


class _Lowest:
    """The so many lowest digests of all that were seen, with the places of their documents."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.seen = 0
        self._heap: list[tuple[int, int, str]] = []

    def add(self, place: tuple[str, int]) -> None:
        self.seen += 1
        digest, number = place
        entry = (-int.from_bytes(digest[:16].encode()), -number, digest)
        if len(self._heap) < self.most:
            heapq.heappush(self._heap, entry)
        elif entry > self._heap[0]:
            heapq.heapreplace(self._heap, entry)

    def lowest(self) -> list[tuple[str, int]]:
        return sorted((digest, -number) for _, number, digest in self._heap)

    def places(self) -> list[int]:
        return [number for _, number in self.lowest()]
