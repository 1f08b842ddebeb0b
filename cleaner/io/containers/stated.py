"""Values that records state, in the form in which they can be stored: moments, and strings."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?)?")


def storable(text: str) -> str:
    r"""*text* without lone surrogates, which no output can hold: `\ud800` spelt out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def moment(value: object) -> str | None:
    """A moment in ISO 8601, from one or from a timestamp in seconds or milliseconds since 1970; None for others."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        value = value.strip()
        if not _ISO.fullmatch(value):
            return None
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return None
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # From 1973 on seconds have nine digits and more, milliseconds twelve.
        if 1e8 <= value < 1e11:
            return datetime.fromtimestamp(value, UTC).isoformat()
        if 1e11 <= value < 1e14:
            return datetime.fromtimestamp(value / 1000, UTC).isoformat()
    return None
