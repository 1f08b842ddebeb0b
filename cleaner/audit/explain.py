"""A cleaned document line by line: what became of every character, and what was read where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.model.category import Category
    from cleaner.model.document import Cleaned
    from cleaner.model.fact import Evidence
    from cleaner.model.ledger import Removal
    from cleaner.model.stamp import Stamp

Fate = Literal["kept", "removed", "lifted"]
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_BLANK = "\ufeff\u200b"


class Piece(Struct, frozen=True):
    """A stretch of a line with one fate. `rule`, `category` and `why` are empty where it is kept."""

    start: int
    end: int
    text: str
    fate: Fate
    rule: str = ""
    category: Category | Literal[""] = ""
    why: str = ""
    confidence: float | None = None
    """Probability that the removal is right, where its rule gives one."""


class Line(Struct, frozen=True):
    """A line of the decoded text; offsets are code points. Its pieces are the line, without its line end."""

    number: int
    start: int
    end: int
    pieces: tuple[Piece, ...]
    fate: Literal["kept", "removed", "partly", "blank"]
    """Of what can be seen: white space at the end of a kept line goes without making it `partly` kept."""

    @property
    def text(self) -> str:
        """The line."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def reasons(self) -> tuple[Piece, ...]:
        """One piece for each reason for which something went that can be seen, in the order of the line."""
        unique: dict[tuple[str, str, str], Piece] = {}
        for piece in self.pieces:
            if piece.rule and _is_seen(piece.text):
                unique.setdefault((piece.rule, piece.category, piece.why), piece)
        return tuple(unique.values())


class FactRow(Struct, frozen=True):
    """Something the stamp says, and the line it was read from."""

    what: str
    value: str
    confidence: str
    line: int
    start: int
    end: int
    rule: str
    note: str = ""


def lines_of(cleaned: Cleaned) -> Iterator[Line]:
    """The lines of the decoded text, in order, numbered from 1. Linear in the text."""
    text = cleaned.decoded.text
    removals = cleaned.ledger.removals
    following = 0
    for number, match in enumerate(_LINE.finditer(text), start=1):
        start, end = match.span(1)
        if start == len(text) and number > 1:
            return
        while following < len(removals) and removals[following].end <= start:
            following += 1
        pieces = tuple(_pieces(text, start, end, removals, following))
        yield Line(number, start, end, pieces, _fate(pieces))


def _pieces(text: str, start: int, end: int, removals: Sequence[Removal], number: int) -> Iterator[Piece]:
    position = start
    while number < len(removals) and removals[number].start < end:
        removal = removals[number]
        first, last = max(removal.start, start), min(removal.end, end)
        if first > position:
            yield Piece(position, first, text[position:first], "kept")
        reason = removal.reason
        fate: Fate = "lifted" if reason.action == "lift" else "removed"
        if last > first:
            shown = text[first:last]
            yield Piece(first, last, shown, fate, reason.rule, reason.category, reason.why, reason.confidence)
        position = max(position, last)
        number += 1
    if position < end:
        yield Piece(position, end, text[position:end], "kept")


def _fate(pieces: Sequence[Piece]) -> Literal["kept", "removed", "partly", "blank"]:
    seen = {piece.fate == "kept" for piece in pieces if _is_seen(piece.text)}
    if not seen:
        return "blank"
    if len(seen) == 2:
        return "partly"
    return "kept" if True in seen else "removed"


def _is_seen(text: str) -> bool:
    return bool(text.strip().strip(_BLANK))


def facts_of(stamp: Stamp) -> list[FactRow]:
    """What *stamp* says of the document, in the order of a title page: title, dates, credits, the chain, the rest."""
    rows: list[FactRow] = []

    def add(what: str, value: str, confidence: str, evidence: Sequence[Evidence], note: str = "") -> None:
        at = evidence[0] if evidence else None
        place = (at.line, at.start, at.end, at.rule) if at else (0, 0, 0, "")
        rows.append(FactRow(what, value, confidence, *place, note))

    source = stamp.source
    name = f"{source.id} ({source.name})" if source.name else source.id
    add("source", name, source.confidence or "", source.evidence, f"host {source.host}" if source.host else "")
    for what, statement in (("title", stamp.title), ("rights", stamp.rights)):
        if statement:
            add(what, statement.value, statement.confidence, statement.evidence)
    for date in stamp.dates:
        zone = f" {date.timezone}" if date.timezone and date.timezone not in date.value else ""
        verdict = "chosen" if date.chosen else "not chosen"
        add(date.kind, date.value + zone, date.confidence, date.evidence, f"{verdict}: {date.choice}")
    for credit in stamp.credits:
        add(credit.role, credit.name, credit.confidence, credit.evidence)
    for hop in stamp.chain:
        parties = [party for party in (hop.publisher, hop.account) if party]
        value = f"{hop.hop}. {hop.relation}: {' / '.join(dict.fromkeys(parties)) or 'unnamed'}"
        add("chain", value, hop.confidence, hop.evidence, " · ".join(filter(None, (hop.note, hop.url))))
    for reference in stamp.references:
        shown = [reference.publisher, reference.title, reference.url]
        add("reference", " · ".join(part for part in shown if part), reference.confidence, reference.evidence)
    for image in stamp.images:
        add("image", image.url, "stated", image.evidence, image.alt)
    for fact in stamp.facts:
        add(fact.kind, fact.value, fact.confidence, fact.evidence)
    language = stamp.language
    converted = language.converted_from
    note = f"probably converted from {converted.script}: {'、'.join(converted.evidence)}" if converted else ""
    add("language", f"{language.tag}, script {language.script}", "derived", (), note)
    return rows
