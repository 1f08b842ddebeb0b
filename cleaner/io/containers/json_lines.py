"""JSON lines: a record a line, plain or packed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io.containers.entry import PassedOver
from cleaner.io.containers.fields import beginnings, wanted
from cleaner.io.containers.lines import BOM, WIDE, TooLong, in_bytes, lines
from cleaner.io.containers.mark import Mark
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.record import document
from cleaner.io.containers.unpack import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened
    from cleaner.io.containers.reading import Fields

_KINDS = {list: "array", str: "string", int: "number", float: "number", bool: "value", type(None): "null"}
_SHORT = 1 << 20
LENIENT = 8 << 20
"""Bytes of a line up to which it is read whole, and up to which Python's json is asked when it is no strict JSON."""


class JsonLines:
    """A file of JSON lines. An ordinal is a line, empty ones too."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self._at = 0
        self._is_wide = False
        """The bytes of a line are not those of the file."""

    def entries(self, start: int = 0, stop: int | None = None, mark: Mark | None = None) -> Iterator[Entry]:
        """As `Marking.entries`."""
        for ordinal, line in enumerate(self._lines(mark.at if mark else 0), start if mark else 0):
            if stop is not None and ordinal >= stop:
                return
            if ordinal >= start:
                yield self._entry(ordinal, line)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: bytes of each line."""
        self._at = 0
        self.opened.file.seek(0)
        self._is_wide = self.opened.file.read(2) in WIDE
        for line in self._lines():
            size = 0 if isinstance(line, Broken) else (line.size if isinstance(line, TooLong) else len(line)) + 1
            yield size
            self._at += size

    def mark(self) -> Mark | None:
        """As `Marking.mark`; None in packed lines, and in UTF-16."""
        return None if self.opened.kind.packed or self._is_wide else Mark(self._at)

    def _lines(self, at: int = 0) -> Iterator[bytes | TooLong | Broken]:
        try:
            stream = blocks(self.opened, at)
            yield from lines(stream if at else in_bytes(stream), self.opened.limits.document_bytes)
        except Broken as broken:
            yield broken

    def _entry(self, ordinal: int, line: bytes | TooLong | Broken) -> Entry:
        opened = self.opened
        if isinstance(line, Broken):
            return opened.unreadable(ordinal, line)
        if isinstance(line, TooLong):
            return opened.unreadable(ordinal, opened.too_large("the line", line.size))
        if ordinal == 0:
            line = line.removeprefix(BOM)
        if not line or line.isspace():
            return PassedOver("empty line")
        try:
            return document(opened, ordinal, record_in(line, opened.reading.fields))
        except Broken as broken:
            return opened.unreadable(ordinal, broken)


def record_in(line: bytes, fields: Fields, where: str = "the line") -> dict[str, Any]:
    """The object on *line* as `decoded` has it; of a long one with only the fields that are looked for, the others None.

    Raises:
        Broken: it is no JSON object.
    """
    if len(line) <= _SHORT:
        return decoded(line, where)
    # What is small on the line may be large in memory: an empty object has two bytes there, and sixty-four here.
    try:
        raw = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        names = wanted(fields)
        tops = {begun for name in names for begun in beginnings(name)}
        record = {name: msgspec.json.decode(value) if name in tops else None for name, value in raw.items()}
        line.decode()
    except msgspec.ValidationError:
        return decoded(line, where)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if len(line) <= LENIENT:
            return decoded(line, where)
        raise Broken("json", f"no JSON: {error}") from None
    return record


def decoded(line: bytes, where: str = "the line") -> dict[str, Any]:
    """The object on *line*, which is told as *where*. Of keys that stand twice the last one counts.

    Raises:
        Broken: it is no JSON object.
    """
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = _lenient(line, where)
    if not isinstance(value, dict):
        raise Broken("no-object", f"a JSON {_KINDS.get(type(value), 'value')}, where an object with a text is expected")
    return value


def _lenient(line: bytes, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """As Python's json reads it: NaN, numbers of any size, and halves of surrogate pairs are let through."""
    try:
        return json.loads(line)
    except RecursionError:
        raise Broken("json", "no JSON that can be read: it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Broken(
            "json", f"no JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1:,} of {where}"
        ) from None
    except ValueError as error:
        raise Broken("json", f"no JSON: {error}") from None
