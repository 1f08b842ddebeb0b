"""Which of the East Asian encodings do bytes without a declaration read best in?

Each national standard puts its everyday characters into one block of the code table (GB 2312 and JIS X 0208 level 1,
Big5 level 1, the Hangul of KS X 1001), kana beside them. Read in the right encoding, nearly all of a text lies in those
blocks; read in a wrong one it scatters. The blocks come from Python's own codecs: no table of ours.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

THRESHOLD: Final = 0.5
"""Share of the characters above ASCII that must lie in the block. Ordinary text read right is near 1, and half of that
behind a byte too many; text of other scripts, read wrong, is below a third. Korean fills the Chinese blocks too, so the
order of asking counts."""

# By chance, a few words of any script read better than that, and Thai of any length, which hardly any Chinese is in the
# code page of.
_THRESHOLD_SHORT: Final = 0.75
_THRESHOLD_THAI: Final = 0.85
_TWO_BYTES: Final = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_BIG5: Final = ("big5", range(0xA4, 0xC7), _TWO_BYTES)
# Codec of the web: codec of the block, lead bytes and trail bytes of the block (WHATWG Encoding Standard; ISO-2022).
_BLOCKS: Final = {
    "cp949": ("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF)),
    "euc_jp": ("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
    "cp932": ("shift_jis", range(0x88, 0x98), (*range(0x40, 0x7F), *range(0x80, 0xFD))),
    "gb18030": ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
    "big5hkscs": _BIG5,
}
CODECS: Final = tuple(_BLOCKS)
"""The encodings told here, in the order of asking."""

_JAPANESE: Final = ("euc_jp", "cp932")
_PUNCTUATION: Final = "、。，．：；？！“”‘’「」『』（）《》〈〉【】…—～·　"
_CANTONESE: Final = "嘅喺咗啲哋嚟佢冇唔嗰噉咁嘢睇攞畀俾嗌啱乜嘥噃㗎喇咩嘞咪啦吖㖞嘛喎咋啩吓梗揸瞓嗮晒諗揾搵"
_KANA: Final = frozenset(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC)))
# Japanese without kana does not exist at any length; bytes of other languages read as kanji often do.
_KANA_SHARE: Final = 0.05
_BAD_SHARE: Final = 0.02
_MIN_CHARACTERS: Final = 4


@cache
def _everyday(codec: str, *, is_traditional: bool = False) -> frozenset[str]:
    name, leads, trails = _BIG5 if is_traditional else _BLOCKS[codec]
    pairs = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
    characters = frozenset(pairs.decode(name, "ignore")).union(_PUNCTUATION, _CANTONESE if name == "big5" else "")
    return characters | _KANA if codec in _JAPANESE else characters


def reads_east_asian(text: str) -> bool:
    """Is most of what *text* has above ASCII everyday Chinese, Japanese or Korean, in whichever script?"""
    foreign = _above_ascii(text)
    everyday = frozenset().union(*map(_everyday, CODECS))
    return foreign.total() >= _MIN_CHARACTERS and _share(foreign, everyday) >= _THRESHOLD_SHORT


def best_codec(sample: bytes, *, is_long: bool) -> str | None:
    """The encoding that *sample* (its last character may be cut) reads best in; None if in none well."""
    best, found = 0.0, None
    for codec in CODECS:
        foreign = _foreign(sample, codec)
        if foreign.total() < _MIN_CHARACTERS or (codec in _JAPANESE and _share(foreign, _KANA) < _KANA_SHARE):
            continue
        # In tenths: Korean reads as well in the wider Chinese block, and then the narrower one, asked first, is right.
        share = round(_share(foreign, _everyday(codec)), 1)
        if share > best:
            best, found = share, codec
    threshold = _THRESHOLD_THAI if _is_valid_thai(sample) else THRESHOLD if is_long else _THRESHOLD_SHORT
    if best >= threshold:
        return found
    # Traditional text in an encoding of the mainland: asked only when nothing else fits.
    foreign = _foreign(sample, "gb18030")
    share = _share(foreign, _everyday("gb18030", is_traditional=True))
    return "gb18030" if foreign.total() >= _MIN_CHARACTERS and share >= threshold else None


def everyday_share(sample: bytes, codec: str) -> float:
    """Share of everyday characters among those above ASCII of *sample* in *codec*; 0 if too many bytes are bad."""
    return _share(_foreign(sample, codec), _everyday(codec))


def _is_valid_thai(sample: bytes) -> bool:
    return "\ufffd" not in sample.decode("cp874", "replace")


def _foreign(sample: bytes, codec: str) -> Counter[str]:
    """The characters above ASCII; none if too many are bad."""
    foreign = _above_ascii(sample.decode(codec, "replace"))
    return foreign if foreign["\ufffd"] <= 1 + foreign.total() * _BAD_SHARE else Counter()


def _above_ascii(text: str) -> Counter[str]:
    return Counter({char: count for char, count in Counter(text).items() if char > "\x7f"})


def _share(characters: Counter[str], wanted: frozenset[str]) -> float:
    return sum(count for char, count in characters.items() if char in wanted) / max(1, characters.total())
