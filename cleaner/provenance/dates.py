"""Dates as pages write them, to ISO 8601 as far as stated. Nothing is added: no time zone, no missing day."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Literal

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
    (?P<zone>\s*(?:Z|[+-]\d\d:?\d\d)(?![\d-]))?
    """,
    re.VERBOSE,
)


class StatedDate(Struct, frozen=True):
    """A date with no more precision than the page gives it."""

    value: str
    precision: Precision
    timezone: str | None


def read_date(literal: str) -> StatedDate | None:
    """The first date in *literal*; None when there is none, or none that exists in the calendar."""
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


def _with_time(day: str, match: re.Match[str]) -> StatedDate | None:
    if match["hour"] is None:
        return StatedDate(day, "day", None)
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return StatedDate(day, "day", None)
    zone = (match["zone"] or "").strip() or None
    if match["second"] is None:
        return StatedDate(f"{day}T{clock:%H:%M}{zone or ''}", "minute", zone)
    fraction = f".{match['fraction']}" if match["fraction"] else ""
    return StatedDate(f"{day}T{clock:%H:%M:%S}{fraction}{zone or ''}", "second", zone)
