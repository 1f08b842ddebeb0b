"""The day in the address of a page: `/2024/10/18/`, `/20241018/`, `t20241018_123.html`.

A day is read only where something of the page's own stands behind it (a day with nothing behind it is the list of that
day), and where it is written out: `/19/0907/` may be anything. Eight digits that end an address are a number as often.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from cleaner.blocks.html.metadata import split_address
from cleaner.provenance.calendar_words import YEAR

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY = re.compile(
    rf"""
    /(?:
      (?P<year>{YEAR})/(?P<month>[0-9]{{1,2}}|{"|".join(_MONTHS)})/(?P<day>[0-9]{{1,2}})(?=[/_-]\w)
      |(?P<year2>{YEAR})[/_-]?(?P<month2>[0-9]{{2}})[/_-]?(?P<day2>[0-9]{{2}})(?=[/_a-zA-Z-]\w)
      |(?:[a-z]|doc-|art-)(?P<year3>{YEAR})(?P<month3>[0-9]{{2}})(?P<day3>[0-9]{{2}})(?=_\w)
    )
    """,
    re.VERBOSE,
)
_EVENTS = re.compile(r"/(?:events?|calendar|termine?|veranstaltung(?:en)?|agenda|archives?/issue)/", re.IGNORECASE)
_LONGEST = 2000


class AddressDay(NamedTuple):
    """An ISO 8601 day, and the part of the address that says it."""

    value: str
    literal: str


def day_in_address(address: str) -> AddressDay | None:
    """The day that the path of *address* holds; None when it holds none, or is that of an event or a list."""
    parts = split_address(address) if len(address) <= _LONGEST else None
    if parts is None or _EVENTS.search(parts.path):
        return None
    for match in _DAY.finditer(parts.path):
        form = next(form for form in ("", "2", "3") if match[f"year{form}"])
        month = match[f"month{form}"]
        number = _MONTHS.index(month) + 1 if month.isalpha() else int(month)
        try:
            day = date(int(match[f"year{form}"]), number, int(match[f"day{form}"]))
        except ValueError:
            continue
        literal = parts.path[match.start(f"year{form}") : match.end(f"day{form}")]
        return AddressDay(day.isoformat(), literal)
    return None
