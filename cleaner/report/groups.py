"""Identical removals, counted over the whole result; what is told of each waits in a temporary file."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import msgspec

from cleaner.audit.group import group_key
from cleaner.report.chunks import array_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.rows import RemovalRow
    from cleaner.report.chunks import Chunks

MAX_PLACES = 50
MAX_SPELLINGS = 1_000
"""Different spellings of one group that are counted."""
GROUPS_A_CHUNK = 200
_MAX_KEYS = 1 << 16


class Group:
    """Removals that are alike: of one source, by one rule, with one text as `cleaner.audit.group` compares it."""

    __slots__ = (
        "chars", "count", "documents", "first", "is_blank", "key", "last", "last_document", "offset", "places", "risk", "rule",
        "size", "spelling", "spellings",
    )  # fmt: skip

    def __init__(self, key: str, rule: int) -> None:
        self.key = key
        self.rule = rule
        self.count = self.documents = self.chars = self.offset = self.size = 0
        self.risk = self.last_document = -1
        self.is_blank = False
        self.places: list[tuple[int, int]] = []
        self.spelling: int | None = None
        self.spellings: set[int] | None = None
        """Of a group with one spelling there is no set: most groups have one."""
        self.first: tuple[str, int] | None = None
        self.last: tuple[str, int] | None = None


class Groups:
    """All groups of a result by source. Use as a context."""

    def __init__(self, folder: Path) -> None:
        self._file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed on leaving
        self._groups: dict[str, dict[str, Group]] = {}
        self._keys: dict[tuple[str, str, str], str] = {}
        self._at = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def key(self, source: str, removal: RemovalRow) -> str:
        """As `group_key`, remembered: most texts come again."""
        if removal.text is None or len(removal.text) > MAX_SPELLINGS:
            return group_key(source, removal)
        known = (source, removal.rule, removal.text)
        found = self._keys.get(known)
        if found is None:
            if len(self._keys) >= _MAX_KEYS:
                self._keys.clear()
            found = self._keys[known] = group_key(source, removal)
        return found

    def of(self, source: str, key: str, rule: int) -> Group:
        """The group with *key*, made when there is none."""
        groups = self._groups.setdefault(source, {})
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(key, rule)
        return group

    def known(self, source: str, key: str) -> Group | None:
        """The group with *key*, if there is one."""
        return self._groups.get(source, {}).get(key)

    def remember(self, group: Group, told: dict[str, Any]) -> None:
        """*told* is what the page says of *group*, in place of what it was to say before."""
        data = msgspec.json.encode(told)
        group.offset, group.size = self._at, len(data)
        self._file.write(data)
        self._at += len(data)

    def told(self, group: Group) -> dict[str, Any]:
        """What `remember` was told last."""
        self._file.seek(group.offset)
        found: dict[str, Any] = msgspec.json.decode(self._file.read(group.size))
        return found

    def in_order(self, source: str) -> list[Group]:
        """Those with more than one removal by their number, then the single ones by their risk; white space last of each."""
        groups = list(self._groups.get(source, {}).values())
        groups.sort(
            key=lambda group: (
                group.count == 1,
                group.is_blank,
                *((-group.count, 0) if group.count > 1 else (-group.risk, -group.chars)),
            )
        )
        return groups

    def write(self, groups: list[Group], chunks: Chunks) -> list[tuple[int, int]]:
        """Put *groups* into chunks; the first group and the number of each."""
        starts = []
        for first in range(0, len(groups), GROUPS_A_CHUNK):
            part = groups[first : first + GROUPS_A_CHUNK]
            starts.append((first, chunks.add(array_of(self._records(part)))))
        return starts

    def _records(self, groups: list[Group]) -> Iterator[bytes]:
        for group in groups:
            counted = {
                "key": group.key,
                "rule": group.rule,
                "count": group.count,
                "documents": group.documents,
                "variants": len(group.spellings) if group.spellings else 1,
                "at": group.places,
                "first": _seen(group.first),
                "last": _seen(group.last),
            }
            self._file.seek(group.offset)
            told = self._file.read(group.size)
            yield msgspec.json.encode(counted)[:-1] + b"," + told[1:]


def add(group: Group, document: int, day: str | None, removal: RemovalRow) -> None:
    """One more of *group*, in a document that the page shows."""
    count(group, document)
    if len(group.places) < MAX_PLACES:
        group.places.append((document, removal.seq))
    spelling = hash(removal.text if removal.text is not None else removal.text_sha256)
    if group.spelling is None:
        group.spelling = spelling
    elif group.spellings is None:
        group.spellings = {group.spelling, spelling} if spelling != group.spelling else None
    elif len(group.spellings) < MAX_SPELLINGS:
        group.spellings.add(spelling)
    # Documents come in order. One that has a day goes before those that have none.
    seen = (day or "", document)
    if group.first is None or group.last is None:
        group.first = group.last = seen
        return
    if day and (not group.first[0] or day < group.first[0]):
        group.first = seen
    if (day or "") >= group.last[0]:
        group.last = seen


def count(group: Group, document: int) -> None:
    """One more of *group*, in *document*: a number that no other document has."""
    group.count += 1
    if group.last_document != document:
        group.last_document = document
        group.documents += 1


def _seen(place: tuple[str, int] | None) -> dict[str, Any]:
    day, document = place or ("", 0)
    return {"document": document, "day": day or None}
