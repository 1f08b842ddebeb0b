"""Files that hold many documents, or a packed one: each record read once, in order, one at a time in memory."""

from __future__ import annotations

from cleaner.io.containers.entry import Entry, PassedOver, Unreadable
from cleaner.io.containers.kinds import HEAD, Kind, is_taken, kind_of
from cleaner.io.containers.open import Container, open_container
from cleaner.io.containers.reading import Fields, Limits, Reading

__all__ = [
    "HEAD",
    "Container",
    "Entry",
    "Fields",
    "Kind",
    "Limits",
    "PassedOver",
    "Reading",
    "Unreadable",
    "is_taken",
    "kind_of",
    "open_container",
]
