"""What a container holds, one for each of its records: a document, something unreadable, or something passed over."""

from __future__ import annotations

from msgspec import Struct

from cleaner.model.document import RawDocument
from cleaner.model.record import Record  # noqa: TC001 - msgspec reads the annotations


class Unreadable(Struct, frozen=True):
    """An input that could not be read, and why. `code` is for machines, `detail` for people."""

    path: str
    code: str
    detail: str
    record: Record | None = None
    """Where in the file at `path`; None when it is the whole file."""


class PassedOver(Struct, frozen=True):
    """A record that is no document and need not be one: `what` names its kind, `warc request`, `empty line`."""

    what: str


Entry = RawDocument | Unreadable | PassedOver
