"""The documents of results, one at a time: what the graph needs of each, and its letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.graph.entry import entry_of
from cleaner.graph.fold import letters_of
from cleaner.io.manifest import read_manifest
from cleaner.io.result import Broken, documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cleaner.graph.entry import Entry


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
            for item in documents(folder, manifest):
                if isinstance(item, Broken):
                    continue
                read += 1
                yield entry_of(item[1]), letters_of(item[1].text)
            self.broken += max(0, manifest.counts.documents - read)
