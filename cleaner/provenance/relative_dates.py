"""Dates that count from the day on which they were read: 昨天 12:00, 3 hours ago, March 5.

They say a day only together with the time of capture, and no more precisely than the words: minutes to the minute, hours
and days to the day (there is no precision between the two), weeks to the month. A date without a year has the year that
puts it at or before the capture. Clocks are those of the page where its zone is known, or else those of the capture.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.provenance.calendar_words import (
    AGO_BEFORE,
    AGO_BEHIND,
    DAYS_BACK,
    MONTHS,
    NOW,
    NUMBERS,
    UNITS,
    WEEKDAYS,
    Unit,
)
from cleaner.provenance.clock import Clock, any_of, read_clock
from cleaner.provenance.dates import MONTH, StatedDate, date_in_field, is_ambiguous, squeezed, zone_of

if TYPE_CHECKING:
    from cleaner.provenance.dates import Precision

_LONGEST = 60
"""Code points: in a longer text such words are part of a sentence."""
_NUMBER = rf"(?:[0-9]{{1,3}}|(?<![^\W\d_])(?:{any_of(NUMBERS)}))"
_UNIT = rf"(?:{any_of(UNITS)})(?![a-zà-ü])\.?"
_AMOUNT = rf"{_NUMBER}\s?{_UNIT}(?:,?\s?(?:and\s|und\s|et\s|y\s|e\s|en\s)?{_NUMBER}\s?{_UNIT})?"
_AGO = re.compile(
    rf"(?<![\w.])(?:(?:{any_of(AGO_BEFORE)})\s(?P<behind>{_AMOUNT})|(?P<before>{_AMOUNT})\s?(?:{any_of(AGO_BEHIND)})(?![a-z]))"
    rf"|(?<![0-9.])(?P<han>{_AMOUNT})\s?(?:以前|之前|前)",
    re.IGNORECASE,
)
_PART = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<unit>{any_of(UNITS)})", re.IGNORECASE)
_DAY_WORD = re.compile(rf"(?<![a-zà-ü])(?:{any_of(DAYS_BACK)})(?![a-zà-ü])", re.IGNORECASE)
_NOW = re.compile(rf"(?<![a-zà-ü])(?:{any_of(NOW)})(?![a-zà-ü])", re.IGNORECASE)
_EVENING = ("今晚", "昨晚", "昨夜")
_LABEL = (
    r"(?:[^\W\d_][^\d:]{0,20}:\s?|(?:[^\W\d_]+\s)?(?:on|am|le|el|il|op|em)\s|发布于\s?|發佈於\s?|发表于\s?|發表於\s?)?"
)
_DAY = rf"""
    (?P<month>[0-9]{{1,2}})\s?[月월]\s?(?P<day>[0-9]{{1,2}})\s?[日号號일]?
    |(?P<month2>[0-9]{{2}})-(?P<day2>[0-9]{{2}})
    |{MONTH % 3}\s(?P<day3>[0-9]{{1,2}})(?:st|nd|rd|th)?
    |(?P<day4>[0-9]{{1,2}})(?:(?:st|nd|rd|th|er|º|ª|°)?[\s-]|\.\s?)(?:(?:of|de|del|do)\s)?{MONTH % 4}
