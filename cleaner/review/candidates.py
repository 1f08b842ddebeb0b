"""Exceptions that would keep what was wrongly removed: `keep` rules as a rule file has them, the narrowest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cleaner.review.literal import FOLD, joined, literal, patterns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaner.review.pieces import Piece
    from cleaner.rules.schema import Matcher

KeepTable = dict[str, Any]
"""What a `[[keep]]` says but `id` and `why`."""

_FEW = 3
# Up to so many lines are named one by one; more are named by the first and the last.
_MOST = 60
_CONTEXT = 40
_CONTENT = {"pre", "front-matter"}


class Sought(Struct, frozen=True):
    """What an exception is sought for: the pieces of each place, and the rule that took them where it is known."""

    places: tuple[tuple[Piece, ...], ...]
    taken_by: Matcher | None
    is_one: bool
    """One place is meant and no other: the text around it counts."""


def candidates(sought: Sought) -> Iterator[list[KeepTable]]:
    """The exceptions to try, in order. Each is one or more rules that belong together."""
    seen: list[list[KeepTable]] = []
    for conditions in _conditions(sought):
        for form in _forms(sought, conditions):
            if form and form not in seen:
                seen.append(form)
                yield form


def _conditions(sought: Sought) -> Iterator[tuple[dict[str, Any], str]]:
    """Where an exception may look: keys, and which neighbours count (`previous next`)."""
    rule = sought.taken_by
    places: list[dict[str, Any]] = []
    if rule and (rule.select or rule.within):
        places.append({"within": rule.select or rule.within})
    if rule and rule.zone:
        places.append({"zone": rule.zone})
    places.append({})
    # Where the rule has no zone, one may be needed all the same: what is kept in a zone hides nothing behind it.
    places += [{"zone": zone} for zone in ("tail", "head") if {"zone": zone} not in places]
    beside = ["previous next", "previous", "next"]
    for around in [*beside, ""] if sought.is_one else ["", *reversed(beside)]:
        for place in places:
            yield place, around


def _forms(sought: Sought, conditions: tuple[dict[str, Any], str]) -> Iterator[list[KeepTable]]:
    place, around = conditions
    pieces = [piece for each in sought.places for piece in each]
    if not pieces:
        return
    beside = _beside(pieces, around)
    if beside is None:
        return
    region = _region(sought, {**place, **(_beside([each[0] for each in sought.places], "previous") or {})}
                     if around else place)  # fmt: skip
    number = max(len(each) for each in sought.places)
    lines = _each(pieces, {**place, **beside}) if number <= _MOST else []
    yield from (lines, region) if number <= _FEW else (region, lines)
    if sought.is_one:
        yield _in_context(pieces, place)


def _beside(pieces: Sequence[Piece], around: str) -> dict[str, Any] | None:
    """The neighbours as conditions; None when one of them is not there to be named."""
    found = {}
    for name in around.split():
        texts = [getattr(piece, name) for piece in pieces]
        if not all(texts):
            return None
        patterns = list(joined([pattern for pattern, _ in patterns_of(texts, start=True, end=True)]))
        if len(patterns) > 1:
            return None
        found[name] = patterns[0]
    return found


def _region(sought: Sought, conditions: dict[str, Any]) -> list[KeepTable]:
    """From the first block to the last, when all places have several."""
    for each in sought.places:
        kinds = {piece.kind for piece in each}
        ends = (each[0], each[-1])
        if len(each) < 2 or "part" in kinds or any(p.kind != "line" or p.tag in _CONTENT for p in ends):
            return []
    first, last = (
        list(joined([pattern for pattern, _ in patterns_of((each[at].text for each in sought.places), start=True, end=True)]))
        for at in (0, -1)
    )  # fmt: skip
    if len(first) > 1 or len(last) > 1:
        return []
    most = max(each[-1].number - each[0].number + 1 for each in sought.places)
    return [{"from": first[0], "until": last[0], "at_most": most, **conditions, "fold": FOLD}]


def _each(pieces: Sequence[Piece], conditions: dict[str, Any]) -> list[KeepTable]:
    """Every piece by its own text."""
    tables: list[KeepTable] = []
    plain = [piece for piece in pieces if piece.kind == "line" and piece.tag not in _CONTENT]
    tables += _texts("line", [piece.text for piece in plain], conditions, start=True, end=True)
    for start, end in ((True, True), (True, False), (False, True), (False, False)):
        texts = [
            piece.text
            for piece in pieces
            if piece.kind == "part" and (not piece.before.strip(), not piece.after.strip()) == (start, end)
        ]
        tables += _texts("span", texts, conditions, start=start, end=end)
    tables += _content(pieces, conditions)
    sources = [piece.text for piece in pieces if piece.kind == "image"]
    tables += [{"src": pattern, **conditions} for pattern in joined([f"^{literal(src)}$" for src in sources])]
    silent = dict.fromkeys(piece.tag for piece in pieces if piece.kind == "silent")
    tables += [{"blocks": [tag], **conditions} for tag in silent]
    return tables


def _texts(
    key: str, texts: Iterable[str], conditions: dict[str, Any], *, start: bool, end: bool
) -> Iterator[KeepTable]:
    short = []
    for pattern, most in patterns_of(texts, start=start, end=end):
        # A part of a block says nothing of how long the block is.
        if most is None or key == "span":
            short.append(pattern)
        else:
            yield {key: pattern, "max_chars": most, **conditions, "fold": FOLD}
    for pattern in joined(short):
        yield {key: pattern, **conditions, "fold": FOLD}


def _content(pieces: Sequence[Piece], conditions: dict[str, Any]) -> Iterator[KeepTable]:
    """Code: by its first line and its length."""
    for piece in pieces:
        if piece.kind == "line" and piece.tag in _CONTENT:
            first = next(line for line in piece.text.split("\n") if line.strip())
            [(pattern, _)] = patterns_of([first], start=True, end=True)
            yield {"line": pattern, "blocks": [piece.tag], "max_chars": len(piece.text), **conditions, "fold": FOLD}


def _in_context(pieces: Sequence[Piece], conditions: dict[str, Any]) -> list[KeepTable]:
    """Parts of blocks with the text right around them."""
    tables: list[KeepTable] = []
    for piece in pieces:
        if piece.kind != "part":
            return []
        before, after = literal(piece.before[-_CONTEXT:]), literal(piece.after[:_CONTEXT])
        [(pattern, _)] = patterns_of([piece.text], start=False, end=False)
        whole = f"{'' if before else '^'}{before}(?P<remove>{pattern}){after}{'' if after else '$'}"
        tables.append({"span": whole, **conditions, "fold": FOLD})
    return tables
