"""The page put where it is wanted: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from cleaner.errors import OutputError
from cleaner.io.lock import Lock
from cleaner.io.manifest import read_manifest
from cleaner.io.visible import harmless
from cleaner.io.write import LOCK, PAGE, WORK
from cleaner.report.build import write_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.report.build import Made, Options


def publish(result: Path, out: Path | None, options: Options, *, force: bool = False) -> tuple[Path, Made]:
    """Write the page of *result* to *out*; without it into the result, in place of the page there.

    Gives the file and what is in it.

    Raises:
        InputError: there is no result, or it is not as it was written.
        OutputError: *out* exists and *force* is not set, lies in the result, or cannot be written; another run is writing
            into the result.
    """
    read_manifest(result)
    if out is None:
        with _own_place(result) as aside:
            made = write_report(result, aside, options)
            aside.replace(result / PAGE)
        return result / PAGE, made
    _refuse(result, out, force=force)
    aside = out.with_name(f".{out.name}.incomplete-{os.getpid()}")
    with _explained(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            made = write_report(result, aside, options)
            if not force:
                # Takes the name, or fails: whoever came first in the meantime keeps it.
                out.open("xb").close()
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
    return out, made


def _refuse(result: Path, out: Path, *, force: bool) -> None:
    shown = harmless(str(out))
    if out.resolve().is_relative_to(result.resolve()):
        raise OutputError(
            f"{shown}: lies in the result, whose manifest names every file; name a place outside it, or leave -o out"
        )
    if out.is_dir():
        raise OutputError(f"{shown}: is a folder; -o takes a file")
    if os.path.lexists(out) and not force:
        raise OutputError(f"{shown}: exists; name another place with -o, or replace it with --force")


@contextlib.contextmanager
def _own_place(result: Path) -> Iterator[Path]:
    """A file aside, in a folder that the next run takes away should this one be killed."""
    staging = result / f"{WORK}-{os.getpid()}"
    lock = Lock(result / LOCK)
    with _explained(result):
        lock.take(result)
        try:
            staging.mkdir()
            try:
                yield staging / PAGE
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        finally:
            lock.give_back()


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{harmless(str(path))}: cannot be written: {error.strerror}") from None
