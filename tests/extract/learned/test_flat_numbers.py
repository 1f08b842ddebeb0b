"""What the lines of Markdown and plain text say: where links lead, and which run of like lines a line is in."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract.learned.columns import Columns
from cleaner.extract.learned.flat_features import add_flat_features
from cleaner.extract.learned.targets import TARGETS, add_targets, target_of
from cleaner.extract.learned.view import view_of

PROSE = "The ferry left the harbour at six, and by noon the island was a line of grey in the rain."


def numbers(text):
    """By name, the numbers of each block."""
    view = view_of(parse(decode(RawDocument(data=text.encode(), path="page.md"))))
    out = Columns(len(view.texts))
    add_targets(out, view)
    add_flat_features(out, view)
    return dict(zip(out.names, out.matrix().tolist(), strict=True))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.facebook.com/sharer.php?u=https://coast.example/", {"share", "outside"}),
        ("/login?next=/", {"account"}),
        ("/privacy-policy", {"legal"}),
        ("/tag/ferries", {"listing"}),
        ("#top", {"anchor"}),
        ("", {"anchor"}),
        ("mailto:rosa@coast.example", {"mail"}),
        ("photo.JPG", {"file"}),
        ("/news/the-ferry-that-left-at-six", {"article"}),
        ("/story?id=204817", {"article"}),
        ("//coast.example/", {"outside"}),
        ("/island", set()),
        ("/登录", set()),
    ],
)
def test_an_address_says_where_its_link_leads(address, expected):
    bits = target_of(address)

    assert {name for number, name in enumerate(TARGETS) if bits >> number & 1} == expected


def test_an_address_of_any_length_is_read_in_no_time():
    assert target_of("/a-b-" * 1_000_000) == target_of(("/a-b-" * 1_000_000)[:200])


def test_links_count_for_the_lines_around_them():
    found = numbers(f"[Log in](/login) [Join](/join)\n\n{PROSE}\n\n[About](/about)")

    assert found["target_account"] == [1, 0, 0]
    assert found["target_account_around"] == [0.5] * 3
    assert found["target_legal"] == [0, 0, 1]


def test_a_line_knows_its_run_and_those_beside_it():
    found = numbers(f"- Home\n- News\n\n{PROSE}\n\n{PROSE}\n\n# End")

    assert found["run_count+0"] == [2, 2, 2, 2, 1]
    assert found["run_count+1"] == [2, 2, 1, 1, -1]
    assert found["run_count-1"] == [-1, -1, 2, 2, 2]
    assert found["in_run"] == [0, 1, 0, 1, 0]
    assert found["from_largest"] == [-1, -1, 0, 0, 1]
    assert found["prose_before"] == [0, 0, 0, 0, 1]
    assert found["prose_after"] == [1, 1, 0, 0, 0]


def test_a_line_in_bold_and_a_field_and_a_number_are_told():
    found = numbers("**Note** this\n\nplain **not**\n\nAuthor: Rosa\n\n(3) third\n\n[**B**](/b)")

    assert found["bold_line"] == [1, 0, 0, 0, 1]
    assert found["field"] == [0, 0, 1, 0, 0]
    assert found["numbered"] == [0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    "text", ["a", "# a", "---", "![](a.png)", "- ", "[]()", "****", "| a |", "> ", "\n\n---\n---\n", "<!-- a -->"]
)
def test_every_line_has_all_its_numbers(text):
    found = numbers(text)

    assert all(np.isfinite(row).all() for row in found.values())
