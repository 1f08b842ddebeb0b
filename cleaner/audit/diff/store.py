"""What a comparison has found so far, on disk: results may differ in more than memory holds."""

from __future__ import annotations

import hashlib
import sqlite3
from typing import TYPE_CHECKING

import msgspec

from cleaner.audit.diff.model import Changed, Group, Moves, RuleChange, Stretch
from cleaner.audit.group import group_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.audit.diff.model import Kind, Move

_TABLES = """
create table document (n integer primary key, row blob);
create table stretch (
    rule text, kind text, category text, key blob, n integer, chars integer, path text, row blob
);
create table move (a text, b text, n integer, chars integer);
"""


class Store:
    """Changed documents with their stretches; a database without a name, which is gone when it is closed."""

    def __init__(self) -> None:
        # Small ones stay in memory; SQLite moves what grows to a file that no other program sees.
        self._database = sqlite3.connect("")
        self._database.executescript(_TABLES)
        self._documents = 0

    def close(self) -> None:
        """Forget all."""
        self._database.close()

    def add(self, changed: Changed, keys: Sequence[str]) -> None:
        """Take in a changed document; *keys* are the texts by which its stretches are grouped."""
        self._documents += 1
        number = self._documents
        self._database.execute("insert into document values (?, ?)", (number, msgspec.json.encode(changed)))
        self._database.executemany(
            "insert into stretch values (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (each.rule, each.kind, each.category, _key(text), number, each.chars, changed.path, _packed(each))
                for each, text in zip(changed.stretches, keys, strict=True)
            ),
        )

    def moved(self, number: int, moves: Sequence[Move]) -> None:
        """Take in what only changed its rule, in document *number*."""
        self._database.executemany(
            "insert into move values (?, ?, ?, ?)", ((each.a, each.b, number, each.chars) for each in moves)
        )

    def documents(self) -> Iterator[Changed]:
        """The changed documents in order."""
        for (row,) in self._database.execute("select row from document order by n"):
            yield msgspec.json.decode(row, type=Changed)

    def rules(self) -> list[RuleChange]:
        """What each rule does otherwise, most characters first."""
        rows = self._database.execute(
            "select kind, rule, min(category), count(distinct n), count(*), sum(chars), count(distinct key) "
            "from stretch group by rule, kind order by sum(chars) desc, count(*) desc, rule, kind"
        )
        return [RuleChange(*row) for row in rows]

    def groups(self, rule: str, kind: Kind, limit: int = -1) -> Iterator[Group]:
        """Stretches of *rule* by their text, most characters first; at most *limit*."""
        # SQLite takes what stands beside min() from the row that has the least.
        rows = self._database.execute(
            "select count(*), count(distinct n), sum(chars), path, row, min(rowid) from stretch "
            "where rule = ? and kind = ? group by key order by sum(chars) desc, min(rowid) limit ?",
            (rule, kind, limit),
        )
        for count, documents, chars, path, row, _ in rows:
            yield Group(count, documents, chars, path, msgspec.json.decode(row, type=Stretch))

    def moves(self) -> list[Moves]:
        """What only changed its rule, most characters first."""
        rows = self._database.execute(
            "select a, b, count(distinct n), count(*), sum(chars) from move group by a, b order by sum(chars) desc, a, b"
        )
        return [Moves(*row) for row in rows]


def _packed(stretch: Stretch) -> bytes:
    return msgspec.json.encode(stretch)


def _key(text: str) -> bytes:
    return hashlib.blake2b(group_text(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()
