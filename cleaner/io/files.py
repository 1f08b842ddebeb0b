"""A file of the inputs: what it is, and the documents in it."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec
from msgspec import Struct

from cleaner.io.containers import Marking, PassedOver, Unreadable, beginning, kind_of, open_container
from cleaner.io.objects import is_url, open_object
from cleaner.io.summed import Summed
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaner.io.containers import Entry, Kind, Mark, Reading
    from cleaner.io.objects import Object


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
        return self.kind is None or self.kind.form in {"document", "mhtml", "foreign"}


def found_file(path: str, place: str) -> InputFile | Unreadable:
    """The file at *place*, shown as *path*, or why it is none."""
    try:
        told = os.stat(place)  # noqa: PTH116 - the path stays as given
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            if os.path.lexists(place):
                return Unreadable(path, "read-error", "is a link to a file that is not there")
            return Unreadable(path, "vanished", "was there when the run began, and is no longer")
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


def examined(file: InputFile) -> InputFile | Unreadable:
    """*file* with its kind."""
    opened = _opened(file)
    if isinstance(opened, Unreadable):
        return opened
    with opened:
        try:
            return msgspec.structs.replace(file, kind=kind_of(file.path, beginning(opened)))
        except OSError as error:
            return _unread(file, error)


def surveyed(
    file: InputFile, reading: Reading, on_entry: Callable[[int, Callable[[], Mark | None]], None]
) -> InputFile | Unreadable:
    """*file* with its kind and its SHA-256, for which it is read once.

    Args:
        file: as it was found.
        reading: how containers are read.
        on_entry: hears the bytes of each entry of a container, as many as `entries_of` gives, and what says where the
            entry begins, which can be asked until the next one.
    """
    opened = _opened(file)
    if isinstance(opened, Unreadable):
        return opened
    with opened:
        summed = Summed(opened)
        try:
            kind = kind_of(file.path, beginning(cast("BinaryIO", summed)))
        except OSError as error:
            return _unread(file, error)
        if kind:
            container = open_container(cast("BinaryIO", summed), file.path, kind, reading)
            mark = container.mark if isinstance(container, Marking) else _unmarked
            # What cannot be read is said by whoever reads the entries, or right below.
            with contextlib.suppress(OSError):
                for size in container.sizes():
                    on_entry(size, mark)
        try:
            return msgspec.structs.replace(file, kind=kind, sha256=summed.digest())
        except OSError as error:
            return _unread(file, error)


def _unmarked() -> None:
    return None


def _unread(file: InputFile, error: OSError) -> Unreadable:
    return Unreadable(file.path, "read-error", f"cannot be read: {error.strerror}")


def entries_of(
    file: InputFile, reading: Reading, start: int = 0, stop: int | None = None, mark: Mark | None = None
) -> Iterator[Entry]:
    """The documents in *file*, a document of its own or the entries *start* to *stop* of a container; memory holds one.

    With the *mark* of the entry *start* nothing before it is read. A container without a single one is passed over.
    """
    opened = _opened(file)
    if isinstance(opened, Unreadable):
        yield opened
        return
    with opened:
        try:
            if file.kind is None:
                yield _whole(opened, file, reading)
                return
            container = open_container(opened, file.path, file.kind, reading)
            if mark and isinstance(container, Marking):
                entries = container.entries(start, stop, mark)
            else:
                entries = container.entries(start, stop)
            is_empty = start == 0 and stop != 0
            for entry in entries:
                is_empty = False
                if reading.fetched_at and isinstance(entry, RawDocument) and entry.fetched_at is None:
                    yield msgspec.structs.replace(entry, fetched_at=reading.fetched_at)
                else:
                    yield entry
            if is_empty:
                yield PassedOver("file without a record")
            # What was appended meanwhile is in none of the digests.
            if stop is None and not is_url(file.place) and _state_of(opened) != (file.size, file.version):
                yield _changed(file)
        except OSError as error:
            yield _unread(file, error)


def _opened(file: InputFile) -> BinaryIO | Unreadable:
    opened: BinaryIO
    try:
        if is_url(file.place):
            opened, found = open_object(file.place)
            now = (found.size, found.version)
        else:
            opened = open(file.place, "rb")  # noqa: PTH123, SIM115
            now = _state_of(opened)
    except FileNotFoundError:
        return Unreadable(file.path, "vanished", "was there when the run began, and is no longer")
    except OSError as error:
        return _unread(file, error)
    if now != (file.size, file.version):
        opened.close()
        return _changed(file)
    return opened


def _state_of(opened: BinaryIO) -> tuple[int, str]:
    told = os.fstat(opened.fileno())
    return told.st_size, str(told.st_mtime_ns)


def _changed(file: InputFile) -> Unreadable:
    return Unreadable(file.path, "changed", "was changed while the run was under way; clean it again")


def _whole(opened: BinaryIO, file: InputFile, reading: Reading) -> RawDocument | Unreadable:
    limit = reading.limits.document_bytes
    if file.size > limit:
        detail = f"has {file.size:,} bytes, the limit is {limit:,} (--max-document-bytes)"
        return Unreadable(file.path, "too-large", detail)
    try:
        return RawDocument(data=opened.read(), path=file.path, url=reading.url, fetched_at=reading.fetched_at)
    except MemoryError:
        return Unreadable(file.path, "too-large", "the file is larger than the memory that is free")
