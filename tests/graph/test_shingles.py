"""Shares are exact, and copies are found whatever else changed than letters."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.graph.fold import letters_of, name_of
from cleaner.graph.shingles import LONG, SHORT, Shelf, common, shingles_of
from cleaner.graph.similar import SHORTEST, Signatures, copies_of

LETTERS = st.text(st.sampled_from("钟停了河水abc7"), max_size=120)
TEXTS = st.lists(st.text(st.sampled_from("钟停河水"), min_size=60, max_size=90), min_size=2, max_size=6)
BASE = "".join(chr(0x4E00 + number * 7) for number in range(400))


def oracle(letters: str) -> set[str]:
    """The shingles themselves: five letters where the first is a Han character, else nine."""
    sizes = (SHORT if "\u4e00" <= letter <= "\u9fff" else LONG for letter in letters)
    return {letters[at : at + size] for at, size in enumerate(sizes) if at + size <= len(letters)}


def grouped(texts: list[str], similar: float) -> set[frozenset[int]]:
    signatures = Signatures()
    with Shelf() as shelf:
        for text in texts:
            shingles = shingles_of(letters_of(text))
            shelf.add(shingles)
            signatures.add(shingles)
        order = [number for number in range(len(texts)) if shelf.size(number) >= SHORTEST]
        return {frozenset(group) for group in copies_of(shelf, signatures, order, similar).groups}


@given(LETTERS, LETTERS)
def test_shared_shingles_are_counted_and_not_estimated(one, other):
    assert len(shingles_of(one)) == len(oracle(one))
    assert common(shingles_of(one), shingles_of(other)) == len(oracle(one) & oracle(other))


@given(TEXTS, st.floats(0.5, 1), st.floats(0.5, 1))
def test_a_higher_share_joins_nothing_that_a_lower_one_leaves_apart(texts, one, other):
    low, high = sorted((one, other))
    wide = grouped(texts, low)

    assert all(any(group <= each for each in wide) for group in grouped(texts, high))


@given(TEXTS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order(texts, shuffle):
    texts = sorted(set(texts))
    places = list(range(len(texts)))
    shuffle.shuffle(places)
    found = grouped([texts[place] for place in places], 0.7)

    assert {frozenset(places[number] for number in group) for group in found} == grouped(texts, 0.7)


@pytest.mark.parametrize("kept", [400, 300, 200, 120, 80])
def test_a_copy_that_is_cut_is_found(kept):
    assert grouped([BASE, BASE[:kept]], 0.8) == {frozenset({0, 1})}


@pytest.mark.parametrize("every", [200, 100, 60, 45])
def test_a_copy_with_characters_changed_is_found(every):
    changed = "".join("灯" if at % every == every - 1 else letter for at, letter in enumerate(BASE))

    assert grouped([BASE, changed], 0.8) == {frozenset({0, 1})}


def test_among_many_copies_all_are_found():
    texts = [BASE[: 400 - number] for number in range(60)] + [BASE[:100]]

    assert grouped(texts, 0.8) == {frozenset(range(61))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("钟停在七点十二分，已经停了。", "鐘停在七點十二分,已經停了.", id="script and width of signs"),
        pytest.param("GPS 和 Wi-Fi", "ＧＰＳ和Ｗｉ－Ｆｉ", id="width and space"),
        pytest.param("The Clock of Stonebridge", "THE CLOCK\nOF STONEBRIDGE!", id="case and line ends"),
        pytest.param("见[钟楼](https://example.org/a)。", "见钟楼。", id="where a link of Markdown leads"),
        pytest.param("**七点**，`停`", "七点，停", id="emphasis"),
    ],
)
def test_what_is_left_out_makes_no_difference(one, other):
    assert letters_of(one) == letters_of(other)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("微信公众号:河湾夜话", "河灣夜話", True),
        ("微信公眾號：河湾夜话", "河湾夜话", True),
        ("公众号:河湾夜话", "河湾夜话", True),
        ("The  Lamp", "the lamp", True),
        ("林 一", "林一", True),
        ("The Lamp", "TheLamp", False),
        ("ＡＩ观察", "AI观察", True),
        ("河湾夜话", "河湾日话", False),
        ("《河湾》", "河湾", False),
        ("微信公众号", "", False),
    ],
)
def test_names_are_one_when_they_are_spelt_the_same(one, other, is_one):
    assert (name_of(one) == name_of(other)) is is_one


def test_unrelated_texts_of_one_language_are_apart():
    words = [
        "the",
        "of",
        "and",
        "to",
        "in",
        "that",
        "is",
        "was",
        "for",
        "it",
        "with",
        "as",
        "his",
        "on",
        "be",
        "at",
        "by",
        "had",
        "not",
        "are",
        "but",
        "from",
        "or",
        "have",
        "an",
        "they",
        "which",
    ]
    texts = [" ".join(words[(start + step * at) % len(words)] for at in range(200)) for start, step in ((0, 3), (4, 5))]

    for one, other in combinations(texts, 2):
        first, second = shingles_of(letters_of(one)), shingles_of(letters_of(other))
        assert common(first, second) < 0.5 * min(len(first), len(second))
