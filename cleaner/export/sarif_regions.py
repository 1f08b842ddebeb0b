"""Where a removal stands, as SARIF says it: by characters, by bytes, and by lines and columns where the text can be had back."""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from cleaner.errors import LedgerError
from cleaner.export.removals import MARK, raw_of, span_of
from cleaner.io.rows import ledger_of
from cleaner.model.ledger import restore

if TYPE_CHECKING:
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

NEWLINES = ("\r\n", "\n", "\r")
"""What ends a line, in the order in which it is looked for."""

_NEWLINE = re.compile("|".join(NEWLINES))


class Lines:
    """Lines and columns of positions in a *text*: both from 1, columns in code points."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]
        self._length = len(text)

    def region(self, start: int, end: int) -> dict[str, int]:
        """SARIF's properties of the stretch *start*–*end*."""
        (line, column), (end_line, end_column) = self._place(start), self._place(end)
        return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}

    def _place(self, position: int) -> tuple[int, int]:
        line = bisect_right(self._starts, position)
        if position == self._length == self._starts[line - 1] and line > 1:
            # Behind the last line end there is no line; the standard has it at the end of the one before.
            line -= 1
        return line, position - self._starts[line - 1] + 1


def lines_of(stored: Stored) -> Lines | None:
    """The lines of a document's decoded text without its byte order mark; None where its rows do not give it back."""
    document = stored.row
    if document.removals.ledger != "full" or document.removals.redacted:
        return None
    taken = [row.text or "" for row in stored.removals if row.action != "repair"]
    try:
        ledger = ledger_of(stored.removals, document.text)
        text = restore(document.text, ledger.length, zip(ledger.removals, taken, strict=True))
    except LedgerError:
        return None
    return Lines(text.removeprefix(MARK))


def region_of(stored: Stored, row: RemovalRow, lines: Lines | None) -> dict[str, Any]:
    """The region of *row*. Its parts all name the same stretch, as the standard demands.

    So there is no line without the columns, which nobody knows when the text cannot be had back.

    Raises:
        InputError: as `raw_of`.
    """
    span = span_of(stored, row)
    region: dict[str, Any] = lines.region(span.start, span.end) if lines else {}
    region |= {
        "charOffset": span.start,
        "charLength": span.end - span.start,
        "byteOffset": span.byte_start,
        "byteLength": span.byte_end - span.byte_start,
    }
    if span.text is not None:
        region["snippet"] = {"text": span.text}
        if (raw := raw_of(row)) is not None:
            region["snippet"]["binary"] = base64.b64encode(raw).decode()
    return region
