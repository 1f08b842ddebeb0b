"""A document as the page holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from cleaner.model.ledger import CLOSE
from cleaner.report.pieces import MAX_DOCUMENT, Pieces, cut
from cleaner.report.risk import doubt_of
from cleaner.report.stamp import shortened, stamp_of

if TYPE_CHECKING:
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow
    from cleaner.report.risk import Reckoned

HELD_RISK = 90
"""Whatever was removed from it, a document in quarantine deserves a look."""
_MAX_BEYOND = 200
"""Code points shown of a removal that stands where the page shows nothing of the document any more."""
_MAX_CAPTURED = 20


class Judged:
    """A removal by a rule, with what was reckoned of it."""

    __slots__ = ("group", "reasons", "removal", "risk", "rule")

    def __init__(self, removal: RemovalRow, rule: int, group: str, reckoned: Reckoned) -> None:
        self.removal = removal
        self.rule = rule
        self.group = group
        self.risk, self.reasons = reckoned


def record_of(
    item: Stored, pieces: Pieces, judged: list[Judged], source: int, day: str | None, decoded_chars: int
) -> dict[str, Any]:
    """The record of a document, see docs/report.md; *judged* are the removals of *pieces* in their order."""
    row, stamp = item.row, item.row.stamp
    removed = stamp.removal
    # What is shown is never longer than the source and what stands in place of markup.
    shown = pieces.pieces if decoded_chars + len(row.text) <= MAX_DOCUMENT else pieces.within()
    seen = {piece for piece in shown if isinstance(piece, int)}
    said = stamp.extraction
    expected = None if said is UNSET else said.confidence
    points, doubt = doubt_of(expected, _close(pieces), stamp.clean.chars)
    risk = max([points, *(one.risk for one in judged)])
    return {
        "id": row.id,
        "path": shortened(stamp.capture.place),
        "url": shortened(stamp.capture.url),
        "title": shortened(row.title),
        "source": source,
        "language": stamp.language.tag,
        "script": row.script,
        "day": day,
        "outcome": item.outcome,
        "code": item.code,
        "detail": shortened(item.held.detail if item.held else None),
        "chars_in": decoded_chars,
        "chars_out": stamp.clean.chars,
        "removed_share": removed.share,
        "risk": max(risk, HELD_RISK) if item.outcome == "quarantined" else risk,
        "doubt": doubt,
        "media_type": stamp.raw.media_type,
        "shows": pieces.shows,
        "pieces": shown,
        "markup": {"removals": pieces.markup[0], "chars": pieces.markup[1]},
        "removals": [_removal(one, pieces, number, is_shown=number in seen) for number, one in enumerate(judged)],
        "repairs": sum(removal.action == "repair" for removal in item.removals),
        "stamp": stamp_of(stamp),
    }


def told_of(one: Judged, pieces: Pieces, number: int) -> dict[str, Any]:
    """What the page says of a removal, in its document and in its group alike."""
    removal = one.removal
    text, left_out = cut(pieces.texts[number])
    return {
        "chars": removal.end - removal.start,
        "text": text,
        "cut": left_out,
        "visible": pieces.seen[number],
        "sha256": removal.text_sha256,
        "risk": one.risk,
        "reasons": one.reasons,
    }


def _close(pieces: Pieces) -> int:
    """Code points that a reader sees of what was removed by close calls."""
    chars = 0
    for removal, text, seen in zip(pieces.removals, pieces.texts, pieces.seen, strict=True):
        if removal.confidence is not UNSET and removal.confidence < CLOSE and (seen or not pieces.is_html):
            chars += len((text or "").strip())
    return chars


def chars_in(item: Stored) -> int:
    """Code points of the decoded text."""
    if item.chars_in is not None:
        return item.chars_in
    removed = item.row.stamp.removal
    # Replacements of bare markup are not in the result: the share of the stamp knows.
    return round(removed.chars / removed.share) if removed.share else len(item.row.text)


def _removal(one: Judged, pieces: Pieces, number: int, *, is_shown: bool) -> dict[str, Any]:
    removal = one.removal
    told = told_of(one, pieces, number)
    if not is_shown:
        told["text"], told["cut"] = cut(pieces.texts[number], _MAX_BEYOND)
    return {
        "seq": removal.seq,
        "line": removal.line,
        "start": removal.start,
        "end": removal.end,
        "rule": one.rule,
        "replacement": removal.replacement,
        "captured": {
            kind: [shortened(value) for value in values[:_MAX_CAPTURED]] for kind, values in removal.captured.items()
        },
        "group": one.group,
        "confidence": None if removal.confidence is UNSET else removal.confidence,
        **told,
    }
