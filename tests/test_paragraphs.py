"""Paragraphs of the clean text are where they are said to be."""

from __future__ import annotations

import pytest

from cleaner import Cleaned, Cleaner, RawDocument

CLEANER = Cleaner()

PAGES = {
    "text": "春天来了。\n\n\n  江边的灯亮了。 \n本文来自微信公众号：北窗，作者：林一\n",
    "markdown": "# 灯\n\n![](https://a.example/x.png)江边[的灯](https://b.example)亮了。\n\n- 一盏\n- 两盏\n",
    "html": "<!doctype html><title>x</title><p>  江边 &amp; 灯<b> 亮</b>了。<br>雨\n停了。</p><ul><li><img src='/a.png'>一盏</ul>",
}


@pytest.mark.parametrize("to", [None, "text", "markdown"])
@pytest.mark.parametrize("kind", PAGES)
def test_a_segment_begins_and_ends_with_a_character_of_the_text(kind, to):
    done = Cleaner(CLEANER.book, to=to).clean(RawDocument(data=PAGES[kind].encode()))
    done = done if isinstance(done, Cleaned) else done.held
    segments = done.stamp.segments

    assert segments
    for segment in segments:
        piece = done.text[segment.start : segment.end]
        assert piece == piece.strip("\n")
        assert piece
    assert segments[0].start <= 2
    assert segments[-1].end == len(done.text)
