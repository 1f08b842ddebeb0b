"""What reads the same from page to page, and how much it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.repeats.letters import letters_of, weight_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("评论 12", "评论（345）"),
        ("评论：12", "评论１２"),
        ("ＡＢＣ　Ｎｅｗｓ", "abc news"),
        ("版权所有 © 2023", "版权所有©２０２４"),
        ("Read  more →", "READ MORE"),
        ("2024-10-19 08:30", "1999-1-1 7:05"),
        ("أخبار ١٢", "أخبار ٩"),
        ("समाचार १२", "समाचार ९"),
        ("ข่าว ๑๒", "ข่าว ๗"),
        ("Подписаться!", "подписаться"),
    ],
)
def test_signs_width_case_and_numbers_make_no_difference(one, other):
    assert letters_of(one) == letters_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("上一页", "下一页"), ("第一章", "第二章"), ("评论 12", "评论"), ("คา", "คำ"), ("किताब", "कताब"), ("für", "fur")],
)
def test_letters_marks_and_numerals_that_are_words_do(one, other):
    assert letters_of(one) != letters_of(other)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("12 / 2024", 0),
        ("— * —", 0),
        ("首页", 4),
        ("Home", 4),
        ("トップ", 6),
        ("뉴스", 4),
        ("หน้า", 8),
        ("评论 345", 4),
        ("p. 7", 1),
    ],
)
def test_a_character_of_scripts_in_which_two_are_a_word_weighs_two(text, weight):
    assert weight_of(letters_of(text)) == weight


@given(st.text())
def test_folding_once_is_enough(text):
    folded = letters_of(text)

    assert letters_of(folded) == folded
    assert letters_of(f"  {text}\n") == folded


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_a_text_of_ascii_is_folded_as_any_other(text):
    assert letters_of(text + "号") == letters_of(text) + "号"
