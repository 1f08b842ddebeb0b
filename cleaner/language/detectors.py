"""Named detectors, for scripts that many languages share.

They see text behind the script gate only: never Chinese, Japanese or Korean, and they choose among the languages
of the script. A new one is a function and a line in `DETECTORS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cleaner.language.automaton import POINT, SEPARATOR, Model
from cleaner.language.ngrams import word_scores

if TYPE_CHECKING:
    import numpy as np
    from langdetect.detector_factory import DetectorFactory
    from numpy.typing import NDArray

    Ends = NDArray[np.int32]

Detector = Callable[[str, str], str | None]
"""From a text and the ISO 15924 code of its script to one of its `LANGUAGES`, or to nothing if it cannot tell."""

AtOnce = Callable[[Sequence[str], Sequence[int], str, str], Mapping[str, str | None]]
"""From lines, the numbers of those that are asked for, the text that they make together, or its beginning (nothing when it
is not asked for), and a script, to the answer for each text that was asked for."""

LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Latn": (
            "af", "ca", "cs", "cy", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt",
            "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "so", "sq", "sv", "sw", "tl", "tr", "vi",
        ),
        "Cyrl": ("bg", "mk", "ru", "uk"),
        "Arab": ("ar", "fa", "ur"),
        "Deva": ("hi", "mr"),
    }
)  # fmt: skip
"""What a detector may answer, by script. A list shorter than the model's own is worth one to three points."""

_CLEAR: Final = 20.0
"""Where the model leads by this much it decides alone, as with nearly every text of 200 characters. Below,
the table of n-grams is asked too, about the beginning of the text."""

_ROUNDING: Final = 1.0
"""More than it can matter in which order the points of a text are added up."""

_AT_ONCE: Final = 8_000
"""Characters, or one text. Each takes some hundred bytes of memory."""

_SHORT_CHARACTERS: Final = 200

_LANGDETECT_CHARACTERS: Final = 50
"""Of texts of 20 characters langdetect gets one in six wrong, of 50 one in thirty."""


class _Model:
    """What py3langid does, with the languages of one script, and the same numbers."""

    def __init__(self, script: str) -> None:
        model = _py3langid_model()
        self._script = script
        self._encode = model.encode
        self._features = model.features
        self._classes, self._table, self._prior = model.of(script)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All languages with their scores, likeliest first; nothing when no feature is known."""
        return self._ranked(self._features.ending(self._encode(text)))

    def _ranked(self, found: Ends) -> list[tuple[str, float]]:
        import numpy as np

        visits = Counter(found[found >= 0].tolist())
        if not visits:
            return []
        features = np.fromiter(visits.keys(), dtype=np.intp, count=len(visits))
        counts = np.fromiter(visits.values(), dtype=np.float32, count=len(visits))
        weights = np.log1p(counts) * np.float32(POINT)
        scores = weights @ self._table[features].astype(np.float32) + self._prior
        return sorted(zip(self._classes, scores.tolist(), strict=True), key=itemgetter(1), reverse=True)

    def tell(self, texts: Sequence[str]) -> dict[str, str | None]:
        """The languages of *texts*."""
        pieces = [SEPARATOR + self._encode(text) for text in texts]
        return self._told(texts, self._features.ending(b"".join(pieces)), [len(piece) for piece in pieces])

    def tell_lines(self, lines: Sequence[str], asked: Sequence[int]) -> dict[str, str | None]:
        """The languages of those of *lines* that are *asked* for, and of all of them together as one text.

        One walk over the bytes does for both: a feature that ends in a line begins in it too, but for the first bytes of
        the line, and these are walked once more, alone.
        """
        import numpy as np

        whole = "\n".join(lines)
        data = self._encode(whole)
        if whole.isascii() and not any(map(str.isupper, lines)):
            lengths = [len(line) for line in lines]
        else:
            pieces = [self._encode(line) for line in lines]
            if data != b"\n".join(pieces):
                # What is all in capitals is read as if it were not, and a line may be where the whole is not.
                return self.tell(list(dict.fromkeys((*(lines[number] for number in asked), whole))))
            lengths = [len(piece) for piece in pieces]
        reach = self._features.longest - 1
        starts = [0, *accumulate(length + 1 for length in lengths)]
        places = [(starts[number], starts[number] + lengths[number]) for number in asked]
        heads = [data[start : min(end, start + reach)] for start, end in places]
        ends = self._features.ending(SEPARATOR.join((data, *heads)))
        found, sizes, at = [ends[: len(data)]], [len(data)], len(data) + 1
        for (start, end), head in zip(places, map(len, heads), strict=True):
            found += (ends[at : at + head], ends[start + head : end])
            sizes.append(end - start)
            at += head + 1
        return self._told([whole, *(lines[number] for number in asked)], np.concatenate(found), sizes)

    def _told(self, texts: Sequence[str], found: Ends, sizes: Sequence[int]) -> dict[str, str | None]:
        """The languages of *texts*, in whose bytes, so many each, these features were *found*. Clear ones go all at once."""
        import numpy as np

        known: dict[str, str | None] = {}
        bits = len(self._table).bit_length()
        owners = np.arange(0, len(sizes) << bits, 1 << bits).repeat(sizes)
        visits = (owners + found).take((found >= 0).nonzero()[0])
        visits.sort()
        if len(visits):
            bounds = _bounds(visits)
            visits = visits.take(bounds[:-1])
            points = self._table.take(visits & ((1 << bits) - 1), axis=0).astype(np.float32)
            weights = np.log1p(bounds[1:] - bounds[:-1], dtype=np.float32) * np.float32(POINT)
            owners = visits >> bits
            edges = _bounds(owners)
            each = pairwise(edges.tolist())
            scores = np.stack([weights[start:end] @ points[start:end] for start, end in each]) + self._prior
            best = scores.argmax(axis=1)
            scores.partition(-2)
            sure = scores[:, -1] - scores[:, -2] >= _CLEAR + _ROUNDING
            for owner, number in zip(owners[edges[:-1]][sure].tolist(), best[sure].tolist(), strict=True):
                known[texts[owner]] = self._classes[number]
        start = 0
        for text, size in zip(texts, sizes, strict=True):
            if text not in known:
                known[text] = self.decided(self._ranked(found[start : start + size]), text)
            start += size
        return known

    def decided(self, ranked: list[tuple[str, float]], text: str) -> str | None:
        """The language of a *text* with those scores: where the model is not clear, the table of n-grams has a say."""
        if ranked and ranked[0][1] - ranked[1][1] >= _CLEAR:
            return ranked[0][0]
        words = dict(
            zip(LANGUAGES[self._script], word_scores(text[:_SHORT_CHARACTERS], self._script).tolist(), strict=True)
        )
        if not ranked:
            return max(words, key=words.__getitem__) if any(words.values()) else None
        return max(ranked, key=lambda pair: pair[1] + words[pair[0]])[0]


def _bounds(values: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where in *values*, which are in order, each first stands, and their number."""
    import numpy as np

    is_bound = np.ones(len(values) + 1, dtype=bool)
    np.not_equal(values[1:], values[:-1], out=is_bound[1:-1])
    return is_bound.nonzero()[0]


