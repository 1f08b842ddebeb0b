"""What is wrong with a selector is known before a page is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.rules.selector import branches, last_step, selector_error


@pytest.mark.parametrize(
    "selector",
    [
        "p.a > b",
        "div:has(> a)",
        '[id*="x"], [class*="x"]',
        "//p[text()='/']",
        "(//p)[1]",
        "//q[last()]",
        "//a[(text()='(') or (@b=')')]",
        "//a[contains(concat(' ', normalize-space(@class), ' '), ' b ')]",
        "//footer/self::footer | //footer/following-sibling::*",
        "//div[not(.//text()[normalize-space()])]",
        "//section[div and not(aside or nav)]",
    ],
)
def test_a_good_selector_has_no_error(selector):
    assert selector_error(selector) is None


@pytest.mark.parametrize(
    ("selector", "error"),
    [
        ("", "expected a selector"),
        ("p[", "expected an identifier"),
        ("p:has-text(x)", "unknown pseudo-class"),
        ("//p[", "expected a node test"),
        ("(//p", "expected ')'"),
        ("//x:y", "undefined namespace prefix"),
        ("//q[$a]", "a variable"),
        ("//q[contain(@a, 'b')]", "unknown function 'contain'"),
        ("//q[contains(@a)]", "contains() takes 2 arguments, got 1"),
        ("//q[contains(@a, 'b,c', 'd')]", "got 3"),
        ("//q[contains(@text(), 'b')]", "an attribute has no text()"),
        ("//p/@class", "attributes"),
        ("(//p/@class)[1]", "attributes"),
        ("//p | //p/attribute::class", "attributes"),
        ("//p/text()[1]", "text"),
        ("//p/following-sibling::comment()", "comments"),
        ("//p/node()", "beside elements"),
        ("(1)", "computes a value"),
        ("(count(//p))", "computes a value"),
    ],
)
def test_what_selects_no_elements_is_told_why(selector, error):
    assert error in (selector_error(selector) or "")


def test_deep_nesting_is_an_error_and_no_crash():
    assert "deep" in (selector_error("(" * 100_000 + "//p" + ")" * 100_000) or "")
    assert selector_error("(//a | " * 300 + "//p" + ")" * 300) is None
    assert selector_error(":not(" * 100_000 + "p" + ")" * 100_000)


@given(st.text("/@|()[]*.'\"=$apb:-, ", max_size=40) | st.text(max_size=20))
def test_any_text_is_told_about(selector):
    error = selector_error(selector)
    assert error is None or error


def test_steps_and_branches_are_those_outside_quotes_and_brackets():
    assert branches("//a[b | c] | //d['|']") == ["//a[b | c]", "//d['|']"]
    assert last_step("//a[b/c='/']/d[e/f]") == ("//a[b/c='/']", "d[e/f]")
