"""A JSON file that is one value: an array of records, or a single one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec

from cleaner.io.containers.json_lines import BOM, LENIENT, record_in
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.record import document
from cleaner.io.containers.unpack import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened


class JsonArray:
    """A file that holds an array of records, held in memory as it stands. An ordinal is an element of it."""

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
            yield 0 if isinstance(element, Broken) else len(element)

    def _entry(self, ordinal: int, element: bytes | Broken) -> Entry:
        if isinstance(element, Broken):
            return self.opened.unreadable(ordinal, element)
        try:
            return document(self.opened, ordinal, record_in(element, self.opened.reading.fields, "the element"))
        except Broken as broken:
            return self.opened.unreadable(ordinal, broken)

    def _elements(self) -> Iterator[bytes | Broken]:
        """The elements as they stand, or why there are none."""
        try:
            data = self._whole()
            if data.lstrip().startswith(b"["):
                yield from _cut(data)
            else:
                yield data
        except Broken as broken:
            yield broken

    def _whole(self) -> bytes:
        limit = self.opened.limits.document_bytes
        found, size = [], 0
        for block in blocks(self.opened):
            found.append(block)
            size += len(block)
            if size > limit:
                raise Broken(
                    "too-large",
                    f"a JSON file that is one value and longer than {limit:,} bytes (--max-document-bytes): "
                    "make JSON lines of it (jq -c '.[]')",
                )
        return b"".join(found).removeprefix(BOM)


def _cut(data: bytes) -> Iterator[bytes]:
    """The elements of the array in *data*; spelt anew where only Python's json can read it."""
    try:
        yield from map(bytes, msgspec.json.decode(data, type=list[msgspec.Raw]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if len(data) > LENIENT:
            raise Broken("json", f"no JSON: {error}") from None
        try:
            elements = json.loads(data)
        except (ValueError, RecursionError) as problem:
            raise Broken("json", f"no JSON: {problem}") from None
        for element in elements:
            yield json.dumps(element).encode()
