"""Texts that are no pages: nothing of a chapter, a chat or a list of references is removed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract.learned import by_model

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
