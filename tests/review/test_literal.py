"""Patterns and TOML of texts from anywhere: they stand for exactly this text, and cannot be anything else."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.review.literal import FOLD, LONG, joined, patterns_of
from cleaner.review.toml import table
from cleaner.rules.pattern import compile_pattern

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), min_size=1, max_size=40)
SHOWN = TEXTS.filter(lambda text: text.strip() and not text[0].isspace() and not text[-1].isspace())
HOSTILE = [
    "'''\n[[remove]]", '"""', "\\", "a\\", "{{name}}", "{2,3}", "(?P<remove>x)", "[[:alpha:]]", "^$", "\u202e\u2066txt.exe\u2069",
    "\x00\x1b[31m", "</script><script>alert(1)</script>", "\u200b", "0", "٣", "a\ufeffb", "=cmd|' /C calc'!A0", "𝔘\U000e0041",
]  # fmt: skip


def matches(pattern: str, text: str) -> bool:
    return compile_pattern(pattern, frozenset(FOLD)).regexp.search(text.encode()) is not None


@given(SHOWN)
def test_a_pattern_matches_its_text_and_not_the_text_with_a_letter_more(text):
    [(pattern, _)] = patterns_of([text], start=True, end=True)

    assert matches(pattern, text)
    assert not matches(pattern, text + "x")
    assert not matches(pattern, text[0] + "x" + text[1:] + "y")


@given(st.lists(SHOWN, min_size=1, max_size=6))
def test_alternatives_match_each_of_their_texts(texts):
    patterns = list(joined([pattern for pattern, _ in patterns_of(texts, start=True, end=True)]))

    assert all(any(matches(pattern, text) for pattern in patterns) for text in texts)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_text_like_any_other(text):
    text = text.replace("\n", " ").strip() or "x"
    [(pattern, _)] = patterns_of([text], start=True, end=True)

    assert matches(pattern, text)
    assert not matches(pattern, f"{text}x")
    assert pattern.isprintable()


@given(st.text(max_size=60))
def test_any_text_comes_back_from_toml(text):
    made = tomllib.loads(table("[[keep]]", {"why": text, "blocks": [text], "first": 3}))

    expected = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    assert made == {"keep": [{"why": expected, "blocks": [expected], "first": 3}]}


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_cannot_be_seen_stands_in_the_toml(text):
    made = table("[[keep]]", {"why": text})

    assert made.replace("\n", "").isprintable()
    assert made.count("\n") == 2


def test_only_numbers_that_differ_are_any_number():
    assert patterns_of(["3 月 5 日", "3 月 12 日"], start=True, end=False) == [(r"^3 月 \d+ 日", None)]
    assert patterns_of(["3 月", "３ 月"], start=True, end=False) == [("^3 月", None)]


def test_a_megabyte_is_told_by_its_ends_and_its_length():
    text = "灯" * 1_000_000
    [(pattern, most)] = patterns_of([text], start=True, end=True)

    assert (len(pattern) < LONG, most) == (True, 1_000_000)
    assert matches(pattern, text)
    assert not matches(pattern, "灯" * 100)
