"""Which of the East Asian encodings do bytes without a declaration read best in?

Each national standard puts its everyday characters into one block of the code table (GB 2312 and JIS X 0208 level 1,
Big5 level 1, the Hangul of KS X 1001), kana beside them. Read in the right encoding, nearly all of a text lies in those
blocks; read in a wrong one it scatters. The blocks come from Python's own codecs: no table of ours.
"""

from __future__ import annotations

from functools import cache

THRESHOLD = 0.75
"""Share of the characters above ASCII that must lie in the block. Ordinary text read right is near 1; read wrong mostly
near 0, but Korean fills the Chinese blocks too, so the order of asking counts."""

# Codec of the web, codec of the block, lead bytes and trail bytes of the block (WHATWG Encoding Standard; ISO-2022).
_BLOCKS = (
    ("cp949", "euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF)),
    ("euc_jp", "euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
    ("cp932", "shift_jis", range(0x88, 0x98), (*range(0x40, 0x7F), *range(0x80, 0xFD))),
    ("gb18030", "gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
    ("big5hkscs", "big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))),
)
# Traditional text in an encoding of the mainland: asked only when nothing else fits.
_LAST = ("gb18030", "big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
_PUNCTUATION = "、。，．：；？！“”‘’「」『』（）《》〈〉【】…—～·　"
_KANA = "".join(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC)))
_MIN_CHARACTERS = 4


@cache
def _block(codec: str, leads: range, trails: tuple[int, ...]) -> frozenset[str]:
    pairs = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset(pairs.decode(codec, "ignore")) | frozenset(_PUNCTUATION)


def best_codec(sample: bytes) -> str | None:
    """The encoding that *sample* (whole lines; its last character may be cut) reads best in; None if in none well."""
    best, found = 0.0, None
    for codec, name, leads, trails in _BLOCKS:
        # In tenths: Korean reads as well in the wider Chinese block, and then the narrower one, asked first, is right.
        score = round(_score(sample, codec, _block(name, leads, tuple(trails))), 1)
        if score > best:
            best, found = score, codec
    if best >= THRESHOLD:
        return found
    codec, name, leads, trails = _LAST
    return codec if _score(sample, codec, _block(name, leads, trails)) >= THRESHOLD else None


def _score(sample: bytes, codec: str, block: frozenset[str]) -> float:
    text = sample.decode(codec, "replace")
    foreign = [char for char in text if char > "\x7f"]
    if len(foreign) < _MIN_CHARACTERS:
        return 0.0
    bad = foreign.count("\ufffd")
    if bad > 1 + len(foreign) * 0.02:
        return 0.0
    if codec in {"cp932", "euc_jp"}:
        kana = sum(char in _KANA for char in foreign)
        # Japanese without kana does not exist at any length; bytes of other languages read as kanji often do.
        if kana < len(foreign) * 0.05:
            return 0.0
        return (kana + sum(char in block for char in foreign)) / len(foreign)
    return sum(char in block for char in foreign) / len(foreign)
