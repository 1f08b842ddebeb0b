"""A text made of a page is found again among the blocks of the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.extract.align import align

LEAD = "The keeper trimmed the last lamp three times before the tide turned."
BODY = "He wrote down the wind, the water mark and every ship that passed the point that night."
TAIL = "Only then did he walk across the yard to eat what his sister had left on the stove."
MENU = ["Home", "News", "Harbour", "Contact"]
PAGE = [*MENU, LEAD, BODY, TAIL, "Home", "Contact"]


@pytest.mark.parametrize(
    ("text", "blocks", "found"),
    [
        pytest.param(f"{LEAD}\n{BODY}\n{TAIL}", PAGE, (4, 5, 6), id="line by line"),
        pytest.param(f"{LEAD} {BODY}\n{TAIL}", PAGE, (4, 5, 6), id="two blocks in a line"),
        pytest.param(BODY.replace(", ", ",\n"), PAGE, (5,), id="a block cut into lines"),
        pytest.param(f"- {LEAD}\n| {BODY} | {TAIL} |", PAGE, (4, 5, 6), id="with the marks of lists and tables"),
        pytest.param(f"{LEAD}\n{TAIL}", PAGE, (4, 6), id="one left out between"),
        pytest.param(f"{TAIL}\n{LEAD}\n{BODY}", PAGE, (4, 5, 6), id="one moved to the front"),
        pytest.param(BODY[:60], PAGE, (5,), id="most of a block"),
        pytest.param(BODY[:20], PAGE, (), id="little of a block"),
        pytest.param(
            f"{LEAD[:20]} and then another story altogether, told of other people in other years",
            PAGE,
            (),
            id="little of a line and of a block",
        ),
        pytest.param(
            f"{LEAD}\n{BODY}", [LEAD, "Share", BODY, "More on this", LEAD], (0, 2), id="the lead stands again in a list"
        ),
        pytest.param(
            f"{LEAD}\n{BODY}\n{TAIL}", [LEAD, *MENU, LEAD, BODY, TAIL], (5, 6, 7), id="the lead stands in the head too"
        ),
        pytest.param(f"{LEAD}\n{LEAD}", ["Home", LEAD, LEAD, "Contact"], (1, 2), id="the same twice"),
        pytest.param(
            f"Home\n{LEAD}\n{BODY}", [*MENU, "Home", LEAD, BODY], (4, 5, 6), id="a word of the menu as heading"
        ),
        pytest.param(
            "Cafe\u0301s und Hafen zu Mittag", ["Cafés und Ha\u00adfen zu\u00a0Mittag"], (0,), id="other signs"
        ),
        pytest.param(
            "守灯人把最后一盏灯擦了三遍，又写下潮位和风向。",
            ["首页", "守灯人把最后一盏灯擦了三遍，", "又写下潮位和风向。", "相关阅读", "守灯人吃饭去了"],
            (1, 2),
            id="Chinese, merged",
        ),
        pytest.param(
            "港の灯が消えた朝に子どもたちは船で島の学校へ行きました",
            ["港(みなと)の灯(ひ)が消えた朝(あさ)に子どもたちは船(ふね)で島(しま)の学校(がっこう)へ行(い)きました"],
            (0,),
            id="readings left out",
        ),
        pytest.param(f"{LEAD}\n{BODY}", ["", LEAD, "* * *", "", BODY, "", "Home"], (1, 2, 3, 4), id="stars between"),
        pytest.param(f"{LEAD}\n{BODY}", [LEAD, "", "Home", "", BODY], (0, 4), id="an image beside what goes"),
        pytest.param("Nothing of this was ever printed on that page of ours.", PAGE, (), id="another text"),
        pytest.param("", PAGE, (), id="no text"),
        pytest.param(LEAD, [], (), id="no blocks"),
    ],
)
def test_the_blocks_of_a_text_are_found(text, blocks, found):
    assert align(text, blocks).blocks == found


def test_hidden_blocks_are_asked_last():
    blocks = [LEAD, "Home", LEAD, BODY, TAIL]

    assert align(f"{LEAD}\n{BODY}", blocks, second=[0]).blocks == (2, 3)
    assert align(f"{LEAD}\n{BODY}\n{TAIL}", blocks, second=[0, 4]).blocks == (2, 3, 4)


def test_coverage_is_the_share_of_the_letters_that_stand_in_kept_blocks():
    assert align(f"{LEAD}\n{BODY}", PAGE).coverage == 1.0
    assert align("abcdefgh\nzyxwvuts", ["abcdefgh"]).coverage == 0.5
    # What is found of a block that is too little to keep it does not count.
    assert align(BODY[:20], PAGE).coverage == 0.0
    assert align("* * *", PAGE).coverage == 0.0


WORDS = st.text(alphabet="abcdefgh灯塔潮汐", min_size=1, max_size=6)
BLOCKS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12)


@given(BLOCKS)
def test_a_whole_page_is_found_whole(blocks):
    found = align("\n".join(blocks), blocks)

    assert (found.blocks, found.coverage) == (tuple(range(len(blocks))), 1.0)


@given(BLOCKS, st.data())
def test_any_choice_of_unlike_blocks_is_found(blocks, data):
    blocks = [f"{block} {number:03}" for number, block in enumerate(blocks)]
    chosen = data.draw(st.lists(st.integers(0, len(blocks) - 1), unique=True).map(sorted))
    found = align("\n".join(blocks[number] for number in chosen), blocks)

    assert (found.blocks, found.coverage) == (tuple(chosen), 1.0 if chosen else 0.0)


@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=12), st.lists(st.integers(0, 11)))
def test_any_text_and_any_page_give_blocks_in_order_and_a_share(text, blocks, hidden):
    found = align(text, blocks, hidden)

    assert list(found.blocks) == sorted(set(found.blocks))
    assert 0.0 <= found.coverage <= 1.0
