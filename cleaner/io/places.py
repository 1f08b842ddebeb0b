"""Where each document of a result stands on disk, with its removal rows: read one at a time, in any order, however large the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.manifest import held
from cleaner.io.markdown import document_of
from cleaner.io.plain import MISSING, PlainFiles
from cleaner.io.result import Broken, Stored, files_of, whole_lines
from cleaner.io.rows import DocumentRow, RemovalRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.manifest import Manifest

_ID = b'{"doc_id":"'
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Place(Struct, frozen=True, gc=False):
    """The row of a document: `line` of `file` (0: the file is the document), `length` bytes from `offset`.

    `spans`: offset and length in bytes of its removal rows in the file `removals`, one span where nobody has changed
    the file. `missing`: how many of the rows that it promises are not there.
    """

    file: str
    line: int
    offset: int
    length: int
    removals: str
    spans: tuple[tuple[int, int], ...]
    missing: int

    @property
    def where(self) -> str:
        """`documents/part-00000.jsonl:7`."""
        return f"{self.file}:{self.line}" if self.line else self.file


class _Mark(Struct):
    rows: int


class _Head(Struct):
    id: str
    removals: _Mark


class _Row(Struct):
    doc_id: str


class Places:
    """The documents of the result in *folder* in their order, those in quarantine left out.

    Memory holds the offsets of one part. Iterating gives each place with the bytes of its row, or what is broken.
    Offsets are those of plain lines: of files in another form a plain copy lies in a temporary folder until `close`.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self._documents = [entry.path for entry in files_of(manifest, "documents")]
        self._plain = PlainFiles(folder)
        self._removals = _Removals(self._plain, [entry.path for entry in files_of(manifest, "removals")])
        self._open: dict[str, BinaryIO] = {}
        self._rows = msgspec.json.Decoder(RemovalRow)
        self._row = msgspec.json.Decoder(DocumentRow)

    def __iter__(self) -> Iterator[tuple[Place, bytes] | Broken]:
        heads = msgspec.json.Decoder(_Head)
        for name in self._documents:
            path = held(self.folder, name)
            if path is None:
                yield Broken(name, MISSING)
                continue
            if name.endswith(".md"):
                try:
                    data = path.read_bytes()
                    row = document_of(data, name)
                except OSError as error:
                    yield Broken(name, f"cannot be read: {error.strerror}")
                except InputError as error:
                    yield Broken(name, str(error).removeprefix(f"{name}: "))
                else:
                    yield self._place(name, 0, (0, len(data)), row.id, row.removals.rows), data
                continue
            offset = 0
            for number, line in enumerate(whole_lines(path, name), start=1):
                if isinstance(line, Broken):
                    yield line
                    break
                try:
                    head = heads.decode(line)
                except _UNREADABLE as error:
                    yield Broken(f"{name}:{number}", f"not a document row: {error}")
                else:
                    yield self._place(name, number, (offset, len(line)), head.id, head.removals.rows), line
                offset += len(line)
        yield from self._removals.homeless()

    def read(self, place: Place, line: bytes | None = None) -> Stored | Broken:
        """The document at *place* with its removal rows; *line* are the bytes of its row when they are at hand."""
        try:
            data = self._bytes(place.file, place.offset, place.length) if line is None else line
            row = self._row.decode(data) if place.line else document_of(data, place.file)
        except (*_UNREADABLE, InputError, OSError) as error:
            return Broken(place.where, f"not a document row: {error}")
        rows: list[RemovalRow] = []
        broken = [Broken(place.where, f"{place.missing} removal rows are missing", row.id)] if place.missing else []
        for start, length in place.spans:
            try:
                lines = self._bytes(place.removals, start, length).splitlines()
            except OSError as error:
                broken.append(Broken(place.removals, f"cannot be read: {error.strerror}", row.id))
                continue
            for each in lines:
                try:
                    rows.append(self._rows.decode(each))
                except _UNREADABLE as error:
                    broken.append(Broken(place.removals, f"not a removal row: {error}", row.id))
        return Stored(place.where, row, tuple(rows), tuple(broken))

    def close(self) -> None:
        """Close what `read` has open, and take the copies away."""
        self._close_files()
        self._plain.remove()

    def _close_files(self) -> None:
        for file in self._open.values():
            file.close()
        self._open.clear()

    def _place(self, name: str, line: int, span: tuple[int, int], doc_id: str, rows: int) -> Place:
        file, spans, found = self._removals.take(doc_id, rows)
        return Place(name, line, *span, file, spans, rows - found)

    def _bytes(self, name: str, offset: int, length: int) -> bytes:
        if name not in self._open:
            if len(self._open) > 8:
                self._close_files()
            self._open[name] = self._plain.path(name).open("rb")
        self._open[name].seek(offset)
        return self._open[name].read(length)


def _named(line: bytes) -> str | None:
    """The document that a removal row names."""
    start = len(_ID)
    end = line.find(b'"', start)
    if line.startswith(_ID) and end > 0 and b"\\" not in line[start:end]:
        return line[start:end].decode("utf-8", "replace")
    try:
        # Somebody has written it anew.
        return msgspec.json.decode(line, type=_Row).doc_id
    except _UNREADABLE:
        return None


class _Removals:
    """Removal rows by the document that they name. Files are looked through when a document asks for what is in them."""

    def __init__(self, plain: PlainFiles, names: list[str]) -> None:
        self.plain = plain
        self.names = names[::-1]
        self.known: dict[str, tuple[str, list[tuple[int, int]]]] = {}
        self.broken: list[Broken] = []

    def take(self, doc_id: str, rows: int) -> tuple[str, tuple[tuple[int, int], ...], int]:
        """The next *rows* rows of a document: their file, spans of bytes, and how many they are."""
        while rows and doc_id not in self.known and self.names:
            # Documents come in the order of their removals: of what is left over, nobody is likely to ask.
            self._look_through(self.names.pop())
        name, lines = self.known.get(doc_id, ("", []))
        mine, rest = lines[:rows], lines[rows:]
        if rest:
            # The same bytes were given twice.
            self.known[doc_id] = name, rest
        else:
            self.known.pop(doc_id, None)
        spans: list[tuple[int, int]] = []
        for start, length in mine:
            if spans and sum(spans[-1]) == start:
                spans[-1] = spans[-1][0], spans[-1][1] + length
            else:
                spans.append((start, length))
        return name, tuple(spans), len(mine)

    def _look_through(self, name: str) -> None:
        offset = 0
        for number, line in enumerate(self.plain.lines(name), start=1):
            if isinstance(line, Broken):
                self.broken.append(line)
                return
            doc_id = _named(line)
            if doc_id is not None:
                # A file that a document's rows begin in holds them all.
                self.known.setdefault(doc_id, (name, []))[1].append((offset, len(line)))
            else:
                self.broken.append(Broken(f"{name}:{number}", "not a removal row: it names no document"))
            offset += len(line)

    def homeless(self) -> Iterator[Broken]:
        """What no document has asked for, and what is no row."""
        while self.names:
            self._look_through(self.names.pop())
        yield from self.broken
        for doc_id, (name, lines) in self.known.items():
            yield Broken(name, f"{len(lines)} removal rows of a document that is not there", doc_id)
