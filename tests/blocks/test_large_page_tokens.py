"""The tokens of a large page are those of a small one, and are not held all at once."""

from __future__ import annotations

import tracemalloc
from collections import deque

import pytest

from cleaner.blocks.html import tokens
from cleaner.blocks.html.tokens import prepared, tokenize

PAGES = {
    "nothing": "",
    "tags, text and references": "<p class=a>灯塔 &amp; 潮水<br>换\r\n行</p><script>if (1 < 2) x('</p>')</script>",
    "a tail that is cut off": "<p>a</p><t",
    "an empty end tag": "<p>a</>b",
    "comments": "<!DOCTYPE html><!-- <p> --><p>a<!--",
}
NOT_PREPARED = "<p>a\0b</p>"
"""The tokenizer has another character for NUL: its tokens do not add up, and the slower one takes over."""


def listed(text: str) -> list[tuple[object, ...]]:
    return [(token.source, token.data, token.tag, piece, start) for token, piece, start in tokenize(text, 7)]


@pytest.mark.parametrize("text", [*map(prepared, PAGES.values()), NOT_PREPARED], ids=[*PAGES, "nul"])
def test_a_large_page_has_the_tokens_of_a_small_one(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = listed(text)
    monkeypatch.setattr(tokens, "LARGE", -1)
    assert listed(text) == whole


def test_of_a_large_page_one_token_is_held_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LARGE", 50_000)
    text = "<div>" * 10_001
    tracemalloc.start()
    try:
        deque(tokenize(text), maxlen=0)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < len(text), "all tokens of such a page come to sixty times its length"
