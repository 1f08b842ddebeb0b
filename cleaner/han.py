"""Han character tables: which characters tell Simplified from Traditional, and what folds to what.

Derived from the character dictionaries of OpenCC (Apache License 2.0) by `benchmarks/train/han_table.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final


def _read() -> dict[str, str]:
    lines = Path(__file__).with_name("han.txt").read_text("utf-8").splitlines()
    return {name: characters for name, _, characters in (line.partition(" ") for line in lines if line[0] != "#")}


_TABLES: Final = _read()
_PAIRS: Final = _TABLES["fold"]

TO_SIMPLIFIED: Final = dict(zip(map(ord, _PAIRS[::2]), map(ord, _PAIRS[1::2]), strict=True))
"""For `str.translate`: Traditional and variant characters to Simplified ones, always one code point to one code point.

So an offset in the folded text is the same offset in the text. For matching, not for display: which of two Simplified
characters a Traditional one becomes can depend on the word, and this table does not look at words.
"""

SIMPLIFIED_ONLY: Final = frozenset(_TABLES["simplified"])
"""Characters that Simplified text uses and the standards of Taiwan and Hong Kong do not."""

TRADITIONAL_ONLY: Final = frozenset(_PAIRS[::2]) - frozenset(_TABLES["fold-only"])
"""Characters that Traditional text uses and Simplified text does not."""
