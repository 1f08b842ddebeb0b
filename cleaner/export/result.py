"""The documents of a result that are to be exported."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io import intact
from cleaner.io.manifest import Manifest, read_manifest
from cleaner.io.result import files_of
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.io.result import Stored


class Result(Struct, frozen=True):
    """A result, or one document of it. What lies in quarantine is no document."""

    folder: Path
    manifest: Manifest
    doc_id: str | None = None

    def documents(self) -> Iterator[Stored]:
        """The documents with their removals in order; memory holds one.

        Raises:
            InputError: the result is not as it was written, or no document has the id.
        """
        found = False
        for item in intact.documents(self.folder, self.manifest):
            if self.doc_id in {None, item.row.id}:
                found = True
                yield item
        if self.doc_id is not None and not found:
            raise InputError(
                f"{harmless(str(self.folder))}: no document with id {self.doc_id!r}; its documents/ list the ids"
            )

    def parts(self) -> Iterator[tuple[int, Iterator[Stored]]]:
        """As `documents`, by the part of the result that they lie in, with its number; without parts, all have 0.

        A part has to be read before the next one is asked for.
        """
        files = files_of(self.manifest, "documents")
        numbers = {entry.path: number for number, entry in enumerate(files) if not entry.path.endswith(".md")}
        return groupby(self.documents(), lambda item: numbers.get(item.where.rpartition(":")[0], 0))


def read_result(folder: Path, doc_id: str | None = None) -> Result:
    """The result in *folder*, whose files are those that its manifest names.

    Raises:
        InputError: there is none, or a file is missing, cannot be read or was altered. Half a result is none.
    """
    manifest = read_manifest(folder)
    intact.check(folder, manifest)
    return Result(folder, manifest, doc_id)
