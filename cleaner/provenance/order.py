"""Facts to the parts of a stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model.fact import RELATIONS
from cleaner.model.folded import folded
from cleaner.model.stamp import Credit, Hop, ImageStamp, NamedFact, Reference, Statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cleaner.model.fact import Fact

ROLES = (
    "author", "chief-editor", "contributor", "editor", "managing-editor", "photographer", "placeholder", "submitter",
    "translator",
)  # fmt: skip


def statement(facts: Iterable[Fact], kind: str) -> Statement | None:
    """The first value of *kind*, with the evidence of every place that says the same."""
    found = [fact for fact in facts if fact.kind == kind]
    if not found:
        return None
    value = found[0].value
    evidence = [item for fact in found if fact.value == value for item in fact.evidence]
    evidence.sort(key=lambda item: item.start)
    return Statement(value=value, confidence=found[0].confidence, evidence=tuple(evidence))


def credits_of(facts: Iterable[Fact]) -> tuple[Credit, ...]:
    """Who is named in what role, in the order of the page; who is named twice in one role is one with all the evidence."""
    named: dict[tuple[str, str], list[Fact]] = {}
    for fact in sorted((fact for fact in facts if fact.kind in ROLES), key=lambda fact: fact.evidence[0].start):
        named.setdefault((fact.kind, folded(fact.value)), []).append(fact)
    return tuple(_credit(same) for same in named.values())


def _credit(same: Sequence[Fact]) -> Credit:
    """What facts of one role and name come to."""
    first = same[0]
    return Credit(
        role=first.kind,
        name=first.value,
        literal=first.evidence[0].quote,
        confidence="stated" if any(fact.confidence == "stated" for fact in same) else first.confidence,
        evidence=tuple(dict.fromkeys(item for fact in same for item in fact.evidence)),
    )


def chain(facts: Sequence[Fact]) -> tuple[Hop, ...]:
    """The way of the text to this page, from its origin."""
    unique: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        if fact.kind == "hop":
            # Each image of a page may say the same.
            unique.setdefault(
                tuple(fact.detail.get(name) for name in ("relation", "publisher", "account", "note")), fact
            )
    hops = _fullest(unique.values())
    ordered = sorted(hops, key=lambda fact: (_rank(fact), fact.evidence[0].start))
    title = _original_title(facts, ordered)
    return tuple(
        Hop(
            hop=number,
            relation=fact.detail["relation"],
            publisher=fact.detail.get("publisher"),
            account=fact.detail.get("account"),
            url=fact.detail.get("url"),
            title=fact.detail.get("title") or (title if fact.detail["relation"] == "origin" else None),
            note=fact.detail.get("note"),
            confidence=fact.confidence,
            evidence=fact.evidence,
        )
        for number, fact in enumerate(ordered, start=1)
    )


def _fullest(hops: Collection[Fact]) -> list[Fact]:
    """*hops* without those of which another says more: a party where none is named, the account where only the platform is."""
    named = {fact.detail["relation"] for fact in hops if fact.detail.keys() & {"publisher", "account"}}
    platforms: dict[str, set[str]] = {}
    for fact in hops:
        if fact.detail.keys() >= {"publisher", "account"}:
            platforms.setdefault(fact.detail["relation"], set()).add(folded(fact.detail["publisher"]))

    def is_outdone(fact: Fact) -> bool:
        relation, publisher = fact.detail["relation"], fact.detail.get("publisher")
        if "account" in fact.detail:
            return False
        if publisher is None:
            return relation in named and fact.detail.get("note", "").startswith("unnamed")
        name = folded(publisher)
        return any(platform in name for platform in platforms.get(relation, ()))

    return [fact for fact in hops if not is_outdone(fact)]


def _original_title(facts: Sequence[Fact], hops: Sequence[Fact]) -> str | None:
    """The title under which the text first stood, when it is clear where that was."""
    titles = {fact.value for fact in facts if fact.kind == "original-title"}
    origins = [fact for fact in hops if fact.detail["relation"] == "origin"]
    return titles.pop() if len(titles) == len(origins) == 1 else None


def _rank(fact: Fact) -> int:
    """The place on a text's way to us; hops of one relation stay in the order of the page."""
    relation = fact.detail.get("relation", "")
    return RELATIONS.index(relation) if relation in RELATIONS else len(RELATIONS)


def references(facts: Iterable[Fact]) -> tuple[Reference, ...]:
    """The works that the page names as its sources, in its order; none twice."""
    seen = set()
    found = []
    for fact in sorted((fact for fact in facts if fact.kind == "reference"), key=lambda fact: fact.evidence[0].start):
        url = fact.detail.get("url") or (fact.value if "://" in fact.value else None)
        title = fact.detail.get("title") or (None if url else fact.value)
        publisher = fact.detail.get("publisher")
        if (url, title, publisher) not in seen:
            seen.add((url, title, publisher))
            found.append(
                Reference(url=url, title=title, publisher=publisher, confidence=fact.confidence, evidence=fact.evidence)
            )
    return tuple(found)


def images(facts: Iterable[Fact]) -> tuple[ImageStamp, ...]:
    """The article's images in the order of the page; those without an address are none."""
    found = [fact for fact in facts if fact.kind == "image"]
    found.sort(key=lambda fact: fact.evidence[0].start)
    return tuple(ImageStamp(url=fact.value, alt=fact.detail.get("title", ""), evidence=fact.evidence) for fact in found)


def others(facts: Iterable[Fact]) -> tuple[NamedFact, ...]:
    """What has no place of its own in the stamp, and dates that nobody can place."""
    placed = {*ROLES, "hop", "reference", "image", "synthetic", "title", "rights"}
    found = []
    seen = set()
    for fact in facts:
        if fact.kind not in placed and (fact.kind, fact.value) not in seen:
            seen.add((fact.kind, fact.value))
            found.append(
                NamedFact(kind=fact.kind, value=fact.value, confidence=fact.confidence, evidence=fact.evidence)
            )
    return tuple(sorted(found, key=lambda fact: (fact.kind, fact.evidence[0].start)))
