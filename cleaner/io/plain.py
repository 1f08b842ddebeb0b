"""Part files in which a line can be found again by its offset: plain ones as they are, others by way of a copy."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.io.manifest import held
from cleaner.io.result import Broken, whole_lines
from cleaner.io.tables import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = "is missing, or no regular file of the folder"


class PlainFiles:
    """The part files of the result in *folder* as plain lines. `remove` takes the copies away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies: dict[str, Path] = {}
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def lines(self, name: str) -> Iterator[bytes | Broken]:
        """The lines of the file *name*, which `path` needs not read again; the last item says what is wrong with it."""
        path = held(self.folder, name)
        if path is None:
            yield Broken(name, MISSING)
        elif form_of(name) in {None, "jsonl"}:
            yield from whole_lines(path, name)
        else:
            copy = self._new()
            with copy.open("wb") as file:
                for line in whole_lines(path, name):
                    if isinstance(line, bytes):
                        file.write(line)
                    yield line
            self._copies[name] = copy

    def path(self, name: str) -> Path:
        """Where the plain lines of the file *name* lie.

        Raises:
            OSError: it is not there, or there is no room for a copy.
        """
        path = held(self.folder, name)
        if path is None:
            raise FileNotFoundError(2, "is missing", name)
        if form_of(name) in {None, "jsonl"}:
            return path
        if name not in self._copies:
            for _ in self.lines(name):
                pass
        return self._copies[name]

    def remove(self) -> None:
        """Take the copies away."""
        self._copies.clear()
        if self._scratch:
            self._scratch.cleanup()
            self._scratch = None

    def _new(self) -> Path:
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="cleaner-plain-")
        return Path(self._scratch.name) / str(len(self._copies))
