"""A result that must be as it was written, read in one pass: memory holds one document, whatever the size of the result."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.manifest import held
from cleaner.io.markdown import document_of
from cleaner.io.result import Stored, files_of
from cleaner.io.rows import DocumentRow, QuarantineRow, RemovalRow
from cleaner.io.tables import DamagedError, form_of, lines
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.manifest import FileEntry, Manifest

Row = TypeVar("Row", bound=Struct)


def documents(folder: Path, manifest: Manifest) -> Iterator[Stored]:
    """The documents of a result in order, without those held in quarantine.

    Every file is compared with its digest on the way, so what was altered is found by the end, and not before.

    Raises:
        InputError: a file is missing, was altered or cannot be read, or rows do not belong together.
    """
    removals = _rows(folder, files_of(manifest, "removals"), RemovalRow)
    number = 0
    for where, row in _documents(folder, files_of(manifest, "documents")):
        number += 1
        taken: list[RemovalRow] = []
        while len(taken) < row.removals.rows:
            place, removal = next(removals, ("removals/", None))
            if removal is None or removal.doc_id != row.id:
                wanted = f"removal {len(taken) + 1} of {row.removals.rows} of {row.id} ({where})"
                found = f"one of {removal.doc_id}" if removal else "the end"
                raise damaged(folder, place, f"expected {wanted}, found {found}")
            taken.append(removal)
        yield Stored(where, row, tuple(taken))
    for place, removal in removals:
        raise damaged(folder, place, f"a removal of {removal.doc_id}, which is no document there")
    if number != manifest.counts.documents:
        detail = f"{number} documents in the result, the manifest says {manifest.counts.documents}"
        raise damaged(folder, "documents/", detail)


def quarantine(folder: Path, manifest: Manifest) -> Iterator[tuple[str, QuarantineRow]]:
    """The rows of `quarantine/`, each with its place.

    Raises:
        InputError: as `documents`.
    """
    return _rows(folder, files_of(manifest, "quarantine"), QuarantineRow)


def stored(folder: Path, manifest: Manifest) -> Iterator[Stored]:
    """As `documents`, and behind them those held in quarantine.

    Raises:
        InputError: as `documents`.
    """
    yield from documents(folder, manifest)
    for where, row in quarantine(folder, manifest):
        if row.document:
            yield Stored(where, row.document, row.removals, held=row)


def check(folder: Path, manifest: Manifest) -> None:
    """Compare every file of a result with its digest, before anything is made of it.

    Raises:
        InputError: a file is missing, was altered or cannot be read.
    """
    for entry in manifest.files:
        _whole(folder, entry)


def damaged(folder: Path, where: str, detail: str) -> InputError:
    """What to raise when the file or row at *where* of the result in *folder* is not as it was written."""
    shown = harmless(str(folder))
    return InputError(f"{shown}: {harmless(where)}: {harmless(detail)}; `cleaner verify {shown}` says more")


def _documents(folder: Path, entries: list[FileEntry]) -> Iterator[tuple[str, DocumentRow]]:
    """The document rows, each with its place; with `--as files` a file is a document."""
    for entry in entries:
        if not entry.path.endswith(".md"):
            yield from _rows(folder, [entry], DocumentRow)
            continue
        data = b"".join(_lines(folder, entry))
        try:
            row = document_of(data, entry.path)
        except InputError as error:
            raise damaged(folder, entry.path, str(error).removeprefix(f"{entry.path}: ")) from None
        yield entry.path, row


def _rows(folder: Path, entries: list[FileEntry], kind: type[Row]) -> Iterator[tuple[str, Row]]:
    decoder = msgspec.json.Decoder(kind)
    for entry in entries:
        for number, line in enumerate(_lines(folder, entry), start=1):
            where = f"{entry.path}:{number}"
            try:
                row = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise damaged(folder, where, f"not a {kind.__name__}: {error}") from None
            yield where, row


def _lines(folder: Path, entry: FileEntry) -> Iterator[bytes]:
    if form_of(entry.path) not in {None, "jsonl"}:
        # What was altered is found before it is unpacked.
        path = _whole(folder, entry)
        try:
            yield from lines(path)
        except DamagedError as error:
            raise damaged(folder, entry.path, str(error)) from None
        except OSError as error:
            raise damaged(folder, entry.path, f"cannot be read: {error.strerror}") from None
        return
    digest = hashlib.sha256()
    try:
        with _held(folder, entry).open("rb") as file:
            for line in file:
                digest.update(line)
                yield line
    except OSError as error:
        raise damaged(folder, entry.path, f"cannot be read: {error.strerror}") from None
    _compare(folder, entry, digest.hexdigest())


def _whole(folder: Path, entry: FileEntry) -> Path:
    """Where a file lies that has the digest that the manifest says."""
    path = _held(folder, entry)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError as error:
        raise damaged(folder, entry.path, f"cannot be read: {error.strerror}") from None
    _compare(folder, entry, digest.hexdigest())
    return path


def _held(folder: Path, entry: FileEntry) -> Path:
    path = held(folder, entry.path)
    if path is None:
        raise damaged(folder, entry.path, "is not there, or is no regular file; the manifest names it")
    return path


def _compare(folder: Path, entry: FileEntry, digest: str) -> None:
    if digest != entry.sha256:
        found = f"the file has {digest}, the manifest says {entry.sha256}: it was altered"
        raise damaged(folder, entry.path, found)
