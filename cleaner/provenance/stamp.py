"""The stamp of a document: everything that another program can check of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import msgspec

from cleaner._version import VERSION
from cleaner.decode import newline_of
from cleaner.model import digest
from cleaner.model.stamp import SCHEMA, CaptureStamp, CleanStamp, RawStamp, RemovalStamp, Stamp, ToolStamp
from cleaner.provenance import order
from cleaner.provenance.date_order import dates_of
from cleaner.provenance.media import foreign
from cleaner.provenance.synthetic import synthetic_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.document import Settled
    from cleaner.model.fact import Fact
    from cleaner.model.language import Language
    from cleaner.model.ledger import Ledger
    from cleaner.model.source import Source
    from cleaner.model.stamp import ExtractionStamp, RulesStamp, Segment


_GIVEN: tuple[Literal["url", "fetched_at"], ...] = ("url", "fetched_at")


class Treatment(msgspec.Struct, frozen=True):
    """What was done to a document, and what was checked of the result."""

    rules: RulesStamp
    profile: str
    form: Literal["as-is", "text", "markdown"]
    checks: tuple[str, ...]
    extraction: ExtractionStamp | None = None


def stamp_of(
    settled: Settled,
    source: Source,
    facts: Sequence[Fact],
    languages: tuple[Language, tuple[Segment, ...]],
    treatment: Treatment,
) -> Stamp:
    """The stamp, with its digest."""
    page, raw = settled.page, settled.page.decoded.raw
    sha256 = hashlib.sha256(raw.data).hexdigest()
    address = page.address()[0]
    stated: dict[str, str] = {}
    for fact in facts:
        stated.setdefault(fact.kind, fact.value)
    dated = dates_of(facts, raw, languages[0].tag)
    stamp = Stamp(
        schema=SCHEMA,
        doc_id=f"{source.id}-{sha256[:16]}",
        raw=RawStamp(
            sha256=sha256,
            bytes=len(raw.data),
            media_type=page.media_type,
            encoding=page.decoded.encoding,
            encoding_evidence=page.decoded.encoding_evidence,
            newline=newline_of(page.text),
            repairs=len(page.decoded.repairs),
        ),
        capture=CaptureStamp(
            path=raw.path,
            url=address,
            fetched_at=raw.fetched_at or stated.get("fetched"),
            content_type=raw.media_type,
            given=tuple(name for name in _GIVEN if getattr(raw, name)),
            record=raw.record,
        ),
        source=msgspec.structs.replace(
            source, host=source.host or stated.get("host"), name=stated.get("site") or source.name
        ),
        title=order.statement(facts, "title"),
        dates=dated.stamps,
        credits=order.credits_of(facts),
        chain=order.chain(facts),
        references=order.references(facts),
        images=order.images(facts),
        rights=order.statement(facts, "rights"),
        facts=order.others(foreign(dated.rest, source, address)),
        language=languages[0],
        segments=languages[1],
        synthetic=synthetic_of(facts, settled),
        clean=CleanStamp(sha256=digest.text_digest(settled.text), chars=len(settled.text)),
        rules=treatment.rules,
        profile=treatment.profile,
        form=treatment.form,
        tool=ToolStamp(name="cleaner", version=VERSION),
        removal=_removal(settled.ledger),
        checks=treatment.checks,
        extraction=treatment.extraction or msgspec.UNSET,
    )
    return digest.sealed(stamp)


def _removal(ledger: Ledger) -> RemovalStamp:
    by_category: dict[str, int] = {}
    for removal in ledger.removals:
        category = removal.reason.category
        by_category[category] = by_category.get(category, 0) + removal.end - removal.start
    removed = sum(by_category.values())
    share = round(removed / ledger.length, 4)
    return RemovalStamp(
        count=len(ledger.removals),
        chars=removed,
        # RFC 8785 writes a whole number without a point.
        share=int(share) if share in {0.0, 1.0} else share,
        by_category=dict(sorted(by_category.items())),
        digest=digest.ledger_digest(ledger),
    )
