"""A sample of what each rule removed, drawn so that anybody can draw it again."""

from __future__ import annotations

import hashlib
from heapq import heappush, heapreplace
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.io.intact import documents
from cleaner.io.manifest import read_manifest
from cleaner.io.rows import BARE

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow
    from cleaner.model.category import Category

AROUND = 100
"""Code points of the clean text that are shown before and behind a removal."""
SHOWN_FIRST, SHOWN_LAST = 1_400, 600
"""Of a longer removal only so many code points are shown."""


class Drawn(Struct, frozen=True, kw_only=True):
    """A removal of the sample, with what somebody needs to judge it."""

    category: Category
    doc_id: str
    seq: int
    path: str | None
    """Of the input, as the stamp has it."""
    line: int
    chars: int
    """Code points removed."""
    before: str
    """The clean text before it."""
    removed: str | None
    """What was removed: the first part of it when `cut` is not 0; null when the result is redacted."""
    cut: int
    """Code points left out behind `removed`."""
    removed_last: str
    """What was removed behind those; empty when nothing is left out."""
    removed_sha256: str | None
    """Of a redacted result."""
    after: str
    """The clean text behind it; what was put in place of the removal left out."""
    why: str


class RuleSample(Struct, frozen=True):
    """The removals of one rule: how many there are, and those drawn, in the order of the draw.

    Any number of them from the front is a sample too.
    """

    rule: str
    population: int
    drawn: tuple[Drawn, ...]


class Sample(Struct, frozen=True):
    """What was drawn from a result, by rule in the order of their ids."""

    seed: int
    per_rule: int
    rules: tuple[RuleSample, ...]


class _Draw:
    """The removals of a rule with the lowest digests, of those seen so far."""

    def __init__(self) -> None:
        self.population = 0
        # A heap with the highest digest first; the number keeps equal ones in the order of the result.
        self.lowest: list[tuple[int, int, Drawn]] = []

    def see(self, most: int, digest: int, stored: Stored, row: RemovalRow) -> None:
        """Count *row*, and keep it while it is among the *most* lowest."""
        number = self.population
        self.population += 1
        if number < most:
            heappush(self.lowest, (-digest, -number, _drawn(stored, row)))
        elif -digest > self.lowest[0][0]:
            heapreplace(self.lowest, (-digest, -number, _drawn(stored, row)))


def sample(folder: Path, per_rule: int, *, seed: int = 0, bare: bool = False) -> Sample:
    """Draw at most *per_rule* removals of each rule of the result in *folder*, each with the same chance.

    The removals with the lowest SHA-256 over seed, path, document and place in the ledger are drawn: the order of
    the inputs, workers and parts do not matter. Documents in quarantine are not drawn from; bare markup and white space
    are when *bare*. One pass; memory holds a document and the sample.

    Raises:
        InputError: there is no result in *folder*, or its documents and removals are not as they were written.
    """
    draws: dict[str, _Draw] = {}
    for stored in documents(folder, read_manifest(folder)):
        start = f"{seed}\0{stored.row.stamp.capture.path or ''}\0{stored.row.id}\0"
        for row in stored.removals:
            if row.action == "repair" or (row.category in BARE and not bare):
                continue
            key = hashlib.sha256(f"{start}{row.seq}".encode("utf-8", "surrogatepass"))
            draws.setdefault(row.rule, _Draw()).see(per_rule, int.from_bytes(key.digest()), stored, row)
    return Sample(
        seed,
        per_rule,
        tuple(
            RuleSample(rule, draw.population, tuple(item for *_, item in sorted(draw.lowest, reverse=True, key=_place)))
            for rule, draw in sorted(draws.items())
        ),
    )


def _place(entry: tuple[int, int, Drawn]) -> tuple[int, int]:
    return entry[:2]


def _drawn(stored: Stored, row: RemovalRow) -> Drawn:
    clean, text = stored.row.text, row.text
    assert row.category is not None, "only repairs have none"
    end, cut, last = row.clean_at + len(row.replacement), 0, ""
    if text is not None and len(text) > SHOWN_FIRST + SHOWN_LAST:
        text, cut, last = text[:SHOWN_FIRST], len(text) - SHOWN_FIRST - SHOWN_LAST, text[-SHOWN_LAST:]
    return Drawn(
        category=row.category,
        doc_id=row.doc_id,
        seq=row.seq,
        path=stored.row.stamp.capture.place,
        line=row.line,
        chars=row.end - row.start,
        before=clean[max(0, row.clean_at - AROUND) : row.clean_at],
        removed=text,
        cut=cut,
        removed_last=last,
        removed_sha256=row.text_sha256,
        after=clean[end : end + AROUND],
        why=row.why,
    )