@cache
def _py3langid_model() -> Model:
    return Model()


_model_for = cache(_Model)


def _py3langid(text: str, script: str) -> str | None:
    return _model_for(script).tell([text])[text]


def _at_once(lines: Sequence[str], asked: Sequence[int], whole: str, script: str) -> dict[str, str | None]:
    model = _model_for(script)
    if whole and whole == "\n".join(lines):
        return model.tell_lines(lines, asked)
    texts = list(dict.fromkeys(lines[number] for number in asked) | dict.fromkeys([whole] if whole else []))
    known: dict[str, str | None] = {}
    start = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        if number + 1 == len(texts) or size + len(texts[number + 1]) > _AT_ONCE:
            known |= model.tell(texts[start : number + 1])
            start, size = number + 1, 0
    return known


@cache
def _langdetect_profiles() -> DetectorFactory:
    try:
        from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    except ImportError as error:
        raise ImportError("the detector langdetect is not installed: pip install 'cleaner[langdetect]'") from error
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    # On the instance: without a seed one answer in forty changes from call to call, and the class is everybody's.
    factory.seed = 0
    return factory


def _langdetect(text: str, script: str) -> str | None:
    profiles = _langdetect_profiles()
    from langdetect.lang_detect_exception import LangDetectException

    if len(text) < _LANGDETECT_CHARACTERS:
        return None
    detector = profiles.create()
    detector.set_prior_map(dict.fromkeys(LANGUAGES[script], 1.0))
    detector.append(text)
    try:
        guesses = detector.get_probabilities()
    except LangDetectException:
        return None
    return str(guesses[0].lang) if guesses else None


DETECTORS: Final[Mapping[str, Detector]] = MappingProxyType({"py3langid": _py3langid, "langdetect": _langdetect})
"""By the name a user gives. `py3langid` is its model, with the table of n-grams where the model is not sure."""

AHEAD: Final[Mapping[str, AtOnce]] = MappingProxyType({"py3langid": _at_once})
"""What a detector says of many texts in one script at once: the same as of each alone."""
