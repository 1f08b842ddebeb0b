"""Texts that are no pages: nothing of a chapter, a chat or a list of references is removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract.learned import by_model
from cleaner.extract.learned.whole import is_prose

sys.path.insert(0, str(Path(__file__).parents[1]))
from whole_texts import TEXTS

MENU = "[Home](/)\n[Log in](/login)\n[Subscribe](/newsletter)\n[Privacy policy](/privacy)\n[Contact us](/contact)\n"


def page(text, path="page.txt"):
    return parse(decode(RawDocument(data=text.encode(), path=path)))


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("name", TEXTS)
def test_no_line_of_a_text_that_is_no_page_is_removed(name, suffix):
    found = page(TEXTS[name], f"page{suffix}")
    extraction = by_model(found)

    kept = range(len(found.blocks)) if extraction is None else extraction.blocks
    assert list(kept) == list(range(len(found.blocks)))


@pytest.mark.parametrize("name", ["English chapter", "English letter", "Chinese chapter"])
def test_what_stands_around_such_a_text_is_removed(name):
    found = page(f"{MENU}\n{TEXTS[name]}\n{MENU}\nAll rights reserved\n", "page.md")
    extraction = by_model(found)

    assert extraction is not None
    removed = {block.text for number, block in enumerate(found.blocks) if number not in set(extraction.blocks)}
    assert {"Log in", "Subscribe", "Privacy policy"} <= removed
    assert extraction.blocks


PARAGRAPH = "The keeper wrote down the wind and the names of the ships, and then he went home to eat his supper.\n\n"


@pytest.mark.parametrize(
    ("more", "is_left"),
    [
        ("", True),
        ("Log in\n", True),
        ("Log in\nJoin\n", True),
        ("Log in\nJoin\nHelp\n", False),
        ("Rain\nFog\nSnow\n", True),
        ("Rain\nFog\nSnow\nWind\nIce\nSun\n", False),
        ("Yes.\nNo.\nWhy?\n", True),
        ("[Log in](/login)\n", False),
        ("See [the log of the harbour](/log) for all of the ships that passed the light that night.\n", True),
        ("---\n", True),
    ],
)
def test_the_model_is_not_asked_about_prose_with_few_short_lines_and_none_that_is_a_link(more, is_left):
    found = page(PARAGRAPH * 20 + more, "page.md")

    assert is_prose(found.blocks) is is_left
    assert not is_left or by_model(found) is None


@pytest.mark.parametrize("count", [11, 12])
def test_of_a_few_lines_nothing_can_be_told(count):
    assert is_prose(page("Log in\n\n" * count).blocks) is (count < 12)
