"""The removals of a document that are exported one by one, and what several formats say of each."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.rows import BARE
from cleaner.model.digest import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

MARK = "\ufeff"
_MARK_BYTES = {"utf-8": 3, "utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


def removals_of(stored: Stored, *, every: bool) -> tuple[RemovalRow, ...]:
    """The rows of a document in order, repairs last; bare markup and white space only when *every* one is wanted.

    Raises:
        InputError: every one is wanted, and the result was written without them.
    """
    if not every:
        return tuple(row for row in stored.removals if row.category not in BARE)
    ledger = stored.row.removals.ledger
    if ledger != "full":
        raise InputError(
            f"{stored.row.id}: the result was written with --ledger {ledger}, which leaves out bare markup and white "
            "space; export without --all, or clean again with --ledger full"
        )
    return stored.removals


def raw_of(row: RemovalRow) -> bytes | None:
    """The raw bytes of a repair; None for a removal, and when they are redacted.

    Raises:
        InputError: they are not in hexadecimal.
    """
    try:
        return None if row.raw is None else bytes.fromhex(row.raw)
    except ValueError:
        raise InputError(f"{row.doc_id}: the bytes of repair {row.seq} are not in hexadecimal") from None


def digest_of(row: RemovalRow) -> str:
    """SHA-256 over the UTF-8 of what was removed, for a repair over its raw bytes: the same whether redacted or not.

    Raises:
        InputError: as `raw_of`.
    """
    if row.text_sha256 is not None:
        return row.text_sha256
    raw = raw_of(row)
    return text_digest(row.text or "") if raw is None else hashlib.sha256(raw).hexdigest()


def framed(head: bytes, documents: Iterator[bytes]) -> Iterator[bytes]:
    """*head*, then *documents*: but first it is seen that there is one, or none without an error to tell."""
    first = next(documents, None)
    yield head
    if first is not None:
        yield first
        yield from documents


class Span(Struct, frozen=True):
    """Where a removal stands for those to whom a byte order mark is no character of the text.

    Code points `start`–`end` and bytes `byte_start`–`byte_end` are the same stretch.
    """

    start: int
    end: int
    byte_start: int
    byte_end: int
    text: str | None
    """Null when redacted."""
    prefix: str


def span_of(stored: Stored, row: RemovalRow) -> Span:
    """The span of *row*, a removal of the document *stored*."""
    raw = stored.row.stamp.raw
    is_marked = raw.encoding_evidence == "bom"
    skipped, mark = (_MARK_BYTES.get(raw.encoding, 0), MARK) if is_marked else (0, "")
    return Span(
        start=max(row.start - len(mark), 0),
        end=max(row.end - len(mark), 0),
        byte_start=max(row.byte_start, skipped),
        byte_end=max(row.byte_end, skipped),
        text=row.text if row.text is None or row.start else row.text.removeprefix(mark),
        prefix=row.prefix.removeprefix(mark) if row.start == len(row.prefix) else row.prefix,
    )
