"""Inputs as the user names them: files, folders, patterns, addresses, `-` for standard input. One file at a time."""

from __future__ import annotations

import glob
import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import msgspec

from cleaner.errors import InputError
from cleaner.io.containers import PassedOver, Reading, Unreadable, is_taken
from cleaner.io.files import InputFile, entries_of, examined, found_file, found_object
from cleaner.io.manifest import NAME as MANIFEST
from cleaner.io.manifest import is_manifest
from cleaner.io.objects import expanded, is_url, listed, open_object, shown_url
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaner.io.objects import Object
    from cleaner.model.document import RawDocument

__all__ = ["STDIN", "SUFFIXES", "Inputs", "Unreadable", "shown"]

STDIN = "-"
SUFFIXES = (
    ".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".xhtml", ".shtml",
)  # fmt: skip
"""What is taken from a folder. A file that is named is taken whatever its suffix."""


class Inputs:
    """Files to clean, found one at a time in an order that depends on their names alone.

    Each name is a file, a folder (with all folders below, hidden ones left out), a pattern such as `dump/*.txt` that
    the shell left alone, any of these in an object store (`s3://bucket/crawl/*.warc.gz`), or `-`. Iterating gives a
    `RawDocument` or `Unreadable` for each document, those in containers one by one; what is no document is counted in
    `passed_over`: files of a folder that have no suffix of a text or a container, results of ours in a folder, and the
    other records of containers.

    Raises:
        InputError: a name is of nothing that exists, or of nothing that could hold a document.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        url: str | None = None,
        fetched_at: str | None = None,
        outside: Path | str | None = None,
        reading: Reading | None = None,
    ) -> None:
        """Check that every one of *names* exists.

        Args:
            names: as the user gave them.
            url: where the document was captured; only for one document.
            fetched_at: when the documents were captured, ISO 8601.
            outside: a folder or address never to read from: the output, which may lie in an input.
            reading: how containers are read.
        """
        self.shown_names = tuple(shown(name) for name in names)
        """The names as given."""
        self.reading = msgspec.structs.replace(reading or Reading(), url=_address(url), fetched_at=_time(fetched_at))
        self.passed_over: dict[str, int] = {}
        """What was no document, by what it is instead; of files after `found`, of records after iterating."""
        self._outside = outside.resolve() if isinstance(outside, Path) else outside
        self._objects: dict[str, Object] = {}
        """What a store has said of roots that are addresses."""
        self._roots = [root for name in names for root in self._expanded(name)]
        self._spooled: IO[bytes] | None = None
        for root in self._roots:
            if root != STDIN and self._lies_outside(root):
                raise InputError(
                    f"{_told(root)}: is the folder for the result, or lies in it; name another folder for the result"
                )
        if STDIN in self._roots and sys.stdin is None:
            raise InputError("standard input is closed, and - reads it")
        if not self._roots:
            raise InputError("nothing to read: name files, folders, or - for standard input")
        if self._roots.count(STDIN) > 1:
            raise InputError("- is named twice, and standard input can be read only once")
        if url and not self.is_single:
            raise InputError("--url names the address of one document: give one file, or - for standard input")

    @property
    def url(self) -> str | None:
        """Where the document was captured, as given."""
        return self.reading.url

    @property
    def fetched_at(self) -> str | None:
        """When the documents were captured, as given."""
        return self.reading.fetched_at

    @property
    def is_single(self) -> bool:
        """There is one name, and it is of one document."""
        if len(self._roots) != 1 or self._is_folder(self._roots[0]):
            return False
        found = self._file(self._roots[0]) if self._roots[0] != STDIN else None
        if not isinstance(found, InputFile):
            return True
        file = examined(found)
        return not isinstance(file, InputFile) or file.is_single

    def size(self) -> int:
        """Bytes of all files on disk, by a walk through the folders that reads no document; standard input counts nothing."""
        return sum(file.size for file in self._found({}) if isinstance(file, InputFile) and file.path != STDIN)

    def found(self) -> Iterator[InputFile | Unreadable]:
        """The files, not looked into; standard input becomes one."""
        self.passed_over = {}
        if STDIN in self._roots:
            # Now, and by whoever asks: a thread that waits for standard input could not be ended.
            self._standard_input()
        return self._found(self.passed_over)

    def __iter__(self) -> Iterator[RawDocument | Unreadable]:
        for file in self.found():
            known = examined(file) if isinstance(file, InputFile) else file
            if isinstance(known, Unreadable):
                yield known
                continue
            for entry in entries_of(known, self.reading):
                if isinstance(entry, PassedOver):
                    _count(self.passed_over, entry.what)
                else:
                    yield entry

    def _found(self, passed_over: dict[str, int]) -> Iterator[InputFile | Unreadable]:
        for root in self._roots:
            if root == STDIN:
                yield self._standard_input()
            elif self._is_folder(root):
                yield from self._walk(root, passed_over)
            else:
                yield self._file(root)

    def _expanded(self, name: str) -> Iterable[str]:
        if not is_url(name):
            return _expanded(name)
        found = expanded(name)
        self._objects.update((entry.url, entry) for entry in found)
        return [entry.url for entry in found]

    def _is_folder(self, root: str) -> bool:
        return self._objects[root].is_folder if is_url(root) else Path(root).is_dir()

    def _file(self, root: str) -> InputFile | Unreadable:
        return found_object(shown(root), self._objects[root]) if is_url(root) else found_file(shown(root), root)

    def _standard_input(self) -> InputFile | Unreadable:
        """What comes, in a file: it may be larger than memory, and several may want to read it."""
        try:
            if self._spooled is None:
                # Goes with this object.
                self._spooled = tempfile.NamedTemporaryFile(prefix="cleaner-stdin-")  # noqa: SIM115
                shutil.copyfileobj(sys.stdin.buffer, self._spooled, 1 << 20)
                self._spooled.flush()
            return found_file(STDIN, self._spooled.name)
        except OSError as error:
            return Unreadable(STDIN, "read-error", f"cannot be read, or not be stored: {error.strerror}")

    def _walk(self, root: str, passed_over: dict[str, int]) -> Iterator[InputFile | Unreadable]:
        # A stack and no recursion: folders may be nested deeper than Python calls.
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                found = _listed_objects(folder) if is_url(folder) else _listed_files(folder)
            except OSError as error:
                yield Unreadable(shown(folder), "folder", f"the folder cannot be listed: {error.strerror}")
                continue
            if folder != root and any(entry.name == MANIFEST and _is_of_result(entry) for entry in found):
                _count(passed_over, "result of cleaner")
                continue
            below = []
            for entry in found:
                if entry.name.startswith("."):
                    _count(passed_over, "hidden")
                elif entry.is_folder and entry.is_link:
                    # Links to folders can lead in circles; the folder is read where it lies.
                    _count(passed_over, "link to a folder")
                elif entry.is_folder:
                    below.append(entry.place)
                elif Path(entry.name).suffix.lower() in SUFFIXES or is_taken(entry.name):
                    yield entry.file or found_file(shown(entry.place), entry.place)
                else:
                    _count(passed_over, Path(entry.name).suffix.lower() or "no suffix")
            waiting.extend(path for path in reversed(below) if not self._lies_outside(path))

    def _lies_outside(self, path: str) -> bool:
        outside = self._outside
        if outside is None or is_url(path) != isinstance(outside, str):
            return False
        if isinstance(outside, str):
            return f"{path.rstrip('/')}/".startswith(f"{outside.rstrip('/')}/")
        found = Path(path).resolve()
        return found == outside or outside in found.parents


class _Entry(NamedTuple):
    """What is in a folder. `file`: what is known of it without another question."""

    name: str
    place: str
    is_folder: bool
    is_link: bool
    file: InputFile | Unreadable | None = None


def _listed_files(folder: str) -> list[_Entry]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    places = [_joined(folder, entry.name) for entry in found]
    return [
        _Entry(
            entry.name,
            place,
            entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and Path(place).is_dir()),
            entry.is_symlink(),
        )
        for entry, place in zip(found, places, strict=True)
    ]


def _is_of_result(manifest: _Entry) -> bool:
    """The folder with this file is what we have written: rows of documents and of what was removed, no dump."""
    if manifest.is_folder:
        return False
    try:
        if is_url(manifest.place):
            with open_object(manifest.place)[0] as opened:
                return is_manifest(opened.read())
        found = found_file(manifest.name, manifest.place)
        return isinstance(found, InputFile) and is_manifest(Path(manifest.place).read_bytes())
    except OSError:
        return False


def _listed_objects(folder: str) -> list[_Entry]:
    return [
        _Entry(found.name, found.url, found.is_folder, found.is_link, found_object(shown(found.url), found))
        for found in listed(folder)
    ]


def _time(literal: str | None) -> str | None:
    if literal is None:
        return None
    try:
        # A byte that is no UTF-8 passes for the sign between day and time.
        literal.encode()
        datetime.fromisoformat(literal)
    except ValueError:
        raise InputError(
            f"--fetched-at {harmless(literal)!r} is no time in ISO 8601: 2024-10-19, 2024-10-19T08:30:00+08:00"
        ) from None
    return literal


def _address(url: str | None) -> str | None:
    if url is not None and shown(url) != url:
        raise InputError(f"--url {harmless(shown(url))}: holds bytes that are no UTF-8; percent-encode them")
    return url


def shown(path: str) -> str:
    r"""*path* as text that can be stored: bytes of a name that are not UTF-8 become `\xNN`, credentials are left out."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return shown_url(text) if is_url(text) else text


def _told(path: str) -> str:
    told = harmless(shown(path))
    return told if len(told) <= 500 else f"{told[:200]} … {told[-50:]}"


def _expanded(name: str) -> Iterable[str]:
    if name == STDIN or os.path.lexists(name):
        return [name]
    if glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - paths stay as given
        if matches:
            return matches
        raise InputError(f"{_told(name)}: no file matches the pattern")
    raise InputError(f"{_told(name)}: there is no such file or folder (looked in {_told(str(Path.cwd()))})")


def _joined(folder: str, name: str) -> str:
    """*folder* as given, and *name* below it; `Path` would tidy `./seeds`."""
    return os.path.join(folder, name)  # noqa: PTH118


def _count(counts: dict[str, int], key: str) -> None:
    counts[key] = counts.get(key, 0) + 1
