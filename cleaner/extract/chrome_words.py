"""What the words beside an article say: labels, phrases and names of elements, from `chrome_words.txt`."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import re2

from cleaner.han import TO_SIMPLIFIED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.model.category import Category

Place = Literal["foot", "side", "head", "form", "veil"]
MAX_LABEL = 60
"""Code points: a longer block is no label."""
MAX_PHRASED = 300
"""Code points: a longer block is prose, whatever phrases stand in it."""

_SET_BYTES = 64 << 20
"""More than the states of all phrases take, so that none is ever given up."""
_NO_LETTERS = re.compile(r"[\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_WORD = re.compile(r"[a-z]+|[^\x00-\x7f]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MAX_WORDS = 40
_FOR_SCRIPTS = ("js-", "#js-", "has-", "no-", "is-")
"""Names that say what a script does with an element, or what is in it or not."""


class Named(NamedTuple):
    """What a name, a label or a phrase says, and the word of the table that it was told by."""

    says: Category | Place
    word: str


def _read() -> Iterator[tuple[str, Any, str]]:
    """Kind, key and words of each section."""
    kind, key = "", ""
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind, _, key = line[1:-1].partition(" ")
        elif line and line[0] != "#":
            yield kind, key, line


def folded(text: str) -> str:
    """*text* as labels are compared: letters alone, in small, Simplified, one space between words and none in Han."""
    bare = _NO_LETTERS.sub(" ", text).strip()
    if bare.isascii():
        return bare.lower()
    # A Turkish İ folds to an i with a dot of its own.
    return _HAN_GAP.sub("", bare.casefold().replace("\u0307", "").translate(TO_SIMPLIFIED))


class _Tables(NamedTuple):
    label: dict[str, Named]
    phrase: dict[str, Named]
    name: dict[str, Named]


@cache
def _tables() -> _Tables:
    """Read when the first page without a rule is."""
    tables = _Tables({}, {}, {})
    for kind, key, line in _read():
        if kind == "label":
            for word in line.split("|"):
                tables.label.setdefault(folded(word), Named(key, word))
        elif kind == "phrase":
            for word in line.split("|"):
                tables.phrase.setdefault(word, Named(key, word))
        else:
            for word in line.split():
                tables.name.setdefault(word, Named(key, word))
    return tables


def phrases_in(texts: Sequence[str]) -> dict[int, Named]:
    """By the number of the text the first phrase of the table, in its order, that stands in one of *texts*."""
    joined = "\n".join(texts).lower()
    if len(joined) != sum(map(len, texts)) + len(texts) - 1:
        joined = "\n".join([text if len(text.lower()) != len(text) else text.lower() for text in texts])
    phrases, searched = _searched()
    numbers = searched.Match(joined.encode("utf-8", "surrogatepass")) if joined else None
    if not numbers:
        return {}
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: dict[int, Named] = {}
    for number in sorted(numbers):
        phrase, told = phrases[number]
        at = joined.find(phrase)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            found.setdefault(place, told)
            at = joined.find(phrase, starts[place + 1])
    return found


@cache
def _searched() -> tuple[list[tuple[str, Named]], re2.Set]:
    """The phrases in their order, and all of them in one set: which of them stand in a text takes one pass."""
    options = re2.Options()
    options.literal = True
    options.log_errors = False
    options.max_mem = _SET_BYTES
    made = re2.Set.SearchSet(options)
    phrases = list(_tables().phrase.items())
    for phrase, _ in phrases:
        made.Add(phrase)
    made.Compile()
    return phrases, made


@lru_cache(maxsize=1 << 14)
def label_of(text: str) -> Named | None:
    """What *text*, a whole block, says as a label."""
    labels = _tables().label
    if not text.isascii():
        # Folding takes ten times as long as this look at the first letter, and few lines begin as labels do.
        first = _LETTER.search(text)
        if first is None or _folded_letter(first[0])[:1] not in _first_letters():
            return None
    return labels.get(folded(text))


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(label[0] for label in _tables().label if label)


_folded_letter = lru_cache(maxsize=1 << 14)(folded)


def named(names: str) -> tuple[Named, ...]:
    """What the *names* of an element say, in their order, each thing once."""
    table = _tables().name
    found: dict[str, Named] = {}
    for name in names.split()[:_MAX_WORDS]:
        if name.startswith(_FOR_SCRIPTS):
            continue
        words = _WORD.findall(name if name.islower() else _HUMP.sub("-", name).lower())
        if len(words) > 1:
            words = [*map("".join, pairwise(words)), *words]
        for word in words:
            # Asked twice of the few that are known: most are not.
            if word in table:
                says = table[word]
                found.setdefault(says.says, says)
    return tuple(found.values())
