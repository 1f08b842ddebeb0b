"""A page written anew from what is visible of it: the kept stretches of the source, and signs in place of markup.

Every block gives the stretches of its text that no claim wants. All between two of them is removed; what has to stand
there (an empty line, the character that a reference means, a `**`) is the replacement of one of these removals.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

from cleaner.model.white_space import WHITE_SPACE
from cleaner.settle.claims import BLANK_LINES, MARKUP, Claim
from cleaner.settle.signs import OBJECT, Line, Piece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaner.model.block import Block
    from cleaner.model.document import Page
    from cleaner.settle.signs import Signs

_END = attrgetter("end")
_SPACE = " \t\n\f\r"


def show(page: Page, claims: Sequence[Claim], signs: Signs) -> list[Claim]:
    """All of *page* claimed but what is shown: by *claims*, and the rest as markup, in order and disjoint."""
    text = page.text
    out = _Out(text, claims)
    following = 0
    closing = ""
    apart = -1
    for block in page.blocks:
        # What parted blocks that are gone parts those around them.
        apart = max(apart, block.blank_before)
        while following < len(claims) and claims[following].end <= block.start:
            following += 1
        claim = claims[following] if following < len(claims) else None
        if claim and claim.start <= block.start and block.end <= claim.end:
            continue
        pieces = _pieces(text, block, _Wanted(claims, following, block.end), signs)
        if not pieces:
            continue
        before = signs.before(block, apart)
        if not out.position:
            before = before.lstrip("\\\n\t")
        apart = -1
        if signs.is_plain:
            out.pieces(before, pieces)
            continue
        line = _line(text, block, pieces)
        around = signs.around(line)
        out.line(closing + before, line, around, signs.instead(line, around))
        closing = around.get(len(line.text), "") + signs.after(line)
    out.finish(closing + signs.finish())
    return out.claims


def _line(text: str, block: Block, pieces: list[Piece]) -> Line:
    shown = [OBJECT if piece.is_sign else _shown(text, piece) for piece in pieces]
    return Line(block, pieces, "".join(shown), [0, *accumulate(map(len, shown))])


def _pieces(text: str, block: Block, wanted: _Wanted, signs: Signs) -> list[Piece]:
    """What is left of *block*, in order: trimmed, unless white space means something in it."""
    if block.tag == "hr":
        rule = signs.rule()
        taken = not rule or wanted.any(block.start, block.end)
        return [] if taken else [Piece(block.start, block.end, rule, 0, is_sign=True)]
    pieces: list[Piece] = []
    for number, run in enumerate(block.runs):
        beyond = block.runs[number + 1].at if number + 1 < len(block.runs) else len(block.text)
        shown = block.text[run.at : beyond]
        if len(shown) == run.end - run.start and (len(shown) > 1 or text[run.start] == shown):
            pieces += wanted.left(run.start, run.end, run.at)
        elif not wanted.any(run.start, run.end):
            pieces.append(Piece(run.start, run.end, shown, run.at))
    if not block.runs:
        pieces += wanted.left(block.content, block.content + len(block.text), 0)
    if block.tag != "pre":
        _trim(text, pieces)
    elif not any(_shown(text, piece).strip(WHITE_SPACE) for piece in pieces):
        pieces = []
    # In code no sign is one.
    for image in block.images if block.tag != "pre" else ():
        shown = signs.image(image)
        if shown and not wanted.any(image.start, image.end):
            pieces.append(Piece(image.start, image.end, shown, 0, is_sign=True))
    return sorted(pieces) if block.images else pieces


class _Wanted:
    """What claims want of a block that reaches to *end*; *following* is the first that ends behind its beginning."""

    def __init__(self, claims: Sequence[Claim], following: int, end: int) -> None:
        self.claims = claims
        self.following = following
        self.is_nothing = following == len(claims) or claims[following].start >= end

    def left(self, start: int, end: int, at: int) -> list[Piece]:
        """The parts of `start`–`end` that nothing wants; *at* is where it stands in the visible text."""
        if self.is_nothing:
            return [Piece(start, end, None, at)] if start < end else []
        pieces = []
        position = start
        while self.following < len(self.claims) and self.claims[self.following].end <= start:
            self.following += 1
        number = self.following
        while number < len(self.claims) and self.claims[number].start < end:
            claim = self.claims[number]
            if claim.start > position:
                pieces.append(Piece(position, claim.start, None, at + position - start))
            position = max(position, claim.end)
            number += 1
        if position < end:
            pieces.append(Piece(position, end, None, at + position - start))
        return pieces

    def any(self, start: int, end: int) -> bool:
        """Something wants a part of `start`–`end`."""
        if self.is_nothing:
            return False
        place = bisect_right(self.claims, start, key=_END)
        return place < len(self.claims) and self.claims[place].start < end


def _shown(text: str, piece: Piece) -> str:
    return text[piece.start : piece.end] if piece.shown is None else piece.shown


def _trim(text: str, pieces: list[Piece]) -> None:
    """No white space at the ends of what is left, nor twice where something was taken out between."""
    while pieces and _first(text, pieces[0]) in WHITE_SPACE and not _shown(text, pieces[0]).strip(WHITE_SPACE):
        pieces.pop(0)
    while pieces and _last(text, pieces[-1]) in WHITE_SPACE and not _shown(text, pieces[-1]).strip(WHITE_SPACE):
        pieces.pop()
    if not pieces:
        return
    first, last = pieces[0], pieces[-1]
    if first.shown is None and text[first.start] in WHITE_SPACE:
        start = first.start
        while text[start] in WHITE_SPACE:
            start += 1
        pieces[0] = first = Piece(start, first.end, None, first.at + start - first.start)
        last = pieces[-1]
    if last.shown is None and text[last.end - 1] in WHITE_SPACE:
        end = last.end
        while text[end - 1] in WHITE_SPACE:
            end -= 1
        pieces[-1] = Piece(last.start, end, None, last.at)
    for number in range(len(pieces) - 1, 0, -1):
        piece = pieces[number]
        if _last(text, pieces[number - 1]) in _SPACE and _first(text, piece) in _SPACE:
            if piece.shown is not None or piece.end - piece.start == 1:
                del pieces[number]
            else:
                pieces[number] = Piece(piece.start + 1, piece.end, None, piece.at + 1)


def _first(text: str, piece: Piece) -> str:
    return text[piece.start] if piece.shown is None else piece.shown[0]


def _last(text: str, piece: Piece) -> str:
    return text[piece.end - 1] if piece.shown is None else piece.shown[-1]


class _Out:
    """Claims in the making: everything between the pieces."""

    def __init__(self, text: str, wanted: Sequence[Claim]) -> None:
        self.text = text
        self.wanted = wanted
        self.following = 0
        self.position = 0
        self.claims: list[Claim] = []

    def pieces(self, before: str, pieces: Sequence[Piece]) -> None:
        """What is left of a block without any signs in it, and *before* it what has to stand there."""
        for piece in pieces:
            self._piece(before, piece, [])
            before = ""

    def line(self, before: str, line: Line, around: Mapping[int, str], instead: Mapping[int, str]) -> None:
        """What is left of a block, and *before* it what has to stand between it and the one above."""
        changed = sorted({*around, *instead}) if around or instead else []
        following = 0
        for piece, first, last in zip(line.pieces, line.starts, line.starts[1:], strict=False):
            changes: list[tuple[int, str]] = []
            while following < len(changed) and changed[following] < last:
                at = changed[following]
                if at == first:
                    before += around.get(at, "")
                elif at in around:
                    changes.append((at - first, around[at] + instead.get(at, line.text[at])))
                if at in instead and (at == first or at not in around):
                    changes.append((at - first, instead[at]))
                following += 1
            self._piece(before, piece, changes)
            before = ""

    def _piece(self, before: str, piece: Piece, changes: list[tuple[int, str]]) -> None:
        """*piece*, with what stands for some of its characters by their offset in it."""
        before = self._gap(piece.start, before)
        if piece.shown is not None:
            shown = piece.shown
            if changes:
                characters = list(shown)
                for at, sign in changes:
                    characters[at] = sign
                shown = "".join(characters)
            self.claims.append(Claim(piece.start, piece.end, MARKUP, before + shown))
        else:
            if before:
                sign = changes.pop(0)[1] if changes and not changes[0][0] else self.text[piece.start]
                changes.insert(0, (0, before + sign))
            self.claims += [Claim(piece.start + at, piece.start + at + 1, MARKUP, sign) for at, sign in changes]
        self.position = piece.end

    def finish(self, wanted: str) -> None:
        """All that is left behind the last line; *wanted* stands at the end."""
        end = len(self.text)
        wanted = self._gap(end, wanted)
        if wanted and self.claims and self.claims[-1].end == end:
            self.claims[-1].replacement += wanted
        elif wanted:
            self.claims.append(Claim(end - 1, end, MARKUP, self.text[-1] + wanted))

    def _gap(self, end: int, replacement: str) -> str:
        """All from here to *end* goes; *replacement* stands in the place of its last part, or comes back if there is none."""
        position = self.position
        if position >= end:
            return replacement
        while self.following < len(self.wanted) and self.wanted[self.following].start < end:
            claim = self.wanted[self.following]
            first, last = max(claim.start, position), min(claim.end, end)
            if first < last:
                self._markup(position, first)
                whole = (first, last) == (claim.start, claim.end)
                self.claims.append(Claim(first, last, claim.reason, claim.replacement if whole else ""))
                position = last
            if claim.end > end:
                break
            self.following += 1
        self._markup(position, end)
        if replacement:
            self.claims[-1].replacement = replacement
        return ""

    def _markup(self, start: int, end: int) -> None:
        if start < end:
            reason = BLANK_LINES if self.text[start:end].isspace() else MARKUP
            self.claims.append(Claim(start, end, reason))
