"""A result read back whatever has become of it: documents with their removals, a part at a time, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.manifest import held
from cleaner.io.markdown import document_of, markdown_of
from cleaner.io.rows import DocumentRow, QuarantineRow, RemovalRow
from cleaner.io.tables import DamagedError, lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.manifest import FileEntry, Manifest, Role

Row = TypeVar("Row", bound=Struct)
_NOT_OURS = "not in the form in which rows are written: a key, a space or a line end"


class Broken(Struct, frozen=True):
    """A line or file that is not what was written. `where`: `removals/part-00000.jsonl:7`."""

    where: str
    detail: str
    doc_id: str | None = None


class Stored(Struct, frozen=True):
    """A document of a result, or one held in quarantine, with its removal rows in order, repairs last.

    `where`: file and line. `broken`: those of its rows that are not in the form in which rows are written. `held`: the row
    of quarantine that holds it; None for a document that was emitted.
    """

    where: str
    row: DocumentRow
    removals: tuple[RemovalRow, ...]
    broken: tuple[Broken, ...] = ()
    held: QuarantineRow | None = None

    @property
    def outcome(self) -> Literal["document", "quarantined"]:
        """What became of the input."""
        return "quarantined" if self.held else "document"

    @property
    def code(self) -> str | None:
        """Why it is held in quarantine."""
        return self.held.code if self.held else None

    @property
    def chars_in(self) -> int | None:
        """Code points of the decoded text; None when not all of its removals are here: `--ledger rules`, broken rows."""
        if self.row.removals.ledger != "full" or self.broken:
            return None
        put_in = sum(len(row.replacement) for row in self.removals)
        return len(self.row.text) - put_in + sum(row.end - row.start for row in self.removals if row.action != "repair")


class Part(Struct, frozen=True):
    """Documents and the removals that belong to them, as they lie on disk."""

    documents: tuple[tuple[str, DocumentRow], ...]
    removals: dict[str, list[RemovalRow]]
    broken: tuple[Broken, ...]

    def stored(self) -> Iterator[Stored]:
        """Each document with its removals."""
        number: dict[str, int] = {}
        for _, row in self.documents:
            number[row.id] = number.get(row.id, 0) + 1
        shares = {key: _split(self.removals.get(key, []), many) for key, many in number.items()}
        for where, row in self.documents:
            broken = tuple(item for item in self.broken if item.where == where or item.doc_id == row.id)
            yield Stored(where, row, tuple(shares[row.id].pop(0)), broken)

    def homeless(self) -> tuple[Broken, ...]:
        """What is broken and of no document that could be read."""
        places, known = {where for where, _ in self.documents}, {row.id for _, row in self.documents}
        return tuple(item for item in self.broken if item.where not in places and item.doc_id not in known)

    def orphans(self) -> dict[str, int]:
        """Removal rows of no document, by the id that they name."""
        known = {row.id for _, row in self.documents}
        return {key: len(rows) for key, rows in self.removals.items() if key not in known}


def parts(folder: Path, manifest: Manifest) -> Iterator[Part]:
    """The parts of a result in order. Files that are missing give nothing: whoever reads the manifest knows."""
    documents = files_of(manifest, "documents")
    removals = files_of(manifest, "removals")
    if any(entry.path.endswith(".md") for entry in documents):
        yield _part(folder, documents, removals)
        return
    names = {entry.path.rpartition("/")[2] for entry in (*documents, *removals)}
    for name in sorted(names):
        yield _part(
            folder,
            [entry for entry in documents if entry.path.endswith(f"/{name}")],
            [entry for entry in removals if entry.path.endswith(f"/{name}")],
        )


def documents(folder: Path, manifest: Manifest) -> Iterator[tuple[str, DocumentRow] | Broken]:
    """The rows of `documents/` without their removals, each with its place; memory holds one."""
    for entry in files_of(manifest, "documents"):
        yield from _documents(folder, entry)


def quarantine(folder: Path, manifest: Manifest) -> Iterator[tuple[str, QuarantineRow] | Broken]:
    """The rows of `quarantine/`, each with its place."""
    for entry in files_of(manifest, "quarantine"):
        yield from _rows(folder, entry.path, QuarantineRow)


def stored(folder: Path, manifest: Manifest) -> Iterator[Stored | Broken]:
    """All documents of a result with their removals, those held in quarantine last; what is broken with its document."""
    for part in parts(folder, manifest):
        yield from part.stored()
        yield from part.homeless()
    broken: Broken | None = None
    for item in quarantine(folder, manifest):
        # What is said of a row comes before it; of a line that is no row, nothing comes behind.
        if broken and (isinstance(item, Broken) or item[0] != broken.where):
            yield broken
            broken = None
        if isinstance(item, Broken):
            broken = item
        elif item[1].document:
            yield Stored(item[0], item[1].document, item[1].removals, (broken,) if broken else (), item[1])
            broken = None
    if broken:
        yield broken


def whole_lines(path: Path, name: str) -> Iterator[bytes | Broken]:
    """The lines of the part file *name*, which lies at *path*; the last item says what is wrong when it is not whole."""
    try:
        yield from lines(path)
    except DamagedError as error:
        yield Broken(name, str(error))
    except OSError as error:
        yield Broken(name, f"cannot be read: {error.strerror}")


def files_of(manifest: Manifest, role: Role) -> list[FileEntry]:
    """The files of a result that are for *role*, in order."""
    return [entry for entry in manifest.files if entry.role == role]


def _part(folder: Path, documents: list[FileEntry], removals: list[FileEntry]) -> Part:
    found: list[tuple[str, DocumentRow]] = []
    broken: list[Broken] = []
    for entry in documents:
        for document in _documents(folder, entry):
            (broken if isinstance(document, Broken) else found).append(document)  # type: ignore[arg-type]
    by_id: dict[str, list[RemovalRow]] = {}
    for entry in removals:
        for removal in _rows(folder, entry.path, RemovalRow):
            if isinstance(removal, Broken):
                broken.append(removal)
            else:
                by_id.setdefault(removal[1].doc_id, []).append(removal[1])
    return Part(tuple(found), by_id, tuple(broken))


def _documents(folder: Path, entry: FileEntry) -> Iterator[tuple[str, DocumentRow] | Broken]:
    """What is in a file of documents; with `--as files` a file is a document."""
    if not entry.path.endswith(".md"):
        yield from _rows(folder, entry.path, DocumentRow)
        return
    path = held(folder, entry.path)
    if path is None:
        return
    try:
        data = path.read_bytes()
        row = document_of(data, entry.path)
    except (InputError, OSError) as error:
        yield Broken(entry.path, str(error))
        return
    if markdown_of(row) != data:
        yield Broken(entry.path, _NOT_OURS, row.id)
    yield entry.path, row


def _rows(folder: Path, name: str, kind: type[Row]) -> Iterator[tuple[str, Row] | Broken]:
    path = held(folder, name)
    if path is None:
        return
    decoder = msgspec.json.Decoder(kind)
    for number, line in enumerate(whole_lines(path, name), start=1):
        if isinstance(line, Broken):
            yield line
            return
        where = f"{name}:{number}"
        try:
            row = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Broken(where, f"not a {kind.__name__}: {error}", _named(line))
            continue
        if msgspec.json.encode(row) + b"\n" != line:
            yield Broken(where, _NOT_OURS, _named(line))
        yield where, row


def _named(line: bytes) -> str | None:
    """The document that a broken *line* is about, if it still says so."""
    for start in (b'"doc_id":"', b'"id":"'):
        _, found, rest = line.partition(start)
        if found:
            return rest.partition(b'"')[0].decode("utf-8", "replace")
    return None


def _split(rows: list[RemovalRow], many: int) -> list[list[RemovalRow]]:
    """*rows* of *many* documents with one id (the same bytes, given twice): a new one begins with `seq` going down."""
    if many == 1:
        return [rows]
    shares: list[list[RemovalRow]] = []
    for row in rows:
        if not shares or row.seq <= shares[-1][-1].seq:
            shares.append([])
        shares[-1].append(row)
    return shares[:many] + [[] for _ in range(many - len(shares))]
