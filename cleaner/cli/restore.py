"""`cleaner restore`: the raw bytes back, from the clean text and the ledger."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.audit.restore import restored_bytes
from cleaner.cli.console import WORDS, complain
from cleaner.errors import CleanerError, InputError, LedgerError, OutputError
from cleaner.io.manifest import read_manifest
from cleaner.io.result import Broken, Stored, stored

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = re.compile(r"^(?:[A-Za-z]:)?[/\\]+")


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

    Needs a full ledger (`--ledger full`, the default of `cleaner clean`). Every document is checked against the
    digest in its stamp before it is written. Exit code 1 says that one did not come back.

    [bold]Examples[/bold]

      cleaner restore out -o raw
      cleaner restore out --path seeds/solidot.txt | diff - seeds/solidot.txt
    """
    documents = _chosen(result, doc_id, path)
    if out is None:
        _to_stdout(list(documents))
        return
    written = failed = 0
    used: set[str] = set()
    for item in documents:
        data = _bytes(item)
        if data is None:
            failed += 1
            continue
        _write(out / _place(item, used), data)
        written += 1
    if not written and not failed:
        raise InputError(_nothing(result, doc_id, path))
    WORDS.print(
        f"{written:,} restored into {out}" + (f", {failed:,} not" if failed else ""), markup=False, soft_wrap=True
    )
    if failed:
        raise typer.Exit(1)


def _chosen(result: Path, doc_id: str | None, path: str | None) -> Iterator[Stored]:
    for item in stored(result, read_manifest(result)):
        if isinstance(item, Broken):
            complain(f"{item.where}: {item.detail}; `cleaner verify {result}` says more")
        elif (doc_id is None or item.row.id == doc_id) and (path is None or item.row.stamp.capture.path == path):
            yield item


def _to_stdout(documents: list[Stored]) -> None:
    if not documents:
        raise InputError("there is no such document in the result; its documents/ list the ids and paths")
    if len(documents) > 1:
        raise CleanerError(
            f"{len(documents)} documents: choose one with --id or --path, or name a folder for all of them with -o"
        )
    data = _bytes(documents[0])
    if data is None:
        raise typer.Exit(1)
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _bytes(item: Stored) -> bytes | None:
    row = item.row
    if row.removals.ledger != "full":
        # Misuse, not a finding: no document of this result can come back.
        restored_bytes(row, item.removals)
    try:
        data = restored_bytes(row, item.removals)
    except LedgerError as error:
        complain(f"{row.id}: {error}")
        return None
    if hashlib.sha256(data).hexdigest() != row.stamp.raw.sha256:
        complain(f"{row.id}: the bytes do not have the digest that the stamp says; the result was changed")
        return None
    return data


def _place(item: Stored, used: set[str]) -> str:
    """A path below the folder: as given, without what leads out of it, and none twice."""
    given = item.row.stamp.capture.path or item.row.id
    given = _ROOT.sub("", given)
    names = [name for name in given.replace("\0", "").split("/") if name not in {"", ".", ".."}]
    place = "/".join(names) if names and names != ["-"] else item.row.id
    number = 1
    while place.casefold() in used:
        number += 1
        head, dot, suffix = ("/".join(names) or item.row.id).rpartition(".")
        place = (
            f"{head}-{number}.{suffix}" if dot and "/" not in suffix else f"{'/'.join(names) or item.row.id}-{number}"
        )
    used.add(place.casefold())
    return place


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise OutputError(f"{path}: exists, and is not overwritten; name a new folder with -o") from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None


def _nothing(result: Path, doc_id: str | None, path: str | None) -> str:
    wanted = " and ".join(f"{name} {value!r}" for name, value in (("id", doc_id), ("path", path)) if value)
    return f"{result}: no document with {wanted}" if wanted else f"{result}: holds no document"
