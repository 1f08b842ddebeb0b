"""The language of a text and of a document: script counts first, a model only where many languages share a script."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaner.language.conversion import conversion_hint
from cleaner.language.detectors import AHEAD, DETECTORS, LANGUAGES, Detector
from cleaner.language.east_asian import east_asian, is_east_asian
from cleaner.language.parts import ENOUGH_BY_MODEL, ENOUGH_BY_SCRIPT, TELLING, cuts
from cleaner.language.script import Letters, add_letters, count_each, count_letters
from cleaner.model.language import UNDETERMINED, Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Addresses are letters in no language. Each branch runs over ASCII only, so that it stops at Chinese written close up,
# and starts at one place only, so that time stays linear.
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[!-~]+|\]\([^\s()]*|(?<![!-~])[!-~]*@[!-~]*")
# Names of files and of identifiers, and what only code has: no English, though they stand in many a Chinese manual.
_TOKEN: Final = re.compile(r"[!-~]+")
_CODE: Final = re.compile(r"\w[._/\\:*]+\w|[a-z][A-Z]|[{}*$<>=]", re.ASCII)
_DIGITS: Final = re.compile(r"\d+")
_WORD: Final = re.compile(r"[^\W\d_]\S*")

_ONLY_LANGUAGE: Final = {
    "Grek": "el", "Hebr": "he", "Thai": "th", "Beng": "bn", "Gujr": "gu", "Guru": "pa", "Taml": "ta", "Telu": "te",
    "Knda": "kn", "Mlym": "ml", "Orya": "or", "Sinh": "si", "Laoo": "lo", "Khmr": "km", "Mymr": "my", "Tibt": "bo",
    "Geor": "ka", "Armn": "hy", "Ethi": "am",
}  # fmt: skip

# A model is as sure after this much as it will be, and its time grows with the text.
_MODEL_CHARACTERS: Final = 4_000

# So many paragraphs are asked about together.
_MANY: Final = 3

# Beside East Asian text, no more of the words than this are code, and of the others begin with a capital.
_CODE_SHARE: Final = 0.2
_CAPITAL_SHARE: Final = 0.5


class Part(NamedTuple):
    """Code points `start`–`end` of a paragraph that are in one language."""

    start: int
    end: int
    language: Language


class _Read(NamedTuple):
    text: str
    """As long as what was read, with blanks for what is in no language."""
    letters: Letters


def detect(text: str, detector: str = "py3langid") -> Language:
    """The language of one text on its own, `und` when it has no letters.

    `detector` is a name in `DETECTORS`, for the scripts that many languages share.
    """
    [read] = _read([text])
    return _language([read], _Guess(_named(detector)), read.letters)


def detect_document(
    paragraphs: Sequence[str], detector: str = "py3langid"
) -> tuple[Language, tuple[tuple[Part, ...], ...]]:
    """The language of a document, and the parts of each of its paragraphs, which tile it.

    The document's comes from its letters summed over all paragraphs. What is too short to tell takes it and is marked
    `inherited`; a longer paragraph in another language keeps its own, and one with long enough stretches of several
    has a part for each.
    """
    read = _read(paragraphs)
    total = add_letters(letters for _, letters in read)
    guess = _ahead(read, total, detector)
    document = _language(read, guess, total)
    inherited = Language(document.tag, document.code, document.script, inherited=True)
    each = tuple(_parts(paragraph, inherited, guess) for paragraph in read)
    if document.code in ("zh", "yue") and total.traditional > total.simplified:
        hint = conversion_hint("\n".join(text for text, _ in read), total.han)
        document = Language(document.tag, document.code, document.script, converted_from=hint)
    return document, each


def _named(detector: str) -> Detector:
    if detector not in DETECTORS:
        raise ValueError(f"no detector named {detector!r}; there are {', '.join(DETECTORS)}")
    return DETECTORS[detector]


class _Guess:
    """A detector, with what it has said of a document and of its paragraphs already."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.whole: dict[str, str | None] = {}
        """Of all text in the script that leads the document, by script."""
        self.known: dict[tuple[str, str], str | None] = {}
        """By text and script."""

    def of_all(self, texts: Iterable[str], script: str) -> str | None:
        """The language of a document with these *texts* in one script."""
        return self.whole[script] if script in self.whole else self._detector(_sample(texts), script)

    def of(self, text: str, script: str) -> str | None:
        """The language of one text."""
        key = text, script
        return self.known[key] if key in self.known else self._detector(_cut(text), script)


