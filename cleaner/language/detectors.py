"""Named detectors, for scripts that many languages share.

They see text behind the script gate only: never Chinese, Japanese or Korean, and they choose among the languages
of the script. A new one is a function and a line in `DETECTORS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cleaner.language.automaton import SEPARATOR, Model
from cleaner.language.ngrams import word_scores

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory

Detector = Callable[[str, str], str | None]
"""From a text and the ISO 15924 code of its script to one of its `LANGUAGES`, or to nothing if it cannot tell."""

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

_AT_ONCE: Final = 16
"""Texts. Each takes some hundred bytes of memory for each of its own."""

_SHORT_CHARACTERS: Final = 200

_LANGDETECT_CHARACTERS: Final = 50
"""Of texts of 20 characters langdetect gets one in six wrong, of 50 one in thirty."""


class _Model:
    """What py3langid does, with the languages of one script, and the same numbers."""

    def __init__(self, script: str) -> None:
        model = _py3langid_model()
        self._encode = model.encode
        self._features = model.features
        self._classes = model.classes[script]
        self._table = model.tables[script]
        self._prior = model.priors[script]

    def rank(self, text: str) -> list[tuple[str, float]]:
        """All languages with their scores, likeliest first; nothing when no feature is known."""
        import numpy as np

        found = self._features.ending(self._encode(text))
        visits = Counter(found[found >= 0].tolist())
        if not visits:
            return []
        features = np.fromiter(visits.keys(), dtype=np.intp, count=len(visits))
        counts = np.fromiter(visits.values(), dtype=np.float32, count=len(visits))
        scores = np.log1p(counts) @ self._table[features] + self._prior
        return sorted(zip(self._classes, scores.tolist(), strict=True), key=itemgetter(1), reverse=True)

    def clear(self, texts: Sequence[str]) -> dict[str, str]:
        """The languages of those *texts* that are clear. All at once, which is several times as fast as one by one."""
        import numpy as np

        pieces = [SEPARATOR + self._encode(text) for text in texts]
        found = self._features.ending(b"".join(pieces))
        places = np.flatnonzero(found >= 0)
        owners = np.searchsorted(np.cumsum([len(piece) for piece in pieces]), places, side="right")
        size = len(self._table)
        visits, counts = np.unique(owners * size + found[places], return_counts=True)
        if not len(visits):
            return {}
        owners, features = np.divmod(visits, size)
        points = np.log1p(counts, dtype=np.float32)[:, np.newaxis] * self._table[features]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        scores = np.add.reduceat(points, firsts) + self._prior
        best = scores.argmax(axis=1)
        lead = np.diff(np.partition(scores, -2)[:, -2:])[:, 0]
        sure = lead >= _CLEAR + _ROUNDING
        return {
            texts[owner]: self._classes[number]
            for owner, number in zip(owners[firsts][sure].tolist(), best[sure].tolist(), strict=True)
        }


@cache
def _py3langid_model() -> Model:
    return Model(LANGUAGES)


_model_for = cache(_Model)


def _clear(texts: Sequence[str], script: str) -> dict[str, str]:
    model = _model_for(script)
    known: dict[str, str] = {}
    for start in range(0, len(texts), _AT_ONCE):
        known |= model.clear(texts[start : start + _AT_ONCE])
    return known


def _py3langid(text: str, script: str) -> str | None:
    model = _model_for(script).rank(text)
    if model and model[0][1] - model[1][1] >= _CLEAR:
        return model[0][0]
    words = dict(zip(LANGUAGES[script], word_scores(text[:_SHORT_CHARACTERS], script).tolist(), strict=True))
    if not model:
        return max(words, key=words.__getitem__) if any(words.values()) else None
    return max(model, key=lambda pair: pair[1] + words[pair[0]])[0]


@cache
def _langdetect_profiles() -> DetectorFactory:
    try:
        from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    except ImportError as error:
        raise ImportError("the detector langdetect is not installed: pip install cleaner[langdetect]") from error
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

AHEAD: Final[Mapping[str, Callable[[Sequence[str], str], Mapping[str, str]]]] = MappingProxyType({"py3langid": _clear})
"""What a detector can say of many texts in one script at once: the same as one by one, of those that are clear."""
