"""The time of day that stands beside a date, with its time zone as far as it is stated."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.provenance.calendar_words import AFTERNOON, EVENING, FORENOON, MANY_ZONES, NOON, OFFSETS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of *words*, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_HALVES = any_of((*FORENOON[:-1], *AFTERNOON[:-1], *NOON, *EVENING))
_CLOCK = rf"""
    (?P<before>{_HALVES})?\s?
    (?<![0-9])(?<![0-9][:.,])(?P<hour>[0-9]{{1,2}})
    (?:
      \s?:\s?(?P<minute>[0-9][0-9])(?![0-9])(?::(?P<second>[0-9][0-9])(?![0-9])(?:[.,](?P<fraction>[0-9]{{1,9}}))?)?
      |\s?[时時点點시]\s?(?:(?P<minute2>[0-9]{{1,2}})(?![0-9])\s?[分분]?(?:\s?(?P<second2>[0-9]{{1,2}})\s?[秒초])?|(?P<halfpast>半))
      |\s?h\s?(?P<minute3>[0-9][0-9])(?![0-9a-z])
      |\.(?P<minute4>[0-9][0-9])(?=\s?Uhr)
    )
    (?:\s?(?:Uhr|uur)\b)?
    (?:\s?(?P<behind>[ap])\.?\s?m\b\.?)?
    (?:\s?[(,]?\s?(?P<zone>
      Z(?!\w)
      |(?:UTC|GMT)(?:\s?[+-][0-9]{{1,2}}(?::?[0-9][0-9])?)?(?![\w:])
      |[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?(?![0-9:.])
      |(?:{any_of((*OFFSETS, *MANY_ZONES))})(?![^\W_])
    ))?
"""
_WEEKDAY = (
    rf"[(]?(?:(?:{any_of(WEEKDAYS)})(?![^\W\d_])\.?|(?<=[(])[一二三四五六日天月火水木金土월화수목금토일](?=[)]))[)]?"
)
_AFTER = re.compile(
    rf"""
    (?:T|[\s,;.]*(?:{_WEEKDAY})?[\s,;|·•@、。/–—-]*(?:(?:at|um|à|às|as|a\ las?|alle|ore|om|kl\.?)\s)?)
    {_CLOCK}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"{_CLOCK}[\s,;|·•–—)-]*(?:(?:on|am|le|el|il|op|em)\s)?(?:{_WEEKDAY})?[\s,]*$", re.VERBOSE | re.IGNORECASE
)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])([0-9]{1,2}):?([0-9][0-9])?")
_UPPER = {name.upper(): name for name in (*OFFSETS, *MANY_ZONES)}


class Clock(Struct, frozen=True):
    """A time of day in ISO 8601. `offset` is part of the value; `zone` is its name or the offset."""

    value: str
    has_seconds: bool
    offset: str
    zone: str | None


def read_clock(behind: str, before: str = "") -> Clock | None:
    """The time that text *behind* a date begins with, or text *before* it ends with; None when there is none.

    A time without minutes, and one that no clock shows, is none.
    """
    match = _AFTER.match(behind) or (_BEFORE.search(before) if ":" in before or "h" in before else None)
    if match is None:
        return None
    hour = _hour(int(match["hour"]), match["before"] or (match["behind"] or "").lower())
    minute = match["minute"] or match["minute2"] or match["minute3"] or match["minute4"] or "30"
    second = match["second"] or match["second2"]
    try:
        clock = time(-1 if hour is None else hour, int(minute), int(second or 0))
    except ValueError:
        return None
    offset, zone = _zone(match)
    if second is None:
        return Clock(f"{clock:%H:%M}{offset}", has_seconds=False, offset=offset, zone=zone)
    fraction = f".{match['fraction']}" if match["fraction"] else ""
    return Clock(f"{clock:%H:%M:%S}{fraction}{offset}", has_seconds=True, offset=offset, zone=zone)


def _hour(hour: int, half: str) -> int | None:
    """The hour of 24; None where *half* of the day does not tell it: 晚上12:05 is of this night or the next."""
    if half in FORENOON:
        # 12 am is midnight, 12 pm is noon.
        return hour % 12 if hour <= 12 else None
    if half in AFTERNOON:
        return hour % 12 + 12 if hour <= 12 else hour
    if half in NOON:
        return hour + 12 if hour in {1, 2} else hour if hour >= 11 else None
    if half in EVENING:
        return hour + 12 if 5 <= hour <= 11 else hour if hour >= 13 else None
    return hour


def _zone(match: re.Match[str]) -> tuple[str, str | None]:
    """The offset as ISO 8601 writes it, empty when no one knows; and what is stated."""
    stated = match["zone"]
    if not stated:
        return "", None
    if stated.upper() in {"Z", "UTC", "GMT"}:
        return "Z", "Z"
    name = _UPPER.get(stated.upper())
    if name:
        return OFFSETS.get(name, ""), name
    offset = _OFFSET.fullmatch(stated)
    assert offset is not None
    sign, hours, minutes = offset[1], int(offset[2]), offset[3] or "00"
    if hours > 14 or minutes > "59":
        return "", None
    if sign == "-" and ":" in stated and match["minute"] and not match["second"] and match.group()[0] not in "Tt":
        # 10:05-12:00 is from five past ten to noon.
        return "", None
    return f"{sign}{hours:02d}:{minutes}", f"{sign}{hours:02d}:{minutes}"
