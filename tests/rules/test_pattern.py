"""Patterns: what a contributor writes, and what RE2 makes of it."""

from __future__ import annotations

import pytest

from cleaner.rules.fold import FOLDS, fold, fold_table, variants
from cleaner.rules.pattern import PatternError, compile_pattern

ALL = frozenset(FOLDS)


def found(pattern: str, text: str, folds: frozenset = frozenset()) -> str | None:
    match = compile_pattern(pattern, folds).regexp.search(text.encode())
    return match.group().decode() if match else None


# pattern, text, what it finds
TABLE = {
    "digits of any script": (r"\d+", "第１２３页", "１２３"),
    "no digits": (r"\D+", "12页", "页"),
    "letters of any script": (r"\w+", "，编辑!", "编辑"),
    "no letters": (r"\W+", "编辑，主编", "，"),
    "any space": (r"\s+", "作\u3000\u00a0者", "\u3000\u00a0"),
    "no space": (r"\S+", "\u3000编辑", "编辑"),
    "a class inside a class": (r"[\d年]+", "二〇2025年", "2025年"),
    "a negated class": (r"[^\s，]+", " ，编辑 ", "编辑"),
    "a dash behind a caret": (r"[^-~]+", "-~ab", "ab"),
    "a bracket as the first member": (r"[]a]+", "b]a", "]a"),
    "a bracket behind a caret": (r"[^]a]+", "]ab", "b"),
    "a POSIX class": (r"[[:upper:]]+", "abC", "C"),
    "an escaped bracket in a class": (r"[a\]]+b", "xa]b", "a]b"),
    "a property in a class": (r"[\p{Lu}\]]+", "abC]", "C]"),
    "two classes": (r"[ab][^cd]", "acbd ax", "ax"),
    "a range": (r"[①-③]+", "④①②③④", "①②③"),
    "an escaped dot": (r"a\.b", "axb a.b", "a.b"),
    "a code point": (r"\u7f51", "网易", "网"),
    "a Unicode property": (r"\p{Han}+", "abc网易", "网易"),
    "a named group": (r"(?P<who>\w)者", "作者", "作者"),
    "a group without a number, and a flag": (r"(?i:ABC)", "abc", "abc"),
    "a counted repeat": (r"^\d{4}-\d{1,2}$", "2025-1", "2025-1"),
    "line ends are ends": (r"^乙$", "甲\n乙\n丙", "乙"),
    "nothing runs over a line end": (r"甲.*乙", "甲\n乙", None),
    "a class does not run over a line end": (r"甲[^丙]*乙", "甲\n乙", None),
}


@pytest.mark.parametrize(("pattern", "text", "expected"), TABLE.values(), ids=TABLE.keys())
def test_a_pattern_means_what_it_means_in_unicode(pattern, text, expected):
    assert found(pattern, text) == expected


REFUSED = {
    "a look-ahead": (r"a(?=b)", "look-ahead"),
    "a negative look-ahead": (r"a(?!b)", "negative look-ahead"),
    "a look-behind": (r"(?<=a)b", "look-behind"),
    "a back-reference": (r"(a)\1", "back-reference"),
    "a named back-reference": (r"(?P<x>a)(?P=x)", "back-reference"),
    "a conditional": (r"(a)?(?(1)b|c)", "conditional"),
    "the beginning of the document": (r"\Aa", "whole document"),
    "a word border beside Han": (r"网\b", "never matches"),
    "a negated class inside a class": (r"[\Sa]", "cannot be expressed"),
    "a backslash at the end": ("a\\", "single backslash"),
    "an escape that is none": (r"\y", "no escape"),
    "a repeat that costs too much": (r"\w{1,900}", "too costly"),
    "an open class": ("[a", "not a pattern"),
}


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_with_a_reason(pattern, reason):
    with pytest.raises(PatternError, match=reason):
        compile_pattern(pattern)


def test_a_word_border_between_latin_letters_is_allowed():
    assert found(r"\bRSS\b", "the RSS feed") == "RSS"


@pytest.mark.parametrize("folds", [frozenset({name}) for name in FOLDS] + [ALL], ids=[*FOLDS, "all"])
def test_every_fold_maps_one_character_to_one_character_and_once_is_enough(folds):
    table = fold_table(folds)
    assert all(isinstance(value, int) for value in table.values())
    text = "".join(map(chr, table))
    assert len(fold(text, folds)) == len(text)
    assert fold(fold(text, folds), folds) == fold(text, folds)


@pytest.mark.parametrize("folds", [frozenset({name}) for name in FOLDS] + [ALL], ids=[*FOLDS, "all"])
def test_variants_are_all_characters_that_fold_alike(folds):
    for char in "编:\"' -.1a":
        assert {fold(variant, folds) for variant in variants(char, folds)} == {fold(char, folds)}


def test_a_pattern_finds_every_spelling_that_folds_alike():
    for text in ("编辑:林", "編輯：林", "编 辑：林", "編\u3000輯:林"):
        assert found(r"编 ?辑: ?\w", text, ALL) == text


def test_line_ends_are_never_folded():
    assert {ord("\n"), ord("\r")}.isdisjoint(fold_table(ALL))
