"""A file that is being read, and the entries that say where in it they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cleaner.io.containers.entry import Unreadable
from cleaner.model.record import Record

if TYPE_CHECKING:
    from cleaner.io.containers.kinds import Kind
    from cleaner.io.containers.reading import Reading


class Broken(Exception):  # noqa: N818 - no error of a user: it becomes an entry
    """A file or record cannot be read (any further)."""

    def __init__(self, code: str, detail: str, *, is_behind: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.is_behind = is_behind
        """Everything before is whole; what cannot be read stands behind it."""


class Opened:
    """The file, its path as it is shown, its kind, and how to read it."""

    def __init__(self, file: BinaryIO, path: str, kind: Kind, reading: Reading) -> None:
        self.file = file
        self.path = path
        self.kind = kind
        self.reading = reading
        self.limits = reading.limits

    def unreadable(self, ordinal: int, broken: Broken, name: str | None = None) -> Unreadable:
        """The entry at *ordinal*, which cannot be read; *name* is what the container calls it."""
        return Unreadable(self.path, broken.code, broken.detail, Record(ordinal + 1, name))

    def too_large(self, what: str, size: int | None = None) -> Broken:
        """What to raise when *what* (`the line`) is larger than a document may be."""
        return too_large(what, self.limits.document_bytes, size)


def too_large(what: str, limit: int, size: int | None = None) -> Broken:
    """What to raise when *what* has *size* bytes, or too many to say, where a document may have *limit*."""
    has = f"has {size:,} bytes, more than" if size is not None else "is longer than"
    return Broken("too-large", f"{what} {has} the {limit:,} that a document may have (--max-document-bytes)")
