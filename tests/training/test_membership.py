"""Labels of training pages: which blocks stand in the gold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "train"))
from membership import Membership, Snippets, words_of

GOLD = "The ferry left the harbour at six. Notes\nBy noon the island was a line of grey in the rain."
TEXT = "The ferry left the harbour at six."
LAST = "By noon the island was a line of grey in the rain."


def labels(gold, texts):
    return Membership(gold).labels(texts)[0]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param([TEXT, LAST], [1, 1], id="as it stands"),
        pytest.param(["Home", TEXT, "All rights reserved by us"], [0, 1, 0], id="among others"),
        pytest.param(["The ferry left", "the harbour at six."], [1, 1], id="a line that was wrapped"),
        pytest.param(["The", "ferry", "left the harbour at six."], [1, 1, 1], id="a link on a line of its own"),
        pytest.param(["ferry", "Home", TEXT], [0, 0, 1], id="a word of it in a menu"),
        pytest.param([TEXT, "Notes", LAST], [1, 1, 1], id="a short line between its neighbours"),
        pytest.param([TEXT, "a picture of the sea", "Notes", LAST], [1, 0, 1, 1], id="a short line with one of them"),
        pytest.param([LAST, "x", "y", TEXT], [1, 0, 0, 1], id="in another order"),
        pytest.param(["Boats: The ferry left the harbour at six. More", LAST], [7 / 9, 1], id="in part"),
        pytest.param(
            [TEXT.upper(), LAST.replace("i", "i\u00ad")], [1, 1], id="case and soft hyphens make no difference"
        ),
        pytest.param(["", "...", TEXT], [0, 0, 1], id="lines without a word"),
        pytest.param([], [], id="no lines"),
    ],
)
def test_a_block_is_labelled_by_the_share_of_its_words_in_the_gold(texts, expected):
    assert labels(GOLD, texts) == pytest.approx(expected)


def test_what_the_page_says_twice_counts_where_most_of_it_stands():
    assert labels(GOLD, [TEXT, "Home", "News", TEXT, LAST]) == [0, 0, 0, 1, 1]


def test_what_the_gold_says_twice_counts_twice():
    assert labels(f"{TEXT}\n{LAST}\n{TEXT}", [TEXT, "Home of the brave", TEXT]) == [1, 0, 1]


def test_characters_are_the_words_of_scripts_without_spaces():
    assert words_of("渡轮6点离港, ok") == ["渡", "轮", "6", "点", "离", "港", "ok"]
    assert labels("渡轮六点离港。", ["首页", "渡轮六点", "离港。"]) == [0, 1, 1]


def test_snippets_label_the_blocks_that_hold_them_and_no_other():
    snippets = Snippets(["left the harbour"], ["all rights reserved"])

    found, sizes = snippets.labels(["Home", "The ferry left", "the harbour at six.", "All rights reserved.", "left"])

    assert found == [None, 1, 1, 0, None]
    assert sizes == [1, 3, 4, 3, 1]


def test_a_block_with_a_wanted_and_an_unwanted_snippet_has_no_label():
    assert Snippets(["the harbour"], ["rights"]).labels(["The harbour: rights"])[0] == [None]
