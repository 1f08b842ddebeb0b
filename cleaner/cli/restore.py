"""`cleaner restore`: the raw bytes back, from the clean text and the ledger."""

from __future__ import annotations

import hashlib
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.audit.restore import restored_bytes
from cleaner.cli.console import complain, say
from cleaner.cli.screen import write
from cleaner.errors import CleanerError, InputError, LedgerError, OutputError
from cleaner.io.manifest import read_manifest
from cleaner.io.names import folded, numbered, safe_path
from cleaner.io.result import Broken, Stored, stored
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.rows import DocumentRow


def restore(
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    doc_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="Only the document with this id.")] = None,
    path: Annotated[
        str | None,
        typer.Option("--path", metavar="P", help="Only the document read from this path, as it was given then."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="DIR", help="Write files below DIR. Without it, one document goes to stdout."
        ),
    ] = None,
) -> None:
    """Give back the raw bytes of documents, those held in quarantine too.

    Needs a full ledger (`--ledger full`, the default of `cleaner clean`), not redacted. Every document is checked against the
    digest in its stamp before it is written. Exit code 1 says that one did not come back. Below DIR a document has
    the path it was read from, without what leads out of DIR and without control characters; one that was read from
    standard input has its id.

    [bold]Examples[/bold]

      cleaner restore out -o raw
      cleaner restore out --path seeds/solidot.txt | diff - seeds/solidot.txt
    """
    documents = _chosen(result, doc_id, path)
    if out is None:
        _to_stdout(list(documents), result, is_all=doc_id is None and path is None)
        return
    written = failed = 0
    places = _Places()
    for item in documents:
        if isinstance(item, Broken):
            _complain_of(item, result)
            # Whose it is nobody can tell: when some documents are chosen, it need not be one of them.
            failed += doc_id is None and path is None
            continue
        data = _bytes(item, result)
        if data is None:
            failed += 1
            continue
        _write(out / places.unused(item.row), data)
        written += 1
    if not written and not failed:
        raise InputError(_nothing(result, doc_id, path))
    say(f"{written:,} restored into {harmless(str(out))}" + (f", {failed:,} not" if failed else ""))
    if failed:
        raise typer.Exit(1)


def _chosen(result: Path, doc_id: str | None, path: str | None) -> Iterator[Stored | Broken]:
    def is_wanted(row: DocumentRow) -> bool:
        return (doc_id is None or row.id == doc_id) and (
            path is None or path in {row.stamp.capture.path, row.stamp.capture.place}
        )

    for item in stored(result, read_manifest(result)):
        if isinstance(item, Broken) or is_wanted(item.row):
            yield item


def _complain_of(item: Broken, result: Path) -> None:
    complain(f"{harmless(item.where)}: {harmless(item.detail)}; `cleaner verify {result}` says more")


def _to_stdout(found: list[Stored | Broken], result: Path, *, is_all: bool) -> None:
    documents = [item for item in found if isinstance(item, Stored)]
    broken = [item for item in found if isinstance(item, Broken)]
    for item in broken:
        _complain_of(item, result)
    if broken and (is_all or not documents):
        raise typer.Exit(1)
    if not documents:
        raise InputError("there is no such document in the result; its documents/ list the ids and paths")
    if len(documents) > 1:
        raise CleanerError(
            f"{len(documents)} documents: choose one with --id or --path, or name a folder for all of them with -o"
        )
    data = _bytes(documents[0], result)
    if data is None:
        raise typer.Exit(1)
    write(data)


def _bytes(item: Stored, result: Path) -> bytes | None:
    row = item.row
    for broken in item.broken:
        _complain_of(broken, result)
    if item.broken:
        return None
    if row.removals.ledger != "full" or row.removals.redacted:
        # Misuse, not a finding: no document of this result can come back.
        restored_bytes(row, item.removals)
    try:
        data = restored_bytes(row, item.removals)
    except LedgerError as error:
        complain(f"{harmless(row.id)}: {error}")
        return None
    if hashlib.sha256(data).hexdigest() != row.stamp.raw.sha256:
        complain(f"{harmless(row.id)}: the bytes do not have the digest that the stamp says; the result was changed")
        return None
    return data


class _Places:
    """Paths below the folder: as given, without what leads out of it, and no two alike on any system."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def unused(self, row: DocumentRow) -> str:
        """A path for *row*."""
        capture = row.stamp.capture
        given = capture.path or ""
        if capture.record:
            given = f"{given}/{capture.record.number}"
        names = safe_path(given if given != "-" else "", row.id)
        place, number = "/".join(names), 1
        while not self._is_free(place):
            number += 1
            # Where a file has the name of a folder on the way, the name of the file alone changes nothing.
            if len(names) > 1 and self._is_blocked(names):
                place = "/".join([numbered(names[0], number), *names[1:]])
            else:
                place = "/".join([*names[:-1], numbered(names[-1], number)])
        self._files.add(folded(place))
        self._folders.update(map(folded, _above(place)))
        return place

    def _is_free(self, place: str) -> bool:
        return (
            folded(place) not in self._files
            and folded(place) not in self._folders
            and not self._is_blocked(place.split("/"))
        )

    def _is_blocked(self, names: list[str]) -> bool:
        return any(folded(folder) in self._files for folder in _above("/".join(names)))


def _above(place: str) -> list[str]:
    names = place.split("/")
    return ["/".join(names[:end]) for end in range(1, len(names))]


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise OutputError(f"{harmless(str(path))}: exists, and is not overwritten; name a new folder with -o") from None
    except OSError as error:
        raise OutputError(f"{harmless(str(path))}: cannot be written: {error.strerror}") from None


def _nothing(result: Path, doc_id: str | None, path: str | None) -> str:
    wanted = " and ".join(f"{name} {value!r}" for name, value in (("id", doc_id), ("path", path)) if value)
    return f"{result}: no document with {wanted}" if wanted else f"{result}: holds no document"
