"""Han character tables: which characters tell Simplified from Traditional, and what folds to what.

Derived from the character dictionaries of OpenCC (Apache License 2.0) by `benchmarks/train/han_table.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable


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


def standard_rows(codec: str, leads: Iterable[int]) -> frozenset[str]:
    """The Han characters of a national standard whose lead byte is one of these, from Python's own codec.

    The everyday ones are GB 2312 `B0`–`D7`, Big5 `A4`–`C6` and JIS X 0208 (as EUC-JP) `B0`–`CF`.
    """
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF)) if codec == "big5" else range(0xA1, 0xFF)
    rows = b"".join(bytes(byte for trail in trails for byte in (lead, trail)) for lead in leads)
    return frozenset(character for character in rows.decode(codec, "ignore") if "\u4e00" <= character <= "\u9fff")
