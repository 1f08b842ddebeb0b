"""Dates that only the time of capture can place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.provenance.dates import read_date
from cleaner.provenance.relative_dates import capture_of, read_relative, resolve

AT = "2024-10-08T14:20:30"
"""A Tuesday."""

LITERALS = """
昨天 12:00 = 2024-10-07T12:00
昨日 = 2024-10-07
昨晚8:30 = 2024-10-07T20:30
前天 = 2024-10-06
大前天 09:00 = 2024-10-05T09:00
今天 08:30 = 2024-10-08T08:30
3小时前 = 2024-10-08
15小時前 = 2024-10-07
半小时前 = 2024-10-08
5 分鐘前 = 2024-10-08T14:15
1小时5分钟前 = 2024-10-08T13:15
30秒前 = 2024-10-08T14:20
两天前 = 2024-10-06
3個月前 = 2024-07
2年前 = 2022
刚刚 = 2024-10-08
发布于 3小时前 = 2024-10-08
3時間前 = 2024-10-08
一昨日 10:05 = 2024-10-06T10:05
3週間前 = 2024-09
たった今 = 2024-10-08
어제 = 2024-10-07
5분 전 = 2024-10-08T14:15
yesterday = 2024-10-07
Yesterday at 2:05 PM = 2024-10-07T14:05
12:05 yesterday = 2024-10-07T12:05
today, 08:30 = 2024-10-08T08:30
2 hours ago = 2024-10-08
an hour ago = 2024-10-08
Posted 3h ago = 2024-10-08
5 mins ago = 2024-10-08T14:15
2 days, 3 hours ago = 2024-10-06
a week ago = 2024-10
2 weeks ago = 2024-09
a year ago = 2023
just now = 2024-10-08
vor 3 Stunden = 2024-10-08
vor einem Tag = 2024-10-07
vor 5 Min. = 2024-10-08T14:15
gestern, 12:05 Uhr = 2024-10-07T12:05
vorgestern = 2024-10-06
il y a 2 jours = 2024-10-06
il y a 1 heure et 5 minutes = 2024-10-08T13:15
hier à 14h05 = 2024-10-07T14:05
avant-hier = 2024-10-06
hace 3 horas = 2024-10-08
ayer = 2024-10-07
há 2 dias = 2024-10-06
3 mesi fa = 2024-07
3 dagen geleden = 2024-10-05
10-08 12:00 = 2024-10-08T12:00
10-08 15:00 = 2023-10-08T15:00
10-08 = 2024-10-08
10-09 = 2023-10-09
12-31 23:59 = 2023-12-31T23:59
02-29 = 2024-02-29
10月8日 = 2024-10-08
10月8日（二）12:00 = 2024-10-08T12:00
发布时间:10-08 12:00 = 2024-10-08T12:00
March 5 = 2024-03-05
Dec. 5 = 2023-12-05
5th of November = 2023-11-05
12 March, 14:05 = 2024-03-12T14:05
5. März = 2024-03-05
5 de octubre = 2024-10-05
Mon 10:30 = 2024-10-07T10:30
Tuesday 10:30 = 2024-10-08T10:30
Tuesday 18:30 = 2024-10-01T18:30
周三 = 2024-10-02
星期日 10:30 = 2024-10-06T10:30
"""

NOTHING = """
3 people | 10-3 | 2-0 | 1-2 | ago | 前 | 以前 | hace | vor | May | may be | Sun exposure | Monday Night Football | 10:30
3 comments | for 3 days | 第3天 | 三天打鱼两天晒网 | version 3 days | 555-1234 | 99 bottles | 13月8日 | 2月30日 | 02-30 | 13-01
March 32 | 10-08 is the day | yesterdays | Heuteabend
"""


def table(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(" = ")) for line in text.strip().splitlines()]


def resolved(literal: str, captured: str, zone: str | None = None):
    capture, relative = capture_of(read_date(captured)), read_relative(literal)
    assert capture is not None
    assert relative is not None
    return resolve(relative, capture, zone)


@pytest.mark.parametrize(("literal", "value"), table(LITERALS), ids=[literal for literal, _ in table(LITERALS)])
def test_the_capture_places_a_date_no_more_precisely_than_its_words(literal, value):
    found = resolved(literal, AT)

    assert read_date(literal) is None
    assert (found.value, found.timezone) == (value, None)
    again = read_date(found.value)
    assert (again.value, again.precision) == (found.value, found.precision)


@pytest.mark.parametrize(
    "literal", ["", *(each for line in NOTHING.strip().splitlines() for each in line.split(" | "))]
)
def test_other_words_say_nothing_of_a_day(literal):
    assert read_relative(literal) is None


@pytest.mark.parametrize(
    ("literal", "captured", "zone", "value", "timezone"),
    [
        ("5分钟前", "2024-10-07T20:00:00Z", None, "2024-10-07T19:55Z", "Z"),
        ("5分钟前", "2024-10-07T20:00:00Z", "Asia/Shanghai", "2024-10-08T03:55+08:00", "Asia/Shanghai"),
        ("3小时前", "2024-10-07T20:00:00Z", "Asia/Shanghai", "2024-10-08", "Asia/Shanghai"),
        ("3小时前", "2024-10-07T20:00:00-05:00", None, "2024-10-07", "-05:00"),
        ("昨天 12:00", "2024-10-07T20:00:00Z", "+08:00", "2024-10-07T12:00", None),
        ("昨天 12:00", "2024-10-07T20:00:00Z", None, "2024-10-06T12:00", None),
        ("昨天 12:00", "2024-10-07T20:00:00Z", "Nowhere/Land", "2024-10-06T12:00", None),
        ("10-08 03:50", "2024-10-07T20:00:00Z", "Asia/Shanghai", "2024-10-08T03:50", None),
        ("10-08 04:10", "2024-10-07T20:00:00Z", "Asia/Shanghai", "2023-10-08T04:10", None),
        ("yesterday, 23:30 EST", "2024-10-08T03:00:00Z", None, "2024-10-06T23:30-05:00", "EST"),
        ("10-07 18:00", "2024-10-07T20:00:00Z", None, "2024-10-07T18:00", None),
    ],
)
def test_the_clocks_are_those_of_the_page_where_its_zone_is_known(literal, captured, zone, value, timezone):
    found = resolved(literal, captured, zone)

    assert (found.value, found.timezone) == (value, timezone)


@pytest.mark.parametrize(
    ("literal", "captured"),
    [
        ("10-08 03:50", "2024-10-07T20:00:00Z"),
        ("10月8日", "2024-10-07T20:00:00Z"),
        ("Tuesday 03:50", "2024-10-08T02:00:00Z"),
        ("3小时前", "2024-10-08"),
        ("5 minutes ago", "2024-10-08"),
        ("刚刚", "2024-10-08"),
        ("999 years ago", "1999-10-08T00:00:00"),
    ],
)
def test_what_the_capture_does_not_decide_is_left_alone(literal, captured):
    assert resolved(literal, captured) is None


@pytest.mark.parametrize(
    ("literal", "value"),
    [("昨天 12:00", "2024-10-07T12:00"), ("10-08 23:00", "2024-10-08T23:00"), ("2天前", "2024-10-06")],
)
def test_a_capture_that_states_only_its_day_places_days(literal, value):
    assert resolved(literal, "2024-10-08").value == value


@pytest.mark.parametrize("captured", ["2024", "2024-10", "soon"])
def test_a_capture_that_does_not_state_its_day_places_nothing(captured):
    assert capture_of(read_date(captured)) is None


ZONES = st.sampled_from([None, "Asia/Shanghai", "-05:00"])
FIRST, LAST = datetime.fromisoformat("1999-01-01"), datetime.fromisoformat("2050-01-01")
MOMENTS = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(microsecond=0))


@given(st.sampled_from([literal for literal, _ in table(LITERALS)]), MOMENTS, MOMENTS, ZONES, st.booleans())
def test_a_later_capture_never_makes_an_earlier_date(literal, one, other, zone, is_aware):
    moments = sorted([one, other])
    if is_aware:
        moments = [moment.replace(tzinfo=UTC) for moment in moments]
    first, second = (resolved(literal, moment.isoformat(), zone) for moment in moments)

    assert first is None or second is None or first.value <= second.value


@given(
    st.sampled_from([literal for literal, _ in table(LITERALS) if "今" not in literal and "today" not in literal]),
    MOMENTS,
)
def test_no_date_is_after_its_capture(literal, moment):
    found = resolved(literal, moment.isoformat())

    assert found is None or found.value <= moment.isoformat()


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from([*"昨天前3小时1:-月日", "08", "ago", "Mon", "March"]), max_size=20).map(" ".join)
)
def test_no_text_is_too_odd_to_read(text):
    relative, capture = read_relative(text), capture_of(read_date(AT))
    assert capture is not None
    found = resolve(relative, capture, None) if relative else None

    assert found is None or read_date(found.value) is not None


@pytest.mark.parametrize("piece", ["3", "3小时", "昨", "Mon ", "1 hour ", " ", "a"])
def test_a_sentence_is_no_date(piece):
    assert read_relative(piece * 100_000) is None
