"""The leaves of a tree: the stamps of a result one after another, and the list of them beside a receipt.

A leaf holds the whole stamp in the form of RFC 8785, `stamp_digest` and all. It could hold that digest alone, but then
a stamp that was changed under its old digest would still fit the tree; so nothing in a leaf is taken on its own word.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import Struct

from cleaner.io.manifest import held
from cleaner.io.tables import DamagedError, form_of, lines
from cleaner.model.digest import canonical
from cleaner.model.finding import Finding
from cleaner.receipts.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cleaner.io.manifest import Manifest

Stamp: TypeAlias = dict[str, Any]
"""A stamp as it is on disk, and not as this version's type: a receipt outlives versions, and all a stamp says is in it."""

_STAMP = b"stamp: "
_HEAD_END = b"\n---\n\n"


class Leaf(Struct, frozen=True, gc=False):
    """A leaf by its hash, and the document that it stands for. `where`: file and line."""

    hash: bytes
    doc_id: str
    where: str = ""


class Listed(Struct, frozen=True):
    """A line of the list of leaves."""

    doc_id: str
    leaf: str


class _Row(Struct, frozen=True):
    stamp: dict[str, Any]


class Stamps:
    """The stamps of the documents of a result in their order, one in memory at a time; none of those in quarantine.

    `digests`: SHA-256 of each file of documents that has been gone through to its end.
    """

    def __init__(self, out: Path, manifest: Manifest) -> None:
        self.out = out
        self.files = [entry.path for entry in manifest.files if entry.role == "documents"]
        self.digests: dict[str, str] = {}

    def __iter__(self) -> Iterator[tuple[Leaf, Stamp] | Finding]:
        for name in self.files:
            path = held(self.out, name)
            if path is None:
                yield Finding(None, name, "file-missing", "the manifest names it, and there is no such regular file")
                continue
            try:
                yield from self._markdown(path, name) if name.endswith(".md") else self._rows(path, name)
            except DamagedError as error:
                yield Finding(None, name, "row-invalid", str(error))
            except OSError as error:
                yield Finding(None, name, "file-unreadable", f"cannot be read: {error.strerror}")

    def _rows(self, path: Path, name: str) -> Iterator[tuple[Leaf, Stamp] | Finding]:
        if form_of(name) not in {None, "jsonl"}:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
            for number, line in enumerate(lines(path), start=1):
                yield _leaf(f"{name}:{number}", line)
        else:
            digest = hashlib.sha256()
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    digest.update(line)
                    yield _leaf(f"{name}:{number}", line)
        self.digests[name] = digest.hexdigest()

    def _markdown(self, path: Path, name: str) -> Iterator[tuple[Leaf, Stamp] | Finding]:
        data = path.read_bytes()
        lines = [line for line in data.partition(_HEAD_END)[0].split(b"\n") if line.startswith(_STAMP)]
        if len(lines) == 1:
            yield _leaf(name, b'{"stamp":' + lines[0].removeprefix(_STAMP) + b"}")
        else:
            yield Finding(None, name, "row-invalid", f"{len(lines)} stamps in the front matter, expected one")
        self.digests[name] = hashlib.sha256(data).hexdigest()


def own_digest_wrong(leaf: Leaf, stamp: Stamp) -> tuple[Finding, ...]:
    """The finding that *stamp* has another `stamp_digest` than it should, if it has."""
    found, expected = stamp.get("stamp_digest"), hashlib.sha256(canonical({**stamp, "stamp_digest": ""})).hexdigest()
    if found == expected:
        return ()
    return (Finding(leaf.doc_id, leaf.where, "stamp-digest", f"is {found!r}, computed {expected!r}"),)


def leaf_of(stamp: Stamp, where: str) -> Leaf:
    """The leaf of *stamp*."""
    return Leaf(leaf_hash(canonical(stamp)), str(stamp.get("doc_id")), where)


def line_of(leaf: Leaf) -> bytes:
    """The line of *leaf* in the list of leaves."""
    return msgspec.json.encode(Listed(leaf.doc_id, leaf.hash.hex())) + b"\n"


def listed(lines: Iterable[bytes]) -> list[Leaf]:
    """The leaves that the *lines* of a list name.

    Raises:
        ValueError: a line is not as it was written.
    """
    decoder = msgspec.json.Decoder(Listed)
    leaves = []
    for number, line in enumerate(lines, start=1):
        try:
            row = decoder.decode(line)
            leaves.append(Leaf(bytes.fromhex(row.leaf), row.doc_id, f"line {number}"))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise ValueError(f"line {number}: {error}") from None
    return leaves


def _leaf(where: str, data: bytes) -> tuple[Leaf, Stamp] | Finding:
    try:
        stamp = msgspec.json.decode(data, type=_Row).stamp
        return leaf_of(stamp, where), stamp
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Finding(None, where, "row-invalid", f"no document row: {error}")
