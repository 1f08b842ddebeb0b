"""A JSON object on a line with one value replaced and one field added: every other character stays where it was."""

from __future__ import annotations

import json
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Numbers stay as they are spelt, so nothing is lost, and none can be too long for Python.
_SCAN = json.JSONDecoder(parse_int=str, parse_float=str)


def spliced(line: str, field: str | None, value: str, name: str, added: str) -> str:
    """*line* with the JSON text *value* in place of that of *field*, and *name*: *added* behind all others.

    Args:
        line: a JSON object, which is not looked at again for errors.
        field: name of a field as it stands, or dotted; of several of one name the last. None: nothing is replaced.
        value: JSON text.
        name: of the new field.
        added: JSON text.
    """
    begin = line.index("{")
    end = line.rindex("}")
    comma = "," if line[begin + 1 : end].strip() else ""
    tail = f"{comma}{json.dumps(name)}:{added}{line[end:]}"
    place = _place(line, begin, field) if field is not None else None
    if place is None:
        return line[:end] + tail
    return line[: place[0]] + value + line[place[1] : end] + tail


def _place(line: str, begin: int, field: str) -> tuple[int, int] | None:
    """Where the value of *field* stands in the object that begins at *begin*. Looks where `value_at` looks."""
    members = dict(_members(line, begin))
    if field in members:
        return members[field]
    outer, dot, inner = field.partition(".")
    while dot:
        place = members.get(outer)
        if place and line[place[0]] == "{":
            return _place(line, place[0], inner)
        more, dot, inner = inner.partition(".")
        outer = f"{outer}.{more}"
    return None


def _members(line: str, begin: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The names of an object, and where their values stand."""
    at = _behind_space(line, begin + 1)
    while line[at] != "}":
        name, at = _SCAN.raw_decode(line, at)
        start = _behind_space(line, _behind_space(line, at) + 1)
        _, end = _SCAN.raw_decode(line, start)
        yield name, (start, end)
        at = _behind_space(line, end)
        if line[at] == ",":
            at = _behind_space(line, at + 1)


def _behind_space(line: str, at: int) -> int:
    found: int = WHITESPACE.match(line, at).end()
    return found
