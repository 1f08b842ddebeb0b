"""The rows of the outputs, as types, and the way from a result to rows and back. docs/formats.md explains each field."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from cleaner.decode import byte_offsets
from cleaner.errors import LedgerError
from cleaner.io.redact import Redaction, redacted_detail
from cleaner.model.category import Category  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.document import Cleaned, DecodedText, Rejected, Repair
from cleaner.model.ledger import Ledger, Reason, Removal
from cleaner.model.record import Record, place_of
from cleaner.model.stamp import Stamp  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CONTEXT = 32
"""Code points of the decoded text before and after a span, as in a W3C TextQuoteSelector."""

LedgerChoice = Literal["full", "rules"]
_JSON = msgspec.json.Encoder()
BARE: frozenset[Category] = frozenset({"markup", "whitespace"})
"""Categories that `--ledger rules` leaves out."""


class RemovalsMark(Struct, frozen=True):
    """What stands in `removals/` for a document: so many rows, with this digest over their lines."""

    rows: int
    sha256: str
    ledger: LedgerChoice
    redacted: bool = False
    """The words that were removed are left out, of the rows and of the stamp; digests and lengths stand for them."""


class DocumentRow(Struct, frozen=True):
    """A clean document."""

    id: str
    text: str
    title: str | None
    language: str
    script: str
    source: str
    stamp: Stamp
    removals: RemovalsMark


class RemovalRow(Struct, frozen=True):
    """A stretch taken out of a document, or bytes that its encoding does not give back."""

    doc_id: str
    seq: int
    start: int
    end: int
    byte_start: int
    byte_end: int
    line: int
    text: str | None
    """Exactly what was removed; null when the result is redacted."""
    replacement: str
    prefix: str
    suffix: str
    rule: str
    rule_digest: str
    category: Category | None
    action: Literal["remove", "lift", "keep", "repair"]
    why: str
    clean_at: int
    captured: dict[str, tuple[str, ...]] = {}
    raw: str | None = None
    text_sha256: str | None = None
    """Of a redacted result: SHA-256 over the UTF-8 of what was removed, for a repair over its raw bytes; else null."""
    confidence: float | UnsetType = UNSET
    """Probability that the removal is right, in thousandths; left out when whoever removed it gives none."""


class QuarantineRow(Struct, frozen=True):
    """An input that gave no document. What would have been emitted is held when there is something."""

    path: str | None
    outcome: Literal["quarantined", "rejected", "unreadable"]
    stage: str
    code: str
    detail: str
    raw_sha256: str | None = None
    raw_bytes: int | None = None
    document: DocumentRow | None = None
    removals: tuple[RemovalRow, ...] = ()
    record: Record | None = None
    """Where in the file at `path` it stood; null when it is the whole file."""

    @property
    def place(self) -> str | None:
        """Path and record, for people."""
        return place_of(self.path, self.record)


def rows_of(
    cleaned: Cleaned, ledger: LedgerChoice = "full", *, redact: bool = False
) -> tuple[DocumentRow, tuple[RemovalRow, ...]]:
    """The document row and its removal rows in order: the removals first, then the repairs.

    With *redact* nothing in them says words that were removed, but for the values of the stamp.
    """
    stamp = cleaned.stamp
    rows = tuple(_removal_rows(cleaned, ledger))
    if redact:
        redaction = Redaction(cleaned)
        stamp, rows = redaction.stamp, tuple(map(redaction.row, rows))
    document = DocumentRow(
        id=stamp.doc_id,
        text=cleaned.text,
        title=cleaned.title,
        language=stamp.language.code,
        script=stamp.language.script,
        source=stamp.source.id,
        stamp=stamp,
        removals=RemovalsMark(rows=len(rows), sha256=rows_digest(rows), ledger=ledger, redacted=redact),
    )
    return document, rows


def quarantine_row(rejected: Rejected, ledger: LedgerChoice = "full", *, redact: bool = False) -> QuarantineRow:
    """The row of a document that is not emitted."""
    document, removals = rows_of(rejected.held, ledger, redact=redact) if rejected.held else (None, ())
    return QuarantineRow(
        path=rejected.raw.path,
        outcome="quarantined" if rejected.is_quarantined else "rejected",
        stage=rejected.stage,
        code=rejected.code,
        detail=redacted_detail(rejected.code, rejected.detail) if redact else rejected.detail,
        raw_sha256=hashlib.sha256(rejected.raw.data).hexdigest(),
        raw_bytes=len(rejected.raw.data),
        document=document,
        removals=removals,
        record=rejected.raw.record,
    )


def lines_of(rows: Iterable[Struct]) -> bytes:
    """*rows* as JSON, one a line, each line ended by a line feed."""
    return _JSON.encode_lines(rows)


def rows_digest(rows: Iterable[RemovalRow]) -> str:
    """SHA-256 over the lines of *rows* as they stand in `removals/`."""
    return hashlib.sha256(lines_of(rows)).hexdigest()


def ledger_of(rows: Sequence[RemovalRow], clean: str) -> Ledger:
    """The ledger that full *rows* and the *clean* text stand for.

    Raises:
        LedgerError: the rows are empty, overlap, or are out of order.
    """
    reasons: dict[tuple[object, ...], Reason] = {}
    removals = []
    length = len(clean)
    for row in rows:
        if row.action == "repair":
            continue
        if row.category is None:
            raise LedgerError(f"removal {row.seq} has no category")
        confidence = None if row.confidence is UNSET else row.confidence
        key = (row.rule, row.category, row.action, row.why, confidence)
        if key not in reasons:
            reasons[key] = Reason(row.rule, row.category, row.why, row.action, row.rule_digest, confidence)
        removals.append(Removal(row.start, row.end, reasons[key], row.replacement))
        length += row.end - row.start - len(row.replacement)
    return Ledger(length=length, removals=tuple(removals))


def repairs_of(rows: Iterable[RemovalRow]) -> tuple[Repair, ...]:
    """The repairs among *rows*.

    Raises:
        LedgerError: the bytes of one are not there, or not in hexadecimal.
    """
    repairs = []
    try:
        for row in rows:
            if row.action == "repair":
                if row.raw is None:
                    raise LedgerError(f"repair {row.seq} has no bytes")
                repairs.append(Repair(row.start, row.end, bytes.fromhex(row.raw)))
        return tuple(repairs)
    except ValueError as error:
        raise LedgerError(f"the bytes of a repair are not in hexadecimal: {error}") from None


class Places:
    """Line, byte offset and context of positions in a decoded text."""

    def __init__(self, decoded: DecodedText, positions: Iterable[int]) -> None:
        self.text = decoded.text
        wanted = sorted(set(positions))
        self.bytes = dict(zip(wanted, byte_offsets(decoded, wanted), strict=True))
        self._lines: dict[int, int] = {}
        text, line, last = self.text, 1, 0
        returns = "\r" in text
        for position in wanted:
            line += text.count("\n", last, position)
            if returns:
                # CR, LF and CRLF end a line; the CR of a CRLF counts with its LF, wherever the position cuts.
                line += text.count("\r", last, position) - text.count("\r\n", last, position + 1)
            self._lines[position] = line
            last = position

    def line(self, position: int) -> int:
        """The line of *position*, from 1."""
        return self._lines[position]

    def context(self, start: int, end: int) -> tuple[str, str]:
        """What stands before *start* and behind *end*."""
        return self.text[max(0, start - CONTEXT) : start], self.text[end : end + CONTEXT]


def _removal_rows(cleaned: Cleaned, choice: LedgerChoice) -> Iterable[RemovalRow]:
    ledger, text, repairs = cleaned.ledger, cleaned.decoded.text, cleaned.decoded.repairs
    spans = [(item.start, item.end) for item in ledger.removals] + [(item.start, item.end) for item in repairs]
    places = Places(cleaned.decoded, (edge for span in spans for edge in span))
    captured = _Captured(cleaned)
    doc_id = cleaned.id
    for seq, (item, clean_at) in enumerate(zip(ledger.removals, ledger.clean_offsets(), strict=True)):
        start, end, reason = item.start, item.end, item.reason
        if choice == "rules" and reason.category in BARE:
            continue
        prefix, suffix = places.context(start, end)
        # By position: names would take half as long again, for each of some twenty rows a page.
        yield RemovalRow(
            doc_id,
            seq,
            start,
            end,
            places.bytes[start],
            places.bytes[end],
            places.line(start),
            text[start:end],
            item.replacement,
            prefix,
            suffix,
            reason.rule,
            reason.digest,
            reason.category,
            reason.action,
            reason.why,
            clean_at,
            captured.within(start, end),
            confidence=UNSET if reason.confidence is None else reason.confidence,
        )
    repaired_at = clean_places(ledger, (repair.start for repair in repairs)) if repairs else []
    for number, (repair, clean_at) in enumerate(zip(repairs, repaired_at, strict=True)):
        start, end = repair.start, repair.end
        prefix, suffix = places.context(start, end)
        yield RemovalRow(
            doc_id=doc_id,
            seq=len(ledger.removals) + number,
            start=start,
            end=end,
            byte_start=places.bytes[start],
            byte_end=places.bytes[end],
            line=places.line(start),
            text=text[start:end],
            replacement="",
            prefix=prefix,
            suffix=suffix,
            rule="core/repair",
            rule_digest="",
            category=None,
            action="repair",
            why=f"bytes that {cleaned.decoded.encoding} does not give back",
            clean_at=clean_at,
            raw=repair.raw.hex(),
        )


def clean_places(ledger: Ledger, positions: Iterable[int]) -> list[int]:
    """Where code points of the decoded text are in the clean text, or would be if they had been kept."""
    ends = [removal.end for removal in ledger.removals]
    shifts = [
        removal.start - at for removal, at in zip(ledger.removals, ledger.clean_offsets(), strict=True)
    ]  # fmt: skip
    places = []
    for position in positions:
        number = bisect_right(ends, position)
        if number < len(ends):
            places.append(min(position, ledger.removals[number].start) - shifts[number])
        elif ends:
            last = ledger.removals[-1]
            places.append(position - shifts[-1] - (last.end - last.start) + len(last.replacement))
        else:
            places.append(position)
    return places


class _Captured:
    """The facts of a document by where their evidence stands."""

    def __init__(self, cleaned: Cleaned) -> None:
        found = {(item.start, item.end, fact.kind, fact.value) for fact in cleaned.facts for item in fact.evidence}
        self.found = sorted(found)
        self.starts = [start for start, *_ in self.found]

    def within(self, start: int, end: int) -> dict[str, tuple[str, ...]]:
        """Values by kind, of the facts that were read wholly inside *start*–*end*."""
        first = bisect_left(self.starts, start)
        if first == len(self.starts) or self.starts[first] >= end:
            return {}
        last = bisect_left(self.starts, end)
        captured: dict[str, list[str]] = {}
        for _, stop, kind, value in self.found[first:last]:
            values = captured.setdefault(kind, [])
            if stop <= end and value not in values:
                values.append(value)
        return {kind: tuple(values) for kind, values in sorted(captured.items()) if values}
