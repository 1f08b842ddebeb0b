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
    ],
)
def test_a_date_has_no_more_precision_than_the_page_gives_it(literal, value, precision):
    found = read_date(literal)

    assert found is not None
    assert (found.value, found.precision) == (value, precision)


@pytest.mark.parametrize(
    "literal", ["", "昨天", "10月28日", "2024-13-45", "2024-02-30", "版本 2024 之后", "1850年", "20240504"]
)
def test_what_is_no_date_gives_none(literal):
    assert read_date(literal) is None


def test_a_time_that_does_not_exist_leaves_the_day():
    found = read_date("2024-05-04 25:61")

    assert found is not None
    assert (found.value, found.precision) == ("2024-05-04", "day")
