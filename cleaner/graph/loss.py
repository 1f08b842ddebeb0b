"""What a copy no longer says of author, editor, source, title and date, that another copy of the same text says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cleaner.graph.entry import UNNAMED, Named
from cleaner.graph.fold import letters_of, name_of
from cleaner.graph.model import Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaner.graph.entry import Entry
    from cleaner.graph.model import LossKind, Order
    from cleaner.model.fact import Evidence

_SAYS: dict[LossKind, Callable[[Entry], tuple[Named, ...]]] = {
    "author": lambda entry: entry.authors,
    "editor": lambda entry: entry.editors,
    "title": lambda entry: (entry.title,) if entry.title else (),
    "date": lambda entry: (entry.published,) if entry.published else (),
}
_WHATS: tuple[LossKind, ...] = ("author", "source", "editor", "title", "date")


def losses_of(ordered: Sequence[Entry]) -> tuple[Loss, ...]:
    """What each of the documents lost, in their order. One that is earlier than all who say more has lost nothing."""
    found = []
    for entry in ordered:
        for what in _WHATS:
            loss = _source_loss(entry, ordered) if what == "source" else _loss(entry, what, ordered)
            if loss:
                found.append(loss)
    return tuple(found)


def _loss(entry: Entry, what: LossKind, ordered: Sequence[Entry]) -> Loss | None:
    says = _SAYS[what]
    mine = says(entry)
    for witness, order in _witnesses(entry, ordered, later=what == "author"):
        theirs = says(witness)
        if not theirs or (what == "editor" and witness.sources):
            # A reprint has editors of its own, whom nobody lost.
            continue
        if not mine:
            return _made(entry, what, "lost", (theirs, mine), witness, order, _first_without(entry, ordered, says))
        if order == "before" and _differ(what, entry, witness):
            return _made(entry, what, "changed", (theirs, mine), witness, order, entry.document.party)
        if order == "before":
            return None
    return None


def _differ(what: LossKind, entry: Entry, witness: Entry) -> bool:
    """Whether a later *entry* says something else than *witness*, and not what it was before."""
    if what == "date":
        return True
    if what == "title":
        assert entry.title
        assert witness.title
        mine = (entry.title.value, *entry.earlier_titles)
        return letters_of(witness.title.value) not in {letters_of(title) for title in mine}
    names = {name_of(each.value) for each in entry.authors}
    return what == "author" and names.isdisjoint(name_of(each.value) for each in witness.authors)


def _source_loss(entry: Entry, ordered: Sequence[Entry]) -> Loss | None:
    """Lost is the party that had the text before, when the copy names none and is not that party's own."""
    own = entry.document.party
    if entry.sources or any(each.relation == "origin" and each.party == own for each in entry.mentions):
        return None
    for witness, order in _witnesses(entry, ordered, later=True):
        for mention in witness.mentions:
            if mention.relation in {"origin", "syndication", "reprint"} and _is_other(mention.party, entry):
                names = (Named(mention.spelling, mention.evidence),)
                at = _first_without(entry, ordered, lambda each: tuple(each.sources))
                return _made(entry, "source", "lost", (names, ()), witness, order, at)
        owner = witness.document.party
        if order == "before" and owner and _is_other(owner, entry):
            mention = next(each for each in witness.mentions if each.party == owner)
            names = (Named(mention.spelling, mention.evidence),)
            return _made(entry, "source", "lost", (names, ()), witness, order, entry.document.party)
    return None


def _is_other(party: str, entry: Entry) -> bool:
    return not party.startswith(UNNAMED) and party != entry.document.party


def _witnesses(entry: Entry, ordered: Sequence[Entry], *, later: bool) -> Iterator[tuple[Entry, Order]]:
    """Documents that may have been there before *entry*, those that certainly were first.

    With *later*, those too that came later and name where the text was before both.
    """
    found: list[tuple[Entry, Order]] = []
    for other in ordered:
        if other is entry:
            continue
        order: Order = "undecided"
        if other.moment and entry.moment:
            order = other.moment.order_to(entry.moment)
            came_later = entry.moment.order_to(other.moment) == "before"
            speaks = later and other.sources and entry.document.party not in other.sources
            if came_later and not speaks:
                continue
        found.append((other, order))
    yield from sorted(found, key=lambda pair: pair[1] != "before")


def _first_without(entry: Entry, ordered: Sequence[Entry], says: Callable[[Entry], tuple[object, ...]]) -> str | None:
    """The party at which it went missing: the first on the way of *entry* that has a document without it."""
    for level in entry.way:
        for party in level.parties:
            at_party = [other for other in ordered if other.document.party == party]
            if at_party and not any(says(other) for other in at_party):
                return party
    return entry.document.party


def _made(
    entry: Entry,
    what: LossKind,
    change: Literal["lost", "changed"],
    values: tuple[Sequence[Named], Sequence[Named]],
    witness: Entry,
    order: Order,
    at: str | None,
) -> Loss:
    had, has = values
    evidence: list[Evidence] = [each for named in had for each in named.evidence]
    return Loss(
        document=entry.id,
        what=what,
        change=change,
        had=_listed(had),
        has=_listed(has) or None,
        witness=witness.id,
        order=order,
        at=at,
        evidence=tuple(evidence),
    )


def _listed(values: Sequence[Named]) -> str:
    return ", ".join(value.value for value in values)
