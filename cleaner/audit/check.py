"""Is a document what its rows say? Everything that can be computed from them is computed, and compared."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.audit import redacted
from cleaner.audit.restore import bytes_of, restored_text
from cleaner.decode import newline_of
from cleaner.errors import LedgerError
from cleaner.io.redact import Kept
from cleaner.io.rows import Places, clean_places, ledger_of, rows_digest
from cleaner.model import digest
from cleaner.model.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.io.rows import DocumentRow, RemovalRow
    from cleaner.model.document import DecodedText
    from cleaner.model.ledger import Ledger

__all__ = ["Finding", "check_document"]


def check_document(row: DocumentRow, removals: Sequence[RemovalRow], data: bytes | None = None) -> Iterator[Finding]:
    """Findings on one document, those that say most first.

    *data*: its raw bytes, if they are at hand. Only a redacted document needs them: the others give them back.
    """
    yield from _against_stamp(row)
    yield from _rows(row, removals)
    decoded = None
    if row.removals.redacted and data is not None:
        decoded = redacted.read_again(row, data)
        if decoded is None:
            detail = f"is {row.stamp.raw.encoding!r}, in which the raw bytes cannot be read"
            yield Finding(row.id, "stamp.raw.encoding", "raw-encoding", detail)
        else:
            yield from redacted.digests(row, removals, decoded)
    if row.removals.ledger != "full":
        return
    try:
        ledger = ledger_of(removals, row.text)
    except LedgerError as error:
        yield Finding(row.id, "removals", "ledger", str(error))
        return
    yield from _sums(row, ledger)
    repairs = sum(item.action == "repair" for item in removals)
    yield from _differs(row, "stamp.raw.repairs", "raw-repairs", row.stamp.raw.repairs, repairs)
    try:
        if row.removals.redacted and decoded is None:
            shown = Kept(redacted.holed_text(row, ledger), ledger)
            yield from redacted.contexts(row, removals, ledger, shown)
            yield from _evidence(row, shown.text, shown)
            return
        decoded = decoded or restored_text(row, removals)
        raw = bytes_of(decoded)
    except LedgerError as error:
        yield Finding(row.id, "text or removals", "restore", str(error))
        return
    yield from _raw(row, raw)
    yield from _differs(row, "stamp.raw.newline", "raw-newline", row.stamp.raw.newline, newline_of(decoded.text))
    try:
        replayed = ledger.replay(decoded.text) == row.text
    except LedgerError:
        replayed = False
    if not replayed:
        yield Finding(row.id, "text", "replay", "the restored text and the ledger do not give this text")
    part = Kept(decoded.text, ledger) if row.removals.redacted else None
    yield from _places(row, removals, decoded, ledger, part)
    yield from _evidence(row, decoded.text, part)


def _differs(row: DocumentRow, where: str, code: str, found: object, expected: object) -> Iterator[Finding]:
    if found != expected:
        yield Finding(row.id, where, code, f"is {found!r}, computed {expected!r}")


def _against_stamp(row: DocumentRow) -> Iterator[Finding]:
    stamp = row.stamp
    expected = {
        "id": stamp.doc_id,
        "title": stamp.title.value if stamp.title else None,
        "language": stamp.language.code,
        "script": stamp.language.script,
        "source": stamp.source.id,
    }
    for name, value in expected.items():
        found = getattr(row, name)
        if found != value:
            yield Finding(row.id, name, "row", f"is {found!r}, the stamp says {value!r}")
    yield from _differs(
        row, "text, stamp.clean.sha256", "clean-digest", stamp.clean.sha256, digest.text_digest(row.text)
    )
    yield from _differs(row, "text, stamp.clean.chars", "clean-chars", stamp.clean.chars, len(row.text))
    yield from _differs(row, "stamp.doc_id", "doc-id", stamp.doc_id, f"{stamp.source.id}-{stamp.raw.sha256[:16]}")
    for number, part in enumerate(stamp.segments):
        if not 0 <= part.start < part.end <= len(row.text):
            detail = f"is {part.start}–{part.end}, the text has {len(row.text)} code points"
            yield Finding(row.id, f"stamp.segments[{number}]", "segment", detail)
    yield from _differs(row, "stamp", "stamp-digest", stamp.stamp_digest, digest.stamp_digest(stamp))


def _rows(row: DocumentRow, removals: Sequence[RemovalRow]) -> Iterator[Finding]:
    mark = row.removals
    if len(removals) != mark.rows:
        yield Finding(row.id, "removals", "row-count", f"{len(removals)} rows, the document says {mark.rows}")
    sequence = [item.seq for item in removals]
    if sequence != (list(range(len(removals))) if mark.ledger == "full" else sorted(set(sequence))):
        yield Finding(
            row.id, "removals.seq", "row-order", f"rows are missing, doubled or out of order: {_short(sequence)}"
        )
    for item in removals:
        if mark.redacted != (item.text is None) or mark.redacted != (item.text_sha256 is not None):
            where = f"removals[{item.seq}].text or text_sha256"
            expected = "a digest and no text" if mark.redacted else "text and no digest"
            yield Finding(row.id, where, "removal-row", f"expected {expected}, as removals.redacted says")
        if mark.redacted and item.raw is not None:
            where = f"removals[{item.seq}].raw"
            yield Finding(row.id, where, "removal-row", "bytes stand there, and removals.redacted says there are none")
        if item.text is not None and len(item.text) != item.end - item.start:
            where = f"removals[{item.seq}].start, end or text"
            yield Finding(
                row.id, where, "removal-row", f"{item.start}–{item.end}, with {len(item.text)} code points of text"
            )
        if not row.text.startswith(item.replacement, item.clean_at):
            where = f"removals[{item.seq}].replacement, clean_at or text"
            yield Finding(
                row.id, where, "removal-row", f"the clean text has no {item.replacement!r} at {item.clean_at}"
            )
    if rows_digest(removals) != mark.sha256:
        detail = f"the rows have another digest than the document says: {rows_digest(removals)}, not {mark.sha256}"
        yield Finding(row.id, "removals", "rows-digest", detail)


def _sums(row: DocumentRow, ledger: Ledger) -> Iterator[Finding]:
    stamp = row.stamp.removal
    categories: dict[str, int] = {}
    for item in ledger.removals:
        categories[item.reason.category] = categories.get(item.reason.category, 0) + item.end - item.start
    yield from _differs(row, "removals, stamp.removal.count", "removal-count", stamp.count, len(ledger.removals))
    yield from _differs(row, "removals, stamp.removal.chars", "removal-chars", stamp.chars, ledger.removed_chars)
    share = round(ledger.removed_chars / ledger.length, 4) if ledger.length else 0
    yield from _differs(row, "removals, stamp.removal.share", "removal-share", stamp.share, share)
    where = "removals.category, stamp.removal.by_category"
    yield from _differs(row, where, "removal-categories", stamp.by_category, dict(sorted(categories.items())))
    if digest.ledger_digest(ledger) != stamp.digest:
        where = "removals: start, end, rule, action or replacement of a row"
        yield Finding(
            row.id, where, "ledger-digest", f"the stamp says {stamp.digest}, computed {digest.ledger_digest(ledger)}"
        )


def _raw(row: DocumentRow, raw: bytes) -> Iterator[Finding]:
    stamp = row.stamp.raw
    yield from _differs(row, "stamp.raw.bytes", "raw-bytes", stamp.bytes, len(raw))
    digest = hashlib.sha256(raw).hexdigest()
    if digest != stamp.sha256:
        detail = f"the restored bytes have {digest}, the stamp says {stamp.sha256}"
        yield Finding(row.id, "text, removals.text or stamp.raw.sha256", "raw-digest", detail)


def _places(
    row: DocumentRow, removals: Sequence[RemovalRow], decoded: DecodedText, ledger: Ledger, shown: Kept | None
) -> Iterator[Finding]:
    """Every row stands where it says; of a redacted one, context only as far as it is *shown*."""
    inside = [item for item in removals if 0 <= item.start <= item.end <= len(decoded.text)]
    places = Places(decoded, [edge for item in inside for edge in (item.start, item.end)])
    starts = clean_places(ledger, (item.start for item in inside))
    for item, clean_at in zip(inside, starts, strict=True):
        prefix, suffix = places.context(item.start, item.end)
        if shown:
            prefix, suffix = shown.context(prefix, suffix, item.start, item.end)
        expected = {
            "text": None if shown else decoded.text[item.start : item.end],
            "byte_start": places.bytes[item.start],
            "byte_end": places.bytes[item.end],
            "line": places.line(item.start),
            "prefix": prefix,
            "suffix": suffix,
            "clean_at": clean_at,
        }
        for name, value in expected.items():
            yield from _differs(row, f"removals[{item.seq}].{name}", "removal-row", getattr(item, name), value)


def _evidence(row: DocumentRow, text: str, shown: Kept | None) -> Iterator[Finding]:
    """Every quotation of the stamp must stand where it says: a span with a quote that begins what is there, or is *shown*."""
    waiting: list[tuple[str, Any]] = [("stamp", msgspec.to_builtins(row.stamp))]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, dict):
            if {"start", "end", "quote"} <= value.keys():
                if not 0 <= value["start"] <= value["end"] <= len(text):
                    detail = f"is {value['start']}–{value['end']}, the decoded text has {len(text)} code points"
                    yield Finding(row.id, f"{where}.start, end", "evidence", detail)
                start, end = max(0, value["start"]), max(0, value["end"])
                there = shown.beginning(start, end) if shown else text[start:end]
                if not there.startswith(value["quote"]) or (there and not value["quote"]):
                    yield Finding(
                        row.id, f"{where}.quote", "evidence", f"is {value['quote']!r}, there stands {there!r}"
                    )
            waiting.extend((f"{where}.{key}", inner) for key, inner in value.items())
        elif isinstance(value, (list, tuple)):
            waiting.extend((f"{where}[{number}]", inner) for number, inner in enumerate(value))


def _short(sequence: list[int]) -> str:
    shown = ", ".join(map(str, sequence[:20]))
    return f"{shown} …" if len(sequence) > 20 else shown
