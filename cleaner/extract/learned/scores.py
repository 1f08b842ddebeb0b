"""What words say of where they stand: names of elements, and the words of short blocks, by one table learned from pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from cleaner.extract.learned.columns import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME = re.compile(r"[#@]?[a-z]{2,}(?:[-_]+[a-z]{2,})*")
_PART = re.compile(r"[a-z]{3,}")
_MAX_TOKENS = 40
_MAX_NAME, _MAX_PART = 40, 20
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[^\W\d_{_SPACELESS}]+|[{_SPACELESS}]{{1,12}}")
_ASCII = re.compile("[a-z]+")
"""The same words, of texts that have no others."""
_ASCII_LINE = re.compile(r"[a-z]+|\n")
_WORD_LINE = re.compile(rf"{_WORD.pattern}|\n")
_FIRST_WIDE = "\u0e00"
_WIDE = re.compile(f"[{_SPACELESS}]")
_LABEL = 60
"""Volume of a block that can be a label."""
_MAX_WORDS = 16
_REMEMBERED = 50_000
_SILENT = (0, 0, 0, 0)
_NAMELESS = (0, 0, 0)

HINT_NAMES = (
    "comment",
    "related",
    "nav",
    "footer",
    "side",
    "share",
    "consent",
    "promotion",
    "advert",
    "meta",
    "caption",
    "content",
    "article",
    "body",
    "main",
    "title",
    "lead",
    "list",
    "card",
    "product",
    "forum",
    "layout",
    "unseen",
    "code",
)
"""Kinds of names that the table of parts tells apart; a bit each."""


class Tables:
    """What is known of words. Scores are thousandths: how much more of what is called so is article than of its page."""

    def __init__(
        self,
        classes: NDArray[np.uint8],
        names: dict[str, int],
        parts: dict[str, tuple[int, int]],
        words: dict[str, int],
        labels: dict[str, int],
    ) -> None:
        self.classes = classes
        """Class of each character of the first plane (see `vocabulary.class_of`)."""
        self.names = names
        """Score of a whole name."""
        self.parts = parts
        """Score and hints of a part of a name. A score of 0 may be unknown."""
        self.words = words
        self.labels = labels
        """Score of the whole text of a short block, folded."""
        self._remembered: dict[str, tuple[int, int, int]] = {}

    def of_names(self, names: str) -> tuple[int, int, int]:
        """The strongest score, the mean one, and the hints of what an element is called."""
        known = self._remembered.get(names)
        if known is None:
            if len(self._remembered) > _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[names] = self._look_up(names)
        return known

    def _look_up(self, names: str) -> tuple[int, int, int]:
        whole, parts = name_tokens(names)
        found = [score for name in whole if (score := self.names.get(name)) is not None]
        hints = 0
        for part in parts:
            entry = self.parts.get(part)
            if entry is not None:
                hints |= entry[1]
                if entry[0]:
                    found.append(entry[0])
        if not found:
            return 0, 0, hints
        return max(found, key=abs), sum(found) // len(found), hints


def name_tokens(names: str) -> tuple[list[str], list[str]]:
    """The names in *names* and the parts that they are made of, in small letters, each once."""
    low = names if names.islower() else _HUMP.sub("-", names).lower()
    whole = [name for name in dict.fromkeys(_NAME.findall(low)) if len(name) < _MAX_NAME]
    parts = [part for part in dict.fromkeys(_PART.findall(low)) if len(part) < _MAX_PART]
    return whole[:_MAX_TOKENS], parts[:_MAX_TOKENS]


def word_tokens(text: str) -> list[str]:
    """The words of a short text; of scripts without spaces all pairs of characters."""
    if text.isascii():
        return _ASCII.findall(text.lower())[:_MAX_WORDS]
    out: list[str] = []
    for word in _WORD.findall(text.lower()):
        if len(word) > 1 and _WIDE.match(word):
            out += [word[at : at + 2] for at in range(len(word) - 1)]
        else:
            out.append(word)
    return out[:_MAX_WORDS]


def label_of(words: Sequence[str]) -> str:
    """The key of a short text in the table of labels: its words, without numbers and signs."""
    return " ".join(words)


class Called(Struct):
    """What the containers of a page are called."""

    best: Ints
    mean: Ints
    hints: Ints
    says: bool
    """Any of them is called anything that is known."""


def name_scores(names: Sequence[str], tables: Tables) -> Called:
    """Scores and hints of the names of containers."""
    known = {each: tables.of_names(each) if each else _NAMELESS for each in set(names)}
    best, mean, hints = rows_of(*zip(*[known[each] for each in names], strict=True))
    return Called(best, mean, hints, any(map(any, known.values())))


def word_scores(texts: Sequence[str], volume: Ints, tables: Tables) -> Ints:
    """By row: the lowest, the highest and the mean score of the words of each short block, and the score of all of it."""
    rows = [_SILENT] * len(texts)
    words, labels = tables.words.get, tables.labels.get
    short = np.flatnonzero((volume > 0) & (volume <= _LABEL)).tolist()
    for number, tokens in zip(short, _tokens_of([texts[number] for number in short]), strict=True):
        found = [score for score in map(words, tokens) if score is not None]
        label = labels(label_of(tokens), 0)
        if found:
            rows[number] = min(found), max(found), sum(found) // len(found), label
        elif label:
            rows[number] = 0, 0, 0, label
    return rows_of(*zip(*rows, strict=True))


def _tokens_of(texts: Sequence[str]) -> list[list[str]]:
    """`word_tokens` of each, read in one go."""
    joined = "\n".join(texts).lower()
    if joined.count("\n") != len(texts) - 1:
        return [word_tokens(text) for text in texts]
    is_ascii = joined.isascii()
    out: list[list[str]] = [[]]
    last = out[0]
    for word in (_ASCII_LINE if is_ascii else _WORD_LINE).findall(joined):
        if word == "\n":
            last = []
            out.append(last)
        elif len(last) >= _MAX_WORDS:
            continue
        elif is_ascii or word[0] < _FIRST_WIDE or len(word) == 1:
            last.append(word)
        else:
            last += [word[at : at + 2] for at in range(len(word) - 1)][: _MAX_WORDS - len(last)]
    return out
