"""Two sequences of leaves: what is named accounts for the whole difference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.receipts.compare import differences
from cleaner.receipts.leaves import Leaf


def leaves(text: str) -> list[Leaf]:
    """A document for each letter; a capital is the altered form of it."""
    return [Leaf(letter.encode() * 32, letter.lower()) for letter in text]


def named(sealed: str, found: str) -> list[str]:
    return [
        f"{item.code.removeprefix('document-')} {item.doc_id}" for item in differences(leaves(sealed), leaves(found))
    ]


@pytest.mark.parametrize(
    ("sealed", "found", "expected"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("abc", "ac", ["removed b"]),
        ("abc", "abxc", ["added x"]),
        ("abc", "aBc", ["altered b"]),
        ("abcd", "bcda", ["moved a"]),
        ("abcd", "dabc", ["moved d"]),
        ("abcd", "Dabc", ["altered d"]),
        ("aab", "ab", ["removed a"]),
        ("ab", "aab", ["added a"]),
        ("aab", "aAb", ["altered a"]),
        ("abc", "xyz", ["added x", "added y", "added z", "removed a", "removed b", "removed c"]),
    ],
)
def test_each_difference_is_named_once(sealed, found, expected):
    assert named(sealed, found) == expected


@given(st.text("abcABC"), st.text("abcABC"))
def test_nothing_is_named_just_when_the_sequences_are_the_same(sealed, found):
    assert (named(sealed, found) == []) == (sealed == found)


@given(st.text("abcdefABC"), st.text("abcdefABC"))
def test_what_is_added_and_removed_makes_up_the_difference_in_size(sealed, found):
    words = [line.partition(" ")[0] for line in named(sealed, found)]

    assert len(found) - len(sealed) == words.count("added") - words.count("removed")


@given(st.permutations(list("abcdefgh")))
def test_of_documents_in_another_order_the_fewest_are_said_to_have_moved(order):
    found = "".join(order)
    longest = max(
        sum(1 << n & mask > 0 for n in range(8))
        for mask in range(256)
        if (kept := [letter for n, letter in enumerate(found) if 1 << n & mask]) == sorted(kept)
    )

    assert len(named("abcdefgh", found)) == 8 - longest
