"""The raw documents of a result, found again in a folder: whole files, and records of containers."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cleaner.audit.check import Finding
from cleaner.io.containers import Fields, Limits, PassedOver, Reading, Unreadable
from cleaner.io.files import entries_of, examined, found_file
from cleaner.model.document import RawDocument
from cleaner.model.record import Record, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers import Entry
    from cleaner.io.manifest import Manifest

_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")
"""A byte of a name that is not UTF-8, as `cleaner.io.read.shown` writes it."""


class RawFiles:
    """The raw files of a result, below a folder.

    A container is read on from the record that was asked for last, and anew only for one before it: documents of a part
    stand in the order of their containers.
    """

    def __init__(self, folder: Path, reading: Reading | None = None) -> None:
        """As the run read them, by *reading*; `reading_of` tells it from the manifest."""
        self.folder = folder
        self.reading = reading or Reading()
        self._place: Path | None = None
        self._entries: Iterator[Entry] = iter(())
        self._next = 1

    def document(
        self, path: str | None, record: Record | None, doc_id: str | None
    ) -> tuple[Path, RawDocument] | Finding:
        """The raw document that the run read at *path*, in its *record*, and the file that holds it; or why it cannot be had.

        The first file at the path, or at an end of the path, decides: a dump may have been moved.
        """
        place = next((found for found in _candidates(path, self.folder) if _is_file(found)), None)
        if place is None:
            return Finding(doc_id, str(path), "raw-missing", f"raw file not found below {self.folder}")
        if record is not None:
            found = self._record(place, str(path), record.number)
            if isinstance(found, RawDocument):
                return place, found
            return Finding(doc_id, str(place_of(path, record)), found[0], f"{place}: {found[1]}")
        try:
            data = place.read_bytes()
        except OSError as error:
            return Finding(doc_id, str(path), "raw-unreadable", f"cannot be read: {error.strerror}")
        return place, RawDocument(data=data, path=path, url=self.reading.url, fetched_at=self.reading.fetched_at)

    def _record(self, place: Path, path: str, number: int) -> RawDocument | tuple[str, str]:
        """The document in a record of a container, or the code and the detail of a finding."""
        if place != self._place or number < self._next:
            file = found_file(path, str(place))
            known = examined(file) if not isinstance(file, Unreadable) else file
            if isinstance(known, Unreadable):
                return "raw-unreadable", known.detail
            if known.kind is None:
                return "raw-missing", "is a document of its own, and the result says it was a container"
            self._place, self._next = place, number
            self._entries = entries_of(known, self.reading, number - 1)
        entry: Entry | None = None
        while self._next <= number:
            self._next += 1
            entry = next(self._entries, None)
            if entry is None:
                return "raw-missing", f"record {number:,} is not there any more"
        if isinstance(entry, Unreadable):
            return "raw-unreadable", entry.detail
        if not isinstance(entry, RawDocument):
            what = entry.what if isinstance(entry, PassedOver) else "nothing"
            return "raw-missing", f"record {number:,} is no document any more ({what})"
        return entry


def reading_of(manifest: Manifest) -> Reading:
    """How the run of *manifest* read containers: by the names of fields and the limits that it noted, else by the usual."""
    options = manifest.options
    fields = {name: options.get(f"{name}_field") for name in Fields.__struct_fields__}
    limits = {name: options.get(f"max_{name}") for name in Limits.__struct_fields__}
    url, fetched_at = options.get("url"), options.get("fetched_at")
    return Reading(
        fields=Fields(**{name: value for name, value in fields.items() if isinstance(value, str)}),
        limits=Limits(
            **{name: int(value) for name, value in limits.items() if isinstance(value, str) and value.isdigit()}
        ),
        url=url if isinstance(url, str) else None,
        fetched_at=fetched_at if isinstance(fetched_at, str) else None,
    )


def digest_differs(place: Path, data: bytes, sha256: str | None) -> str | None:
    """What to say when the bytes *data* of the file at *place* are not those with the digest *sha256*."""
    found = hashlib.sha256(data).hexdigest()
    return None if found == sha256 else f"{place}: the file has {found}, the stamp says {sha256}"


def _candidates(path: str | None, folder: Path) -> Iterator[Path]:
    if not path:
        return
    named = _BYTE.sub(lambda found: os.fsdecode(bytes.fromhex(found[1])), path)
    for spelling in dict.fromkeys((path, named)):
        names = [name for name in PurePosixPath(spelling).parts if name not in {"/", ".", ".."}]
        for first in range(len(names)):
            yield folder.joinpath(*names[first:])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name that is too long, or has a NUL in it.
        return False
