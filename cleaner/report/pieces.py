"""A document as the page shows it: kept text and removals, in the order of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from cleaner.audit.sample import SHOWN_FIRST, SHOWN_LAST
from cleaner.errors import InputError
from cleaner.io.rows import BARE
from cleaner.report.visible import visible

if TYPE_CHECKING:
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

MAX_REMOVAL = SHOWN_FIRST + SHOWN_LAST
"""Code points of a removal that are shown."""
MAX_DOCUMENT = 200_000
"""Code points of a document that are shown."""
_LINES, _WIDTH, _REACH = 3, 200, 1_200

Shows = Literal["source", "visible", "clean"]


class Pieces:
    """The pieces of a document.

    Attributes:
        shows: `source`: all there is. `visible`: of HTML, without markup. `clean`: the removals in their places in the
            clean text, as bare markup and white space are not in the result.
        pieces: as in docs/report.md.
        removals: those by rules, in order; the number of one is its index.
        texts: what is shown of each of `removals`, not cut; null when the result is redacted.
        seen: whether the text is what a reader sees of it, and not its source.
        markup: number and code points of bare removals that are no pieces.
    """

    def __init__(self, item: Stored) -> None:
        row = item.row
        self.is_html = row.stamp.raw.media_type == "text/html"
        self.shows: Shows = "clean" if row.removals.ledger == "rules" else "visible" if self.is_html else "source"
        self.pieces: list[Any] = []
        self.removals: list[RemovalRow] = []
        self.texts: list[str | None] = []
        self.seen: list[bool] = []
        self.markup = (0, 0)
        self._display: tuple[str, list[int]] | None = None
        self._walk(item)

    def _walk(self, item: Stored) -> None:
        clean, at, kept = item.row.text, 0, ""
        for removal in item.removals:
            if removal.action == "repair":
                continue
            if removal.clean_at < at:
                raise InputError(
                    f"{item.row.id}: removal {removal.seq} stands at {removal.clean_at} of the clean text, before the one "
                    "above it; `cleaner verify` says more"
                )
            kept += clean[at : removal.clean_at]
            at = removal.clean_at + len(removal.replacement)
            if removal.category in BARE:
                if self.is_html:
                    kept += removal.replacement
                    self.markup = (self.markup[0] + 1, self.markup[1] + removal.end - removal.start)
                    continue
                piece: Any = {"b": removal.text or "", "r": removal.replacement}
            else:
                piece = len(self.removals)
                self.removals.append(removal)
                self._look(removal.text)
            if kept:
                self.pieces.append(kept)
                kept = ""
            self.pieces.append(piece)
        kept += clean[at:]
        if kept:
            self.pieces.append(kept)

    def _look(self, text: str | None) -> None:
        seen = visible(text) if self.is_html and text is not None else ""
        is_seen = bool(seen.strip())
        self.texts.append(seen if is_seen else text)
        self.seen.append(is_seen)

    def within(self, limit: int = MAX_DOCUMENT) -> list[Any]:
        """The pieces up to *limit* code points shown; then how many follow."""
        shown: list[Any] = []
        left, beyond = limit, 0
        for piece in self.pieces:
            size = self._size(piece)
            if left > 0 and size <= left:
                shown.append(piece)
            elif left > 0 and isinstance(piece, str):
                shown.append(piece[:left])
                beyond += size - left
            else:
                beyond += size
            left -= size
        return [*shown, {"cut": beyond}] if beyond else shown

    def _size(self, piece: Any) -> int:  # noqa: ANN401 - a piece
        if isinstance(piece, str):
            return len(piece)
        if isinstance(piece, int):
            return min(len(self.texts[piece] or ""), MAX_REMOVAL)
        return len(piece["b"])

    def around(self, number: int) -> tuple[list[str], list[str]]:
        """Up to three lines before and behind the removal *number*, kept and removed ones alike, empty ones left out."""
        if self._display is None:
            self._display = self._joined()
        text, starts = self._display
        start = starts[number]
        end = start + len(self.texts[number] or "")
        before = _lines(text[max(0, start - _REACH) : start])[-_LINES:]
        after = _lines(text[end : end + _REACH])[:_LINES]
        if before:
            # What stands right before it matters most.
            before[-1] = before[-1][-_WIDTH:]
        return [line[:_WIDTH] for line in before], [line[:_WIDTH] for line in after]

    def _joined(self) -> tuple[str, list[int]]:
        parts, starts, length = [], [], 0
        for piece in self.pieces:
            if isinstance(piece, int):
                starts.append(length)
                part = self.texts[piece] or ""
            else:
                part = piece if isinstance(piece, str) else piece["b"]
            parts.append(part)
            length += len(part)
        return "".join(parts), starts


def cut(text: str | None, most: int = MAX_REMOVAL) -> tuple[str | None, int]:
    """*text* with the middle left out when it is long, and how many code points that are."""
    if text is None or len(text) <= most:
        return text, 0
    first, last = (SHOWN_FIRST, SHOWN_LAST) if most == MAX_REMOVAL else (most, 0)
    return text[:first] + text[len(text) - last :], len(text) - first - last


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
