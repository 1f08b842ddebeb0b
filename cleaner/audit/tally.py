"""Sums over documents. Tallies merge in any order and any grouping to the same sum, so any engine may count in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.model.document import Cleaned, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Sums = dict[str, int]


class SourceTally(Struct, frozen=True):
    """Sums over the pages of one source. Characters are code points, and those of documents that were emitted."""

    documents: int = 0
    quarantined: Sums = {}
    """By code: pages with a suspicious result."""
    chars_in: int = 0
    chars_out: int = 0
    removed_chars: int = 0
    removed: Sums = {}
    """Code points removed, by category."""
    fired: Sums = {}
    """Pages on which a rule fired, quarantined ones among them: a rule gone astray shows there first."""
    languages: Sums = {}
    """Documents by BCP 47 tag."""

    @property
    def pages(self) -> int:
        """Pages that the rules of the source were applied to."""
        return self.documents + sum(self.quarantined.values())


class Tally(Struct, frozen=True):
    """Sums over inputs."""

    inputs: int = 0
    sources: dict[str, SourceTally] = {}
    rejected: Sums = {}
    """By code: inputs that are no text, empty, or that the cleaner failed on."""
    unreadable: Sums = {}
    """By code: inputs whose bytes could not be had."""

    @property
    def documents(self) -> int:
        """Clean documents."""
        return sum(source.documents for source in self.sources.values())

    @property
    def quarantined(self) -> int:
        """Suspicious results, held back."""
        return sum(sum(source.quarantined.values()) for source in self.sources.values())


EMPTY = Tally()


def tally_of(result: Cleaned | Rejected) -> Tally:
    """The tally of one document."""
    if isinstance(result, Cleaned):
        return Tally(inputs=1, sources={result.stamp.source.id: _source_of(result, None)})
    if result.held is not None:
        return Tally(inputs=1, sources={result.held.stamp.source.id: _source_of(result.held, result.code)})
    return Tally(inputs=1, rejected={result.code: 1})


def tally_of_unreadable(code: str) -> Tally:
    """The tally of one input that could not be read."""
    return Tally(inputs=1, unreadable={code: 1})


def merged(tallies: Iterable[Tally]) -> Tally:
    """The sum of *tallies*, taken one at a time. Keys are sorted: the order of the parts leaves no trace."""
    inputs = 0
    rejected: Sums = {}
    unreadable: Sums = {}
    sources: dict[str, _OpenSource] = {}
    for tally in tallies:
        inputs += tally.inputs
        _add(rejected, tally.rejected)
        _add(unreadable, tally.unreadable)
        for name, source in tally.sources.items():
            if name not in sources:
                sources[name] = _OpenSource()
            sources[name].add(source)
    return Tally(
        inputs=inputs,
        sources={name: sources[name].closed() for name in sorted(sources)},
        rejected=_sorted(rejected),
        unreadable=_sorted(unreadable),
    )


class _OpenSource:
    """A sum that is still growing: one allocation a source, not one a document."""

    def __init__(self) -> None:
        self.documents = self.chars_in = self.chars_out = self.removed_chars = 0
        self.quarantined: Sums = {}
        self.removed: Sums = {}
        self.fired: Sums = {}
        self.languages: Sums = {}

    def add(self, source: SourceTally) -> None:
        self.documents += source.documents
        self.chars_in += source.chars_in
        self.chars_out += source.chars_out
        self.removed_chars += source.removed_chars
        _add(self.quarantined, source.quarantined)
        _add(self.removed, source.removed)
        _add(self.fired, source.fired)
        _add(self.languages, source.languages)

    def closed(self) -> SourceTally:
        return SourceTally(
            documents=self.documents,
            quarantined=_sorted(self.quarantined),
            chars_in=self.chars_in,
            chars_out=self.chars_out,
            removed_chars=self.removed_chars,
            removed=_sorted(self.removed),
            fired=_sorted(self.fired),
            languages=_sorted(self.languages),
        )


def _source_of(cleaned: Cleaned, quarantined: str | None) -> SourceTally:
    stamp = cleaned.stamp
    fired = dict.fromkeys(stamp.rules.fired, 1)
    if quarantined is not None:
        return SourceTally(quarantined={quarantined: 1}, fired=fired)
    return SourceTally(
        documents=1,
        chars_in=cleaned.ledger.length,
        chars_out=stamp.clean.chars,
        removed_chars=stamp.removal.chars,
        removed=stamp.removal.by_category,
        fired=fired,
        languages={stamp.language.tag: 1},
    )


def _add(sums: Sums, more: Mapping[str, int]) -> None:
    for key, number in more.items():
        sums[key] = sums.get(key, 0) + number


def _sorted(sums: Sums) -> Sums:
    return dict(sorted(sums.items()))
