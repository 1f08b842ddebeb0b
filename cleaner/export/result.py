"""The documents of a result that are to be exported."""

from __future__ import annotations

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

_ROLES = frozenset({"documents", "removals"})


class Result(Struct, frozen=True):
    """A result, or one document of it. What lies in quarantine is no document."""

    folder: Path
    manifest: Manifest
    doc_id: str | None = None

    def parts(self) -> Iterator[list[Stored]]:
        """The documents with their removals, in order, one part of the result at a time.

        Raises:
            InputError: a file is missing or cannot be read, a row was changed, or no document has the id. Half a result is none.
        """
        for entry in self.manifest.files:
            if entry.role in _ROLES and held(self.folder, entry.path) is None:
                raise self._damaged(entry.path, "the manifest names it, and it is not there")
        found = 0
        try:
            for part in parts(self.folder, self.manifest):
                chosen = [item for item in self._whole(part) if self.doc_id in {None, item.row.id}]
                found += len(chosen)
                yield chosen
        except OSError as error:
            raise self._damaged(str(error.filename), f"cannot be read: {error.strerror}") from None
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
            raise self._damaged(broken.where, broken.detail)
        yield from part.stored()

    def _damaged(self, where: str, detail: str) -> InputError:
        folder = harmless(str(self.folder))
        return InputError(f"{folder}: {harmless(where)}: {harmless(detail)}; `cleaner verify {folder}` says more")


def read_result(folder: Path, doc_id: str | None = None) -> Result:
    """The result in *folder*.

    Raises:
        InputError: there is none.
    """
    return Result(folder, read_manifest(folder), doc_id)
