"""Documents of two results side by side: by their raw bytes, and by path where the same bytes come twice."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.markdown import document_of
from cleaner.io.places import Place, Places
from cleaner.io.result import Broken, quarantine
from cleaner.model.record import Record, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.manifest import Manifest


class _Said(Struct):
    value: str


class _Date(Struct):
    kind: str
    value: str
    chosen: bool


class _Credit(Struct):
    role: str
    name: str


class _Hop(Struct):
    relation: str
    publisher: str | None
    account: str | None
    url: str | None


class _Work(Struct):
    url: str | None
    title: str | None
    publisher: str | None


class _Image(Struct):
    url: str


class _Fact(Struct):
    kind: str
    value: str


class _Mark(Struct):
    kind: str


class _Tongue(Struct):
    tag: str


class _Origin(Struct):
    id: str


class _Raw(Struct):
    sha256: str


class _Capture(Struct):
    path: str | None
    record: Record | None = None


class _Removal(Struct):
    digest: str


class _Stamp(Struct):
    """Of a stamp what is compared. Evidence is not: a rule with another name reads the same fact."""

    raw: _Raw
    capture: _Capture
    clean: _Raw
    removal: _Removal
    source: _Origin
    language: _Tongue
    title: _Said | None
    rights: _Said | None
    dates: tuple[_Date, ...]
    credits: tuple[_Credit, ...]
    chain: tuple[_Hop, ...]
    references: tuple[_Work, ...]
    images: tuple[_Image, ...]
    facts: tuple[_Fact, ...]
    synthetic: tuple[_Mark, ...]


class _Row(Struct):
    id: str
    stamp: _Stamp


COMPARED = (
    "source",
    "language",
    "title",
    "rights",
    "dates",
    "credits",
    "chain",
    "references",
    "images",
    "facts",
    "synthetic",
)
"""Parts of the stamp that are compared."""


class Entry(Struct, frozen=True, gc=False):
    """What is known of a document while results are matched; `marks`: a digest of 8 bytes for each part in `COMPARED`."""

    place: Place
    id: str
    path: str | None
    raw: bytes
    clean: bytes
    ledger: bytes
    marks: bytes

    def differs_in(self, other: Entry) -> list[str]:
        """The parts of the stamp that are not the same."""
        places = enumerate(range(0, len(self.marks), 8))
        return [COMPARED[number] for number, at in places if self.marks[at : at + 8] != other.marks[at : at + 8]]


class Held(Struct, frozen=True):
    """An input that gave no document."""

    path: str | None
    outcome: str
    code: str


class Side:
    """A result on its way through a comparison. `broken` counts what could not be read."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.places = Places(folder, manifest)
        self.broken = 0
        self.held: dict[bytes, Held] = {}
        for item in quarantine(folder, manifest):
            if isinstance(item, Broken):
                self.broken += 1
            elif item[1].raw_sha256:
                row = item[1]
                self.held[_bytes(row.raw_sha256)] = Held(row.place, row.outcome, row.code)

    def entries(self) -> Iterator[Entry]:
        """The documents in order."""
        decoder = msgspec.json.Decoder(_Row)
        for found in self.places:
            if isinstance(found, Broken):
                self.broken += 1
                continue
            place, line = found
            try:
                row = decoder.decode(line if place.line else _as_row(line))
            except (msgspec.DecodeError, UnicodeError, RecursionError, InputError):
                self.broken += 1
                continue
            stamp = row.stamp
            yield Entry(
                place=place,
                id=row.id,
                path=place_of(stamp.capture.path, stamp.capture.record),
                raw=_bytes(stamp.raw.sha256),
                clean=_bytes(stamp.clean.sha256),
                ledger=_bytes(stamp.removal.digest),
                marks=b"".join(_digest(msgspec.json.encode(getattr(stamp, name))) for name in COMPARED),
            )


def _as_row(markdown: bytes) -> bytes:
    """What is needed of the row of a document that is a Markdown file."""
    row = document_of(markdown, "")
    return msgspec.json.encode({"id": row.id, "stamp": row.stamp})


def matched(a: Side, b: Side) -> Iterator[tuple[Entry | None, Entry | None]]:
    """Each document of either, in the order of a, with its counterpart; those of b alone come last.

    Memory holds an entry for each document of b.
    """
    waiting: dict[bytes, list[Entry]] = {}
    for entry in b.entries():
        waiting.setdefault(entry.raw, []).append(entry)
    # Another path of a may have the better right to a document of b.
    unpaired: list[Entry] = []
    for entry in a.entries():
        others = waiting.get(entry.raw, [])
        found = next((other for other in others if other.path == entry.path), None)
        if found is None:
            unpaired.append(entry)
            continue
        others.remove(found)
        yield entry, found
    for entry in unpaired:
        others = waiting.get(entry.raw, [])
        yield entry, others.pop(0) if others else None
    for others in waiting.values():
        for other in others:
            yield None, other


def _bytes(digest: str | None) -> bytes:
    """16 bytes that stand for a hexadecimal *digest*, whatever a changed row has in its place."""
    return hashlib.blake2b((digest or "").encode("utf-8", "replace"), digest_size=16).digest()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=8).digest()
