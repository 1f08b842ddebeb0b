"""The documents of results, one at a time: what the graph needs of each, and its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cleaner.graph.entry import entry_of
from cleaner.graph.fold import letters_of
from cleaner.io.manifest import read_manifest
from cleaner.io.result import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cleaner.graph.entry import Entry
    from cleaner.io.manifest import Manifest


class Reading:
    """Documents of *folders*; after iterating, how many are held back and how many are missing.

    Raises:
        InputError: a folder is no result.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        # All are looked at before the first is read: a name misspelt must not cost a minute.
        self._results = [(folder, read_manifest(folder)) for folder in folders]
        self.quarantined = sum(manifest.counts.quarantined for _, manifest in self._results)
        self.broken = 0
        """Documents that a manifest promises and that are not there, or are no rows."""

    def __iter__(self) -> Iterator[tuple[Entry, str]]:
        for folder, manifest in self._results:
            read = 0
            for part in parts(folder, _documents_only(manifest)):
                for _, row in part.documents:
                    read += 1
                    yield entry_of(row), letters_of(row.text)
            self.broken += max(0, manifest.counts.documents - read)


def _documents_only(manifest: Manifest) -> Manifest:
    """*manifest* without removals, which are many and say nothing of who republished what."""
    return msgspec.structs.replace(manifest, files=tuple(each for each in manifest.files if each.role == "documents"))
