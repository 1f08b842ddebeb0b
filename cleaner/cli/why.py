"""Why a line is gone, or kept: the ledger's reasons, the rules' wishes and the places in their files, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from cleaner.audit.explain import FactRow, Line, Piece, facts_of
from cleaner.audit.likely import Likely  # noqa: TC001 - msgspec reads the annotations
from cleaner.rules.overview import rule

if TYPE_CHECKING:
    from cleaner.audit.likely import Likelihoods
    from cleaner.model.document import Cleaned
    from cleaner.rules.load import RuleBook
    from cleaner.rules.wishes import Wish

STEP = "a step of the program, not a rule of a file"
EXTRACTORS = "extract/"
"""Their rules begin so."""


class Part(Struct, frozen=True):
    """A stretch of the line with one fate, and the reason for it."""

    text: str
    start: int
    end: int
    fate: Literal["kept", "removed", "lifted"]
    because: str
    rule: str = ""
    category: str = ""
    where: str = ""
    """File and line of the rule."""
    likely: Likely | None = None
    """How likely the model finds it to be article, when the model decided."""


class Answer(Struct, frozen=True):
    """What became of a line, or of the character at a column of it."""

    line: int
    column: int | None
    text: str
    parts: tuple[Part, ...]
    facts: tuple[FactRow, ...]


def answer(
    cleaned: Cleaned, line: Line, column: int | None, wishes: list[Wish], book: RuleBook, likely: Likelihoods
) -> Answer:
    """The answer for *line* of *cleaned*; with *column* (code points, from 1) for what stands there alone."""
    position = None if column is None else line.start + column - 1
    pieces = [piece for piece in line.pieces if position is None or piece.start <= position < piece.end]
    parts = []
    for piece in pieces:
        if piece.text.strip() or len(pieces) == 1:
            part = _part(piece, wishes, cleaned.stamp.profile, book)
            if not part.rule or part.rule.startswith(EXTRACTORS):
                at = (piece.start, piece.end) if position is None else (position, position + 1)
                part = replace(part, likely=likely.of(*at, is_kept=piece.fate == "kept"))
            parts.append(part)
    facts = [row for row in facts_of(cleaned.stamp) if row.line and row.start < line.end and line.start < row.end]
    return Answer(line.number, column, line.text, tuple(parts), tuple(facts))


def _part(piece: Piece, wishes: list[Wish], profile: str, book: RuleBook) -> Part:
    if piece.fate == "kept":
        return Part(piece.text, piece.start, piece.end, "kept", _kept(piece, wishes, profile))
    row = rule(book, piece.rule)
    where = f"{row.file}:{row.line}" if row else STEP
    return Part(piece.text, piece.start, piece.end, piece.fate, piece.why, piece.rule, piece.category, where)


def _kept(piece: Piece, wishes: list[Wish], profile: str) -> str:
    there = [wish for wish in wishes if wish.start < piece.end and piece.start < wish.end]
    keeps = [wish for wish in there if wish.kind == "keep" and wish.reaches]
    wanted = [wish for wish in there if wish.kind == "remove" and wish.reaches and wish.action != "keep"]
    if keeps:
        beaten = f" beats {', '.join(dict.fromkeys(wish.rule for wish in wanted))}" if wanted else ""
        return f"keep rule {keeps[0].rule}{beaten}: {keeps[0].why}"
    by_profile = [wish for wish in there if wish.kind == "remove" and wish.reaches]
    if by_profile:
        wish = by_profile[0]
        return f"{wish.rule} matches, and the profile {profile} keeps the category {wish.category}"
    short = [wish for wish in there if not wish.reaches]
    if short:
        wish = short[0]
        side = "above" if wish.zone == "head" else "below"
        return f"{wish.rule} matches, but something that stays stands {side} it (zone = {wish.zone!r})"
    return "no rule wants it"
