"""Inputs as the user names them: files, folders, patterns, `-` for standard input. One document at a time."""

from __future__ import annotations

import glob
import os
import stat
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.visible import harmless
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STDIN = "-"
SUFFIXES = (
    ".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".xhtml", ".shtml",
)  # fmt: skip
"""What is taken from a folder. A file that is named is taken whatever its suffix."""


class Unreadable(Struct, frozen=True):
    """An input that could not be read, and why. `code` is for machines, `detail` for people."""

    path: str
    code: str
    detail: str


class Inputs:
    """Documents to clean, read one at a time in an order that depends on their names alone.

    Each name is a file, a folder (with all folders below, hidden ones left out), a pattern such as `dump/*.txt` that
    the shell left alone, or `-`. Iterating gives a `RawDocument` or `Unreadable` for each; files of a folder that
    have no suffix of a text are not inputs, and counted in `passed_over`.

    Raises:
        InputError: a name is of nothing that exists, or of nothing that could hold a document.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        url: str | None = None,
        fetched_at: str | None = None,
        outside: Path | None = None,
    ) -> None:
        """Check that every one of *names* exists.

        Args:
            names: as the user gave them.
            url: where the document was captured; only for one document.
            fetched_at: when the documents were captured, ISO 8601.
            outside: a folder never to read from: the output, which may lie in an input.
        """
        self.shown_names = tuple(shown(name) for name in names)
        """The names as given."""
        self.url = _address(url)
        self.fetched_at = _time(fetched_at)
        self.passed_over: dict[str, int] = {}
        """Files of folders that were not read, by suffix, after iterating."""
        self._outside = outside.resolve() if outside else None
        self._roots = [root for name in names for root in _expanded(name)]
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
    def is_single(self) -> bool:
        """There is one name, and it is of one document."""
        return len(self._roots) == 1 and not Path(self._roots[0]).is_dir()

    def count(self) -> int:
        """How many inputs there are, by a walk through the folders that reads no file."""
        return sum(1 for _ in self._paths({}))

    def __iter__(self) -> Iterator[RawDocument | Unreadable]:
        self.passed_over = {}
        for path in self._paths(self.passed_over):
            yield path if isinstance(path, Unreadable) else self._read(path)

    def _paths(self, passed_over: dict[str, int]) -> Iterator[str | Unreadable]:
        for root in self._roots:
            if root != STDIN and Path(root).is_dir():
                yield from self._walk(root, passed_over)
            else:
                yield root

    def _walk(self, root: str, passed_over: dict[str, int]) -> Iterator[str | Unreadable]:
        # A stack and no recursion: folders may be nested deeper than Python calls.
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield Unreadable(shown(folder), "folder", f"the folder cannot be listed: {error.strerror}")
                continue
            below = []
            for entry in found:
                path = _joined(folder, entry.name)
                if entry.name.startswith("."):
                    _count(passed_over, "hidden")
                elif entry.is_dir(follow_symlinks=False):
                    below.append(path)
                elif entry.is_symlink() and Path(path).is_dir():
                    # Links to folders can lead in circles; the folder is read where it lies.
                    _count(passed_over, "link to a folder")
                elif Path(entry.name).suffix.lower() in SUFFIXES:
                    yield path
                else:
                    _count(passed_over, Path(entry.name).suffix.lower() or "no suffix")
            waiting.extend(path for path in reversed(below) if not self._is_outside(path))

    def _is_outside(self, path: str) -> bool:
        return self._outside is not None and Path(path).resolve() == self._outside

    def _lies_outside(self, path: str) -> bool:
        if self._outside is None:
            return False
        found = Path(path).resolve()
        return found == self._outside or self._outside in found.parents

    def _read(self, path: str) -> RawDocument | Unreadable:
        try:
            if path == STDIN:
                return RawDocument(data=sys.stdin.buffer.read(), path=STDIN, url=self.url, fetched_at=self.fetched_at)
            # Opening a pipe would wait for a writer that may never come.
            if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - the path stays as given
                return Unreadable(
                    shown(path), "not-a-file", "neither a file nor a folder, but a pipe, socket or device"
                )
            with open(path, "rb") as file:  # noqa: PTH123
                return RawDocument(data=file.read(), path=shown(path), url=self.url, fetched_at=self.fetched_at)
        except OSError as error:
            return Unreadable(shown(path), "read-error", f"cannot be read: {error.strerror}")
        except MemoryError:
            return Unreadable(shown(path), "too-large", "the file is larger than the memory that is free")


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
    r"""*path* as text that can be stored: bytes of a name that are not UTF-8 become `\xNN`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


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
