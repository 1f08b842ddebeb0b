"""What is worked out in a faster way than by those who made the model, and what is looked for only behind a rare letter."""

import copy
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from cleaner.language import east_asian
from cleaner.language.detectors import AHEAD, DETECTORS, LANGUAGES, _model_for

TEXTS = (
    "The keeper of the light wrote the depth of the water into his book, and went home before the rain began.",
    "Der Wärter schrieb den Wasserstand in sein Buch und ging nach Hause, bevor der Regen begann.",
    "Le gardien du phare nota la hauteur de l'eau, puis rentra chez lui avant la pluie.",
    "THE SHIP IS LATE",
    "Fyrvaktaren skrev upp vattenståndet",
    "zzz",
    "42",
    "",
)


@cache
def own_model():
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def own_rank(text, script):
    model = copy.copy(own_model())
    model.set_languages(LANGUAGES[script])
    return model.rank(text)


@pytest.mark.parametrize("script", LANGUAGES)
@pytest.mark.parametrize("text", [text for text in TEXTS if text not in {"", "42"}])
def test_the_scores_are_those_of_the_model_to_the_last_digit(text, script):
    assert _model_for(script).rank(text) == own_rank(text, script)


@settings(max_examples=25)
@given(st.text(st.sampled_from("aeinrst dwhößéč lgку и"), min_size=1, max_size=200))
def test_the_scores_of_any_text_are_those_of_the_model(text):
    found = _model_for("Latn").rank(text)

    assert found == own_rank(text, "Latn") or (found == [] and own_rank(text, "Latn")[0][1] < -1e38)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=40))
def test_many_texts_at_once_are_told_as_each_alone(texts):
    known = AHEAD["py3langid"](texts, "Latn")

    assert TEXTS[0] not in texts or known[TEXTS[0]] == "en"
    assert known == {text: DETECTORS["py3langid"](text, "Latn") for text in known}


@pytest.mark.parametrize(("needed", "pattern"), east_asian._HINTS)
def test_a_hint_has_the_rare_character_behind_which_it_is_looked_for(needed, pattern):
    letters = [char for char in dict.fromkeys(pattern) if not char.isascii()]
    pairs = "。".join(one + two for one in letters for two in letters)

    found = re.findall(pattern, pairs)

    assert found
    assert all(set(hint) & set(needed) for hint in found)


@pytest.mark.parametrize(
    "word",
    ["株式会社", "有限会社", "取締役", "月曜", "二丁目", "電話番号", "無断", "取扱", "令和3年", "平成元年", "昭和60年"],
)
def test_a_japanese_word_has_the_character_behind_which_it_is_looked_for(word):
    assert east_asian._JAPANESE_WORDS.search(word)
    assert set(word) & east_asian._IN_JAPANESE_WORDS
