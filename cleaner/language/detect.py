"""The language of a text and of a document: script counts first, a model only where many languages share a script."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from cleaner.language.conversion import conversion_hint
from cleaner.language.detectors import DETECTORS, LANGUAGES, Detector
from cleaner.language.han_script import HanScript, han_script
from cleaner.language.script import Letters, add_letters, count_letters
from cleaner.model.language import UNDETERMINED, Language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Addresses are letters in no language. Each branch runs over ASCII only, so that it stops at Chinese written close up,
# and starts at one place only, so that time stays linear.
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[!-~]+|\]\([^\s()]*|(?<![!-~])[!-~]*@[!-~]*")
# Names of files and of identifiers, and what only code has: no English, though they stand in many a Chinese manual.
_TOKEN: Final = re.compile(r"[!-~]+")
_CODE: Final = re.compile(r"\w[._/\\:*]+\w|[a-z][A-Z]|[{}*$<>=]", re.ASCII)
_DIGITS: Final = re.compile(r"\d+")

# A Han character says about as much as three letters: Chinese about software may be two thirds Latin letters.
_HAN_WEIGHT: Final = 3
_HANGUL_WEIGHT: Final = 2
_CJK_SHARE: Final = 0.45
_KANA_SHARE: Final = 0.10
_CANTONESE_SHARE: Final = 0.03

_ONLY_LANGUAGE: Final = {
    "Grek": "el", "Hebr": "he", "Thai": "th", "Beng": "bn", "Gujr": "gu", "Guru": "pa", "Taml": "ta", "Telu": "te",
    "Knda": "kn", "Mlym": "ml", "Orya": "or", "Sinh": "si", "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Tibt": "bo",
    "Geor": "ka", "Armn": "hy", "Ethi": "am",
}  # fmt: skip

# A model is as sure after this much as it will be, and its time grows with the text.
_MODEL_CHARACTERS: Final = 4_000

# A paragraph speaks for itself from here on: by its script, or by a model, which needs more.
_OWN_SCRIPT_LETTERS: Final = 20
_OWN_MODEL_LETTERS: Final = 50
# Up to this many kanji without kana is common in Japanese: a list of names, a heading.
_KANJI_ONLY: Final = 60
# So many telling characters against the script of the document are no strays.
_TELLING: Final = 3


def detect(text: str, detector: str = "py3langid") -> Language:
    """The language of one text on its own, `und` when it has no letters.

    `detector` is a name in `DETECTORS`, for the scripts that many languages share.
    """
    text, letters = _read(text)
    return _language(letters, [text], [letters], _named(detector))


def detect_document(paragraphs: Sequence[str], detector: str = "py3langid") -> tuple[Language, tuple[Language, ...]]:
    """The language of a document, and of each of its paragraphs.

    The document's comes from its letters summed over all paragraphs. A paragraph that is too short to tell takes it and
    is marked `inherited`; a longer one in another language keeps its own.
    """
    read = [_read(paragraph) for paragraph in paragraphs]
    texts, letters = [text for text, _ in read], [own for _, own in read]
    total = add_letters(letters)
    guess = _named(detector)
    document = _language(total, texts, letters, guess)
    inherited = Language(document.tag, document.code, document.script, inherited=True)
    each = tuple(_paragraph(text, own, inherited, guess) for text, own in zip(texts, letters, strict=True))
    if document.code in ("zh", "yue") and total.traditional > total.simplified:
        hint = conversion_hint("\n".join(texts), total.han)
        document = Language(document.tag, document.code, document.script, converted_from=hint)
    return document, each


def _named(detector: str) -> Detector:
    if detector not in DETECTORS:
        raise ValueError(f"no detector named {detector!r}; there are {', '.join(DETECTORS)}")
    return DETECTORS[detector]


def _read(text: str) -> tuple[str, Letters]:
    """The text without what is in no language, and its letters."""
    if "//" in text or "www." in text or "@" in text or "](" in text:
        text = _ADDRESS.sub(" ", text)
    letters = count_letters(text)
    if letters.han and not _is_cjk(letters):
        text = _TOKEN.sub(lambda token: " " if _CODE.search(token[0]) else token[0], text)
        letters = count_letters(text)
    return text, letters


def _is_cjk(letters: Letters) -> bool:
    weighted = _HAN_WEIGHT * (letters.han + letters.kana) + _HANGUL_WEIGHT * letters.hangul
    return weighted > 0 and weighted >= _CJK_SHARE * letters.alphabetic


def _language(letters: Letters, texts: Sequence[str], each: Sequence[Letters], guess: Detector) -> Language:
    if _is_cjk(letters):
        return _cjk(letters)
    if not letters.alphabetic:
        return UNDETERMINED
    script = letters.alphabet
    if code := _ONLY_LANGUAGE.get(script):
        return Language(code, code, script)
    if script not in LANGUAGES:
        return Language("und", "und", script)
    sample = _sample(text for text, own in zip(texts, each, strict=True) if own.alphabet == script)
    code = guess(sample, script) or "und"
    return Language(code, code, script)


def _sample(texts: Iterator[str]) -> str:
    cut = (text[:_MODEL_CHARACTERS] for text in islice(texts, _MODEL_CHARACTERS))
    return _DIGITS.sub(" ", "\n".join(cut)[:_MODEL_CHARACTERS])


def _cjk(letters: Letters) -> Language:
    han, kana = letters.han, letters.kana
    if letters.hangul > han + kana:
        return Language("ko", "ko", "Kore")
    if kana and kana >= _KANA_SHARE * (han + kana):
        return Language("ja", "ja", "Jpan")
    script = han_script(letters.simplified, letters.traditional)
    if letters.cantonese >= _CANTONESE_SHARE * han and letters.cantonese:
        # Cantonese is written in Traditional characters unless they say otherwise.
        return _chinese("yue", "Hant" if script is HanScript.UNDECIDED else script.code)
    return _chinese("zh", script.code)


def _chinese(code: str, script: str) -> Language:
    return Language(code if script == "Hani" else f"{code}-{script}", code, script)


def _paragraph(text: str, letters: Letters, inherited: Language, guess: Detector) -> Language:
    if letters.total < _OWN_SCRIPT_LETTERS and inherited.code != "und":
        return inherited
    if not _is_cjk(letters) and letters.alphabet in LANGUAGES and letters.total < _OWN_MODEL_LETTERS:
        return inherited
    own = _language(letters, [text], [letters], guess)
    if own.code == "und":
        return inherited
    if inherited.code == "ja" and own.code == "zh" and letters.han < _KANJI_ONLY:
        return inherited
    if own.code == inherited.code and inherited.script not in (own.script, "Hani"):
        telling = max(letters.simplified, letters.traditional)
        return inherited if telling < _TELLING else own
    return own
