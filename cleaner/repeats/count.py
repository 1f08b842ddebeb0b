"""Sheets added up: on how many pages of its host each block stands. Exact, a range of keys at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np

from cleaner.repeats import sheet
from cleaner.repeats.keys import of_all_pages
from cleaner.repeats.sheet import Text
from cleaner.repeats.table import Limits, Row, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Counts = NDArray[np.uint64]

ENTRY = np.dtype(sheet.ENTRY)

RANGE = 1 << 18
"""Entries that are added up at a time: 8 MiB of them."""
_OTHERS = ("address", "content", "title")


def count(entries: Sequence[Path], texts: Sequence[Path], limits: Limits, at_once: int = RANGE) -> list[Row]:
    """The blocks that stand on as many pages as *limits* ask for, in the order of the table.

    A page counts by its address, its blocks and its title: of these the fewest different ones, so that neither two
    captures of a page nor its views for print or its parts pass for several. Where all pages have one title, it tells
    nothing and is left out.

    Args:
        entries: files of `Sheet.entries`, in any order.
        texts: files of `Sheet.texts`.
        limits: what counts as many.
        at_once: entries in memory, but for a key that has more.
    """
    frequent: dict[int, tuple[int, int, int]] = {}
    for keys, counts in _counted(entries, at_once):
        # By addresses and contents alone: which hosts have one title is known in the end.
        many = np.minimum(counts[0], counts[1]) >= limits.min_pages
        frequent.update(
            zip(keys[many].tolist(), zip(*(column[many].tolist() for column in counts), strict=True), strict=True)
        )
    found: dict[int, Row] = {}
    for text in _texts(texts):
        counted = frequent.get(text.key)
        whole = frequent.get(of_all_pages(text.host)) if counted else None
        if counted is None or whole is None:
            continue
        used = 3 if whole[2] > 1 else 2
        pages, of = min(counted[:used]), min(whole[:used])
        before = found.get(text.key)
        if limits.are_met(pages, of) and (before is None or text.sample < (before.text or "")):
            found[text.key] = Row(
                host=text.host,
                pages=pages,
                of=of,
                kind=text.kind,
                is_linked=text.is_linked,
                text=text.sample,
                key=f"{text.key:016x}",
            )
    return in_order(found.values())


def _counted(places: Sequence[Path], at_once: int) -> Iterator[tuple[Counts, tuple[Counts, ...]]]:
    """Keys ascending, and for each how many different addresses, contents and titles, a range at a time."""
    sheets = [place for place in places if place.stat().st_size]
    ranges = sum(place.stat().st_size for place in sheets) // ENTRY.itemsize // at_once + 1
    edges = np.array([number * (1 << 64) // ranges for number in range(1, ranges)], dtype="<u8")
    cuts = [_cuts(place, edges) for place in sheets]
    for number in range(ranges):
        parts = [
            np.fromfile(place, ENTRY, cut[number + 1] - cut[number], offset=cut[number] * ENTRY.itemsize)
            for place, cut in zip(sheets, cuts, strict=True)
        ]
        entries = np.concatenate(parts) if parts else np.empty(0, ENTRY)
        if len(entries):
            keys = np.unique(entries["key"])
            yield keys, tuple(_different(entries["key"], entries[name]) for name in _OTHERS)


def _cuts(place: Path, edges: Counts) -> list[int]:
    """Where in a file the ranges begin, and its end. Looks at a few places of it."""
    entries = np.memmap(place, dtype=ENTRY, mode="r")
    return [0, *np.searchsorted(entries["key"], edges).tolist(), len(entries)]


def _different(keys: Counts, others: Counts) -> Counts:
    """For each key, ascending, the number of its different *others*."""
    order = np.lexsort((others, keys))
    keys, others = keys[order], others[order]
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = keys[1:] != keys[:-1]
    is_new = is_first.copy()
    is_new[1:] |= others[1:] != others[:-1]
    return np.add.reduceat(is_new.astype(np.uint64), np.flatnonzero(is_first))


def _texts(places: Sequence[Path]) -> Iterator[Text]:
    decoder = msgspec.json.Decoder(Text)
    for place in places:
        with place.open("rb") as file:
            for line in file:
                yield decoder.decode(line)