"""
_YEARLESS = re.compile(rf"(?P<label>{_LABEL})(?:{_DAY})(?![0-9])(?P<rest>.*)", re.VERBOSE | re.IGNORECASE)
_WEEKDAY = re.compile(rf"(?P<label>{_LABEL})(?P<weekday>{any_of(WEEKDAYS)})(?![^\W\d_])\.?(?P<rest>.*)", re.IGNORECASE)
_TAIL = re.compile(r"[\s,(]*(?:星期|周|週)?[一二三四五六日天]?[)]?")
_SPANS: dict[Unit, timedelta] = {
    "second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}  # fmt: skip
_PRECISIONS: dict[Unit, Precision] = {
    "second": "minute", "minute": "minute", "hour": "day", "day": "day", "week": "month", "month": "month", "year": "year",
}  # fmt: skip
_WIDTHS: dict[Precision, int] = {"year": 4, "month": 7, "day": 10, "minute": 16}
_EARLIEST = 1900
_LONGEST_LEAP = 8
"""Years between two leap years at most."""


class Ago(Struct, frozen=True):
    """So long before. What has two units is as precise as the smaller one."""

    amounts: tuple[tuple[float, Unit], ...]


class DaysBack(Struct, frozen=True):
    """So many days before today, at a time that may be stated."""

    days: int
    clock: Clock | None


class Yearless(Struct, frozen=True):
    """A day of the calendar."""

    month: int
    day: int
    clock: Clock | None


class Weekday(Struct, frozen=True):
    """The last day of that name; Monday is 0."""

    number: int
    clock: Clock | None


Relative = Ago | DaysBack | Yearless | Weekday


class Capture(Struct, frozen=True):
    """When a page was captured: aware of its zone when that is stated; its last moment when only the day is."""

    moment: datetime
    has_clock: bool


def capture_of(stated: StatedDate | None) -> Capture | None:
    """*stated* as the time of a capture; None when it does not say the day."""
    if stated is None or stated.precision in {"year", "month"}:
        return None
    moment = datetime.fromisoformat(stated.value)
    if stated.precision == "day":
        return Capture(moment + timedelta(days=1, microseconds=-1), has_clock=False)
    return Capture(moment, has_clock=True)


@lru_cache(1024)
def read_relative(literal: str) -> Relative | None:
    """What *literal* says of its distance from the day on which it is read; None when that is not all it says."""
    if len(literal) > _LONGEST:
        return None
    text = squeezed(literal)
    ago = _AGO.search(text)
    if ago:
        parts = _PART.finditer(ago["behind"] or ago["before"] or ago["han"])
        return Ago(tuple((_number(part["number"]), UNITS[part["unit"].lower()]) for part in parts))
    if _NOW.search(text):
        return Ago(((0, "hour"),))
    word = _DAY_WORD.search(text)
    if word:
        rest = text[word.end() :].lstrip()
        clock = read_clock(f"晚上{rest}" if word.group() in _EVENING else rest, text[: word.start()])
        return DaysBack(DAYS_BACK[word.group().lower()], clock)
    return _yearless(text) or _weekday(text)


def placeable(value: str) -> str | None:
    """*value* of a field for dates: a date, or words that the capture or the language can place; None for leftovers."""
    return date_in_field(value) or (value if read_relative(value) or is_ambiguous(value) else None)


def resolve(relative: Relative, capture: Capture, zone: str | None) -> StatedDate | None:
    """The date that *relative* says on a page captured then, whose clocks are those of *zone*, if that is known.

    None when the capture does not decide it: hours before a capture that states only its day, a day without a year that
    is over in one zone and not begun in another, a day that is in no calendar.
    """
    clock = None if isinstance(relative, Ago) else relative.clock
    known = zone_of(clock.offset if clock else None) or zone_of(zone)
    aware = capture.moment.tzinfo is not None
    moment = capture.moment.astimezone(known) if known and aware and capture.has_clock else capture.moment
    if isinstance(relative, Ago):
        return _ago(relative, moment, zone if known and aware else None, has_clock=capture.has_clock)
    today = moment.date()
    if isinstance(relative, DaysBack):
        return _at(_back(today, relative.days), relative.clock)
    if isinstance(relative, Weekday):
        day = _back(today, (today.weekday() - relative.number) % 7)
        past = _is_past(day, relative.clock, moment, known)
        return None if past is None else _at(day if past else _back(today, 7), relative.clock)
    return _last(relative, moment, known)


def _number(word: str) -> float:
    return int(word) if word.isdecimal() else NUMBERS[word.lower()]


def _yearless(text: str) -> Yearless | None:
    match = _YEARLESS.fullmatch(text)
    if match is None:
        return None
    name = match["month3"] or match["month4"]
    month = MONTHS[name.lower()] if name else int(match["month"] or match["month2"])
    day = int(match["day"] or match["day2"] or match["day3"] or match["day4"])
    clock = read_clock(match["rest"], match["label"])
    if clock is None and not _TAIL.fullmatch(match["rest"]):
        return None
    try:
        date(2000, month, day)
    except ValueError:
        return None
    return Yearless(month, day, clock)


def _weekday(text: str) -> Weekday | None:
    match = _WEEKDAY.fullmatch(text)
    if match is None:
        return None
    clock = read_clock(match["rest"])
    return Weekday(WEEKDAYS[match["weekday"].lower()], clock) if clock or not match["rest"].strip() else None


def _ago(relative: Ago, moment: datetime, zone: str | None, *, has_clock: bool) -> StatedDate | None:
    unit = relative.amounts[-1][1]
    if not has_clock and unit in {"second", "minute", "hour"}:
        return None
    months = 0
    try:
        for number, each in relative.amounts:
            if each in _SPANS:
                moment -= number * _SPANS[each]
            else:
                months += int(number * 12) if each == "year" else int(number)
                moment -= timedelta(days=15 if number == 0.5 and each == "month" else 0)
        years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
        if months:
            moment = moment.replace(year=years, month=month + 1, day=1)
    except (OverflowError, ValueError):
        return None
    if moment.year < _EARLIEST:
        return None
    precision = _PRECISIONS[unit]
    value = moment.isoformat()[: _WIDTHS[precision]]
    if moment.tzinfo is None or precision not in {"day", "minute"}:
        return StatedDate(value, precision, None)
    offset = moment.isoformat()[-6:].replace("+00:00", "Z")
    return StatedDate(f"{value}{offset}" if precision == "minute" else value, precision, zone or offset)


def _at(day: date | None, clock: Clock | None) -> StatedDate | None:
    if day is None:
        return None
    if clock is None:
        return StatedDate(day.isoformat(), "day", None)
    return StatedDate(f"{day}T{clock.value}", "second" if clock.has_seconds else "minute", clock.zone)


def _back(day: date, days: int) -> date | None:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return None


def _last(relative: Yearless, moment: datetime, known: tzinfo | None) -> StatedDate | None:
    """The last such day that is not after *moment*."""
    for year in range(moment.year, max(0, moment.year - _LONGEST_LEAP - 1), -1):
        try:
            day = date(year, relative.month, relative.day)
        except ValueError:
            continue
        past = _is_past(day, relative.clock, moment, known)
        if past is not False:
            return _at(day, relative.clock) if past else None
    return None


def _is_past(day: date | None, clock: Clock | None, moment: datetime, known: tzinfo | None) -> bool | None:
    """Whether that time is at or before *moment*; None when a zone that nobody states decides."""
    if day is None:
        return None
    then = datetime.fromisoformat(f"{day}T{clock.value if clock else '00:00'}")
    if moment.tzinfo is None:
        return then.replace(tzinfo=None) <= moment
    if then.tzinfo is None and known is None:
        if then <= moment.replace(tzinfo=None):
            return True
        # The clocks that are furthest ahead.
        return None if then <= moment.astimezone(timezone(timedelta(hours=14))).replace(tzinfo=None) else False
    return (then if then.tzinfo else then.replace(tzinfo=known or UTC)) <= moment
