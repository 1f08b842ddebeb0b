"""The hint that Traditional text was converted from Simplified: mainland words, and what a converter leaves.

Nothing in a single character gives a careful converter away; the wording does. So this tells software and web text far
better than news, and never text whose phrases were converted as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from operator import add
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cleaner.han import TO_SIMPLIFIED
from cleaner.model.language import Conversion

# Measured on native text of Taiwan: above this at most one text in a hundred.
_THRESHOLD: Final = 1.0
_ENOUGH_HAN: Final = 300
# In a shorter text only this much counts.
_OVERWHELMING: Final = 5.0

# A share of a text this long says all the text would.
_READ_CHARACTERS: Final = 20_000
_EVIDENCE: Final = 10

_Index = Mapping[str, tuple[str, ...]]


def conversion_hint(text: str, han: int) -> Conversion | None:
    """What points to a conversion in Traditional text with so many Han characters; nothing when too little does."""
    if not han:
        return None
    share = min(1.0, _READ_CHARACTERS / len(text))
    text = text[:_READ_CHARACTERS]
    folded = text.translate(TO_SIMPLIFIED)
    words = _tables()
    starts = _starts(folded)
    mainland = _found(folded, starts, words["mainland"])
    taiwan = _found(folded, starts, words["taiwan"])
    residues = _found(text, _starts(text), words["residues"])
    characters = Counter(text)
    variants = {variant: characters[variant] for variant in words["variants"] if variant in characters}
    points = (
        mainland.total()
        - taiwan.total()
        + 0.7 * sum(variants.values())
        + 1.5 * residues.total()
        + 0.5 * (characters["“"] + characters["”"])
        - 0.5 * (characters["「"] + characters["」"])
    )
    per_thousand = 1000 * points / (han * share)
    enough = _THRESHOLD if han >= _ENOUGH_HAN else _OVERWHELMING
    if points <= enough or per_thousand <= enough:
        return None
    as_written = Counter({text[(at := folded.index(word)) : at + len(word)]: n for word, n in mainland.items()})
    telling = as_written + residues + Counter(variants)
    evidence = sorted(telling, key=lambda word: (-telling[word], text.index(word), word))[:_EVIDENCE]
    score = round(per_thousand, 2)
    return Conversion("Hans", int(score) if score.is_integer() else score, tuple(evidence))


def _starts(text: str) -> AbstractSet[str]:
    return set(map(add, text, text[1:]))


def _found(text: str, starts: AbstractSet[str], index: _Index) -> Counter[str]:
    # By their first two characters, of which a page has some hundreds: ten times as fast as one large alternation.
    return Counter({word: n for start in index.keys() & starts for word in index[start] if (n := text.count(word))})


@cache
def _tables() -> Mapping[str, _Index]:
    lines = Path(__file__).with_name("conversion.txt").read_text("utf-8").splitlines()
    rows = (line.partition(" ") for line in lines if not line.startswith("#"))
    return MappingProxyType({name: _by_start(words.split()) for name, _, words in rows})


def _by_start(words: Iterable[str]) -> _Index:
    index: dict[str, tuple[str, ...]] = {}
    for word in words:
        index[word[:2]] = (*index.get(word[:2], ()), word)
    return MappingProxyType(index)
