"""What is worked out in a faster way than by those who made the model, and what is looked for only behind a rare letter."""

import copy
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from cleaner.language import east_asian
from cleaner.language.detectors import AHEAD, DETECTORS, LANGUAGES, _model_for, _py3langid_model

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


def alone(texts):
    return {text: DETECTORS["py3langid"](text, "Latn") for text in texts}


@settings(max_examples=25)
@given(st.data(), st.lists(st.sampled_from(TEXTS), min_size=1, max_size=40))
def test_many_texts_at_once_are_told_as_each_alone(data, texts):
    asked = data.draw(st.lists(st.sampled_from(range(len(texts))), min_size=1, unique=True))

    known = AHEAD["py3langid"](texts, asked, "", "Latn")

    assert known == alone(texts[number] for number in asked)


@settings(max_examples=25)
@given(st.data(), st.lists(st.sampled_from(TEXTS[:-1]), min_size=1, max_size=9))
def test_lines_and_what_they_make_together_are_told_as_each_alone(data, lines):
    asked = data.draw(st.lists(st.sampled_from(range(len(lines))), unique=True))
    whole = "\n".join(lines)

    known = AHEAD["py3langid"](lines, asked, whole, "Latn")

    assert known == alone([whole, *(lines[number] for number in asked)])


@pytest.mark.parametrize("size", [3, 3_000])
def test_lines_of_which_only_the_beginning_makes_a_text_are_told_as_each_alone(size):
    lines = [line * size for line in TEXTS[:3]]
    whole = "\n".join(lines)[:200]

    assert AHEAD["py3langid"](lines, range(3), whole, "Latn") == alone([whole, *lines])


@given(st.text(st.sampled_from("theandr io\né"), max_size=60).map(str.encode))
def test_no_feature_is_longer_than_the_longest(data):
    features = _py3langid_model().features
    ending = features.ending(data)

    for stop in range(1, len(data) + 1):
        assert ending[stop - 1] == features.ending(data[max(0, stop - features.longest) : stop])[-1]


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
    assert east_asian._IN_JAPANESE_WORDS.search(word)
