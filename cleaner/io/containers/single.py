"""Files with one document in them: a packed one, or a page that a browser saved as MHTML; and packed ones that are not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.containers.kinds import foreign_as, media_type_of
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.saved_page import saved_page
from cleaner.io.containers.unpack import blocks, packed_as
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened


class PackedDocument:
    """A document that is packed: `page.html.gz`."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`: one."""
        if start > 0 or stop == 0:
            return
        try:
            data = whole(self.opened)
            yield RawDocument(
                data=data, path=self.opened.path, media_type=media_type_of(self.opened.path), record=Record(1)
            )
        except Broken as broken:
            yield self.opened.unreadable(0, broken)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the size of the file."""
        yield self.opened.file.seek(0, 2)


class SavedPage:
    """A page that a browser saved with what belongs to it: `.mhtml`."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`: one."""
        if start > 0 or stop == 0:
            return
        try:
            yield saved_page(whole(self.opened), self.opened.path, Record(1))
        except Broken as broken:
            yield self.opened.unreadable(0, broken)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the size of the file."""
        yield self.opened.file.seek(0, 2)


class ForeignFile:
    """A file that is packed in a way that is not read, or twice."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`: one that says so."""
        if start == 0 and stop != 0:
            yield self.opened.unreadable(0, self._problem())

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: nothing of it is read."""
        yield 0

    def _problem(self) -> Broken:
        try:
            head = next(blocks(self.opened), b"")
        except Broken as broken:
            return broken
        how = packed_as(head) or foreign_as(head)
        if self.opened.kind.packed:
            return Broken("unsupported", f"the file is packed as {how} within, and is not read: unpack it once")
        return Broken("unsupported", f"the file is packed as {how}, which is not read: unpack it")


def whole(opened: Opened) -> bytes:
    """The file, unpacked.

    Raises:
        Broken: it cannot be read, or is too large.
    """
    found, size = [], 0
    for block in blocks(opened):
        found.append(block)
        size += len(block)
        if size > opened.limits.document_bytes:
            raise opened.too_large("the document")
    return b"".join(found)
