"""A result written in another format: whole or not at all, and never over anything."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, BinaryIO

from cleaner.errors import InputError, OutputError
from cleaner.export import ro_crate
from cleaner.export.formats import FORMATS, SPELLING, Format, Options, format_named
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.export.result import Result


def exported(name: str, result: Result, options: Options) -> Iterator[bytes]:
    """*result* in the format with *name*, a document or the data set at a time; paths are as seen from its folder.

    Raises:
        InputError: the format is unknown, a folder of files, or does not take what is asked for; or as `Result.parts`.
    """
    form = format_named(name)
    _refuse_vain_options(name, form, options)
    if form.lines is None:
        raise InputError(f"{name} is a folder of files: name a new one with -o")
    return form.lines(result, options, "")


def export(name: str, result: Result, out: Path, options: Options) -> tuple[Path, int]:
    """Write *result* in the format with *name* to *out*, a file or a folder to put it into; whole or not at all.

    Gives the file or folder, and how many documents (data sets) are in it. Nothing is overwritten, and nothing
    is put into the result: its manifest names every file there.

    Raises:
        InputError: the format is unknown or does not take what is asked for; or as `Result.parts`.
        OutputError: *out* exists, lies in the result, or cannot be written.
    """
    form = format_named(name)
    _refuse_vain_options(name, form, options)
    path = out / form.file if form.lines and out.is_dir() else out
    seen_from = _seen_from(path, result, form)
    if os.path.lexists(path) and (form.lines or not path.is_dir() or any(path.iterdir())):
        raise OutputError(f"{harmless(str(path))}: exists, and is not overwritten; name a new one with -o")
    staging = path.with_name(f".{path.name}.incomplete-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if form.lines:
            with staging.open("xb") as file:
                number = _put(file, form.lines(result, options, seen_from)) - form.frame
        elif form.fill:
            staging.mkdir()
            number = form.fill(result, options, staging)
        staging.replace(path)
    except OSError as error:
        raise OutputError(f"{harmless(str(path))}: cannot be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(staging) if staging.is_dir() else staging.unlink()
    return path, number


def _put(file: BinaryIO, pieces: Iterator[bytes]) -> int:
    number = 0
    for number, piece in enumerate(pieces, start=1):  # noqa: B007 - the last number is how many there were
        file.write(piece)
    return number


def _refuse_vain_options(name: str, form: Format, options: Options) -> None:
    for field in options.__struct_fields__:
        if getattr(options, field) is not None and field not in form.takes:
            takers = [other for other, known in FORMATS.items() if field in known.takes]
            raise InputError(f"{name} takes no --{SPELLING[field]}; it means something for {', '.join(takers)}")


def _seen_from(path: Path, result: Result, form: Format) -> str:
    """The folder of the result as seen from that of *path*: empty, or ended by a slash."""
    folder, home = result.folder.resolve(), path.parent.resolve()
    if path.resolve().is_relative_to(folder):
        raise OutputError(
            f"{harmless(str(path))}: lies in the result, whose manifest names every file; name a place outside it"
        )
    if not form.is_of_folder:
        return ""
    if form.file == ro_crate.FILE and path.name != form.file:
        raise OutputError(f"{harmless(str(path))}: the standard wants the name {ro_crate.FILE}; name a folder, or that")
    if not folder.is_relative_to(home):
        raise OutputError(
            f"{harmless(str(path))}: the result does not lie below {harmless(str(home))}, and its files are named relative "
            f"to there; name a place above it: {harmless(str(folder.parent))}"
        )
    return f"{folder.relative_to(home).as_posix()}/"
