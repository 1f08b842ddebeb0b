"""From documents to the graph."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from cleaner._version import VERSION
from cleaner.graph.group import group_of, place
from cleaner.graph.media import media_of
from cleaner.graph.model import (
    SCHEMA,
    SIMILAR,
    Contained,
    Counts,
    Document,
    Edge,
    Graph,
    Handover,
    Link,
    Options,
    Party,
)
from cleaner.graph.read import Reading
from cleaner.graph.shingles import Shelf, shingles_of
from cleaner.graph.similar import SHORTEST, Copies, Pair, Signatures, copies_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from cleaner.graph.entry import Entry, Mention
    from cleaner.graph.model import Group, LinkKind
    from cleaner.model.fact import Confidence

_LONGEST_CUT = 0.8
"""A text that has less than this of the other's shingles, and stands in it, is a part of it."""
_SUREST: tuple[Confidence, ...] = ("stated", "inferred", "derived")


def graph_of(folders: Sequence[Path], similar: float = SIMILAR) -> Graph:
    """The graph over the results in *folders*. It does not depend on their order, nor on that of the documents in them.

    Documents in quarantine are left out. A document that is in the results several times is one.

    Args:
        folders: results, as `cleaner clean -o` writes them.
        similar: share of shingles, from 0.5 to 1, from which two texts are copies.

    Raises:
        InputError: a folder is no result.
        OutputError: there is no room for temporary files.
        CleanerError: datasketch is not installed.
    """
    reading = Reading(folders)
    signatures = Signatures()
    with Shelf() as shelf:
        known: dict[str, tuple[int, Entry]] = {}
        repeated = 0
        for entry, letters in reading:
            earlier = known.get(entry.id)
            if earlier is None:
                shingles = shingles_of(letters)
                signatures.add(shingles)
                known[entry.id] = shelf.add(shingles), entry
                continue
            repeated += 1
            # Stamped twice, by other rules or profiles: the choice must not depend on which came first.
            if entry.stamp_digest < earlier[1].stamp_digest:
                shingles = shingles_of(letters)
                signatures.add(shingles)
                known[entry.id] = shelf.add(shingles), entry
        numbers = dict(sorted(known.values(), key=lambda pair: pair[1].id))
        # The earliest first: links lead to it.
        order = sorted(
            (number for number in numbers if shelf.size(number) >= SHORTEST), key=lambda number: place(numbers[number])
        )
        copies = copies_of(shelf, signatures, order, similar)
    entries = tuple(numbers.values())
    groups = _groups(numbers, copies)
    edges = _edges(entries)
    parties = _parties(entries)
    return Graph(
        schema=SCHEMA,
        tool=VERSION,
        options=Options(similar=similar),
        counts=Counts(
            documents=len(entries),
            repeated=repeated,
            quarantined=reading.quarantined,
            broken=reading.broken,
            too_short=len(entries) - len(order),
            parties=len(parties),
            edges=len(edges),
            groups=len(groups),
        ),
        parties=parties,
        documents=_documents(entries, groups),
        edges=edges,
        handovers=_handovers(entries),
        groups=groups,
        contained=_contained(numbers, copies),
        media=media_of(entries),
    )


def _groups(numbers: Mapping[int, Entry], copies: Copies) -> tuple[Group, ...]:
    """Groups, the largest first."""
    of_group = {number: at for at, group in enumerate(copies.groups) for number in group}
    links: list[list[Link]] = [[] for _ in copies.groups]
    for pair in copies.links:
        links[of_group[pair.shorter]].append(_link(pair, numbers))
    members = [[numbers[number] for number in group] for group in copies.groups]
    ordered = sorted(zip(members, links, strict=True), key=lambda each: (-len(each[0]), each[0][0].id))
    return tuple(group_of(f"copies-{at}", *each) for at, each in enumerate(ordered, start=1))


def _link(pair: Pair, numbers: Mapping[int, Entry]) -> Link:
    kind: LinkKind = "near"
    if pair.shared == pair.shorter_size:
        kind = "same" if pair.shared == pair.longer_size else "contained"
    elif pair.shorter_size < _LONGEST_CUT * pair.longer_size:
        kind = "contained"
    return Link(
        shorter=numbers[pair.shorter].id,
        longer=numbers[pair.longer].id,
        kind=kind,
        jaccard=round(pair.jaccard, 4),
        containment=round(pair.containment, 4),
    )


def _contained(numbers: Mapping[int, Entry], copies: Copies) -> tuple[Contained, ...]:
    found = []
    for pairs in copies.collections:
        links = sorted((_link(pair, numbers) for pair in pairs), key=lambda link: link.shorter)
        found.append(Contained(links[0].longer, "collection", tuple(links)))
    for pairs in copies.quoted:
        links = sorted((_link(pair, numbers) for pair in pairs), key=lambda link: link.longer)
        found.append(Contained(links[0].shorter, "quoted", tuple(links)))
    return tuple(sorted(found, key=lambda each: (each.document, each.kind)))


def _documents(entries: Iterable[Entry], groups: Iterable[Group]) -> tuple[Document, ...]:
    of_group = {step.document: group.id for group in groups for step in group.documents}
    return tuple(msgspec.structs.replace(entry.document, group=of_group.get(entry.id)) for entry in entries)


def _edges(entries: Iterable[Entry]) -> tuple[Edge, ...]:
    """Of each document in order: its chain from the origin on, then credits and the site."""
    return tuple(
        Edge(
            party=mention.party,
            document=entry.id,
            relation=mention.relation,
            hop=mention.hop,
            confidence=mention.confidence,
            date=entry.document.published,
            evidence=mention.evidence,
        )
        for entry in entries
        for mention in entry.mentions
    )


def _parties(entries: Iterable[Entry]) -> tuple[Party, ...]:
    mentions: dict[str, list[Mention]] = {}
    documents: dict[str, set[str]] = {}
    for entry in entries:
        for mention in entry.mentions:
            mentions.setdefault(mention.party, []).append(mention)
            documents.setdefault(mention.party, set()).add(entry.id)
    return tuple(_party(party, mentions[party], len(documents[party])) for party in sorted(mentions))


def _party(party: str, mentions: Sequence[Mention], documents: int) -> Party:
    spellings: dict[str, int] = {}
    for mention in mentions:
        spellings[mention.spelling] = spellings.get(mention.spelling, 0) + 1
    ranked = dict(sorted(spellings.items(), key=lambda item: (-item[1], item[0])))
    return Party(
        id=party,
        name=next(iter(ranked)),
        spellings=ranked,
        kinds=tuple(sorted({mention.kind for mention in mentions})),
        platforms=tuple(sorted({mention.platform for mention in mentions if mention.platform})),
        documents=documents,
    )


def _handovers(entries: Iterable[Entry]) -> tuple[Handover, ...]:
    """From each place on the way of a document to the next; who is not named took part all the same."""
    documents: dict[tuple[str, str, str], dict[str, Confidence]] = {}
    for entry in entries:
        for earlier, later in pairwise(entry.way):
            surest = max(earlier.confidence, later.confidence, key=_SUREST.index)
            for origin in earlier.parties:
                for taker in later.parties:
                    if origin != taker:
                        documents.setdefault((origin, taker, later.relation), {})[entry.id] = surest
    return tuple(
        Handover(*key, confidence=min(found.values(), key=_SUREST.index), documents=tuple(sorted(found)))
        for key, found in sorted(documents.items())
    )
