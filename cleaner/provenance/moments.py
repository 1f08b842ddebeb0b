"""Comparing dates of different precision, with and without a time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from cleaner.provenance.dates import zone_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from cleaner.provenance.dates import Precision, StatedDate

PRECISIONS: tuple[Precision, ...] = ("year", "month", "day", "minute", "second")
_WIDTHS = {"year": 4, "month": 7, "day": 10, "minute": 16, "second": 19}
_AHEAD = timedelta(hours=14)
_BEHIND = timedelta(hours=12)
"""How far local clocks are from UTC at most."""
_QUARTER = timedelta(minutes=15)

Agreement = Literal["same", "same-moment", "perhaps", "other"]
"""`same`: as far as both go. `same-moment`: written in two zones. `perhaps`: but for a zone that is not stated."""


def agreement(one: StatedDate, other: StatedDate) -> Agreement:
    """How two dates agree; the coarser precision counts. `timezone` of a date may be an IANA name."""
    width = min(_WIDTHS[one.precision], _WIDTHS[other.precision])
    is_local = one.value[:width] == other.value[:width]
    if width < _WIDTHS["minute"]:
        return "same" if is_local else "perhaps" if _is_day_of(one, other) or _is_day_of(other, one) else "other"
    here, there = _zone(one), _zone(other)
    first, second = _local(one), _local(other)
    if here is not None and there is not None:
        if _utc(first, here).isoformat()[:width] != _utc(second, there).isoformat()[:width]:
            return "other"
        return "same" if is_local else "same-moment"
    if is_local:
        return "same"
    apart = abs(first.replace(second=0, microsecond=0) - second.replace(second=0, microsecond=0))
    return "perhaps" if apart <= _AHEAD + _BEHIND and not apart % _QUARTER else "other"


def is_after(one: StatedDate, other: StatedDate, *, same_clock: bool = False) -> bool:
    """Whether *one* is after *other* for sure: in whatever zone, where none is stated. *same_clock*: both in the same."""
    first, second = _zone(one), _zone(other)
    if first is None and second is None and same_clock:
        width = min(_WIDTHS[one.precision], _WIDTHS[other.precision])
        return one.value[:width] > other.value[:width]
    start, end = _local(one), _end(other)
    earliest = start - _AHEAD if first is None else _utc(start, first)
    latest = end + _BEHIND if second is None else _utc(end, second)
    return earliest > latest


def has_zone(stated: StatedDate) -> bool:
    """Whether the moment is known in any zone."""
    return _zone(stated) is not None


def _is_day_of(one: StatedDate, other: StatedDate) -> bool:
    """Whether *one* is the day of the moment *other* somewhere. UTC is the clock of machines, not that of a page."""
    if one.precision != "day" or not other.value.endswith(("Z", "+00:00")):
        return False
    day, moment = _local(one), _local(other)
    return (moment - _BEHIND).date() <= day.date() <= (moment + _AHEAD).date()


def _local(stated: StatedDate) -> datetime:
    value = stated.value[: _WIDTHS[stated.precision]]
    return datetime.fromisoformat(value + {"year": "-01-01", "month": "-01"}.get(stated.precision, ""))


def _end(stated: StatedDate) -> datetime:
    """The last moment that the value can mean."""
    start = _local(stated)
    if stated.precision == "year":
        return start.replace(month=12, day=31, hour=23, minute=59, second=59)
    if stated.precision == "month":
        following = (start + timedelta(days=31)).replace(day=1)
        return following - timedelta(seconds=1)
    step = {"day": timedelta(days=1), "minute": timedelta(minutes=1), "second": timedelta(seconds=1)}[stated.precision]
    return start + step - timedelta(microseconds=1)


def _zone(stated: StatedDate) -> tzinfo | None:
    tail = stated.value[11:]
    if tail.endswith("Z"):
        return UTC
    at = max(tail.find("+"), tail.find("-"))
    return zone_of(tail[at:] if at >= 0 else stated.timezone)


def _utc(local: datetime, zone: tzinfo) -> datetime:
    """In UTC, without saying so."""
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
