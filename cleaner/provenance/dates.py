"""Dates as pages write them, to ISO 8601 as far as stated. Nothing is added: no time zone, no missing day.

Of dates that are only numbers, 12.03.2024 has the day first, as all have who write it with dots; of 03/04/2024 and
03-04-2024 nobody can tell, so it is read only when one number cannot be a month, when both are the same, or when the
language of the page has the day first wherever it is written. English is not such a language.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from cleaner.provenance.calendar_words import DAY_FIRST, ERAS, MONTHS, YEAR
from cleaner.provenance.clock import any_of, read_clock

Precision = Literal["year", "month", "day", "minute", "second"]

LONGEST = 200
"""Code points: a longer literal is a text that may hold dates, not a date."""

MONTH = rf"(?<![^\W_])(?P<month%s>{any_of(MONTHS)})(?![^\W_])\.?"
_OF = r"(?:(?:of|de|del|do)\s)?"
_ORDINAL = r"(?:(?:st|nd|rd|th|er|º|ª|°)?[\s/-]|\.\s?)"
_NAMED = re.compile(
    rf"""
    (?<![0-9])(?<![0-9][-.,:/])(?P<day1>[0-9]{{1,2}}){_ORDINAL}{_OF}{MONTH % 1},?[\s/-]{_OF}(?P<year1>{YEAR})(?![0-9])
    |{MONTH % 2}\s(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9]),?\s(?P<year2>{YEAR})(?![0-9])
    |(?<![0-9])(?<![0-9][-.,:/])(?P<year3>{YEAR})[\s-]{MONTH % 3}[\s-](?P<day3>[0-9]{{1,2}})(?![0-9])
    |{MONTH % 4}\s(?P<day4>[0-9]{{1,2}})\s(?P<clock>[0-9]{{1,2}}:[0-9]{{2}}[0-9:]{{0,3}}(?:\s(?:[A-Z]{{3,5}}|[+-][0-9]{{4}}))?)
      \s(?P<year4>{YEAR})(?![0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""RFC 5322 and its relatives: 7 Sep 2019; September 7th, 2019; 2019 Sep 7; Sat Sep 7 13:43:45 2019."""
_NAMED_MONTH = re.compile(rf"{MONTH % ''},?\s{_OF}(?P<year>{YEAR})", re.IGNORECASE)
_YMD = re.compile(
    rf"""
    (?<![0-9])(?<![0-9][-.,:/])(?<!v)(?<!v\.)(?P<year>{YEAR})\s?
    (?:
      [年년]\s?(?P<month>[0-9]{{1,2}})\s?[月월](?:\s?(?P<day>[0-9]{{1,2}})(?![0-9])\s?[日号號일]?)?
      |(?P<sign>[-/.])\s?(?P<month2>[0-9]{{1,2}})\s?(?P=sign)\s?(?P<day2>[0-9]{{1,2}})
        # Pages lose the space before the clock: 2024-10-1822:58.
        (?:(?![0-9])|(?<=[-/.][0-9]{{2}})(?=[0-9]{{2}}:[0-9]{{2}}(?![0-9])))(?!\.[0-9])
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VERSION = re.compile(r"(?:version|release|build|rev|ver|版本|第)\.?\s?$", re.IGNORECASE)
_YEAR_MONTH = re.compile(rf"({YEAR})(?:\s?[-/]\s?([0-9]{{1,2}})|\.([0-9]{{2}}))")
_ONLY_YEAR = re.compile(rf"({YEAR})\s?[年년]?")
_DMY = re.compile(
    rf"""
    (?<![^\W_])(?<![0-9][-.,:/])(?<![$€£¥+])(?P<first>[0-9]{{1,2}})(?P<sign>[./-])\s?(?P<second>[0-9]{{1,2}})(?P=sign)\s?
    (?P<year>{YEAR}|[0-9]{{2}}(?=\s|,|$))(?![0-9])(?![-/.:][0-9])
    """,
    re.VERBOSE,
)
_ERA = re.compile(
    rf"(?P<era>{any_of(ERAS)})\s?(?P<year>元|[0-9]{{1,3}})\s?年\s?"
    r"(?P<month>[0-9]{1,2})\s?月(?:\s?(?P<day>[0-9]{1,2})\s?[日號号])?"
)
_HAN_DATE = re.compile(
    r"(?:(?<![〇零○一二三四五六七八九十])[一二][〇零○一二三四五六七八九]{3}|(?:令和|平成|昭和|民[國国])[一二三四五六七八九十百]{1,5})年"
    r"[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十廿]{1,3}[日号號])?"
)
_HAN_NUMBER = re.compile("[〇零○一二三四五六七八九十廿百]+")
_HAN_DIGITS = {digit: value for value, digits in enumerate(("〇零○", *"一二三四五六七八九")) for digit in digits}
_ISO = re.compile(
    rf"({YEAR}-[0-9][0-9]-[0-9][0-9])[T ]([0-9][0-9]:[0-9][0-9])(:[0-9][0-9](?:\.[0-9]{{1,9}})?)?"
    r"(?:(Z)|([+-](?:0[0-9]|1[0-4])):?([0-5][0-9]))?"
)
"""What nine of ten dates that pages state for machines are: 1,890 of 2,109 on the 1,879 pages of the development halves."""
_UNIX = re.compile(r"(1[0-8][0-9]{8})([0-9]{3})?")
"""Seconds or milliseconds since 1970, of the years 2001 to 2030: ten digits that begin with 19 or 20 are a day and hour."""
_COMPACT = re.compile(
    rf"({YEAR})([0-9]{{2}})([0-9]{{2}})(?:[T\s]?([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})?(Z|[+-][0-9:]{{4,6}})?)?"
)
_NO_DAYS = ("1970-01-01", "1969-12-31", "1900-01-01")
"""Where clocks and calendars of programs begin."""
_WIDE = str.maketrans("０１２３４５６７８９：／－．，（）", "0123456789:/-.,()", "\u200b\u200e\u200f\ufeff")


class StatedDate(Struct, frozen=True):
    """A date with no more precision than the page gives it. `timezone`: as stated, an offset or a name."""

    value: str
    precision: Precision
    timezone: str | None


class _Day(NamedTuple):
    """Up to its day, and where it stands. `clock` is the time, when that stands within."""

    start: int
    end: int
    value: str
    precision: Precision = "day"
    clock: str = ""


def read_date(literal: str, timezone: str | None = None, language: str = "") -> StatedDate | None:
    """The first date in *literal*; None when there is none, or none that exists in the calendar.

    A literal that is nothing but a Unix time, in seconds or milliseconds, is that second by the clocks of *timezone* (an
    IANA name), or in UTC. *language*, as BCP 47 has it, decides on 03/04/2024 and 12.03.24. Takes linear time.
    """
    if len(literal) > LONGEST:
        return None
    return _read(literal, timezone, language[:2].lower() if language[2:3] in {"", "-", "_"} else "")


def is_ambiguous(literal: str) -> bool:
    """Whether *literal* has a date like 03/04/2024, which is read only where the language decides."""
    return read_date(literal) is None and any(
        read_date(literal, None, language) is not None for language in ("fr", "de")
    )


def date_in_field(value: str) -> str | None:
    """*value* of a field for dates as it can be read; None when it is none, such as the zero of a clock.

    Eight digits, which elsewhere may be any number, are a day here, and those behind them a time.
    """
    compact = _COMPACT.fullmatch(value)
    if compact:
        year, month, day, hour, minute, second, zone = compact.groups()
        clock = f"T{hour}:{minute}{f':{second}' if second else ''}{zone or ''}" if hour else ""
        value = f"{year}-{month}-{day}{clock}"
    stated = read_date(value)
    return None if stated is None or stated.value.startswith(_NO_DAYS) else value


@lru_cache(256)
def zone_of(name: str | None) -> tzinfo | None:
    """The clocks of an IANA name, of an offset as ISO 8601 writes it, or of `Z`; None when nobody knows them."""
    if not name:
        return None
    if name in {"Z", "UTC"}:
        return UTC
    if name[0] in "+-":
        hours, _, minutes = name[1:].partition(":")
        if not (hours.isdecimal() and (minutes or "0").isdecimal()):
            return None
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-offset if name[0] == "-" else offset) if offset < timedelta(days=1) else None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A system without data on time zones, or no such zone.
        return None


def squeezed(literal: str) -> str:
    """*literal* with single spaces, narrow digits and signs, and no marks that nobody sees."""
    return " ".join(literal.translate(_WIDE).split())


@lru_cache(2048)
def _read(literal: str, timezone: str | None, language: str) -> StatedDate | None:
    text = squeezed(literal)
    unix = _UNIX.fullmatch(text)
    if unix:
        zone = zone_of(timezone)
        moment = datetime.fromtimestamp(int(unix[1]), zone or UTC)
        return StatedDate(moment.isoformat().replace("+00:00", "Z"), "second", timezone if zone else "UTC")
    return _iso(text) or _any(text, language)


def _iso(text: str) -> StatedDate | None:
    """A time by ISO 8601 and nothing else."""
    match = _ISO.fullmatch(text)
    if match is None or (not match[3] and match[5] and match[5][0] == "-" and text[10] == " "):
        return None
    zone = match[4] or (f"{match[5]}:{match[6]}" if match[5] else None)
    value = f"{match[1]}T{match[2]}{match[3] or ''}"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return StatedDate(f"{value}{zone or ''}", "second" if match[3] else "minute", zone)


def _any(text: str, language: str) -> StatedDate | None:
    """The first date in *text* in any of the forms."""
    day: _Day | None = None
    for read in (_ymd, _named, _dmy, _era, _han):
        found = read(text, language)
        day = found if day is None or (found and found < day) else day
        if day and not day.start:
            break
    if day is None:
        return _whole(text)
    if day.precision != "day":
        return StatedDate(day.value, day.precision, None)
    clock = read_clock(day.clock or text[day.end :], text[: day.start])
    if clock is None:
        return StatedDate(day.value, "day", None)
    return StatedDate(f"{day.value}T{clock.value}", "second" if clock.has_seconds else "minute", clock.zone)


def _ymd(text: str, _: str) -> _Day | None:
    match = _YMD.search(text)
    if match is None or (match["sign"] == "." and _VERSION.search(text, 0, match.start())):
        return None
    return _day(match, match["year"], match["month"] or match["month2"], match["day"] or match["day2"])


def _named(text: str, _: str) -> _Day | None:
    match = _NAMED.search(text)
    if match is None:
        return None
    form = next(form for form in "1234" if match[f"day{form}"])
    month = MONTHS[match[f"month{form}"].lower()]
    return _day(match, match[f"year{form}"], month, match[f"day{form}"], match["clock"] or "")


def _dmy(text: str, language: str) -> _Day | None:
    match = _DMY.search(text)
    if match is None:
        return None
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    if len(year) == 2:
        if match["sign"] != "." or language != "de":
            return None
        # Pages are not older than 1990.
        year = f"{'19' if year >= '90' else '20'}{year}"
    if match["sign"] == "." or first > 12 or first == second or language in DAY_FIRST:
        return _day(match, year, second, first)
    return _day(match, year, first, second) if second > 12 else None


def _era(text: str, _: str) -> _Day | None:
    match = _ERA.search(text)
    if match is None:
        return None
    before, first, last = ERAS[match["era"]]
    found = _day(match, before + (1 if match["year"] == "元" else int(match["year"])), match["month"], match["day"])
    is_within = found is not None and first.isoformat()[: len(found.value)] <= found.value <= last.isoformat()
    return found if is_within else None


def _han(text: str, language: str) -> _Day | None:
    match = _HAN_DATE.search(text)
    if match is None:
        return None
    plain = _HAN_NUMBER.sub(lambda number: str(_han_number(number.group())), match.group())
    found = _ymd(plain, language) or _era(plain, language)
    return found and found._replace(start=match.start(), end=match.end())


def _han_number(digits: str) -> int:
    """二〇二四 is 2024, 二十三 23, 一百一十三 113."""
    if len(digits) == 4 and not set(digits) & set("十廿百"):
        return int("".join(str(_HAN_DIGITS[digit]) for digit in digits))
    total, last = 0, 0
    for digit in digits.replace("廿", "二十"):
        if digit in "十百":
            total += (last or 1) * (10 if digit == "十" else 100)
            last = 0
        else:
            last = _HAN_DIGITS[digit]
    return total + last


def _whole(text: str) -> StatedDate | None:
    """A month or a year, when the literal is nothing else."""
    named = _NAMED_MONTH.fullmatch(text)
    if named:
        return StatedDate(f"{named['year']}-{MONTHS[named['month'].lower()]:02d}", "month", None)
    numbers = _YEAR_MONTH.fullmatch(text)
    if numbers:
        month = int(numbers[2] or numbers[3])
        return StatedDate(f"{numbers[1]}-{month:02d}", "month", None) if 1 <= month <= 12 else None
    year = _ONLY_YEAR.fullmatch(text)
    return StatedDate(year[1], "year", None) if year else None


def _day(
    match: re.Match[str], year: str | int, month: str | int, day: str | int | None, clock: str = ""
) -> _Day | None:
    """The day that *match* names, or its month; None when the calendar has none such."""
    try:
        found = date(int(year), int(month), int(day or 1)).isoformat()
    except ValueError:
        return None
    if day is None:
        return _Day(match.start(), match.end(), found[:7], "month")
    return _Day(match.start(), match.end(), found, "day", clock)
