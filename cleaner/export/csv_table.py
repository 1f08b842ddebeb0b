"""CSV: a row a removal, for spreadsheets and whoever wants no more than a table.

RFC 4180 in UTF-8. A byte order mark stands in front, without which Excel reads Chinese as another encoding. A cell that a spreadsheet might
take for a formula gets an apostrophe in front, and so does one that begins with an apostrophe: to have a text back, take one away.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import msgspec

from cleaner.export.removals import MARK, digest_of, framed, removals_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.export.result import Result
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

COLUMNS = (
    "doc_id", "seq", "path", "url", "title", "source", "category", "action", "rule", "why", "line", "start", "end",
    "byte_start", "byte_end", "clean_at", "chars", "text", "replacement", "prefix", "suffix", "captured",
    "text_sha256", "raw", "confidence",
)  # fmt: skip

# The full-width signs are those of Chinese and Japanese keyboards; spreadsheets take them for their narrow ones.
_BEGINS_A_FORMULA = frozenset("=+-@＝＋－＠")
_GUARD = "'"


def table(result: Result, *, every: bool) -> Iterator[bytes]:
    """The line of names, then the rows of a document at a time, empty for one that nothing was removed from.

    Raises:
        InputError: as `Result.documents` and `removals_of`.
    """
    documents = (
        _lines(_cells(stored, row) for row in removals_of(stored, every=every)) for stored in result.documents()
    )
    return framed(MARK.encode() + _lines([COLUMNS]), documents)


def guarded(cell: str) -> str:
    """*cell* so that no spreadsheet computes it: with an apostrophe in front when it needs one, or has one already."""
    if not cell or cell[0].isalnum():
        return cell
    seen = next((char for char in cell if char.isprintable() and not char.isspace()), "")
    return _GUARD + cell if seen in _BEGINS_A_FORMULA or cell[0] in "\t\r\n'" else cell


def _cells(stored: Stored, row: RemovalRow) -> tuple[str | int, ...]:
    document, capture = stored.row, stored.row.stamp.capture
    return (
        row.doc_id,
        row.seq,
        guarded(capture.path or ""),
        guarded(capture.url or ""),
        guarded(document.title or ""),
        document.source,
        row.category or "",
        row.action,
        row.rule,
        guarded(row.why),
        row.line,
        row.start,
        row.end,
        row.byte_start,
        row.byte_end,
        row.clean_at,
        row.end - row.start,
        guarded(row.text or ""),
        guarded(row.replacement),
        guarded(row.prefix),
        guarded(row.suffix),
        msgspec.json.encode(row.captured).decode() if row.captured else "",
        digest_of(row),
        row.raw or "",
        "" if row.confidence is msgspec.UNSET else f"{row.confidence:.3f}",
    )


def _lines(rows: Iterable[Iterable[str | int]]) -> bytes:
    buffer = StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()
