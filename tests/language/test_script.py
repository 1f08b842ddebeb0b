from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.language.script import add_letters, count_each, count_letters


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        pytest.param("中文 mixed 文字 12！", {"han": 4, "alphabetic": 5, "total": 9}, id="Han and Latin"),
        pytest.param("カタカナーひらがな", {"kana": 9, "total": 9}, id="kana with its long mark"),
        pytest.param("한글 漢字", {"hangul": 2, "han": 2, "traditional": 1}, id="Hangul and Hanja"),
        pytest.param("说說嘅", {"simplified": 1, "traditional": 1, "cantonese": 1, "han": 3}, id="telling characters"),
        pytest.param("Ａｂ １", {"alphabetic": 2, "total": 2}, id="full width"),
        pytest.param("𠀀𪚥", {"han": 2}, id="Han beyond the basic plane"),
        pytest.param("٣४ ।،", {"total": 0}, id="digits and stops of other scripts"),
    ],
)
def test_letters_are_counted_by_script(text: str, counts: dict[str, int]) -> None:
    letters = count_letters(text)

    assert {name: getattr(letters, name) for name in counts} == counts


@pytest.mark.parametrize(
    ("text", "script"),
    [("Straße", "Latn"), ("Ёлка", "Cyrl"), ("ქართული", "Geor"), ("ελλάδα x", "Grek"), ("ᚠᚢ", "Zzzz")],
)
def test_the_leading_alphabet_is_named(text: str, script: str) -> None:
    assert count_letters(text).alphabet == script


@given(st.characters(categories=["Nd", "P", "S", "Z", "C"], max_codepoint=0x24F))
def test_what_unicode_calls_no_letter_is_none(character: str) -> None:
    assert count_letters(character).total == 0


@given(st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0x52F))
def test_what_unicode_calls_a_letter_is_one(character: str) -> None:
    assert count_letters(character).total == 1


@given(st.lists(st.text(), max_size=5))
def test_letters_of_parts_add_up_to_those_of_the_whole(parts: list[str]) -> None:
    assert add_letters(map(count_letters, parts)) == count_letters("".join(parts))


@given(st.lists(st.text(st.sampled_from("中図說カ한嘅aZßя٣ 1\n𠀀\ud800")).map(lambda text: text * 20), max_size=9))
def test_letters_counted_together_are_those_of_each_text(texts: list[str]) -> None:
    import numpy  # noqa: ICN001, F401 - without it each is counted alone

    assert count_each(texts) == list(map(count_letters, texts))
