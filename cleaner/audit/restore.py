"""The raw bytes of a document, from its clean text and its full removal rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.decode import encode
from cleaner.errors import LedgerError
from cleaner.io.rows import ledger_of, repairs_of
from cleaner.model.document import DecodedText, RawDocument
from cleaner.model.ledger import restore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.io.rows import DocumentRow, RemovalRow

PARTIAL = (
    "the result was written with --ledger rules: bare markup and white space are not in it; clean again without it"
)
REDACTED = "the result was written with --redact: what was removed is not in it, so the raw bytes cannot come back"


def restored_text(row: DocumentRow, removals: Sequence[RemovalRow]) -> DecodedText:
    """The decoded text that *row* was cleaned from, with how to write it as bytes.

    Raises:
        LedgerError: the rows are not all of the document's, are redacted, or do not fit its text.
    """
    if row.removals.ledger != "full":
        raise LedgerError(PARTIAL)
    if row.removals.redacted:
        raise LedgerError(REDACTED)
    ledger = ledger_of(removals, row.text)
    taken = taken_by(removals)
    text = restore(row.text, ledger.length, zip(ledger.removals, taken, strict=True))
    raw = row.stamp.raw
    return DecodedText(
        raw=RawDocument(data=b"", path=row.stamp.capture.path),
        text=text,
        encoding=raw.encoding,
        encoding_evidence=raw.encoding_evidence,
        repairs=repairs_of(removals),
    )


def taken_by(removals: Sequence[RemovalRow]) -> list[str]:
    """The exact text of each removal, repairs left out.

    Raises:
        LedgerError: that of one is not there.
    """
    taken = []
    for item in removals:
        if item.action != "repair":
            if item.text is None:
                raise LedgerError(f"removal {item.seq} has no text")
            taken.append(item.text)
    return taken


def restored_bytes(row: DocumentRow, removals: Sequence[RemovalRow]) -> bytes:
    """The raw bytes that *row* was cleaned from. Whether they are, only `stamp.raw.sha256` can tell.

    Raises:
        LedgerError: as `restored_text`, or the stamp names an encoding that cannot write the text.
    """
    decoded = restored_text(row, removals)
    return bytes_of(decoded)


def bytes_of(decoded: DecodedText) -> bytes:
    """The bytes of a restored text.

    Raises:
        LedgerError: its encoding does not exist or cannot write it.
    """
    try:
        return encode(decoded, decoded.text)
    except (LookupError, UnicodeError) as error:
        raise LedgerError(f"the text cannot be written as {decoded.encoding}: {error}") from None
