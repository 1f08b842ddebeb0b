"""Dates as pages write them, to ISO 8601 as far as stated. Nothing is added: no time zone, no missing day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

Precision = Literal["year", "month", "day", "minute", "second"]

_DATE = re.compile(
    r"""
    (?P<year>(?:19|20)\d\d)
    (?:\s*(?:年|[-/.])\s*(?P<month>\d{1,2})
      (?:\s*(?:月|[-/.])\s*(?P<day>\d{1,2})(?!\d)\s*日?
        (?:(?:[T\s]|\s*)\s*(?P<hour>\d{1,2})\s*(?:[:：]|时|時|点|點)\s*(?P<minute>\d{1,2})(?:\s*分)?
          (?:\s*[:：]?\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?
        )?
      )?
    )?
    (?P<zone>\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w-]))?
    """,
    re.VERBOSE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"""
    (?P<month%s>
      Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?
      |Nov(?:ember)?|Dec(?:ember)?
    )\.?
"""
_ENGLISH = re.compile(
    rf"""
    (?<![\d-])(?:
      (?P<day1>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_NAMED % 1},?[\s-]+(?P<year1>(?:19|20)\d\d)
      |(?<![a-z]){_NAMED % 2}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>(?:19|20)\d\d)
      |(?P<year3>(?:19|20)\d\d)\s+{_NAMED % 3}\s+(?P<day3>\d{{1,2}})
    )(?!\d)
    (?:,?\s+(?:at\s+)?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{{1,9}}))?)?
      (?:\s*(?P<half>[ap])\.?m\b\.?)?
    )?
    (?P<zone>\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w-]))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""RFC 5322 and its relatives: 7 Sep 2019, September 7th, 2019, 2019 Sep 7."""
_UNIX = re.compile(r"(1[0-8][0-9]{8})([0-9]{3})?")
"""Seconds or milliseconds since 1970, of the years 2001 to 2030: ten digits that begin with 19 or 20 are a day and hour."""


class StatedDate(Struct, frozen=True):
    """A date with no more precision than the page gives it."""

    value: str
    precision: Precision
    timezone: str | None


@lru_cache(2048)
def read_date(literal: str, timezone: str | None = None) -> StatedDate | None:
    """The first date in *literal*; None when there is none, or none that exists in the calendar.

    A literal that is nothing but a Unix time, in seconds or milliseconds, is that second by the clocks of *timezone* (an
    IANA name), or in UTC.
    """
    unix = _UNIX.fullmatch(literal.strip())
    if unix:
        moment = datetime.fromtimestamp(int(unix[1]), _zone(timezone))
        return StatedDate(
            moment.isoformat().replace("+00:00", "Z"), "second", timezone if moment.tzinfo is not UTC else "UTC"
        )
    lowered = literal.lower()
    english = any(map(lowered.__contains__, _MONTHS)) and _ENGLISH.search(literal)
    if english:
        return _in_english(english)
    match = _DATE.search(literal)
    if match is None:
        return None
    year = match["year"]
    if match["month"] is None:
        return StatedDate(year, "year", None) if literal.strip().rstrip("年") == year else None
    month = int(match["month"])
    if match["day"] is None:
        return StatedDate(f"{year}-{month:02d}", "month", None) if 1 <= month <= 12 else None
    try:
        day = date(int(year), month, int(match["day"])).isoformat()
    except ValueError:
        return None
    return _with_time(day, match)


def _zone(name: str | None) -> tzinfo:
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        # A system without data on time zones, or no such zone.
        return UTC


def _in_english(match: re.Match[str]) -> StatedDate | None:
    order = "1" if match["day1"] else "2" if match["day2"] else "3"
    month = _MONTHS.index(match[f"month{order}"][:3].lower()) + 1
    try:
        day = date(int(match[f"year{order}"]), month, int(match[f"day{order}"])).isoformat()
    except ValueError:
        return None
    return _with_time(day, match, match["half"])


def _with_time(day: str, match: re.Match[str], half: str | None = None) -> StatedDate | None:
    if match["hour"] is None:
        return StatedDate(day, "day", None)
    hour = int(match["hour"])
    if half:
        # 12 am is midnight, 12 pm is noon.
        hour = hour % 12 + (12 if half in "pP" else 0) if 1 <= hour <= 12 else 24
    try:
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return StatedDate(day, "day", None)
    zone = (match["zone"] or "").strip() or None
    if zone in {"UTC", "GMT", "utc", "gmt", "z"}:
        zone = "Z"
    if match["second"] is None:
        return StatedDate(f"{day}T{clock:%H:%M}{zone or ''}", "minute", zone)
    fraction = f".{match['fraction']}" if match["fraction"] else ""
    return StatedDate(f"{day}T{clock:%H:%M:%S}{fraction}{zone or ''}", "second", zone)
