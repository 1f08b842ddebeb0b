"""Files that hold many documents, or a packed one: each record read once, in order, one at a time in memory."""

from __future__ import annotations

from cleaner.io.containers.entry import Entry, PassedOver, Unreadable
from cleaner.io.containers.kinds import HEAD, Kind, beginning, is_taken, kind_of
from cleaner.io.containers.mark import Mark
from cleaner.io.containers.open import Container, Marking, open_container
from cleaner.io.containers.reading import Fields, Limits, Reading

__all__ = [
    "HEAD",
    "Container",
    "Entry",
    "Fields",
    "Kind",
    "Limits",
    "Mark",
    "Marking",
    "PassedOver",
    "Reading",
    "Unreadable",
    "beginning",
    "is_taken",
    "kind_of",
    "open_container",
]
