"""The raw files of a result, found again in a folder."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cleaner.audit.check import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")
"""A byte of a name that is not UTF-8, as `cleaner.io.read.shown` writes it."""


def raw_file(folder: Path, path: str | None, doc_id: str | None) -> tuple[Path, bytes] | Finding:
    """The file of *path* below *folder*, and its bytes; or why they cannot be had.

    The first file at the path, or at an end of the path, decides: a dump may have been moved.
    """
    place = next((found for found in _candidates(path, folder) if _is_file(found)), None)
    if place is None:
        return Finding(doc_id, str(path), "raw-missing", f"raw file not found below {folder}")
    try:
        return place, place.read_bytes()
    except OSError as error:
        return Finding(doc_id, str(path), "raw-unreadable", f"cannot be read: {error.strerror}")


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
