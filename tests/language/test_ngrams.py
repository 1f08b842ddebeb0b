from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.language import detect
from cleaner.language.detectors import LANGUAGES
from cleaner.language.ngrams import word_scores


@pytest.mark.parametrize("script", LANGUAGES)
@given(text=st.text())
def test_every_language_of_a_script_gets_points_that_repeat(script: str, text: str) -> None:
    scores = word_scores(text, script)

    assert scores.shape == (len(LANGUAGES[script]),)
    assert (scores >= 0).all()
    assert (scores == word_scores(text, script)).all()


@pytest.mark.parametrize("text", ["", "12:30 — 45 %", "中文", "\ud800"])
def test_text_without_words_of_the_script_says_nothing(text: str) -> None:
    assert not word_scores(text, "Latn").any()


def test_capitals_count_like_small_letters() -> None:
    assert (word_scores("Der Fluss Und Die Brücke", "Latn") == word_scores("DER FLUSS UND DIE BRÜCKE", "Latn")).all()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Ještě jednou děkujeme za návštěvu", "cs", id="Czech and not Slovak"),
        pytest.param("Ešte raz ďakujeme za návštevu", "sk", id="Slovak and not Czech"),
        pytest.param("Hvad skal vi lave i morgen aften", "da", id="Danish and not Norwegian"),
        pytest.param("Hva skal vi gjøre i morgen kveld", "no", id="Norwegian and not Danish"),
        pytest.param("Трябва да отидем утре до библиотеката", "bg", id="Bulgarian and not Macedonian"),
        pytest.param("Треба да одиме утре до библиотеката", "mk", id="Macedonian and not Bulgarian"),
        pytest.param("Včeraj smo brali dve knjigi o reki", "sl", id="Slovene and not Croatian"),
        pytest.param("Jučer smo čitali dvije knjige o rijeci", "hr", id="Croatian and not Slovene"),
        pytest.param("हमने कल नदी के बारे में पढ़ा", "hi", id="Hindi and not Marathi"),
        pytest.param("आम्ही काल नदीबद्दल वाचले", "mr", id="Marathi and not Hindi"),
        pytest.param("Ons het gister die boek gelees", "af", id="Afrikaans and not Dutch"),
        pytest.param("Wij hebben gisteren het boek gelezen", "nl", id="Dutch and not Afrikaans"),
    ],
)
def test_close_languages_are_told_apart_in_a_line(text: str, language: str) -> None:
    assert detect(text).tag == language
