"""Elements of SVG and MathML do not follow the rules of HTML."""

from __future__ import annotations

import pytest

from cleaner.blocks.html import parse_html


@pytest.mark.parametrize(
    "icon",
    [
        pytest.param('<svg viewBox="0 0 9 9"><title/><path d="M0,0"/></svg>', id="a title"),
        pytest.param("<SVG><g><STYLE />\n</g></SVG>", id="a style, in capitals"),
        pytest.param("<svg><title>Share</title><title/></svg><svg><script/></svg>", id="several"),
        pytest.param("<math><mi>x</mi><title/></math>", id="in a formula"),
    ],
)
def test_a_tag_that_closes_itself_does_not_swallow_the_page(icon):
    text = f"<body><p>The lamp</p>{icon}<p>The tide</p>"
    blocks, _, _ = parse_html(text)

    assert [block.text for block in blocks if block.tag == "p" and block.text != "x"] == ["The lamp", "The tide"]
    assert all(text[block.start : block.end].startswith("The") for block in blocks if block.text.startswith("The"))


def test_in_html_the_slash_means_nothing():
    blocks, _, _ = parse_html("<body><p>The lamp</p><textarea/>not shown</textarea><p>The tide</p>")

    assert [block.text for block in blocks] == ["The lamp", "The tide"]