def _ahead(read: Sequence[_Read], total: Letters, detector: str) -> _Guess:
    """The detector of that name, which has been asked already about the document and its paragraphs that need a model."""
    guess = _Guess(_named(detector))
    at_once = AHEAD.get(detector)
    asked = {letters.alphabet for _, letters in read if _needs_model(letters)}
    if at_once is None or not asked:
        return guess
    for script in asked:
        own = [each for each in read if each.letters.alphabet == script]
        wanted = [number for number, (_, letters) in enumerate(own) if _needs_model(letters)]
        is_whole = total.alphabet == script and not is_east_asian(total)
        if not is_whole and len(wanted) < _MANY:
            continue
        whole = _sample(text for text, _ in own) if is_whole else ""
        lines = whole.split("\n")
        if len(lines) != len(own) or sum(len(text) + 1 for text, _ in own) - 1 > _MODEL_CHARACTERS:
            own = [own[number] for number in wanted]
            lines, wanted = [_cut(text) for text, _ in own], list(range(len(own)))
        known = at_once(lines, wanted, whole, script)
        if is_whole:
            guess.whole[script] = known[whole]
        for number in wanted:
            guess.known[own[number].text, script] = known[lines[number]]
    return guess


def _needs_model(letters: Letters) -> bool:
    return letters.alphabetic >= ENOUGH_BY_MODEL and letters.alphabet in LANGUAGES and not is_east_asian(letters)


def _read(texts: Sequence[str]) -> list[_Read]:
    texts = [
        _ADDRESS.sub(_blank, text) if "//" in text or "www." in text or "@" in text or "](" in text else text
        for text in texts
    ]
    return [
        _without_code(text) if letters.han and not is_east_asian(letters) else _Read(text, letters)
        for text, letters in zip(texts, count_each(texts), strict=True)
    ]


def _without_code(text: str) -> _Read:
    text = _TOKEN.sub(lambda token: _blank(token) if _CODE.search(token[0]) else token[0], text)
    return _Read(text, count_letters(text))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _language(read: Sequence[_Read], guess: _Guess, letters: Letters) -> Language:
    """The language of texts with these *letters* together."""
    if is_east_asian(letters):
        return east_asian(letters, [text for text, _ in read])
    if not letters.alphabetic:
        return UNDETERMINED
    script = letters.alphabet
    if code := _ONLY_LANGUAGE.get(script):
        return Language(code, code, script)
    if script not in LANGUAGES:
        return Language("und", "und", script)
    if len(read) == 1:
        code = guess.of(read[0].text, script)
    else:
        code = guess.of_all((text for text, own in read if own.alphabet == script), script)
    return Language(code or "und", code or "und", script)


def _sample(texts: Iterable[str]) -> str:
    cut = (text[:_MODEL_CHARACTERS] for text in islice(texts, _MODEL_CHARACTERS))
    return _cut("\n".join(cut))


def _cut(text: str) -> str:
    return _DIGITS.sub(" ", text[:_MODEL_CHARACTERS])


def _parts(paragraph: _Read, inherited: Language, guess: _Guess) -> tuple[Part, ...]:
    text, letters = paragraph
    places = cuts(text, letters)
    if not places:
        return (Part(0, len(text), _own(paragraph, inherited, guess) or inherited),)
    pieces = [
        _Read(text[start:end], count_letters(text[start:end])) for start, end in pairwise((0, *places, len(text)))
    ]
    told = [_own(piece, inherited, guess) if _is_prose(piece) else None for piece in pieces]
    others = {inherited.tag: inherited} | {own.tag: own for own in told if own}
    parts: list[Part] = []
    for (start, end), piece, own in zip(pairwise((0, *places, len(text))), pieces, told, strict=True):
        found = own or _again(piece, others)
        if parts and (found is None or found.tag == parts[-1].language.tag):
            parts[-1] = parts[-1]._replace(end=end)
        elif found:
            parts.append(Part(start if parts else 0, end, found))
    if len(parts) < 2:
        return (Part(0, len(text), _own(paragraph, inherited, guess) or inherited),)
    return tuple(parts)


def _again(piece: _Read, others: Mapping[str, Language]) -> Language | None:
    """A language of the document or of other parts, for words around a quotation too short to tell by themselves."""
    if not is_east_asian(piece.letters):
        return None
    return others.get(east_asian(piece.letters, [piece.text]).tag)


def _is_prose(piece: _Read) -> bool:
    """No list of names, no reference to a book and no code: those stay in the language that they stand in."""
    if is_east_asian(piece.letters):
        return True
    words = piece.text.split()
    code = sum(bool(_CODE.search(word)) for word in words)
    capitals = sum(word[0].isupper() for word in _WORD.findall(piece.text))
    return code <= _CODE_SHARE * len(words) and capitals <= _CAPITAL_SHARE * len(words)


def _own(paragraph: _Read, document: Language, guess: _Guess) -> Language | None:
    """The language of a paragraph; nothing when it is too short to tell, or has no more to say than its document."""
    letters = paragraph.letters
    if letters.total < ENOUGH_BY_SCRIPT and document.code != "und":
        return None
    if not is_east_asian(letters) and letters.alphabet in LANGUAGES and letters.total < ENOUGH_BY_MODEL:
        return None
    own = _language([paragraph], guess, letters)
    if own.code == "und":
        return None
    if document.code == "ja" and own.code == "zh" and letters.chinese < TELLING:
        # A list of names, a heading: kanji alone.
        return None
    if own.code == document.code and document.script not in (own.script, "Hani"):
        telling = max(letters.simplified, letters.traditional)
        return None if telling < TELLING else own
    return own
