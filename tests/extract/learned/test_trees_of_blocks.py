"""Oblivious trees, and what is decided with their probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.extract.learned.decide import chosen
from cleaner.extract.learned.first import Around
from cleaner.extract.learned.trees import Trees, probabilities


def walked(trees, rows, block):
    """The same, node by node."""
    total = trees.bias
    for tree, leaves in enumerate(trees.leaves):
        place = 0
        for level, questions in enumerate(trees.asked):
            question = questions[tree]
            place |= int(rows[trees.features[question], block] > trees.borders[question]) << level
        total += int(leaves[place])
    return total


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 9), st.integers(1, 12))
def test_all_trees_at_once_say_what_each_says_alone(seed, depth, count, blocks):
    dice = np.random.default_rng(seed)
    rows = dice.integers(-3, 4, (5, blocks)).astype(np.float32)
    trees = Trees(
        features=dice.integers(0, 5, 7).astype(np.int16),
        borders=dice.integers(-3, 4, 7).astype(np.float32),
        asked=dice.integers(0, 7, (depth, count)).astype(np.int16),
        leaves=dice.integers(-900, 900, (count, 1 << depth)).astype(np.int16),
        bias=int(dice.integers(-100, 100)),
    )
    assert trees.scores(rows).tolist() == [walked(trees, rows, block) for block in range(blocks)]


def test_a_large_page_is_walked_in_pieces():
    dice = np.random.default_rng(3)
    trees = Trees(
        features=np.array([0, 1], np.int16),
        borders=np.array([0.5, 0.25], np.float32),
        asked=np.array([[0, 1], [1, 0]], np.int16),
        leaves=dice.integers(-900, 900, (2, 4)).astype(np.int16),
        bias=7,
    )
    rows = dice.random((2, 5000)).astype(np.float32)
    assert trees.scores(rows).tolist() == [walked(trees, rows, block) for block in range(5000)]


def test_more_questions_and_trees_than_are_asked_at_once_lose_none_and_overflow_nothing():
    dice = np.random.default_rng(4)
    trees = Trees(
        features=dice.integers(0, 5, 700).astype(np.int16),
        borders=dice.integers(-3, 4, 700).astype(np.float32),
        asked=dice.integers(0, 700, (2, 300)).astype(np.int16),
        leaves=dice.choice(np.array([-32768, 32767, 32766], np.int16), (300, 4)),
        bias=1 << 40,
    )
    rows = dice.integers(-3, 4, (5, 3)).astype(np.float32)
    assert trees.scores(rows).tolist() == [walked(trees, rows, block) for block in range(3)]


def test_probabilities_end_where_their_table_ends():
    table = np.array([1, 250, 500, 750, 999], np.int16)
    assert probabilities(np.array([-9999, -32, -16, 0, 15, 16, 9999]), table).tolist() == [
        1,
        1,
        250,
        500,
        500,
        750,
        999,
    ]


def around(volume, comments=(), hidden=(), *, says_article=False, is_bare=False):
    """A page of which nothing but the volume of its blocks is known."""
    none = np.zeros((6, len(volume)), np.int64)
    return Around(
        none, none, none, np.array(volume), none,
        np.array(comments or [False] * len(volume)), np.array(hidden or [False] * len(volume)), says_article, is_bare,
    )  # fmt: skip


PAGES = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 300)), min_size=1, max_size=30)


@given(PAGES)
def test_a_page_with_a_letter_is_never_left_empty(blocks):
    likely, volume = (np.array(column, np.int64) for column in zip(*blocks, strict=True))
    kept = chosen(likely, around(volume))
    assert bool(kept) == bool(volume.any())
    assert kept == sorted(set(kept))


@given(PAGES)
def test_what_is_kept_is_likelier_than_what_is_not(blocks):
    likely, volume = (np.array(column, np.int64) for column in zip(*blocks, strict=True))
    kept = {number for number in chosen(likely, around(volume)) if volume[number]}
    left = [int(likely[number]) for number in range(len(blocks)) if volume[number] and number not in kept]
    assert max(left, default=-1) < min((int(likely[number]) for number in kept), default=1001)


@pytest.mark.parametrize(
    ("likely", "volume", "kept"),
    [
        ([10, 950, 970, 20], [50, 400, 400, 50], [1, 2]),
        ([10, 950, 0, 970, 20], [50, 400, 0, 400, 50], [1, 2, 3]),
        ([0, 950, 0, 40, 970], [0, 400, 0, 90, 400], [1, 4]),
        ([20, 30, 25], [100, 400, 100], [1, 2]),
        ([500, 500], [0, 0], []),
    ],
    ids=[
        "the likely ones",
        "an image between",
        "an image beside chrome",
        "the likeliest of unlikely ones",
        "no letters",
    ],
)
def test_choices(likely, volume, kept):
    assert chosen(np.array(likely), around(volume)) == kept


@pytest.mark.parametrize(
    ("volume", "says_article", "kept"),
    [([900, 200, 300], False, [0]), ([400, 200, 300], False, [0, 1, 2]), ([400, 200, 300], True, [0])],
    ids=["below a text", "below little", "below little that is an article"],
)
def test_comments_go_below_an_article_and_stay_where_they_are_all(volume, says_article, kept):
    page = around(volume, comments=[False, True, True], says_article=says_article)
    assert chosen(np.array([900, 900, 900]), page) == kept


def test_nothing_that_is_seen_is_taken_from_a_page_without_a_link():
    page = around([400, 5, 90], hidden=[False, False, True], is_bare=True)
    assert chosen(np.array([900, 10, 900]), page) == [0, 1]
