"""Documents with one text: which came first as far as they state it, and which of them say less than others."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner.graph.entry import UNNAMED
from cleaner.graph.loss import losses_of
from cleaner.graph.model import Group, NamedOrigin, Origin, Step
from cleaner.graph.order import why_undecided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.graph.entry import Entry
    from cleaner.graph.model import Link


def group_of(name: str, entries: Sequence[Entry], links: Sequence[Link]) -> Group:
    """The group of *entries*, which *links* join."""
    ordered = sorted(entries, key=place)
    origin, why = _origin(ordered)
    return Group(
        id=name,
        documents=_steps(ordered),
        sources=tuple(sorted({entry.document.source for entry in entries})),
        parties=tuple(sorted({entry.document.party for entry in entries if entry.document.party})),
        links=tuple(sorted(links, key=lambda link: (link.shorter, link.longer))),
        origin=origin,
        why_no_origin=why,
        named_origins=_named_origins(ordered),
        losses=losses_of(ordered),
    )


def place(entry: Entry) -> tuple[bool, float, str]:
    """Where *entry* is listed: by the middle of the time that a date leaves open; those without a date last."""
    moment = entry.moment
    if moment is None:
        return True, 0.0, entry.id
    middle = moment.start + (moment.end - moment.start) / 2
    return False, middle.timestamp(), entry.id


def _steps(ordered: Sequence[Entry]) -> tuple[Step, ...]:
    steps = [Step(document=ordered[0].id, order=None, why=None)]
    for earlier, later in pairwise(ordered):
        order = earlier.moment.order_to(later.moment) if earlier.moment and later.moment else "undecided"
        why = why_undecided(earlier.moment, later.moment) if order == "undecided" else None
        steps.append(Step(document=later.id, order=order, why=why))
    return tuple(steps)


def _origin(ordered: Sequence[Entry]) -> tuple[Origin | None, str | None]:
    """The document that states the earliest publication, when what is stated decides that."""
    first = ordered[0]
    if first.moment is None:
        return None, "no document states a date of publication"
    dated = [entry for entry in ordered[1:] if entry.moment]
    for entry in dated:
        assert entry.moment
        order = first.moment.order_to(entry.moment)
        if order == "same":
            return None, f"{first.id} and {entry.id} state the same time"
        if order == "undecided":
            return None, f"{first.id} and {entry.id}: {why_undecided(first.moment, entry.moment)}"
    if not dated:
        return None, f"only {first.id} states a date of publication"
    caveats = []
    undated = len(ordered) - 1 - len(dated)
    if undated:
        caveats.append(f"{undated} of {len(ordered)} documents state no date of publication")
    if first.document.in_front_matter:
        caveats.append("its date stands in front matter alone, which whoever made the dump wrote")
    if any(entry.document.in_front_matter for entry in dated):
        caveats.append("dates of others stand in front matter alone")
    if first.sources:
        caveats.append(f"it names another as its source: {', '.join(map(_shown, sorted(first.sources)))}")
    return Origin(document=first.id, confidence="inferred", caveats=tuple(caveats)), None


def _shown(party: str) -> str:
    return party.partition(":")[2]


def _named_origins(ordered: Sequence[Entry]) -> tuple[NamedOrigin, ...]:
    documents: dict[str, list[str]] = {}
    for entry in ordered:
        for party in dict.fromkeys(mention.party for mention in entry.mentions if mention.relation == "origin"):
            if not party.startswith(UNNAMED):
                documents.setdefault(party, []).append(entry.id)
    return tuple(
        NamedOrigin(party=party, documents=tuple(sorted(found)))
        for party, found in sorted(documents.items(), key=lambda item: (-len(item[1]), item[0]))
    )
