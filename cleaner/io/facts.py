"""The rows of `facts/`: what the stamps of a result say that pages say of themselves, a row a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.model.fact import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.rows import DocumentRow
    from cleaner.model.fact import Evidence
    from cleaner.model.stamp import Stamp

Detail = dict[str, str | int | bool]


class FactRow(Struct, frozen=True):
    """One fact of a stamp. `start` to `rule` are of its first piece of evidence, null when there is none."""

    doc_id: str
    seq: int
    """Number of the fact in the document, from 0, in the order of the stamp."""
    part: str
    """Field of the stamp: `title rights dates credits chain references images synthetic facts`."""
    kind: str
    """Of the date, credit, synthetic text or fact; relation of a hop; else as `part`, in the singular."""
    value: str | None
    """Of a hop publisher and account, of a reference its title or publisher."""
    confidence: Confidence | None
    """Images have none."""
    start: int | None
    """Code points of the decoded text."""
    end: int | None
    """Code points of the decoded text."""
    line: int | None
    """From 1."""
    quote: str | None
    """What stands there, or its beginning; of a redacted result only what the clean text has too."""
    rule: str | None
    """The rule that read it."""
    evidence: int
    """Pieces of evidence; the stamp has them all."""
    detail: Detail
    """What else the stamp says of it, under the names that it has there; without what is null."""


def fact_rows(row: DocumentRow) -> tuple[FactRow, ...]:
    """The facts of a document, in the order of its stamp. What a redacted stamp does not say, they do not say."""
    return tuple(
        FactRow(
            doc_id=row.id,
            seq=seq,
            part=part,
            kind=kind,
            value=value,
            confidence=confidence,
            **_place(evidence),  # type: ignore[arg-type]
            evidence=len(evidence),
            detail={name: each for name, each in detail.items() if each is not None},
        )
        for seq, (part, kind, value, confidence, evidence, detail) in enumerate(_facts(row.stamp))
    )


def _place(evidence: tuple[Evidence, ...]) -> dict[str, int | str | None]:
    if not evidence:
        return dict.fromkeys(("start", "end", "line", "quote", "rule"))
    first = evidence[0]
    return {"start": first.start, "end": first.end, "line": first.line, "quote": first.quote, "rule": first.rule}


_Fact = tuple[str, str, str | None, Confidence | None, "tuple[Evidence, ...]", dict[str, str | int | bool | None]]


def _facts(stamp: Stamp) -> Iterator[_Fact]:
    """Part of the stamp, kind, value, confidence, evidence, and what else is known."""
    for part, stated in (("title", stamp.title), ("rights", stamp.rights)):
        if stated:
            yield part, part, stated.value, stated.confidence, stated.evidence, {}
    for date in stamp.dates:
        detail: dict[str, str | int | bool | None] = {
            "precision": date.precision,
            "timezone": date.timezone,
            "literal": date.literal,
            "chosen": date.chosen,
            "choice": date.choice,
        }
        yield "dates", date.kind, date.value, date.confidence, date.evidence, detail
    for credit in stamp.credits:
        yield "credits", credit.role, credit.name, credit.confidence, credit.evidence, {"literal": credit.literal}
    for hop in stamp.chain:
        value = " / ".join(dict.fromkeys(filter(None, (hop.publisher, hop.account)))) or None
        detail = {
            "hop": hop.hop,
            "publisher": hop.publisher,
            "account": hop.account,
            "url": hop.url,
            "title": hop.title,
            "note": hop.note,
        }
        yield "chain", hop.relation, value, hop.confidence, hop.evidence, detail
    for work in stamp.references:
        detail = {"url": work.url, "title": work.title, "publisher": work.publisher}
        yield "references", "reference", work.title or work.publisher, work.confidence, work.evidence, detail
    for image in stamp.images:
        yield "images", "image", image.alt or None, None, image.evidence, {"url": image.url}
    for mark in stamp.synthetic:
        detail = {"action": mark.action}
        if mark.clean:
            detail |= {"clean_start": mark.clean[0], "clean_end": mark.clean[1]}
        yield "synthetic", mark.kind, mark.digital_source_type, mark.confidence, mark.evidence, detail
    for fact in stamp.facts:
        yield "facts", fact.kind, fact.value, fact.confidence, fact.evidence, {}
