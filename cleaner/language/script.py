"""How many letters of each script a text has."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Final

from cleaner.han import SIMPLIFIED_ONLY, TRADITIONAL_ONLY, standard_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

# Written Cantonese only: Standard Chinese has other words for these, whatever its script.
_CANTONESE: Final = frozenset("嘅喺咗啲哋嚟佢冇唔嗰噉嘢啱瞓嗌冚嘥噃喎囉咁")

# Han characters first: for every script and Japanese alike, for no Japanese, Simplified, Simplified that Japanese has
# too (会), Traditional, Traditional that Japanese has too (東), Cantonese, and Japanese alone (図).
_SCRIPTS: Final = (
    "Hani", "Hanz", "Hans", "Hans-ja", "Hant", "Hant-ja", "yue", "Hani-ja", "Kana", "Hang", "Latn", "Cyrl", "Arab", "Deva",
    "Grek", "Hebr", "Thai", "Beng", "Gujr", "Guru", "Taml", "Telu", "Knda", "Mlym", "Orya", "Sinh", "Laoo", "Khmr", "Mymr",
    "Tibt", "Geor", "Armn", "Ethi", "Zzzz",
)  # fmt: skip
_FIRST_OTHER: Final = _SCRIPTS.index("Latn") + 1

# After Scripts.txt of the Unicode Character Database, but a mark that a script shares with few others (ー, the vowel
# signs) counts for its block, and digits and punctuation for nobody. A later row overrides an earlier one.
_RANGES: Final = """
Zzzz 0700-08FF 1100-1DBF 2C00-2DFF A000-ABFF 10000-1CFFF 1E000-1EEFF
Latn 0041-005A 0061-007A 00AA 00B5 00BA 00C0-00D6 00D8-00F6 00F8-02AF 1E00-1EFF 2C60-2C7F A722-A7FF AB30-AB6F FB00-FB06
Latn FF21-FF3A FF41-FF5A
Grek 0370-0373 0376-0377 037B-037D 037F 0386 0388-03FF 1F00-1FFC
Cyrl 0400-0481 048A-052F 1C80-1C8F 2DE0-2DFF A640-A66E A680-A69D
Armn 0531-0556 0561-0587 FB13-FB17
Hebr 05D0-05F2 FB1D-FB4F
Arab 0620-065F 066E-06D3 06D5-06DC 06E1-06E8 06EE-06EF 06FA-06FC 06FF 0750-077F 08A0-08FF FB50-FDFB FE70-FEFC
Deva 0900-0963 0971-097F A8F2-A8FF
Beng 0980-09E3 09F0-09F1
Guru 0A01-0A5E 0A70-0A75
Gujr 0A81-0AE3 0AF9-0AFF
Orya 0B01-0B63 0B71
Taml 0B82-0BD7
Telu 0C00-0C63
Knda 0C80-0CE3
Mlym 0D00-0D63 0D7A-0D7F
Sinh 0D81-0DDF 0DF2-0DF3
Thai 0E01-0E3A 0E40-0E4E
Laoo 0E81-0ECD 0EDC-0EDF
Tibt 0F00 0F40-0FBC
Mymr 1000-103F 1050-108F
Geor 10A0-10FA 10FC-10FF 1C90-1CBF 2D00-2D2D
Ethi 1200-135F 1380-138F 2D80-2DDE
Khmr 1780-17D3 17D7 17DC-17DD
Hang 1100-11FF 3131-318E A960-A97C AC00-D7A3 D7B0-D7FB FFA0-FFDC
Kana 3041-3096 309D-309F 30A1-30FA 30FC-30FF 31F0-31FF FF66-FF9F 1B000-1B16F
Hani 2E80-2FD5 3005 3007 3021-3029 3038-303B 3105-312F 31A0-31BF 3400-4DBF 4E00-9FFF F900-FAFF 20000-33FFF
- 1360-137C 17D4-17D6 17D8-17DB 17E0-17F9 1800-180F
"""


_CLASSES: Final = "".join(map(chr, range(ord("0"), ord("0") + len(_SCRIPTS) + 1)))
"""A mark for each script, in their order, after one for what is no letter. None means anything in a regular expression."""

_FIRST_MARK: Final = ord(_CLASSES[0])

EAST_ASIAN: Final = f"{_CLASSES[1]}-{_CLASSES[_FIRST_OTHER - 1]}"
"""The range of the marks of Han, kana and Hangul."""
LATIN: Final = _CLASSES[_FIRST_OTHER]
"""The mark of Latin letters."""


def _class_of() -> str:
    # For str.translate, which then classes a text in one pass; no text can make this table grow.
    table = bytearray(_CLASSES[0].encode() * 0x110000)
    for row in _RANGES.split("\n")[1:-1]:
        script, *spans = row.split()
        mark = _mark(script)
        for first, _, last in (span.partition("-") for span in spans):
            size = int(last or first, 16) + 1 - int(first, 16)
            table[int(first, 16) : int(first, 16) + size] = mark * size
    for script, characters in _han_classes():
        [value] = _mark(script)
        for character in characters:
            table[ord(character)] = value
    return table.decode("ascii")


def _han_classes() -> Iterator[tuple[str, AbstractSet[str]]]:
    japanese = standard_rows("euc_jp", range(0xB0, 0xD0))
    chinese = standard_rows("gb2312", range(0xB0, 0xD8)) | standard_rows("big5", range(0xA4, 0xC7))
    rare = standard_rows("gb2312", range(0xD8, 0xF8)) | standard_rows("big5", range(0xC9, 0xFA))
    # Everyday characters of one side; the other may have them for names and rare words.
    yield "Hanz", chinese - japanese
    yield "Hani-ja", japanese - chinese - rare
    yield "Hans", SIMPLIFIED_ONLY - japanese
    yield "Hans-ja", SIMPLIFIED_ONLY & japanese
    yield "Hant", TRADITIONAL_ONLY - japanese
    yield "Hant-ja", TRADITIONAL_ONLY & japanese
    yield "yue", _CANTONESE


def _mark(script: str) -> bytes:
    return _CLASSES[_SCRIPTS.index(script) + 1 if script in _SCRIPTS else 0].encode()


_CLASS_OF: Final = _class_of()
_ASCII_LETTERS: Final = bytes((*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)))
_NOT_ASCII: Final = re.compile("[^\0-\x7f]+")

_ENOUGH: Final = 100
"""Characters, of which it takes less time to count them one text at a time."""


class Letters:
    """Letters of a text by script; digits, punctuation and symbols belong to none."""

    __slots__ = ("alphabet", "alphabetic", "counts", "han", "hangul", "kana", "latin", "total")

    def __init__(self, counts: tuple[int, ...]) -> None:
        self.counts = counts
        self.kana = counts[9]
        """Hiragana and katakana."""
        self.hangul = counts[10]
        """Hangul syllables and letters."""
        others = counts[_FIRST_OTHER:]
        self.alphabetic = sum(others)
        """Letters of every script but Han, kana and Hangul."""
        self.latin = others[0]
        """Latin letters."""
        self.alphabet = (
            "Latn" if 2 * self.latin >= self.alphabetic else _SCRIPTS[_FIRST_OTHER - 1 + others.index(max(others))]
        )
        """ISO 15924 code of the leading script but for Han, kana and Hangul; `Zzzz` for one without a row here."""
        self.total = sum(counts) - counts[0]
        """Letters of all scripts."""
        self.han = self.total - self.kana - self.hangul - self.alphabetic
        """Han characters."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Letters) and self.counts == other.counts

    def __hash__(self) -> int:
        return hash(self.counts)

    @property
    def simplified(self) -> int:
        """Han characters that only Simplified text has, or Japanese."""
        return self.counts[3] + self.counts[4]

    @property
    def traditional(self) -> int:
        """Han characters that only Traditional text has, or Japanese."""
        return self.counts[5] + self.counts[6]

    @property
    def chinese(self) -> int:
        """Everyday Chinese characters, of either script, that everyday Japanese does not have."""
        return self.counts[2] + self.counts[3] + self.counts[5] + self.counts[7]

    @property
    def cantonese(self) -> int:
        """Han characters that only written Cantonese has."""
        return self.counts[7]

    @property
    def japanese(self) -> int:
        """Han characters that only Japanese has."""
        return self.counts[8]


