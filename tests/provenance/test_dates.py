"""Dates as pages write them."""

import pytest

from cleaner.provenance.dates import read_date


@pytest.mark.parametrize(
    ("literal", "value", "precision"),
    [
        ("2024年10月18日 22时58分", "2024-10-18T22:58", "minute"),
        ("2024年10月18日22时58分 星期五", "2024-10-18T22:58", "minute"),
        ("2025-07-04 19:01:26", "2025-07-04T19:01:26", "second"),
        ("2025-10-06T18:52:38.856706", "2025-10-06T18:52:38.856706", "second"),
        ("2025-10-06T18:52:38Z", "2025-10-06T18:52:38Z", "second"),
        ("2025-10-06T18:52:38+08:00", "2025-10-06T18:52:38+08:00", "second"),
        ("2024-05-04", "2024-05-04", "day"),
        ("2024/5/4", "2024-05-04", "day"),
        ("2024-6-20 15:39", "2024-06-20T15:39", "minute"),
        ("2024年5月", "2024-05", "month"),
        ("2024", "2024", "year"),
        ("1581517074", "2020-02-12T14:17:54Z", "second"),
        ("Sat, 07 Sep 2019 13:43:45 GMT", "2019-09-07T13:43:45Z", "second"),
        ("September 7th, 2019 at 10:15 pm", "2019-09-07T22:15", "minute"),
        ("7-Sep-2019 12:05 a.m.", "2019-09-07T00:05", "minute"),
        ("2019 Sep 7", "2019-09-07", "day"),
        ("2019-09-07 13:43:45 UTC", "2019-09-07T13:43:45Z", "second"),
        ("1581517074123", "2020-02-12T14:17:54Z", "second"),
    ],
)
def test_a_date_has_no_more_precision_than_the_page_gives_it(literal, value, precision):
    found = read_date(literal)

    assert found is not None
    assert (found.value, found.precision) == (value, precision)


@pytest.mark.parametrize(
    "literal",
    [
        "",
        "昨天",
        "10月28日",
        "2024-13-45",
        "2024-02-30",
        "版本 2024 之后",
        "1850年",
        "20240504",
        "2019090708",
        "Sep 31, 2019",
        "Dismay 5, 2020",
        "May 2019",
        "158151707",
    ],
)
def test_what_is_no_date_gives_none(literal):
    assert read_date(literal) is None


def test_a_time_that_does_not_exist_leaves_the_day():
    found = read_date("2024-05-04 25:61")

    assert found is not None
    assert (found.value, found.precision) == ("2024-05-04", "day")
