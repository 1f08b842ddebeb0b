"""Which of two stated dates is the earlier, where what is stated decides it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import tzinfo

    from cleaner.graph.model import Order
    from cleaner.model.stamp import DateStamp

_EAST, _WEST = timedelta(hours=14), timedelta(hours=-12)
"""The clocks farthest ahead of UTC and behind it: between them lies a time of no known zone."""
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)"
    r"(?:\.(?P<fraction>\d{1,9}))?)?)?)?)?(?P<offset>Z|[+-]\d\d:?\d\d)?"
)


class Moment(Struct, frozen=True):
    """The stretch of time that a stated date leaves open, in UTC; `end` is excluded."""

    start: datetime
    end: datetime
    is_zoned: bool
    precision: str

    def order_to(self, other: Moment) -> Order:
        """Whether this is `before` the *other*; the same instant, minute or day of one zone is `same`."""
        if self.end <= other.start:
            return "before"
        if self == other and self.is_zoned:
            return "same"
        return "undecided"


def moment_of(stated: DateStamp) -> Moment | None:
    """The stretch of time that a date may mean; None for what is no date of the calendar."""
    match = _VALUE.fullmatch(stated.value)
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(match[name] or low)
        for name, low in (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
    )
    try:
        start = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone comes below
        if match["second"]:
            end = start + timedelta(seconds=1)
        elif match["hour"]:
            end = start + timedelta(minutes=1)
        elif match["day"]:
            end = start + timedelta(days=1)
        elif match["month"]:
            end = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001
        else:
            end = datetime(year + 1, 1, 1)  # noqa: DTZ001
        zone = _zone(match["offset"] or stated.timezone or "")
        if zone is None:
            return Moment(start=_utc(start) - _EAST, end=_utc(end) - _WEST, is_zoned=False, precision=stated.precision)
        return Moment(
            start=start.replace(tzinfo=zone).astimezone(UTC),
            end=end.replace(tzinfo=zone).astimezone(UTC),
            is_zoned=True,
            precision=stated.precision,
        )
    except (ValueError, OverflowError):
        return None


def why_undecided(one: Moment | None, other: Moment | None) -> str:
    """What a comparison that does not decide lacks."""
    if one is None or other is None:
        return "neither states a date" if one is other else "one states no date"
    if one.is_zoned and other.is_zoned:
        if one.precision == other.precision:
            return f"both in one {one.precision}"
        return f"one date has the {one.precision}, the other the {other.precision}"
    return "the time zone of one date is not known, and they are too close to tell without"


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=UTC)


@lru_cache(256)
def _zone(name: str) -> tzinfo | None:
    if name in {"Z", "UTC"}:
        return UTC
    offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", name)
    if offset:
        # Python knows offsets below a day.
        return datetime.strptime(f"{offset[1]}{offset[2]}{offset[3]}", "%z").tzinfo
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        # A system without data on time zones, or no such zone.
        return None
