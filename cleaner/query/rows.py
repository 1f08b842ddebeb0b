"""From a document with its removals to the rows of the views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io import facts
from cleaner.io.rows import BARE
from cleaner.query.views import Chain, Documents, Facts, Removals, Segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.result import Stored


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
            confidence=None if row.confidence is msgspec.UNSET else row.confidence,
        )


def fact_rows(item: Numbered) -> Iterator[Facts]:
    """The rows of `facts`, in the order of the stamp."""
    row = item.stored.row
    for fact in facts.fact_rows(row):
        more: dict[str, Any] = {**fact.detail}
        yield Facts(
            document=item.number,
            doc_id=row.id,
            source=row.source,
            part=fact.part,
            kind=fact.kind,
            value=fact.value,
            url=more.get("url"),
            literal=more.get("literal"),
            confidence=fact.confidence,
            chosen=more.get("chosen"),
            choice=more.get("choice"),
            evidence=fact.evidence,
            rule=fact.rule,
            line=fact.line,
            start=fact.start,
            end=fact.end,
            quote=fact.quote,
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
