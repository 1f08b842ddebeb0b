"""Where in a TOML file something stands: parsers of TOML do not say, and a message without a line is half a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=")
_ITEM = re.compile(r"\s*[{\"'\[]")

Tokens = tuple[str | int, ...]


def locate(text: str, tokens: Sequence[str | int]) -> int:
    """The line, from 1, of what *tokens* (keys and indexes) lead to; that of the nearest table above when it has none."""
    wanted = tuple(tokens)
    best, line = -1, 1
    for path, number in _places(text):
        if len(path) > best and path == wanted[: len(path)]:
            best, line = len(path), number
    return line


def extent(text: str, tokens: Sequence[str | int]) -> tuple[int, int]:
    """First and last line of the table that *tokens* lead to, with its sub-tables, blank lines at its end left out."""
    wanted = tuple(tokens)
    first = locate(text, wanted)
    lines = text.split("\n")
    last = len(lines)
    for path, number in _places(text):
        if number > first and path[: len(wanted)] != wanted:
            last = number - 1
            break
    return first, _trimmed(lines, first, last)


def extents(text: str) -> dict[Tokens, tuple[int, int]]:
    """As `extent`, for every item of the tables that come in any number, in one pass."""
    lines = text.split("\n")
    found: dict[Tokens, tuple[int, int]] = {}
    item: Tokens = ()
    first = 1
    for path, number in [*_places(text), ((), len(lines) + 1)]:
        head = path[:2] if len(path) > 1 and isinstance(path[1], int) else ()
        if head == item:
            continue
        if item:
            found.setdefault(item, (first, _trimmed(lines, first, number - 1)))
        item, first = head, number
    return found


def _trimmed(lines: Sequence[str], first: int, last: int) -> int:
    while last > first and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return last


def _places(text: str) -> Iterator[tuple[Tokens, int]]:
    """The path of every header, key and item of an array that begins a line."""
    counts: dict[Tokens, int] = {}
    section: Tokens = ()
    item = 0
    key: Tokens = ()
    depth = 0
    quote = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        header = _HEADER.match(line) if depth <= 0 else None
        if header:
            section = _section(header[2], is_item=header[1] == "[[", counts=counts)
            yield section, number
        elif depth > 0 and _ITEM.match(line):
            yield (*key, item), number
            item += 1
        elif depth <= 0 and (match := _KEY.match(line)):
            key = (*section, *_names(match[1]))
            item = 0
            yield key, number
        quote = next((mark for mark in ("'''", '"""') if line.count(mark) % 2), "")
        if not quote and not header:
            bare = re.sub(r"'''.*?'''|\"\"\".*?\"\"\"|'[^']*'|\"(?:\\.|[^\"\\])*\"|#.*", "", line)
            depth = max(0, depth + bare.count("[") - bare.count("]"))


def _section(dotted: str, *, is_item: bool, counts: dict[Tokens, int]) -> Tokens:
    path: Tokens = ()
    names = _names(dotted)
    for position, name in enumerate(names):
        path = (*path, name)
        if is_item and position == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> list[str]:
    return [name.strip().strip("\"'") for name in dotted.split(".")]
