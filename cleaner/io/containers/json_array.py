"""A JSON file that is one value: an array of records, or a single one."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from cleaner.io.containers.elements import elements
from cleaner.io.containers.json_lines import record_in
from cleaner.io.containers.lines import BOM, TooLong, in_bytes
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.record import document
from cleaner.io.containers.unpack import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened


class JsonArray:
    """A file that holds an array of records, or one record. An ordinal is an element."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`."""
        for ordinal, element in enumerate(self._elements()):
            if stop is not None and ordinal >= stop:
                return
            if ordinal >= start:
                yield self._entry(ordinal, element)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: bytes of each element."""
        for element in self._elements():
            yield 0 if isinstance(element, Broken) else (element.size if isinstance(element, TooLong) else len(element))

    def _entry(self, ordinal: int, element: bytes | TooLong | Broken) -> Entry:
        opened = self.opened
        if isinstance(element, Broken):
            return opened.unreadable(ordinal, element)
        if isinstance(element, TooLong):
            return opened.unreadable(ordinal, opened.too_large("the element", element.size))
        try:
            return document(opened, ordinal, record_in(element, opened.reading.fields, "the element"))
        except Broken as broken:
            return opened.unreadable(ordinal, broken)

    def _elements(self) -> Iterator[bytes | TooLong | Broken]:
        """The elements as they stand, and why there are no more."""
        limit = self.opened.limits.document_bytes
        try:
            stream = in_bytes(blocks(self.opened))
            first = next(stream, b"").removeprefix(BOM)
            if first.lstrip().startswith(b"["):
                yield from elements(chain((first,), stream), limit)
            else:
                yield self._whole(chain((first,), stream), limit)
        except Broken as broken:
            yield broken

    def _whole(self, stream: Iterator[bytes], limit: int) -> bytes:
        found, size = [], 0
        for block in stream:
            found.append(block)
            size += len(block)
            if size > limit:
                raise self.opened.too_large("the record")
        return b"".join(found)
