"""How much the letters of a text's words speak for each of the languages of a script: a second opinion on short texts.

The model has seen bytes of many languages; this table knows only what tells the languages of one script apart, so it
helps between close ones (Czech and Slovak, Danish and Norwegian, Bulgarian and Macedonian) and in a line of twenty
letters.
"""

from __future__ import annotations

import lzma
import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float32]

# Letters with the vowel signs of Devanagari, which `\w` leaves out.
_WORD: Final = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963])+")
_WITHIN: Final = 4

# An n-gram inside a word and one at its edge, against a feature of the model. Both tables count in half nats.
_WEIGHT_WITHIN: Final = 0.8 / 2
_WEIGHT_EDGE: Final = 0.5 / 2


def word_scores(text: str, script: str) -> Scores:
    """Points for each language of the script, in the order of `LANGUAGES`; the more, the likelier. Zeros say nothing."""
    import numpy as np

    places, table = _tables()[script]
    found = Counter(map(places.get, _ngrams(text.lower())))
    del found[None]
    rows = np.fromiter(found.keys(), dtype=np.intp, count=len(found))
    times = np.fromiter(found.values(), dtype=np.float32, count=len(found))
    # As the model does: what is said again says less.
    scores: Scores = np.log1p(times) @ table[rows]
    return scores


def _ngrams(text: str) -> list[str]:
    words = _WORD.findall(text)
    within = [word[at : at + _WITHIN] for word in words for at in range(len(word) - _WITHIN + 1)]
    return [*within, *(f" {word[:2]}" for word in words), *(f"{word[-2:]} " for word in words)]


@cache
def _tables() -> Mapping[str, tuple[Mapping[str, int], Scores]]:
    import numpy as np

    rows = lzma.decompress(Path(__file__).with_name("ngrams.txt.xz").read_bytes()).decode().split("\n")
    tables = {}
    for script, block in _blocks(rows):
        grams, digits = zip(*(row.split("\t") for row in block), strict=True)
        levels = np.frombuffer("".join(digits).encode(), dtype=np.uint8).reshape(len(grams), -1) - ord("0")
        weights = [_WEIGHT_EDGE if " " in gram else _WEIGHT_WITHIN for gram in grams]
        table = levels * np.array(weights, dtype=np.float32)[:, np.newaxis]
        tables[script] = MappingProxyType({gram: place for place, gram in enumerate(grams)}), table
    return MappingProxyType(tables)


def _blocks(rows: list[str]) -> Iterator[tuple[str, list[str]]]:
    # The comment nearest above a block names its script and languages.
    heads = [number for number, row in enumerate(rows) if row.startswith("#") and "\t" in rows[number + 1]]
    for head, following in zip(heads, [*heads[1:], len(rows)], strict=True):
        yield rows[head].split()[1], [row for row in rows[head + 1 : following] if row]
