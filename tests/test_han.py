from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.han import SIMPLIFIED_ONLY, TO_SIMPLIFIED, TRADITIONAL_ONLY


def fold(text: str) -> str:
    return text.translate(TO_SIMPLIFIED)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("說開關門", "说开关门", id="plain pairs"),
        pytest.param("臺灣 台灣", "台湾 台湾", id="two forms of one name"),
        pytest.param("爲 為", "为 为", id="a variant of OpenCC and the form of Taiwan"),
        pytest.param("裏面 裡面", "里面 里面", id="the form of Hong Kong and that of Taiwan"),
        pytest.param("羣衆 群眾", "群众 群众", id="rare forms and usual ones"),
        pytest.param("衞生 衛生", "卫生 卫生", id="a form of Hong Kong that OpenCC's Simplified table lacks"),
        pytest.param("薴", "苎", id="a character whose Simplified form folds again"),
        pytest.param("已經是简体 abc 123", "已经是简体 abc 123", id="what is Simplified, or no Han, stays"),
    ],
)
def test_traditional_and_variant_characters_fold_to_simplified_ones(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_the_tables_have_the_size_that_was_measured() -> None:
    assert 3_100 < len(TO_SIMPLIFIED) < 3_400
    assert 3_700 < len(SIMPLIFIED_ONLY) < 3_850
    assert 3_150 < len(TRADITIONAL_ONLY) < 3_250


def test_no_character_tells_both_scripts() -> None:
    assert not SIMPLIFIED_ONLY & TRADITIONAL_ONLY


def test_no_character_folds_to_one_that_tells_traditional() -> None:
    assert not TRADITIONAL_ONLY & set(map(chr, TO_SIMPLIFIED.values()))


@pytest.mark.parametrize("character", "群床峰秘温户")
def test_a_character_that_is_standard_in_taiwan_or_hong_kong_does_not_tell_simplified(character: str) -> None:
    assert character not in SIMPLIFIED_ONLY


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(st.sampled_from([chr(code) for code in TO_SIMPLIFIED])))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
