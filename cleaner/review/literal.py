"""Patterns for exactly the texts that were judged: every character stands for itself, in all its spellings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.rules.fold import FOLDS, fold, variants
from cleaner.rules.pattern import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FOLD = list(FOLDS)
"""How the patterns are folded: as removals are compared."""
LONG = 240
"""Code points from which a text is told by its beginning and its end."""
_HEAD, _TAIL = 120, 60
_MAX_SIZE = 3_000
# Instructions of RE2 in one pattern: `cleaner rules check` warns of larger ones.
_META = frozenset(r"\.+*?()|[]{}^$-")
_SPACES = variants(" ", frozenset({"space"}))
_TOKEN = re.compile(rf"(?P<number>\d+)|(?P<space>[{_SPACES}]+)|(?P<other>(?:(?!\d)[^{_SPACES}])+)", re.DOTALL)


def patterns_of(texts: Iterable[str], *, start: bool, end: bool) -> list[tuple[str, int | None]]:
    r"""Patterns that match *texts*, one for those that differ in spelling, white space and numbers only.

    A number is `\d+` where it differs. Each comes with the `max_chars` that belongs to it: of a text of 240 code points
    or more only the beginning and the end are in the pattern.

    Args:
        texts: visible texts on one line.
        start: whether the text is all that stands at the beginning of its block.
        end: whether it is all at the end.
    """
    alike: dict[str, list[str]] = {}
    for text in texts:
        known = alike.setdefault(_normal(text), [])
        if text not in known:
            known.append(text)
    return [(_pattern(group, start=start, end=end), _longest(group)) for group in alike.values()]


def literal(text: str) -> str:
    """*text* as a pattern of its own; what is no printable character by its number."""
    return "".join(_escaped(char) for char in text)


def joined(patterns: Sequence[str]) -> Iterator[str]:
    """*patterns* as alternatives, as many in one as are no burden."""
    waiting: list[str] = []
    size = 0
    for pattern in dict.fromkeys(patterns):
        cost = compile_pattern(pattern, frozenset(FOLDS)).size
        if waiting and size + cost > _MAX_SIZE:
            yield _alternatives(waiting)
            waiting, size = [], 0
        waiting.append(pattern)
        size += cost
    if waiting:
        yield _alternatives(waiting)


def _alternatives(patterns: Sequence[str]) -> str:
    return patterns[0] if len(patterns) == 1 else f"(?:{'|'.join(patterns)})"


def _longest(texts: Sequence[str]) -> int | None:
    longest = max(map(len, texts))
    return longest if longest >= LONG else None


def _normal(text: str) -> str:
    """What texts have in common that one pattern finds."""
    pieces = (
        "0" if token["number"] else " " if token["space"] else fold(token[0], frozenset(FOLDS))
        for token in _TOKEN.finditer(text)
    )
    return "".join(pieces)


def _pattern(texts: Sequence[str], *, start: bool, end: bool) -> str:
    tokens = [[match[0] for match in _TOKEN.finditer(text)] for text in texts]
    pieces = [_token(column) for column in zip(*tokens, strict=True)]
    if _longest(texts):
        pieces = [*_until(pieces, _HEAD), ".*", *reversed(_until(pieces[::-1], _TAIL, backwards=True))]
    return ("^" if start else "") + "".join(pieces) + ("$" if end else "")


def _token(spellings: Sequence[str]) -> str:
    first = spellings[0]
    if first.isdecimal():
        same = len({fold(text, frozenset(FOLDS)) for text in spellings}) == 1
        return literal(first) if same else r"\d+"
    if first[0] in _SPACES:
        return " " if all(len(text) == 1 for text in spellings) else " +"
    return literal(first)


def _until(pieces: Sequence[str], size: int, *, backwards: bool = False) -> list[str]:
    """The first of *pieces* up to *size* characters; one that is longer is cut where no escape is."""
    taken: list[str] = []
    for piece in pieces:
        left = size - sum(map(len, taken))
        if left <= 0:
            break
        taken.append(piece if len(piece) <= left else _cut(piece, left, backwards=backwards))
    return taken


def _cut(piece: str, size: int, *, backwards: bool) -> str:
    atoms = re.findall(r"\\x\{[0-9a-f]+\}|\\.|.", piece, re.DOTALL)
    return "".join(atoms[-size:] if backwards else atoms[:size])


def _escaped(char: str) -> str:
    if char in _META:
        return "\\" + char
    if char in _SPACES:
        return " "
    return char if char.isprintable() else f"\\x{{{ord(char):x}}}"
