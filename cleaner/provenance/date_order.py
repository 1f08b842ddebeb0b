"""All dates that a page states, conflicts kept, and which of each kind counts.

The order of trust: a line of the page that a rule reads, JSON-LD, `<meta>`, microdata, `<time>`, front matter (which
whoever made the dump wrote), and last the address, which counts only where nothing else is stated. A date that was worked
out from the capture (昨天) counts where none is written out. What is after the capture for sure is no time of publication:
it goes behind what else the page itself states, but not behind front matter, whose hand wrote the time of capture too. A
date that agrees with the most trusted and says more (seconds, a zone) counts in its stead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from cleaner.model.fact import Evidence
from cleaner.model.stamp import DateStamp
from cleaner.provenance.address_dates import day_in_address
from cleaner.provenance.dates import StatedDate, read_date
from cleaner.provenance.front_matter import RULE as FRONT_MATTER
from cleaner.provenance.json_ld import RULE as JSON_LD
from cleaner.provenance.microdata import RULE as MICRODATA
from cleaner.provenance.moments import PRECISIONS, agreement, has_zone, is_after
from cleaner.provenance.page_facts import META, TIME
from cleaner.provenance.relative_dates import Capture, capture_of, read_relative, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.document import RawDocument
    from cleaner.model.fact import Confidence, Fact

DateKind = Literal["published", "modified", "event", "fetched"]

DATE_KINDS: tuple[DateKind, ...] = ("published", "modified", "event", "fetched")
ADDRESS = "core/address"
TRUST = (
    ("", "a line of the page"),
    (JSON_LD, "JSON-LD"),
    (META, "<meta>"),
    (MICRODATA, "microdata"),
    (TIME, "<time>"),
    (FRONT_MATTER, "front matter"),
    (ADDRESS, "the address"),
)
"""Who reads a date, and what it is called; the most trusted first. The first are the rules of a source."""
_RANKS = {rule: rank for rank, (rule, _) in enumerate(TRUST)}
_AGREEMENTS = {
    "same": "says the same as the chosen one",
    "same-moment": "the same moment in another time zone",
    "perhaps": "the same but for a time zone that is not stated",
}


class Dated(NamedTuple):
    """The dates of a stamp, and the facts that are none: a date that nobody can place is left among them."""

    stamps: tuple[DateStamp, ...]
    rest: tuple[Fact, ...]


class _Read(NamedTuple):
    """A date as it was read. `stated` has the time zone that the rule knows, where the page does not state one."""

    stated: StatedDate
    literal: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    trust: int


def dates_of(facts: Sequence[Fact], raw: RawDocument, language: str) -> Dated:
    """All dates among *facts* of the document *raw*, which is in that *language* (BCP 47), by kind.

    Words like 昨天 say a day only by the time of capture: that of *raw*, or else the one that the page states.
    """
    rest = [fact for fact in facts if fact.kind not in DATE_KINDS]
    captured = _captured(facts, raw)
    capture = capture_of(captured)
    stamps: list[DateStamp] = []
    published: _Read | None = None
    for kind in DATE_KINDS:
        found: list[_Read] = []
        for fact in facts:
            if fact.kind == kind:
                read = _read(fact, capture, language)
                if read is None:
                    rest.append(fact)
                else:
                    found.append(read)
        if kind == "published":
            found += _of_address(facts)
        if not found:
            continue
        bound = captured if kind in {"published", "modified"} else None
        best = _best(found, bound)
        published = best if kind == "published" else published
        stamps += [_stamp(kind, each, best, alone=len(found) == 1, bound=bound, published=published) for each in found]
    return Dated(tuple(stamps), tuple(rest))


def _captured(facts: Sequence[Fact], raw: RawDocument) -> StatedDate | None:
    """When the page was captured: as the capturer says, or as the page does."""
    stated = read_date(raw.fetched_at) if raw.fetched_at else None
    if stated is not None:
        return stated
    found = [read for fact in facts if fact.kind == "fetched" and (read := _read(fact, None, ""))]
    return _best(found, None).stated if found else None


def _read(fact: Fact, capture: Capture | None, language: str) -> _Read | None:
    zone = fact.detail.get("timezone")
    confidence = fact.confidence
    stated = read_date(fact.value, zone)
    if stated is None:
        # Which number is the month is not stated, but follows from the language.
        stated, confidence = read_date(fact.value, zone, language), "inferred"
    relative = read_relative(fact.value) if stated is None and capture is not None else None
    if relative is not None and capture is not None:
        stated, confidence = resolve(relative, capture, zone), "derived"
    if stated is None:
        return None
    if zone and not has_zone(stated):
        stated = msgspec.structs.replace(stated, timezone=zone)
    trust = min(_RANKS.get(each.rule, 0) for each in fact.evidence)
    return _Read(stated, fact.value, confidence, fact.evidence, trust)


def _of_address(facts: Sequence[Fact]) -> list[_Read]:
    """The day in the address that the page gives itself. What only the capturer knows is no evidence on the page."""
    url = next((fact for fact in facts if fact.kind == "url"), None)
    day = day_in_address(url.value) if url else None
    if url is None or day is None:
        return []
    evidence = tuple(_within(each, day.literal) for each in url.evidence)
    return [_Read(StatedDate(day.value, "day", None), day.literal, "inferred", evidence, _RANKS[ADDRESS])]


def _within(evidence: Evidence, literal: str) -> Evidence:
    """The place of *literal* in *evidence*, or all of it where that is not sure."""
    at = evidence.quote.find(literal)
    if at < 0 or evidence.end - evidence.start > len(evidence.quote):
        return msgspec.structs.replace(evidence, rule=ADDRESS)
    start = evidence.start + at
    return Evidence(start, start + len(literal), evidence.line, literal, ADDRESS)


def _best(read: Sequence[_Read], captured: StatedDate | None) -> _Read:
    """Which date counts: the most trusted, or one that says the same and more."""
    if len(read) == 1:
        return read[0]

    def doubt(each: _Read) -> tuple[bool, bool, bool, bool, int, bool]:
        is_late = captured is not None and is_after(each.stated, captured)
        is_address, is_front_matter = each.trust == _RANKS[ADDRESS], each.trust == _RANKS[FRONT_MATTER]
        is_derived, is_inferred = each.confidence == "derived", each.confidence == "inferred"
        return is_address, is_derived, is_front_matter, is_late, each.trust, is_inferred

    doubts = [doubt(each) for each in read]
    least = min(doubts)
    first = read[doubts.index(least)]
    same = [
        each
        for each, how in zip(read, doubts, strict=True)
        if how[:4] == least[:4]
        and agreement(each.stated, first.stated) in {"same", "same-moment"}
        and PRECISIONS.index(each.stated.precision) >= PRECISIONS.index(first.stated.precision)
    ]
    return max(same, key=lambda each: (PRECISIONS.index(each.stated.precision), has_zone(each.stated)))


def _stamp(
    kind: DateKind, read: _Read, best: _Read, *, alone: bool, bound: StatedDate | None, published: _Read | None
) -> DateStamp:
    choice = _choice(kind, read, best, alone=alone)
    if bound is not None and is_after(read.stated, bound):
        choice += "; conflict: after the capture"
    if kind == "modified" and published and is_after(published.stated, read.stated, same_clock=True):
        choice += "; conflict: before the publication"
    return DateStamp(
        kind=kind,
        value=read.stated.value,
        precision=read.stated.precision,
        timezone=read.stated.timezone,
        literal=read.literal,
        confidence=read.confidence,
        evidence=read.evidence,
        chosen=read is best,
        choice=choice,
    )


def _choice(kind: DateKind, read: _Read, best: _Read, *, alone: bool) -> str:
    """The rule by which *read* was chosen, or *best* instead of it."""
    if alone:
        if read.trust == _RANKS[ADDRESS]:
            return "read off the address; the page states none"
        return "worked out from the time of capture" if read.confidence == "derived" else "the only one stated"
    if read is best:
        if read.confidence == "derived":
            return "worked out from the time of capture; none is written out"
        is_front_matter = read.trust == _RANKS[FRONT_MATTER]
        return "the most precise in the front matter" if is_front_matter else "stated on the page itself"
    how = agreement(read.stated, best.stated)
    if how != "other":
        return _AGREEMENTS[how]
    if kind == "event":
        # A beginning, an end and a deadline are no conflict.
        return "another is stated first"
    if read.confidence == "derived":
        return "conflict: worked out from the time of capture; a date that is written out goes before it"
    if read.trust == best.trust:
        return f"conflict: another is stated first by {TRUST[read.trust][1]}"
    return f"conflict: {TRUST[best.trust][1]} goes before {TRUST[read.trust][1]}"
