"""What can be checked of a redacted document: little without its raw bytes, everything with them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cleaner.decode.repair import read
from cleaner.io.rows import CONTEXT, clean_places
from cleaner.model.digest import text_digest
from cleaner.model.document import RawDocument
from cleaner.model.finding import Finding
from cleaner.model.ledger import restore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.io.redact import Kept
    from cleaner.io.rows import DocumentRow, RemovalRow
    from cleaner.model.document import DecodedText
    from cleaner.model.ledger import Ledger

_HOLE = "\0"


def holed_text(row: DocumentRow, ledger: Ledger) -> str:
    """The decoded text of *row* as far as it is kept; NULs stand for what was removed.

    Raises:
        LedgerError: the clean text does not fit the ledger.
    """
    holes = (_HOLE * (removal.end - removal.start) for removal in ledger.removals)
    return restore(row.text, ledger.length, zip(ledger.removals, holes, strict=True))


def read_again(row: DocumentRow, data: bytes) -> DecodedText | None:
    """The text of the raw bytes *data* in the encoding that the stamp of *row* names; None when it cannot read them."""
    raw = row.stamp.raw
    try:
        return read(RawDocument(data=data), raw.encoding, raw.encoding_evidence)
    except (LookupError, UnicodeError):
        return None


def digests(row: DocumentRow, removals: Sequence[RemovalRow], decoded: DecodedText) -> Iterator[Finding]:
    """Where the digest of a removal or repair is not that of what *decoded* has there."""
    repaired = {(repair.start, repair.end): repair.raw for repair in decoded.repairs}
    repairs = sum(item.action == "repair" for item in removals)
    if repairs != len(repaired):
        detail = f"{repairs} rows of repairs, the raw bytes need {len(repaired)}"
        yield Finding(row.id, "removals", "raw-repairs", detail)
    for item in removals:
        if item.action == "repair":
            expected = hashlib.sha256(repaired.get((item.start, item.end), b"")).hexdigest()
        else:
            expected = text_digest(decoded.text[item.start : item.end])
        if item.text_sha256 != expected:
            where = f"removals[{item.seq}].text_sha256"
            yield Finding(row.id, where, "removal-row", f"is {item.text_sha256!r}, computed {expected!r}")


def contexts(row: DocumentRow, removals: Sequence[RemovalRow], ledger: Ledger, kept: Kept) -> Iterator[Finding]:
    """Where a row has other context, or another place in the clean text, than what is *kept* gives."""
    inside = [item for item in removals if 0 <= item.start <= item.end <= len(kept.text)]
    for item, clean_at in zip(inside, clean_places(ledger, (item.start for item in inside)), strict=True):
        before, behind = kept.text[max(0, item.start - CONTEXT) : item.start], kept.text[item.end : item.end + CONTEXT]
        prefix, suffix = kept.context(before, behind, item.start, item.end)
        for name, expected in (("prefix", prefix), ("suffix", suffix), ("clean_at", clean_at)):
            if getattr(item, name) != expected:
                where = f"removals[{item.seq}].{name}"
                yield Finding(row.id, where, "removal-row", f"is {getattr(item, name)!r}, computed {expected!r}")
