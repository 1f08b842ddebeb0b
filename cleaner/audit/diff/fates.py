"""Two accounts of one text compared: the stretches whose fate differs, and the rule that did it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from cleaner.audit.diff.model import Kind, Move, Stretch
from cleaner.errors import LedgerError
from cleaner.io.rows import BARE
from cleaner.io.visible import one_line
from cleaner.model.white_space import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.io.rows import RemovalRow

CONTEXT = 80
"""Code points of context."""
_FAR = 400
_WHITE = WHITE_SPACE


class Side(NamedTuple):
    """One account: the clean text and the rows of its removals in order, repairs left out."""

    clean: str
    rows: Sequence[RemovalRow]

    @property
    def length(self) -> int:
        """Code points of the decoded text, of a full ledger."""
        return len(self.clean) + sum(row.end - row.start - len(row.replacement) for row in self.rows)


class _Piece(NamedTuple):
    """Code points `start`–`end` with one fate on either side; `at_a`, `at_b`: where that is in the clean texts."""

    start: int
    end: int
    a: RemovalRow | None
    b: RemovalRow | None
    at_a: int
    at_b: int

    @property
    def is_kept(self) -> bool:
        return self.a is None and self.b is None


class _Flip(NamedTuple):
    """Pieces `first` to `last` of a zone that one side keeps and a rule of the other removes."""

    first: int
    last: int
    kind: Kind
    row: RemovalRow


def compared(a: Side, b: Side) -> tuple[list[Stretch], list[Move]]:
    """The stretches of full ledgers *a* and *b* over one decoded text, in order, and what only changed its rule.

    Replacing in a's clean text each `a` of a stretch by the code points `b` of b's gives b's. Linear in the removals.

    Raises:
        LedgerError: rows are empty or overlap, or the two are not accounts of one text.
    """
    if a.length != b.length:
        raise LedgerError(f"the accounts are of texts of {a.length} and {b.length} code points")
    found: list[Stretch] = []
    moves: list[Move] = []
    zone: list[_Piece] = []
    pieces = _pieces(a, b)
    # Behind the last piece nothing follows, and both texts are at their end.
    end = _Piece(a.length, a.length, None, None, len(a.clean), len(b.clean))
    for piece in (*pieces, end):
        if not piece.is_kept:
            zone.append(piece)
            continue
        if zone:
            moves.extend(_moves(zone))
            found.extend(_stretches(zone, piece, a.clean, b.clean))
            zone = []
    return _joined(found, a.clean, b.clean), moves


def _pieces(a: Side, b: Side) -> Iterator[_Piece]:
    """The whole text, cut wherever a removal of either side begins or ends."""
    rows = (iter(_checked(a.rows)), iter(_checked(b.rows)))
    now = [next(each, None) for each in rows]
    at = [0, 0]
    position, length = 0, a.length
    while position < length:
        edge = length
        inside: list[RemovalRow | None] = [None, None]
        for side, row in enumerate(now):
            if row is None:
                continue
            if row.start <= position:
                inside[side] = row
                edge = min(edge, row.end)
            else:
                edge = min(edge, row.start)
        yield _Piece(position, edge, inside[0], inside[1], at[0], at[1])
        for side, row in enumerate(inside):
            if row is None:
                at[side] += edge - position
                continue
            if row.start == position:
                at[side] += len(row.replacement)
            if row.end == edge:
                now[side] = next(rows[side], None)
        position = edge


def _checked(rows: Sequence[RemovalRow]) -> Iterator[RemovalRow]:
    position = 0
    for row in rows:
        if row.start < position or row.end <= row.start:
            raise LedgerError(f"removal {row.seq} is empty or overlaps the one before it")
        position = row.end
        yield row


def _moves(zone: Sequence[_Piece]) -> Iterator[Move]:
    """What both sides remove for a reason of their own, each by another rule."""
    last: Move | None = None
    for piece in zone:
        if piece.a is None or piece.b is None or piece.a.rule == piece.b.rule:
            continue
        if piece.a.category in BARE or piece.b.category in BARE:
            continue
        chars = piece.end - piece.start
        if last and (last.a, last.b) == (piece.a.rule, piece.b.rule):
            last = Move(last.a, last.b, last.chars + chars)
            continue
        if last:
            yield last
        last = Move(piece.a.rule, piece.b.rule, chars)
    if last:
        yield last


def _stretches(zone: Sequence[_Piece], behind: _Piece, clean_a: str, clean_b: str) -> Iterator[Stretch]:
    """The stretches of a *zone*: pieces between two that both sides keep, of which the later is *behind*."""
    first = zone[0]
    if clean_a[first.at_a : behind.at_a] == clean_b[first.at_b : behind.at_b]:
        return
    flips = _flips(zone, clean_a, clean_b)
    if not flips:
        flips = [_Flip(0, len(zone) - 1, "writes", _writer(zone))]
    for number, flip in enumerate(flips):
        # White space belongs to the flip before it, what stands before the first to the first.
        start = zone[flip.first] if number else first
        end = zone[flips[number + 1].first] if number + 1 < len(flips) else behind
        span_a, span_b = (start.at_a, end.at_a), (start.at_b, end.at_b)
        clean, span = (clean_b, span_b) if flip.kind == "keeps" else (clean_a, span_a)
        text = clean[slice(*span)].strip(_WHITE)
        if flip.kind == "writes":
            text = written_otherwise(clean_a[slice(*span_a)], clean_b[slice(*span_b)])
        yield Stretch(
            kind=flip.kind,
            rule=flip.row.rule,
            category=flip.row.category,
            line=flip.row.line,
            start=zone[flip.first].start,
            end=zone[flip.last].end,
            a=span_a,
            b=span_b,
            text=text,
            chars=len(text),
            before=_before(clean, span[0]),
            after=_after(clean, span[1]),
        )


def written_otherwise(a: str, b: str) -> str:
    """What stands in *a*, and in its place in *b*, so that white space is seen."""
    return f"“{one_line(a)}” → “{one_line(b)}”"


def _writer(zone: Sequence[_Piece]) -> RemovalRow:
    """Of the removals of a *zone* that both sides remove, the one in whose place something else is written."""
    written: list[dict[tuple[int, str], RemovalRow]] = [{}, {}]
    for piece in zone:
        for side, row in enumerate((piece.a, piece.b)):
            if row:
                written[side][row.start, row.replacement] = row
    differing = [written[side][key] for side in (0, 1) for key in written[side].keys() - written[1 - side].keys()]
    # Whichever result comes first, the answer is the same.
    return min(differing or written[0].values(), key=lambda row: (row.category in BARE, row.rule, row.start))


def _flips(zone: Sequence[_Piece], clean_a: str, clean_b: str) -> list[_Flip]:
    """What one side keeps and the other removes, that of one rule together; white space only where there is nothing else."""
    all_flips, told = [], []
    for number, piece in enumerate(zone):
        row = piece.a or piece.b
        if row is None or (piece.a and piece.b):
            continue
        length = piece.end - piece.start
        if piece.b:
            kind: Kind = "removes"
            text = clean_a[piece.at_a : piece.at_a + length]
        else:
            kind, text = "keeps", clean_b[piece.at_b : piece.at_b + length]
        flip = _Flip(number, number, kind, row)
        all_flips.append(flip)
        if row.category not in BARE and text.strip(_WHITE):
            told.append(flip)
    joined: list[_Flip] = []
    for flip in told or all_flips:
        last = joined[-1] if joined else None
        if last and (last.kind, last.row.rule) == (flip.kind, flip.row.rule):
            joined[-1] = last._replace(last=flip.last)
            continue
        joined.append(flip)
    return joined


def _joined(found: list[Stretch], clean_a: str, clean_b: str) -> list[Stretch]:
    """*found* with those of one rule as one that have only white space between them."""
    joined: list[Stretch] = []
    for each in found:
        last = joined[-1] if joined else None
        if last and last.a and last.b and each.a and each.b and (last.kind, last.rule) == (each.kind, each.rule):
            between = clean_a[last.a[1] : each.a[0]]
            if each.kind != "writes" and not between.strip(_WHITE):
                span_a, span_b = (last.a[0], each.a[1]), (last.b[0], each.b[1])
                text = (clean_b[slice(*span_b)] if each.kind == "keeps" else clean_a[slice(*span_a)]).strip(_WHITE)
                joined[-1] = replace(
                    last, end=each.end, a=span_a, b=span_b, text=text, chars=len(text), after=each.after
                )
                continue
        joined.append(each)
    return joined


def in_part(a: Side, b: Side) -> tuple[list[Stretch], list[Move]]:
    """As `compared`, as far as rows without bare markup and white space tell: places, and the text that rules took.

    Raises:
        LedgerError: rows are empty or overlap.
    """
    length = max((row.end for side in (a, b) for row in side.rows), default=0)
    sides = [_told(side, length) for side in (a, b)]
    zone = [piece for piece in _pieces(*sides) if not piece.is_kept]
    found = []
    for piece in zone:
        row = piece.a or piece.b
        if row is None or (piece.a and piece.b):
            continue
        text = row.text[piece.start - row.start : piece.end - row.start].strip(_WHITE) if row.text is not None else None
        if text == "":
            continue
        found.append(
            Stretch(
                kind="keeps" if piece.a else "removes",
                rule=row.rule,
                category=row.category,
                line=row.line,
                start=piece.start,
                end=piece.end,
                a=None,
                b=None,
                text=text,
                chars=piece.end - piece.start if text is None else len(text),
                before=_before(row.prefix, len(row.prefix)) if piece.start == row.start else "",
                after=_after(row.suffix, 0) if piece.end == row.end else "",
            )
        )
    return found, list(_moves(zone))


def _told(side: Side, length: int) -> Side:
    """*side* with the rows of rules alone, over a text that is so long that they fit."""
    rows = [row for row in side.rows if row.category not in BARE]
    removed = sum(row.end - row.start - len(row.replacement) for row in rows)
    return Side(" " * max(0, length - removed), rows)


def _before(clean: str, at: int) -> str:
    """The end of the last line before *at* that is not empty."""
    near = clean[max(0, at - _FAR) : at].rstrip(_WHITE)
    return near.rpartition("\n")[2][-CONTEXT:].lstrip(_WHITE)


def _after(clean: str, at: int) -> str:
    """The beginning of the first line behind *at* that is not empty."""
    near = clean[at : at + _FAR].lstrip(_WHITE)
    return near.partition("\n")[0][:CONTEXT].rstrip(_WHITE)
