"""The documents of a result that are to be exported."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.manifest import Manifest, held, read_manifest
from cleaner.io.result import Part, parts
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

    def parts(self) -> Iterator[list[Stored]]:
        """The documents with their removals, in order, one part of the result at a time.

        Raises:
            InputError: a row is not in the form in which rows are written, or no document has the id.
        """
        found = 0
        try:
            for part in parts(self.folder, self.manifest):
                chosen = [item for item in self._whole(part) if self.doc_id in {None, item.row.id}]
                found += len(chosen)
                yield chosen
        except OSError as error:
            raise self.damaged(str(error.filename), f"cannot be read: {error.strerror}") from None
        if self.doc_id is not None and not found:
            raise InputError(
                f"{harmless(str(self.folder))}: no document with id {self.doc_id!r}; its documents/ list the ids"
            )

    def documents(self) -> Iterator[Stored]:
        """As `parts`, one document after the other."""
        for part in self.parts():
            yield from part

    def _whole(self, part: Part) -> Iterator[Stored]:
        for broken in part.broken:
            raise self.damaged(broken.where, broken.detail)
        yield from part.stored()

    def damaged(self, where: str, detail: str) -> InputError:
        """What to raise when the file or row at *where* is not as it was written."""
        folder = harmless(str(self.folder))
        return InputError(f"{folder}: {harmless(where)}: {harmless(detail)}; `cleaner verify {folder}` says more")


def read_result(folder: Path, doc_id: str | None = None) -> Result:
    """The result in *folder*, whose files are those that its manifest names.

    Raises:
        InputError: there is none, or a file is missing, cannot be read or was changed. Half a result is none.
    """
    result = Result(folder, read_manifest(folder), doc_id)
    for entry in result.manifest.files:
        path = held(folder, entry.path)
        if path is None:
            raise result.damaged(entry.path, "the manifest names it, and it is not there")
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise result.damaged(entry.path, f"cannot be read: {error.strerror}") from None
        if digest != entry.sha256:
            raise result.damaged(entry.path, f"the file has {digest}, the manifest says {entry.sha256}")
    return result
