"""The risk of documents whose extractor was not sure."""

from __future__ import annotations

import pytest

from cleaner.io.rows import RemovalRow
from cleaner.report.risk import doubt_of, risk_of
from cleaner.report.rules import RuleNumbers, is_of_body


@pytest.mark.parametrize(
    ("confidence", "points", "reasons"),
    [
        pytest.param(None, 0, [], id="none is said"),
        pytest.param(0.99, 0, [], id="sure"),
        pytest.param(0.7, 0, [], id="just sure enough"),
        pytest.param(0.35, 20, ["close call"], id="not sure"),
        pytest.param(0.0, 40, ["close call"], id="against its own judgement"),
    ],
)
def test_a_close_call_is_a_risk(confidence, points, reasons):
    found = risk_of("灯塔日记", "outside-body", "Hans", 0, 1_000, is_rare=False, confidence=confidence)

    assert found == (points, reasons)


def test_a_close_call_without_words_is_none():
    assert risk_of(None, "outside-body", "Hans", 0, 1_000, is_rare=False, confidence=0.1) == (0, [])


@pytest.mark.parametrize(
    ("expected", "close", "kept", "points", "words"),
    [
        (None, 0, 0, 0, None),
        (0.95, 5, 1_000, 0, None),
        (0.75, 0, 1_000, 40, "the extractor expects to be right by 75% (F1)"),
        (0.1, 0, 1_000, 80, "the extractor expects to be right by 10% (F1)"),
        (None, 250, 750, 40, "250 characters were removed by close calls, 750 kept"),
        (None, 1_000, 0, 80, "1,000 characters were removed by close calls, 0 kept"),
    ],
)
def test_a_document_is_in_doubt_when_its_extractor_is_or_much_went_by_close_calls(expected, close, kept, points, words):
    assert doubt_of(expected, close, kept) == (points, words)


def row(rule: str, category: str, why: str) -> RemovalRow:
    return RemovalRow("d", 0, 0, 1, 0, 1, 1, "x", "", "", "", rule, "", category, "remove", why, 0)


def test_an_extractor_is_listed_once_for_each_of_its_reasons_and_a_rule_once():
    numbers = RuleNumbers()
    rows = [
        row("extract/model", "related", "a"),
        row("extract/model", "comments", "b"),
        row("extract/model", "related", "a"),
        row("site/menu", "navigation", "c"),
        row("site/menu", "navigation", "d"),
    ]

    assert [numbers.of_removal(each) for each in rows] == [0, 1, 0, 2, 2]
    assert [entry["category"] for entry in numbers.table] == ["related", "comments", "navigation"]


def test_what_an_extractor_leaves_out_was_no_part_of_a_body():
    assert not is_of_body(row("extract/model", "related", "a"))
    assert is_of_body(row("site/menu", "related", "a"))
