"""How containers are read: under which names records hold what is wanted, and how much one of them may take."""

from __future__ import annotations

from msgspec import Struct


class Fields(Struct, frozen=True):
    """Names of the fields of records: dotted for a field within a field, `metadata.url`. None: the usual names are tried."""

    text: str | None = None
    url: str | None = None
    id: str | None = None
    date: str | None = None
    """When the page was captured, not when it was published."""
    media_type: str | None = None


class Limits(Struct, frozen=True):
    """What a container may ask for. What oversteps one of them is unreadable, and says which."""

    document_bytes: int = 64 << 20
    """A document, unpacked; also a line, row or record that holds one."""
    expansion: int = 200
    """What is unpacked, in multiples of what was packed; looked at when `document_bytes` have been unpacked."""
    csv_value_bytes: int = 16 << 20
    """A value in a CSV file, which takes six times as much memory while it is read."""
    members: int = 200_000
    """Members of a zip file, whose list is held in memory."""


class Reading(Struct, frozen=True, kw_only=True):
    """How to read containers."""

    fields: Fields = Fields()
    limits: Limits = Limits()
    url: str | None = None
    """Where the document was captured; only for one document."""
    fetched_at: str | None = None
    """When documents were captured whose records do not say it, ISO 8601."""
