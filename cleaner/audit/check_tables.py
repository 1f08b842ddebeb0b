"""What a result says twice: the facts of its stamps in `facts/`, and columns of Parquet that repeat others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cleaner.io.facts import fact_rows
from cleaner.io.manifest import held
from cleaner.io.result import Broken, files_of, whole_lines
from cleaner.io.tables import DamagedError, repeated_values
from cleaner.model.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.manifest import Manifest, Role
    from cleaner.io.result import Stored


class FactFiles:
    """The files of `facts/`, read beside the documents. Behind the first row that differs nothing is compared."""

    def __init__(self, out: Path, manifest: Manifest) -> None:
        self._out = out
        self._names = [entry.path for entry in files_of(manifest, "facts")]
        self._is_compared = bool(self._names)
        self._lines = self._all()

    def compared(self, stored: Stored) -> Iterator[Finding]:
        """The next rows are the facts of the document *stored*."""
        for row in fact_rows(stored.row) if self._is_compared else ():
            where, line = next(self._lines, ("facts/", None))
            if line != msgspec.json.encode(row) + b"\n":
                yield Finding(stored.row.id, where, "fact-row", f"is not fact {row.seq} of the stamp: {_shown(line)}")
                self._is_compared = False
                return

    def give_up(self) -> None:
        """Compare nothing any more: documents are missing whose facts are there."""
        self._is_compared = False

    def left(self) -> Iterator[Finding]:
        """What is behind the facts of the last document."""
        for where, line in self._lines if self._is_compared else ():
            yield Finding(None, where, "fact-row", f"no document states it: {_shown(line)}")
            return

    def _all(self) -> Iterator[tuple[str, bytes | Broken]]:
        for name in self._names:
            path = held(self._out, name)
            for number, line in enumerate(whole_lines(path, name) if path else (), start=1):
                yield f"{name}:{number}", line


def columns_differ(path: Path, name: str, role: Role) -> Iterator[Finding]:
    """Columns of the file *name* of a result, which lies at *path*, that say something else than those that they repeat."""
    try:
        for number, (said, expected) in enumerate(repeated_values(path, role), start=1):
            if number == 1 and said.keys() != expected.keys():
                found, names = ", ".join(sorted(said)), ", ".join(sorted(expected))
                yield Finding(None, name, "columns", f"beside the fields there are {found}, a run writes {names}")
            for column in sorted(said.keys() & expected.keys()):
                if said[column] != expected[column]:
                    detail = f"is {said[column]!r}, the row says {expected[column]!r}"
                    yield Finding(None, f"{name}:{number} {column}", "columns", detail)
    except (DamagedError, OSError):
        # Whoever reads the rows says what is wrong.
        return


def _shown(line: bytes | Broken | None) -> str:
    if line is None:
        return "there is no row"
    return line.detail if isinstance(line, Broken) else line[:200].decode("utf-8", "replace")
