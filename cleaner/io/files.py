"""A file of the inputs: what it is, and the documents in it."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import Struct

from cleaner.io.containers import HEAD, Unreadable, kind_of, open_container
from cleaner.io.objects import is_url, open_object
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers import Entry, Kind, Reading
    from cleaner.io.objects import Object

_BLOCK = 1 << 20


class InputFile(Struct, frozen=True):
    """A file as it was when it was found. One that has changed since is not read."""

    path: str
    """As the user gave it."""
    place: str
    """Where it is opened: a path, or an address that fsspec understands."""
    size: int
    version: str
    """Changes when the file does: nanoseconds of its last change, or what its store says of an object."""
    kind: Kind | None = None
    """What kind of container; None for a document of its own."""
    sha256: str = ""

    @property
    def is_single(self) -> bool:
        """It holds one document."""
        return self.kind is None or self.kind.form in {"document", "mhtml"}


def found_file(path: str, place: str) -> InputFile | Unreadable:
    """The file at *place*, shown as *path*, or why it is none."""
    try:
        told = os.stat(place)  # noqa: PTH116 - the path stays as given
    except OSError as error:
        return Unreadable(path, "read-error", f"cannot be read: {error.strerror}")
    # Opening a pipe would wait for a writer that may never come.
    if not stat.S_ISREG(told.st_mode):
        return Unreadable(path, "not-a-file", "neither a file nor a folder, but a pipe, socket or device")
    return InputFile(path, place, told.st_size, str(told.st_mtime_ns))


def found_object(path: str, found: Object) -> InputFile | Unreadable:
    """The object that was *found*, shown as *path*, or why it is no file."""
    if not found.is_file:
        return Unreadable(path, "not-a-file", "neither a file nor a folder")
    return InputFile(path, found.url, found.size, found.version)


def examined(file: InputFile, *, digest: bool) -> InputFile | Unreadable:
    """*file* with its kind, and with its SHA-256 when *digest* is asked for."""
    opened = _opened(file)
    if isinstance(opened, Unreadable):
        return opened
    with opened:
        try:
            head = opened.read(HEAD)
            kind = kind_of(file.path, head)
            if not digest:
                return msgspec.structs.replace(file, kind=kind)
            summed = hashlib.sha256(head)
            while block := opened.read(_BLOCK):
                summed.update(block)
        except OSError as error:
            return Unreadable(file.path, "read-error", f"cannot be read: {error.strerror}")
    return msgspec.structs.replace(file, kind=kind, sha256=summed.hexdigest())


def entries_of(file: InputFile, reading: Reading, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
    """The documents in *file*, a document of its own or the entries *start* to *stop* of a container; memory holds one."""
    opened = _opened(file)
    if isinstance(opened, Unreadable):
        yield opened
        return
    with opened:
        try:
            if file.kind is None:
                yield _whole(opened, file, reading)
                return
            for entry in open_container(opened, file.path, file.kind, reading).entries(start, stop):
                if reading.fetched_at and isinstance(entry, RawDocument) and entry.fetched_at is None:
                    yield msgspec.structs.replace(entry, fetched_at=reading.fetched_at)
                else:
                    yield entry
        except OSError as error:
            yield Unreadable(file.path, "read-error", f"cannot be read: {error.strerror}")


def sizes_of(file: InputFile, reading: Reading) -> Iterator[int]:
    """Bytes of each entry of the container *file*, as many as `entries_of` gives."""
    opened = _opened(file)
    if isinstance(opened, Unreadable):
        return
    with opened:
        assert file.kind is not None
        try:
            yield from open_container(opened, file.path, file.kind, reading).sizes()
        except OSError:
            # Said by whoever reads the entries.
            return


def _opened(file: InputFile) -> BinaryIO | Unreadable:
    opened: BinaryIO
    try:
        if is_url(file.place):
            opened, found = open_object(file.place)
            now = (found.size, found.version)
        else:
            opened = open(file.place, "rb")  # noqa: PTH123, SIM115
            told = os.fstat(opened.fileno())
            now = (told.st_size, str(told.st_mtime_ns))
    except FileNotFoundError:
        return Unreadable(file.path, "vanished", "was there when the run began, and is no longer")
    except OSError as error:
        return Unreadable(file.path, "read-error", f"cannot be read: {error.strerror}")
    if now != (file.size, file.version):
        opened.close()
        return Unreadable(file.path, "changed", "was changed while the run was under way; clean it again")
    return opened


def _whole(opened: BinaryIO, file: InputFile, reading: Reading) -> RawDocument | Unreadable:
    limit = reading.limits.document_bytes
    if file.size > limit:
        detail = f"has {file.size:,} bytes, the limit is {limit:,} (--max-document-bytes)"
        return Unreadable(file.path, "too-large", detail)
    try:
        return RawDocument(data=opened.read(), path=file.path, url=reading.url, fetched_at=reading.fetched_at)
    except MemoryError:
        return Unreadable(file.path, "too-large", "the file is larger than the memory that is free")
