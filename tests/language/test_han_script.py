from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.language.han_script import HanScript, han_script


@pytest.mark.parametrize(
    ("simplified", "traditional", "script"),
    [
        pytest.param(0, 0, HanScript.UNDECIDED, id="nothing tells"),
        pytest.param(1, 1, HanScript.UNDECIDED, id="one of each"),
        pytest.param(5, 0, HanScript.SIMPLIFIED, id="one side alone"),
        pytest.param(0, 1, HanScript.TRADITIONAL, id="one character alone"),
        pytest.param(1, 9, HanScript.TRADITIONAL, id="a stray is not mixed, whatever its share"),
        pytest.param(4, 577, HanScript.TRADITIONAL, id="strays of a converter"),
        pytest.param(20, 30, HanScript.MIXED, id="both"),
        pytest.param(8, 2, HanScript.MIXED, id="a quotation"),
    ],
)
def test_telling_characters_decide_the_script(simplified: int, traditional: int, script: HanScript) -> None:
    assert han_script(simplified, traditional) is script


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_two_sides_are_judged_alike(one: int, other: int) -> None:
    swapped = {"Hans": "Hant", "Hant": "Hans"}

    assert swapped.get(han_script(one, other), han_script(one, other)) == han_script(other, one)
