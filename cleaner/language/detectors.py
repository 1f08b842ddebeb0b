"""Named detectors, for scripts that many languages share.

They see text behind the script gate only: never Chinese, Japanese or Korean, and they choose among the languages
of the script. A new one is a function and a line in `DETECTORS`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cleaner.language.ngrams import word_scores

if TYPE_CHECKING:
    from langdetect.detector_factory import DetectorFactory
    from py3langid.langid import LanguageIdentifier

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

_SHORT_CHARACTERS: Final = 200

_LANGDETECT_CHARACTERS: Final = 50
"""Of texts of 20 characters langdetect gets one in six wrong, of 50 one in thirty."""


@cache
def _py3langid_model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@cache
def _py3langid_for(script: str) -> LanguageIdentifier:
    limited = copy.copy(_py3langid_model())
    limited.set_languages(LANGUAGES[script])
    return limited


def _py3langid(text: str, script: str) -> str | None:
    model = _py3langid_for(script).rank(text)
    (best, highest), (_, second) = model[:2]
    if highest - second >= _CLEAR:
        return str(best)
    words = dict(zip(LANGUAGES[script], word_scores(text[:_SHORT_CHARACTERS], script).tolist(), strict=True))
    # Text without a single known feature has the lowest score there is, for every language.
    if highest < -1e38:
        return max(words, key=words.__getitem__) if any(words.values()) else None
    return str(max(model, key=lambda pair: pair[1] + words[pair[0]])[0])


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
