"""Dates as pages write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.provenance.dates import date_in_field, is_ambiguous, read_date, zone_of

DATES = """
2024年10月18日 22时58分 = 2024-10-18T22:58
2024年10月18日22时58分 星期五 = 2024-10-18T22:58
2024年10月18日22时5分6秒 = 2024-10-18T22:05:06
2024年 3 月 12 日 14 : 05 = 2024-03-12T14:05
2024年3月12日14时 = 2024-03-12
2024年3月12号 = 2024-03-12
2024年5月 = 2024-05
2024年 = 2024
2024 = 2024
2024/3/12 下午2:05 = 2024-03-12T14:05
2024年3月12日 下午14:05 = 2024-03-12T14:05
2024年3月12日 下午2点半 = 2024-03-12T14:30
2024年3月12日 上午9:05 = 2024-03-12T09:05
2024年3月12日 上午12:05 = 2024-03-12T00:05
2024年3月12日 凌晨0:05 = 2024-03-12T00:05
2024年3月12日 中午12:30 = 2024-03-12T12:30
2024年3月12日 中午1:30 = 2024-03-12T13:30
2024年3月12日 晚上8:05 = 2024-03-12T20:05
2024年3月12日 晚上12:05 = 2024-03-12
下午2:05 2024年3月12日 = 2024-03-12T14:05
2024-03-12 星期二 14:05 = 2024-03-12T14:05
2024-10-0812:00 = 2024-10-08T12:00
2024年10月08日08:36:12 = 2024-10-08T08:36:12
２０２４年３月１２日　１４：０５ = 2024-03-12T14:05
发布时间：2024-03-12 14:05 来源 = 2024-03-12T14:05
2024-03-12 14:05 北京时间 = 2024-03-12T14:05+08:00 北京时间
二〇二四年三月十二日 = 2024-03-12
二○二四年十二月三十一日 下午2:05 = 2024-12-31T14:05
民國113年3月12日 = 2024-03-12
中華民國一百一十三年三月十二日 = 2024-03-12
2024年3月12日(火) 14時05分 = 2024-03-12T14:05
令和6年3月12日 = 2024-03-12
令和元年5月1日 午後2時05分 = 2019-05-01T14:05
平成31年4月30日 = 2019-04-30
昭和64年1月7日 = 1989-01-07
2024년 3월 12일 (화) 오후 2:05 = 2024-03-12T14:05
2024. 3. 12. 오후 2:05 = 2024-03-12T14:05
2025-07-04 19:01:26 = 2025-07-04T19:01:26
2025-10-06T18:52:38.856706 = 2025-10-06T18:52:38.856706
2025-10-06T18:52:38Z = 2025-10-06T18:52:38Z Z
2025-10-06T18:52:38+08:00 = 2025-10-06T18:52:38+08:00 +08:00
2025-10-06T18:52:38+0800 = 2025-10-06T18:52:38+08:00 +08:00
2025-10-06T18:52+08 = 2025-10-06T18:52+08:00 +08:00
2025-10-06T18:52-05:00 = 2025-10-06T18:52-05:00 -05:00
2024-03-12 14:05:00 -0500 = 2024-03-12T14:05:00-05:00 -05:00
2024-03-12 14:05:06,789 = 2024-03-12T14:05:06.789
2024-03-12 10:05-12:00 = 2024-03-12T10:05
2024-03-12 14:05 UTC+8 = 2024-03-12T14:05+08:00 +08:00
2024-03-12 14:05 (UTC+08:00) = 2024-03-12T14:05+08:00 +08:00
2019-09-07 13:43:45 UTC = 2019-09-07T13:43:45Z Z
2024-05-04 = 2024-05-04
2024/5/4 = 2024-05-04
2024.05.04 = 2024-05-04
2024-6-20 15:39 = 2024-06-20T15:39
2024-05 = 2024-05
2024-05-04 25:61 = 2024-05-04
2024-05-04 24:00 = 2024-05-04
1581517074 = 2020-02-12T14:17:54Z UTC
1581517074123 = 2020-02-12T14:17:54Z UTC
Tue, 12 Mar 2024 14:05:00 +0800 = 2024-03-12T14:05:00+08:00 +08:00
Sat, 07 Sep 2019 13:43:45 GMT = 2019-09-07T13:43:45Z Z
September 7th, 2019 at 10:15 pm = 2019-09-07T22:15
7-Sep-2019 12:05 a.m. = 2019-09-07T00:05
12/Mar/2024 = 2024-03-12
2019 Sep 7 = 2019-09-07
Sept. 5, 2024 = 2024-09-05
12th of March, 2024 = 2024-03-12
May 2019 = 2019-05
Published: March 12, 2024 | Updated: March 13, 2024 = 2024-03-12
10:15 AM, March 5, 2024 = 2024-03-05T10:15
March 12, 2024 at 2:05 PM EST = 2024-03-12T14:05-05:00 EST
2:05pm EDT, March 12, 2024 = 2024-03-12T14:05-04:00 EDT
12 March 2024 14:05 CET = 2024-03-12T14:05+01:00 CET
March 12, 2024 2:05 p.m. PST = 2024-03-12T14:05 PST
12 March 2024 14:05 CST = 2024-03-12T14:05 CST
March 12, 2024, 2:05 PM GMT+8 = 2024-03-12T14:05+08:00 +08:00
Tue Mar 12 14:05:00 2024 = 2024-03-12T14:05:00
Tue Mar 12 14:05:00 CEST 2024 = 2024-03-12T14:05:00+02:00 CEST
Tue Mar 12 2024 14:05:00 GMT+0800 (China Standard Time) = 2024-03-12T14:05:00+08:00 +08:00
Thu, 09/25/2025 - 11:38 = 2025-09-25T11:38
31/12/2024 = 2024-12-31
12/31/2024 = 2024-12-31
05/05/2024 = 2024-05-05
12. März 2024 = 2024-03-12
12.März 2024 = 2024-03-12
12. Mär. 2024, 14.05 Uhr = 2024-03-12T14:05
Dienstag, 12. März 2024 um 14:05 = 2024-03-12T14:05
12.03.2024 14:05 Uhr = 2024-03-12T14:05
14:05 Uhr, 12.03.2024 = 2024-03-12T14:05
Datum:03.04.2024 = 2024-04-03
12 mars 2024 à 14h05 = 2024-03-12T14:05
le 1er mai 2024 = 2024-05-01
1 août 2024 - 09:30 = 2024-08-01T09:30
15 déc. 2024 = 2024-12-15
12 de marzo de 2024 = 2024-03-12
martes, 12 de marzo de 2024 a las 14:05 = 2024-03-12T14:05
12 de março de 2024 às 14h05 = 2024-03-12T14:05
15 out. 2024 = 2024-10-15
12 marzo 2024 alle 14:05 = 2024-03-12T14:05
1º gennaio 2024, ore 8:30 = 2024-01-01T08:30
12 maart 2024 om 14:05 uur = 2024-03-12T14:05
3 mei 2024 = 2024-05-03
"""

NO_DATES = """
昨天 | 10月28日 | 三月十二日 | March 12 | 12 March | Tuesday | June | 14 Uhr | 12:30 | 14:05:00
2024-13-45 | 2024-02-30 | 2024-00-10 | 32.01.2024 | 30.02.2024 | 03.25.2024 | Sep 31, 2019 | 二〇二四年十三月一日
令和40年 | 平成40年1月1日 | 昭和64年2月1日 | 民國0年1月1日 | 1850-03-12 | 1850年 | 2124-03-12
0000-00-00 | 0001-01-01T00:00:00Z | 03/04/2024 | 3-4-2024 | 03/04/24 | 12.03.24 | 24.03.12 | 12/13 | 12/2024
20240504 | 2019090708 | 20240312140500 | 158151707 | 1700000000123456 | -1700000000 | 2e9
版本 2024 之后 | v2024.1.2 | version 2024.1.2 | 2024.1.2.3 | 10.12.2024.1 | 192.168.20.24 | 1.2.3
+49 30 2024 1234 | 020-2024-1234 | 2024-555-1234 | 2024-123-4567 | (202) 412-2024 | 400-820-2024 | 13812345678
978-7-2024-0312-5 | ISBN 978-3-16-148410-0 | ISSN 2024-1234 | DOI 10.2024/03.12 | A2024-03-123 | x20240312
$2,024.10 | €12.03 | 12,03 € | 2024元 | 3:2 | 21-19 | 3.14 | 1,234,567 | 40.7128, -74.0060
2024-W11-2 | 2024-072 | 第2024期 | 2024-2025 | 2023/24 | Room 2024 | 2024 people | Maybe 12, 2024 | Dismay 5, 2020
YYYY-MM-DD | {{ date }} | %Y-%m-%d | undefined | Invalid Date | NaN-NaN-NaN | null
"""


def table(text: str) -> list[tuple[str, str, str | None]]:
    rows = (line.rpartition(" = ") for line in text.strip().splitlines())
    return [(literal, *((*right.split(maxsplit=1), None)[:2])) for literal, _, right in rows]


def precision_of(value: str) -> str:
    if value[16:17] == ":":
        return "second"
    return {4: "year", 7: "month", 10: "day", 16: "minute"}[len(value[:16])]


@pytest.mark.parametrize(("literal", "value", "timezone"), table(DATES), ids=[row[0] for row in table(DATES)])
def test_a_date_has_no_more_precision_and_no_other_zone_than_the_page_gives_it(literal, value, timezone):
    found = read_date(literal)

    assert found is not None
    assert (found.value, found.precision, found.timezone) == (value, precision_of(value), timezone)


@pytest.mark.parametrize(
    "literal", ["", *(each for line in NO_DATES.strip().splitlines() for each in line.split(" | "))]
)
def test_what_is_no_date_gives_none(literal):
    assert read_date(literal) is None


@pytest.mark.parametrize(
    ("literal", "language", "value"),
    [
        ("03/04/2024", "fr", "2024-04-03"),
        ("03/04/2024", "pt-BR", "2024-04-03"),
        ("03-04-2024 14:05", "nl", "2024-04-03T14:05"),
        ("03/04/2024", "en", None),
        ("03/04/2024", "en-US", None),
        ("03/04/2024", "en-GB", None),
        ("03/04/2024", "", None),
        ("03/04/2024", "frr", None),
        ("12.03.24", "de-AT", "2024-03-12"),
        ("am 12.03.99", "de", "1999-03-12"),
        ("12.03.24", "en", None),
        ("13/04/2024", "en", "2024-04-13"),
    ],
)
def test_where_day_or_month_may_come_first_only_the_language_decides(literal, language, value):
    found = read_date(literal, None, language)

    assert (found and found.value) == value
    assert is_ambiguous(literal) == (literal != "13/04/2024")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("20241018", "2024-10-18"),
        ("20241018T2258", "2024-10-18T22:58"),
        ("20241018225806", "2024-10-18T22:58:06"),
        ("20241018T225806Z", "2024-10-18T22:58:06Z"),
        ("2024-10-18", "2024-10-18"),
        ("20241318", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("{{ page.date }}", None),
    ],
)
def test_a_field_for_dates_may_hold_them_without_signs_and_the_zero_of_a_clock_is_none(value, expected):
    found = date_in_field(value)

    assert found == expected
    assert found is None or read_date(found) is not None


@pytest.mark.parametrize("name", ["Nowhere/Land", "CST", "+99:00", "../etc/passwd", "", None, "+x"])
def test_a_zone_that_nobody_knows_is_none(name):
    assert zone_of(name) is None


SHARDS = st.sampled_from(
    [
        *"0123456789年月日时分秒:：-/.,TZ()+ \t一二十〇", "2024", "19", "12", "03", "31", "Mar", "März", "de", "下午", "PM",
        "a.m.", "h", "Uhr", "GMT", "+08:00", "CST", "EST", "令和", "民國", "星期二", "Tue", "1581517074", "\u3000", "٣",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(SHARDS, max_size=14).map("".join) | st.datetimes().map(str)


@given(TEXTS, st.sampled_from(["", "de", "fr", "en", "zh-Hans"]))
def test_every_value_is_the_beginning_of_a_real_moment_and_says_the_same_when_it_is_read_again(text, language):
    found = read_date(text, None, language)
    if found is None:
        return

    whole = found.value + {"year": "-01-01", "month": "-01"}.get(found.precision, "")
    assert datetime.fromisoformat(whole).isoformat().startswith(found.value[:19])
    again = read_date(found.value)
    assert again is not None
    assert (again.value, again.precision) == (found.value, found.precision)


@given(TEXTS)
def test_the_language_changes_no_date_that_can_be_read_without(text):
    found = read_date(text)

    assert found is None or {read_date(text, None, language) for language in ("de", "fr", "en")} == {found}


@pytest.mark.parametrize(
    "piece", ["1", "2024-", "2024年1月", " ", "Mar ", "12 ", "一", "12:", "a", "2024-01-01 ", "．"]
)
def test_a_text_is_no_date_however_long_it_is(piece):
    assert read_date(piece * 100_000) is None
    assert date_in_field(piece * 100_000) is None
