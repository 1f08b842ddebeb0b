"""Two stated dates: which is earlier, or why that cannot be told."""

from __future__ import annotations

import pytest

from cleaner.graph.order import moment_of, why_undecided
from cleaner.model.stamp import DateStamp


def moment(value: str, timezone: str | None = None):
    precision = (
        "second" if value.count(":") > 1 else "minute" if "T" in value else ("year", "month", "day")[value.count("-")]
    )
    return moment_of(DateStamp("published", value, precision, timezone, value, "stated", (), True, "the only one"))


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        pytest.param(("2025-03-03",), ("2025-03-06",), "before", id="days apart, no zone"),
        pytest.param(("2025-03-03",), ("2025-03-04",), "undecided", id="days that touch, no zone"),
        pytest.param(("2025-03-03", "Asia/Shanghai"), ("2025-03-04", "Asia/Shanghai"), "before", id="days, one zone"),
        pytest.param(("2025-03-03", "Asia/Shanghai"), ("2025-03-03", "Asia/Shanghai"), "same", id="one day"),
        pytest.param(
            ("2025-03-03T23:00Z",), ("2025-03-04T06:00+08:00",), "undecided", id="later by the clock, earlier in time"
        ),
        pytest.param(("2025-03-04T06:00+08:00",), ("2025-03-03T23:00Z",), "before", id="earlier in time"),
        pytest.param(("2025-03-04T06:00+0800",), ("2025-03-03T23:00Z",), "before", id="offset without a colon"),
        pytest.param(
            ("2025-03-03T07:12", "Asia/Shanghai"), ("2025-03-03", "Asia/Shanghai"), "undecided", id="minute and its day"
        ),
        pytest.param(
            ("2025-03-02", "Asia/Shanghai"), ("2025-03-03T07:12", "Asia/Shanghai"), "before", id="day before a minute"
        ),
        pytest.param(("2025-03-03T07:12:30Z",), ("2025-03-03T07:13Z",), "before", id="second before a minute"),
        pytest.param(("2025-03",), ("2025-03-20",), "undecided", id="month and a day in it"),
        pytest.param(("2024",), ("2025-03",), "before", id="year and a later month"),
        pytest.param(("2024-12", "UTC"), ("2025-01", "UTC"), "before", id="months across a year"),
        pytest.param(("2025-03-03T10:00",), ("2025-03-03T12:00Z",), "undecided", id="one zone is not known"),
        pytest.param(("2025-03-03T10:00",), ("2025-03-05T12:00Z",), "before", id="more apart than clocks are"),
        pytest.param(
            ("2025-03-03T10:00", "No/Where"), ("2025-03-03T12:00Z",), "undecided", id="a zone that there is not"
        ),
        pytest.param(("2025-03-03T10:00",), ("2025-03-03T10:00",), "undecided", id="the same hour of unknown zones"),
    ],
)
def test_dates_decide_as_far_as_they_are_stated(one, other, order):
    assert moment(*one).order_to(moment(*other)) == order


@pytest.mark.parametrize(
    "value", ["0000", "2025-13", "2025-02-30", "yesterday", "9999-12-31T23:59-11:00", "2025-03-03T10:00+99:99"]
)
def test_what_is_no_time_is_none(value):
    assert moment(value) is None


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (("2025-03-03T10:00",), ("2025-03-03T12:00Z",), "time zone"),
        (("2025-03", "UTC"), ("2025-03-20", "UTC"), "the month, the other the day"),
        (None, ("2025-03-20",), "one states no date"),
        (None, None, "neither"),
    ],
)
def test_it_is_said_why_they_do_not(one, other, words):
    assert words in why_undecided(one and moment(*one), other and moment(*other))
