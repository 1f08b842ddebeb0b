"""Spellings that count as one: width, script and space, every character to exactly one character.

The text is never folded to be searched: a pattern is widened instead (`cleaner.rules.pattern`), so that `号` finds 號
and `:` finds ：. That costs nothing at run time, and a hit's offsets are those of the text itself.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from cleaner.han import TO_SIMPLIFIED

Fold = Literal["width", "script", "space"]
FOLDS: tuple[Fold, ...] = get_args(Fold)

_WIDTH = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},  # full-width ASCII (Unicode block FF00–FFEF)
    **{ord(char): ord('"') for char in "“”„‟〝〞「」『』«»"},
    **{ord(char): ord("'") for char in "‘’‚‛"},
    **{ord(char): ord("-") for char in "‐‑‒–—―−"},
    **{ord(char): ord("|") for char in "丨│┃︱¦"},
    **{ord(char): ord("[") for char in "【〔"},
    **{ord(char): ord("]") for char in "】〕"},
    ord("·"): ord("."),
    ord("・"): ord("."),
    ord("︰"): ord(":"),
    ord("∶"): ord(":"),
    ord("…"): ord("."),
    ord("｡"): ord("。"),
}
_SPACE = {ord(char): ord(" ") for char in "\t\u00a0\u1680\u2007\u202f\u205f\u3000\u200b\u2060\ufeff"} | {
    0x2000 + n: 0x20 for n in range(11)
}
_TABLES: dict[Fold, dict[int, int]] = {"width": _WIDTH, "script": TO_SIMPLIFIED, "space": _SPACE}


@cache
def fold_table(folds: frozenset[Fold]) -> dict[int, int]:
    """The table of *folds* together, for `str.translate`. One code point to one code point."""
    return {key: value for fold in FOLDS if fold in folds for key, value in _TABLES[fold].items()}


@cache
def _classes(folds: frozenset[Fold]) -> dict[str, str]:
    classes: dict[str, str] = {}
    for key, value in sorted(fold_table(folds).items()):
        classes[chr(value)] = classes.get(chr(value), chr(value)) + chr(key)
    return classes


def variants(char: str, folds: frozenset[Fold]) -> str:
    """All characters that count as *char* under *folds*, the one they fold to first."""
    target = chr(fold_table(folds).get(ord(char), ord(char)))
    return _classes(folds).get(target, target)


def fold(text: str, folds: frozenset[Fold]) -> str:
    """*text* with the differences of *folds* gone; as long as before."""
    return text.translate(fold_table(folds)) if folds else text
