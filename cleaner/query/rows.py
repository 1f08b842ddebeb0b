"""From a document with its removals to the rows of the views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io.rows import BARE
from cleaner.query.views import Chain, Documents, Facts, Removals, Segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.result import Stored
    from cleaner.model.fact import Evidence
    from cleaner.model.stamp import Stamp


class Numbered(msgspec.Struct, frozen=True):
    """A document with its number in the result."""

    number: int
    stored: Stored


def document_row(item: Numbered) -> Documents:
    """The row of `documents`."""
    row = item.stored.row
    stamp = row.stamp
    chosen = {date.kind: date.value for date in stamp.dates if date.chosen}
    converted = stamp.language.converted_from
    return Documents(
        document=item.number,
        outcome=item.stored.outcome,
        code=item.stored.code,
        id=row.id,
        path=stamp.capture.path,
        url=stamp.capture.url,
        title=row.title,
        source=row.source,
        source_name=stamp.source.name,
        host=stamp.source.host,
        language=row.language,
        script=row.script,
        tag=stamp.language.tag,
        converted_from=converted.script if converted else None,
        text=row.text,
        chars=len(row.text),
        chars_in=item.stored.chars_in,
        removed_chars=stamp.removal.chars,
        removed_share=float(stamp.removal.share),
        removals=stamp.removal.count,
        fired=stamp.rules.fired,
        published=chosen.get("published"),
        modified=chosen.get("modified"),
        fetched_at=stamp.capture.fetched_at,
        authors=tuple(credit.name for credit in stamp.credits if credit.role == "author"),
        synthetic=tuple(dict.fromkeys(mark.kind for mark in stamp.synthetic)),
        media_type=stamp.raw.media_type,
        encoding=stamp.raw.encoding,
        raw_bytes=stamp.raw.bytes,
        raw_sha256=stamp.raw.sha256,
        clean_sha256=stamp.clean.sha256,
        profile=stamp.profile,
        form=stamp.form,
        layout=stamp.rules.layout,
        rules_digest=stamp.rules.digest,
        ledger=row.removals.ledger,
        place=item.stored.where,
        stamp=msgspec.Raw(msgspec.json.encode(stamp)),
    )


def removal_rows(item: Numbered) -> Iterator[Removals]:
    """The rows of `removals`."""
    source, outcome = item.stored.row.source, item.stored.outcome
    for row in item.stored.removals:
        yield Removals(
            document=item.number,
            doc_id=row.doc_id,
            source=source,
            outcome=outcome,
            seq=row.seq,
            start=row.start,
            end=row.end,
            byte_start=row.byte_start,
            byte_end=row.byte_end,
            line=row.line,
            chars=row.end - row.start,
            bare=row.category in BARE,
            text=row.text,
            replacement=row.replacement,
            prefix=row.prefix,
            suffix=row.suffix,
            rule=row.rule,
            rule_digest=row.rule_digest,
            category=row.category,
            action=row.action,
            why=row.why,
            clean_at=row.clean_at,
            captured=row.captured,
            raw=row.raw,
            text_sha256=row.text_sha256,
        )


def fact_rows(item: Numbered) -> Iterator[Facts]:
    """The rows of `facts`, in the order of the stamp."""
    row = item.stored.row
    for part, kind, value, evidence, more in _facts(row.stamp):
        first = evidence[0] if evidence else None
        yield Facts(
            document=item.number,
            doc_id=row.id,
            source=row.source,
            part=part,
            kind=kind,
            value=value,
            url=more.get("url"),
            literal=more.get("literal"),
            confidence=more.get("confidence"),
            chosen=more.get("chosen"),
            choice=more.get("choice"),
            evidence=len(evidence),
            rule=first.rule if first else None,
            line=first.line if first else None,
            start=first.start if first else None,
            end=first.end if first else None,
            quote=first.quote if first else None,
        )


def chain_rows(item: Numbered) -> Iterator[Chain]:
    """The rows of `chain`."""
    row = item.stored.row
    for hop in row.stamp.chain:
        first = hop.evidence[0] if hop.evidence else None
        yield Chain(
            document=item.number,
            doc_id=row.id,
            source=row.source,
            hop=hop.hop,
            relation=hop.relation,
            publisher=hop.publisher,
            account=hop.account,
            url=hop.url,
            title=hop.title,
            note=hop.note,
            confidence=hop.confidence,
            line=first.line if first else None,
            rule=first.rule if first else None,
            quote=first.quote if first else None,
        )


def segment_rows(item: Numbered) -> Iterator[Segments]:
    """The rows of `segments`."""
    row = item.stored.row
    for part in row.stamp.segments:
        text = row.text[part.start : part.end]
        yield Segments(item.number, row.id, row.source, part.start, part.end, part.tag, part.inherited, text)


def _facts(stamp: Stamp) -> Iterator[tuple[str, str, str | None, tuple[Evidence, ...], dict[str, Any]]]:
    """Part of the stamp, kind, value, evidence, and what else is known."""
    for part, stated in (("title", stamp.title), ("rights", stamp.rights)):
        if stated:
            yield part, part, stated.value, stated.evidence, {"confidence": stated.confidence}
    for date in stamp.dates:
        more = {
            "literal": date.literal,
            "confidence": date.confidence,
            "chosen": date.chosen,
            "choice": date.choice,
        }
        yield "dates", date.kind, date.value, date.evidence, more
    for credit in stamp.credits:
        more = {"literal": credit.literal, "confidence": credit.confidence}
        yield "credits", credit.role, credit.name, credit.evidence, more
    for hop in stamp.chain:
        value = " / ".join(dict.fromkeys(filter(None, (hop.publisher, hop.account)))) or None
        yield "chain", hop.relation, value, hop.evidence, {"url": hop.url, "confidence": hop.confidence}
    for work in stamp.references:
        more = {"url": work.url, "confidence": work.confidence}
        yield "references", "reference", work.title or work.publisher, work.evidence, more
    for image in stamp.images:
        yield "images", "image", image.alt or None, image.evidence, {"url": image.url}
    for mark in stamp.synthetic:
        yield "synthetic", mark.kind, mark.digital_source_type, mark.evidence, {"confidence": mark.confidence}
    for fact in stamp.facts:
        yield "facts", fact.kind, fact.value, fact.evidence, {"confidence": fact.confidence}
