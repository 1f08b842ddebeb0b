"""Which single-byte encoding is it? Asked last, when no other fits and nobody states one.

Named backends tell them apart. Two questions around them need no model: do the letters beyond ASCII stand in words with
ASCII ones, so that the script is Latin; and are they, in a code page close to the one that the backend names, the
letters of one language. A new backend is a function and a line in `BACKENDS`.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from cleaner.decode.sample import count_high

Backend = Callable[[bytes, tuple[str, ...]], str | None]
"""From bytes and the codecs to choose among, by Python's names, to one of them, or to none if it cannot tell."""

DEFAULT_BACKEND: Final = "chardet"

_LATIN: Final = (
    "cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-2", "iso8859-13", "iso8859-15", "iso8859-16",
    "mac-roman",
)  # fmt: skip
# Not among them: EBCDIC and the code pages of DOS for the West, which are noise on pages.
_ALL: Final = (
    *_LATIN, "cp1251", "cp1253", "cp1255", "cp1256", "cp874", "koi8-r", "koi8-u", "cp855", "cp866", "mac-cyrillic",
    "iso8859-5", "iso8859-6", "iso8859-7",
)  # fmt: skip

_ASCII: Final = bytes(range(0x80))
_MARKUP: Final = re.compile(rb"<[^<>]*>")
_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]+")
# Of a Latin text most of the bytes above ASCII stand in words with ASCII letters, of another script hardly one.
_LATIN_SHARE: Final = 0.4

# For each code page the letters beyond ASCII of each of its languages. é comes everywhere, in names.
_WESTERN: Final = (
    "äöüß", "éèêëàâæçîïôœùûüÿ", "áéíóúñü¿¡ªº", "àèéìíîòóùú", "áàâãéêíóôõúç", "àçèéíïòóúü·", "åäö", "æøåéóü",
    "éëïèöüáóê", "ëç",
)  # fmt: skip
_CENTRAL: Final = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čšžćđ", "ăâîşţ")
_BALTIC: Final = ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž")
_ALPHABETS: Final = {
    "cp1252": _WESTERN, "cp1250": _CENTRAL, "iso8859-2": _CENTRAL, "cp1254": ("çğışöüâîû\u0307",), "cp1257": _BALTIC,
    "iso8859-13": _BALTIC,
}  # fmt: skip
_NEUTRAL: Final = "é“”‘’‚„‹›«»–—…•·†‡™©®°§€£¥\u00a0\u00ad"
# Against a code page that is none of these, so many letters must be of one language, and there must be so many at all.
_FITTING: Final = 0.98
_FEW: Final = 5
_WEST: Final = ("cp1252", "iso8859-15")
_CHARDET_NAMES: Final = {"euc_jp": "euc_jis_2004"}
_C1: Final = re.compile(rb"[\x80-\x9f]")
# Where ISO 8859-15 has €, Š, Ž and Œ, its elder has signs that stand in no word.
_LATIN_9: Final = re.compile(rb"(?<![\x80-\xff])\xa4|[A-Za-z][\xa6\xa8\xb4\xb8\xbc-\xbe][a-z]")


def guess(sample: bytes, backend: str = DEFAULT_BACKEND, rival: str | None = None) -> str | None:
    """The codec that *sample* reads best in, by the *backend* of that name; None if in none.

    That is a single-byte one, or *rival*: an East Asian one that short texts of other scripts may read well in too.
    """
    visible = _MARKUP.sub(b" ", sample)
    if visible.isascii():
        visible = sample
    among_letters = sum(high for word in _WORD.findall(visible) if 0 < (high := count_high(word)) < len(word))
    is_latin = among_letters > count_high(visible) * _LATIN_SHARE
    found = BACKENDS[backend](visible, (*(_LATIN if is_latin else _ALL), *([rival] if rival else [])))
    if is_latin and (found is None or found != rival):
        found = _by_alphabet(visible, found)
    # Where they read the same, the encoding of the West is the likelier one.
    if found and visible.decode(found, "replace") == visible.decode("cp1252", "replace"):
        found = "cp1252"
    if found in _WEST:
        return "iso8859-15" if _LATIN_9.search(visible) and not _C1.search(visible) else "cp1252"
    return found or rival


def _by_alphabet(visible: bytes, found: str | None) -> str | None:
    """*found*, or the close code page in which more of the letters are those of one language."""
    high = Counter(visible.translate(None, _ASCII))
    if found not in _ALPHABETS and high.total() < _FEW:
        return found
    best, most = found, _fit(high, found) if found in _ALPHABETS else _FITTING
    for codec in _ALPHABETS:
        fit = _fit(high, codec)
        if fit > most:
            best, most = codec, fit
    return best


def _fit(high: Counter[int], codec: str) -> float:
    """The greatest share that the letters of one language, and quotes and dashes, have of the bytes *high*."""
    characters: Counter[str] = Counter()
    for byte, count in high.items():
        # The last code point: İ becomes two.
        characters[bytes((byte,)).decode(codec, "replace").lower()[-1]] += count
    neutral = sum(characters[char] for char in _NEUTRAL)
    own = max(sum(characters[char] for char in letters if char not in _NEUTRAL) for letters in _ALPHABETS[codec])
    return (neutral + own) / max(1, high.total())


def _chardet(visible: bytes, names: tuple[str, ...]) -> str | None:
    # Takes some 0.6 s to import; most documents are UTF-8 and never come here.
    import chardet

    known = [_CHARDET_NAMES.get(codec, codec) for codec in names]
    found = chardet.detect(visible, compat_names=False, include_encodings=known)["encoding"]
    return next((codec for codec, name in _CHARDET_NAMES.items() if name == found), found)


def _charset_normalizer(visible: bytes, names: tuple[str, ...]) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(visible, cp_isolation=list(names), enable_fallback=False).best()
    return codecs.lookup(best.encoding).name if best else None


BACKENDS: Final[Mapping[str, Backend]] = MappingProxyType(
    {"chardet": _chardet, "charset-normalizer": _charset_normalizer}
)
"""What may be named as the backend of `decode`."""