def classes_of(text: str) -> str:
    """A mark for each character of the text, see `EAST_ASIAN`; `0` is no letter."""
    return text.translate(_CLASS_OF)


def count_letters(text: str) -> Letters:
    """The letters of a text by script, in time linear in its length."""
    counts = [0] * len(_CLASSES)
    data = text.encode("utf-8", "surrogatepass")
    others = text if len(data) > 2 * len(text) else ""
    if not others:
        # Mostly ASCII: its letters are counted as bytes, and only the other characters one by one.
        latin = len(data) - len(data.translate(None, _ASCII_LETTERS))
        if len(data) > len(text):
            others = "".join(_NOT_ASCII.findall(text))
        counts[_FIRST_OTHER] = latin
        counts[0] = len(text) - len(others) - latin
    if others:
        marks = classes_of(others)
        # A text has few of the scripts that there are.
        for mark in set(marks):
            counts[ord(mark) - _FIRST_MARK] += marks.count(mark)
    return Letters(tuple(counts))


def count_each(texts: Sequence[str]) -> list[Letters]:
    """The letters of each of *texts* by script, as `count_letters` has them; counted all together where that is faster."""
    whole = "".join(texts)
    # To load numpy takes longer than to count the letters of a book.
    if whole.isascii() or len(whole) < _ENOUGH or "numpy" not in sys.modules:
        return list(map(count_letters, texts))
    import numpy as np

    points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    size = len(_CLASSES)
    owners = np.arange(0, len(texts) * size, size).repeat([len(text) for text in texts])
    owners += _class_numbers().take(points)
    counts = np.bincount(owners, minlength=len(texts) * size).reshape(-1, size)
    return [Letters(tuple(row)) for row in counts.tolist()]


@cache
def _class_numbers() -> NDArray[np.uint8]:
    """The number of the class of each code point."""
    import numpy as np

    return np.frombuffer(_CLASS_OF.encode(), dtype=np.uint8) - np.uint8(_FIRST_MARK)


def add_letters(parts: Iterable[Letters]) -> Letters:
    """The letters of several texts together."""
    empty = (0,) * len(_CLASSES)
    return Letters(tuple(map(sum, zip(empty, *(part.counts for part in parts), strict=True))))
