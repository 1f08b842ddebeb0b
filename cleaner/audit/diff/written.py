"""A difference as JSON, piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.audit.diff.compare import Difference

SCHEMA = "cleaner/diff/1"


def json_of(difference: Difference, names: tuple[str, str]) -> Iterator[bytes]:
    """*difference* between the results of these *names*: one JSON object, a document or group a line."""
    store = difference.store
    yield b'{"schema":"%s","a":%s,"b":%s' % (SCHEMA.encode(), *map(msgspec.json.encode, names))
    yield b',\n"settings":' + msgspec.json.encode(difference.settings)
    yield b',\n"counts":' + msgspec.json.encode(difference.counts)
    yield b',\n"rules":['
    for number, rule in enumerate(store.rules()):
        # The groups go inside the object of their rule.
        yield (b",\n" if number else b"\n") + msgspec.json.encode(rule)[:-1]
        yield b',"groups":['
        yield from _lines(store.groups(rule.rule, rule.kind))
        yield b"]}"
    yield b'],\n"moves":' + msgspec.json.encode(store.moves())
    yield b',\n"only_a":' + msgspec.json.encode(difference.only_a)
    yield b',\n"only_b":' + msgspec.json.encode(difference.only_b)
    yield b',\n"documents":['
    yield from _lines(store.documents())
    yield b"]}\n"


def _lines(rows: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + msgspec.json.encode(row)
