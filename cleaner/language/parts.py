"""Where the language changes inside a paragraph: the English half of a notice, a quotation in the other script.

A paragraph of one script costs a few comparisons. Any other is cut where its script changes for long and where its
sentences end; then the cheapest way through the pieces is found, with a fee for every change (Viterbi), so that a name or a
term does not count. Time is linear in the text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cleaner.language.east_asian import CJK_SHARE, HAN_WEIGHT, HANGUL_WEIGHT, KANA_SHARE
from cleaner.language.script import EAST_ASIAN, LATIN, Letters, classes_of, count_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENOUGH_BY_SCRIPT: Final = 20
"""So many letters speak for themselves where the script tells the language; fewer are a name, a term or a stray."""
ENOUGH_BY_MODEL: Final = 50
"""The same where a model has to tell."""
TELLING: Final = 3
"""So many telling Han characters against the script of the document are no strays."""

# What a change must be worth, in the points of `_misfits`: some twenty letters of an alphabet, or three Han characters.
_FEE: Final = 10.0

# Stretches without an East Asian letter, and of Latin letters alone. Short ones are left where they stand: terms of a
# manual in Chinese.
_FOREIGN: Final = re.compile(f"[^{EAST_ASIAN}]+")
_LATIN: Final = re.compile(f"[0{LATIN}]+")
_FOREIGN_CHARACTERS: Final = 40
_LETTER: Final = re.compile("[^0]")

# Behind a sentence or a quotation, and before a quotation.
_SENTENCE: Final = re.compile(
    r"[。！？；!?\n]+[”’」』）)\"']*[ \t]*|\.(?:[”’)\"']*[ \t\n]+|(?=[぀-鿿가-힣]))|[”」』）][ \t]*|(?=[“「『（])"
)
_OPENERS: Final = "“‘「『（([{《<"


def cuts(text: str, letters: Letters) -> list[int]:
    """Where parts of another language or script may begin in the text, in order; nowhere for a text of one script."""
    if letters.latin == letters.total:
        return []
    is_mixed = letters.alphabetic >= ENOUGH_BY_MODEL and _east_asian_letters(letters) >= ENOUGH_BY_SCRIPT
    is_half_latin = letters.latin >= ENOUGH_BY_MODEL and letters.alphabetic - letters.latin >= ENOUGH_BY_MODEL
    is_varied = _is_varied(letters)
    if not (is_mixed or is_half_latin or is_varied):
        return []
    starts = {0}
    if is_mixed:
        starts.update(_script_changes(text, _FOREIGN))
    if is_half_latin:
        starts.update(_script_changes(text, _LATIN))
    if is_varied:
        starts.update(found.end() for found in _SENTENCE.finditer(text))
    starts.discard(len(text))
    if len(starts) < 2:
        return []
    order = sorted(starts)
    ways = _ways([count_letters(text[start:end]) for start, end in pairwise((*order, len(text)))])
    return [start for start, way, before in zip(order[1:], ways[1:], ways, strict=False) if way != before]


def _is_varied(letters: Letters) -> bool:
    """Both Chinese scripts, or two East Asian languages, and neither as a stray?"""
    han, kana, hangul = letters.han, letters.kana, letters.hangul
    if hangul >= ENOUGH_BY_SCRIPT and han + kana >= ENOUGH_BY_SCRIPT:
        return True
    if kana >= TELLING:
        return letters.chinese >= TELLING and han >= ENOUGH_BY_SCRIPT
    return letters.simplified >= TELLING and letters.traditional >= TELLING


def _east_asian_letters(letters: Letters) -> int:
    return letters.han + letters.kana + letters.hangul


def _script_changes(text: str, stretches: re.Pattern[str]) -> Iterator[int]:
    marks = classes_of(text)
    for found in stretches.finditer(marks):
        start, end = found.span()
        if end - start >= _FOREIGN_CHARACTERS and (first := _LETTER.search(marks, start, end)):
            # What stands between two scripts goes with the first, and an opening bracket with the second.
            yield _before_openers(text, start, first.start())
            yield _before_openers(text, start, end)


def _before_openers(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(_OPENERS))


def _misfits(piece: Letters) -> tuple[float, ...]:
    """What speaks against Latin letters, other alphabets, Simplified, Traditional, Japanese and Korean.

    A Han character is three points.
    """
    han, kana, hangul = piece.han, piece.kana, piece.hangul
    foreign = CJK_SHARE * piece.alphabetic
    latin = CJK_SHARE * piece.latin
    not_alphabetic = HAN_WEIGHT * (han + kana) + HANGUL_WEIGHT * hangul
    not_chinese = foreign + HAN_WEIGHT * kana + HANGUL_WEIGHT * hangul
    too_few_kana = max(0.0, KANA_SHARE * (han + kana) - kana)
    return (
        not_alphabetic + foreign - latin,
        not_alphabetic + latin,
        not_chinese + HAN_WEIGHT * (piece.traditional + piece.japanese),
        not_chinese + HAN_WEIGHT * (piece.simplified + piece.japanese),
        foreign + HAN_WEIGHT * (piece.chinese + too_few_kana) + HANGUL_WEIGHT * hangul,
        foreign + HAN_WEIGHT * (kana + max(0, han - 2 * hangul)),
    )


def _ways(pieces: Sequence[Letters]) -> list[int]:
    """For each piece which of the six fits it best, changes being charged."""
    costs = list(_misfits(pieces[0]))
    came: list[list[int]] = []
    for piece in pieces[1:]:
        cheapest = min(range(len(costs)), key=costs.__getitem__)
        charged = costs[cheapest] + _FEE
        came.append([way if cost <= charged else cheapest for way, cost in enumerate(costs)])
        costs = [min(cost, charged) + misfit for cost, misfit in zip(costs, _misfits(piece), strict=True)]
    ways = [min(range(len(costs)), key=costs.__getitem__)]
    for step in reversed(came):
        ways.append(step[ways[-1]])
    return ways[::-1]
