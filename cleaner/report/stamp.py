"""The stamp as the page draws it: the statements without their evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner.model.language import Language  # noqa: TC001 - msgspec reads the annotations

if TYPE_CHECKING:
    from cleaner.model.stamp import Stamp

MAX_ENTRIES = 200
"""Entries shown of a list."""
MAX_VALUE = 600
"""Code points shown of a value."""
_PLENTY = 8_000
"""Bytes of JSON; what is no longer is shown as it is."""


class _Raw(Struct):
    sha256: str
    bytes: int
    encoding: str
    media_type: str


class _Capture(Struct):
    path: str | None
    url: str | None
    fetched_at: str | None
    given: tuple[str, ...]


class _Source(Struct):
    id: str
    name: str | None
    host: str | None
    confidence: str | None


class _Statement(Struct):
    value: str
    confidence: str


class _Date(Struct):
    kind: str
    value: str
    chosen: bool
    choice: str
    confidence: str
    literal: str


class _Credit(Struct):
    role: str
    name: str
    confidence: str


class _Hop(Struct):
    hop: int
    relation: str
    publisher: str | None
    account: str | None
    url: str | None
    title: str | None
    note: str | None
    confidence: str


class _Reference(Struct):
    url: str | None
    title: str | None
    publisher: str | None


class _Fact(Struct):
    kind: str
    value: str
    confidence: str


class _Synthetic(Struct):
    kind: str
    action: str
    digital_source_type: str


class _Rules(Struct):
    id: str
    digest: str
    layout: str | None


class _Drawn(Struct):
    stamp_digest: str
    raw: _Raw
    capture: _Capture
    source: _Source
    title: _Statement | None
    rights: _Statement | None
    dates: tuple[_Date, ...]
    credits: tuple[_Credit, ...]
    chain: tuple[_Hop, ...]
    references: tuple[_Reference, ...]
    facts: tuple[_Fact, ...]
    language: Language
    synthetic: tuple[_Synthetic, ...]
    rules: _Rules
    profile: str
    checks: tuple[str, ...]


def stamp_of(stamp: Stamp) -> msgspec.Raw:
    """The parts of *stamp* that the page shows as JSON, see docs/report.md; of a long one, lists and values are cut."""
    data = msgspec.json.encode(msgspec.convert(stamp, _Drawn, from_attributes=True))
    if len(data) > _PLENTY:
        data = msgspec.json.encode(_short(msgspec.json.decode(data)))
    return msgspec.Raw(b'%s,"images":%d}' % (data[:-1], len(stamp.images)))


def day_of(stamp: Stamp) -> str | None:
    """The day on which the page was captured, or else published, as far as it is known to the day."""
    fetched = stamp.capture.fetched_at
    if fetched and _is_day(fetched):
        return fetched[:10]
    chosen = {date.kind: date.value for date in stamp.dates if date.chosen and _is_day(date.value)}
    found = chosen.get("fetched") or chosen.get("published") or chosen.get("modified")
    return found[:10] if found else None


def _is_day(value: str) -> bool:
    year, month, day = value[:4], value[5:7], value[8:10]
    return value[4:5] + value[7:8] == "--" and (year + month + day).isdecimal() and value[:10].isascii()


def _short(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _short(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value[:MAX_ENTRIES]]
    return shortened(value) if isinstance(value, str) else value


def shortened(value: str | None) -> str | None:
    """*value* with an ellipsis in place of what is beyond `MAX_VALUE`."""
    return f"{value[:MAX_VALUE]}…" if value and len(value) > MAX_VALUE else value
