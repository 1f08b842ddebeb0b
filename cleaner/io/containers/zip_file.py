"""Zip files of pages, and WACZ, which is a zip file with web archives in it. Nothing is ever written to a disk."""

from __future__ import annotations

import contextlib
import io
import lzma
import stat
import struct
import zipfile
import zlib
from functools import partial
from typing import IO, TYPE_CHECKING, BinaryIO, cast

import msgspec

from cleaner.io.containers.entry import Entry, PassedOver
from cleaner.io.containers.kinds import beginning, form_of_name, kind_of
from cleaner.io.containers.members import is_container, member, passed_over, within
from cleaner.io.containers.opened import Broken, Opened
from cleaner.io.containers.stated import storable
from cleaner.io.containers.unpack import BLOCK
from cleaner.io.containers.web_archive import WebArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaner.model.record import Record

_PROBLEMS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError,
    struct.error, OverflowError,
)  # fmt: skip
_ENCRYPTED = 0x1
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535
_BYTES_A_MEMBER = 200
"""Of the list of members where it is honest: 46 bytes, a name, times."""


class ZipFile:
    """A zip file. An ordinal is a member, folders too; in a WACZ also each record of its web archives."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`."""
        for ordinal, made in enumerate(self._each()):
            if stop is not None and ordinal >= stop:
                return
            if ordinal >= start:
                yield made(ordinal)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the bytes of each member, and what each record in a WACZ declares."""
        for archive, item in self._members():
            if isinstance(item, Broken):
                yield 0
            elif _is_web_archive(archive, item):
                inner = self._web_archive(archive, item)
                if isinstance(inner, Broken):
                    yield 0
                else:
                    yield from inner.sizes()
                    if _altered(archive, item, inner):
                        yield 0
            else:
                yield item.file_size

    def _each(self) -> Iterator[Callable[[int], Entry]]:
        """What makes the entry of each ordinal of its number."""
        for archive, item in self._members():
            if isinstance(item, Broken):
                yield partial(self.opened.unreadable, broken=item)
            elif _is_web_archive(archive, item):
                inner = self._web_archive(archive, item)
                if isinstance(inner, Broken):
                    yield partial(self.opened.unreadable, broken=inner, name=storable(item.filename))
                else:
                    for entry in inner.entries():
                        yield partial(_renumbered, entry)
                    if altered := _altered(archive, item, inner):
                        yield partial(self.opened.unreadable, broken=altered, name=storable(item.filename))
            else:
                yield partial(self._entry, archive, item)

    def _members(self) -> Iterator[tuple[zipfile.ZipFile, zipfile.ZipInfo | Broken]]:
        """Every member in the order of the list, and why there are none, or no more that are read."""
        archive = zipfile.ZipFile.__new__(zipfile.ZipFile)
        limits = self.opened.limits
        try:
            size = self.opened.file.seek(0, 2)
            self._check_list(size)
            self.opened.file.seek(0)
            archive = zipfile.ZipFile(self.opened.file)
        except Broken as broken:
            yield archive, broken
            return
        except _PROBLEMS as error:
            yield archive, Broken("damaged", f"no zip file that can be read: {error}")
            return
        unpacked = 0
        infos = archive.infolist()
        for number, info in enumerate(infos):
            unpacked += info.file_size if _why_not(info) is None and not is_container(info.filename) else 0
            if unpacked > limits.document_bytes and unpacked > size * limits.expansion:
                yield (
                    archive,
                    Broken(
                        "bomb",
                        f"the members come to more than {limits.expansion} times the size of the file (--max-expansion); "
                        f"{len(infos) - number:,} members were not read",
                    ),
                )
                return
            yield archive, info

    def _check_list(self, size: int) -> None:
        """The list of members is not too long to be held, going by its size, of which nothing is believed but that."""
        file, limit = self.opened.file, self.opened.limits.members
        file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or at + _END.size > len(tail):
            raise Broken(
                "damaged", "no zip file that can be read: its list of members, which is at its end, is missing"
            )
        _, _, _, _, count, length, _, _ = _END.unpack_from(tail, at)
        if length == 0xFFFFFFFF:
            large = tail.rfind(b"PK\x06\x06", 0, at)
            count, length = struct.unpack_from("<QQ", tail, large + 32) if 0 <= large <= at - 56 else (count, size)
        if count > limit or min(length, size) > limit * _BYTES_A_MEMBER:
            raise Broken(
                "too-many-members", f"the list of members is longer than {limit:,} of them (--max-members): unpack it"
            )

    def _entry(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, ordinal: int) -> Entry:
        why = _why_not(info)
        if _is_wacz(archive) and (why is not None or is_container(info.filename)):
            return PassedOver("member of a WACZ beside its archives")
        if why is not None:
            return PassedOver(why)
        try:
            return self._read(archive, info, ordinal)
        except Broken as broken:
            return self.opened.unreadable(ordinal, broken, storable(info.filename))

    def _read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, ordinal: int) -> Entry:
        if is_container(info.filename):
            raise within(info.filename)
        if info.flag_bits & _ENCRYPTED:
            raise Broken("encrypted", "the member is encrypted")
        if info.file_size > self.opened.limits.document_bytes:
            raise self.opened.too_large("the member", info.file_size)
        try:
            # No more is unpacked than the list says, and a checksum that differs is an error.
            data = archive.read(info)
        except _PROBLEMS as error:
            raise Broken("damaged", f"the member cannot be read: {error}") from None
        return member(self.opened, ordinal, info.filename, data)

    def _web_archive(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> WebArchive | Broken:
        try:
            if info.flag_bits & _ENCRYPTED:
                return Broken("encrypted", "the member is encrypted")
            file = cast("BinaryIO", _Inner(archive.open(info)))
            kind = kind_of(info.filename, beginning(file))
        except _PROBLEMS as error:
            return Broken("damaged", f"the member cannot be read: {error}")
        if kind is None or kind.form != "warc":
            return Broken("damaged", "no web archive, though its name says it is one")
        return WebArchive(Opened(file, self.opened.path, kind, self.opened.reading))


def _altered(archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: WebArchive) -> Broken | None:
    """What to say of a web archive whose checksum differs; where its records are packed, each has one of its own."""
    if inner.opened.kind.packed:
        return None
    try:
        with archive.open(info) as member:
            while member.read(BLOCK):
                pass
    except zipfile.BadZipFile as error:
        return Broken("damaged", f"what was read of the member may be damaged: {error}")
    except _PROBLEMS:
        # Told where it was read.
        pass
    return None


class _Inner(io.RawIOBase):
    """A member as a file that can be read in whatever order, where damage is an `OSError`, as that of a disk.

    Its checksum is not looked at: where it differs, all that is read with the last byte would be lost.
    """

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member
        member._expected_crc = None  # type: ignore[attr-defined]  # noqa: SLF001 - there is no other way

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """As of any file."""
        with _as_of_a_disk():
            return self._member.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of any file; what is packed is unpacked up to there."""
        with _as_of_a_disk():
            return self._member.seek(offset, whence)

    def tell(self) -> int:
        """As of any file."""
        return self._member.tell()


@contextlib.contextmanager
def _as_of_a_disk() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise
    except _PROBLEMS as error:
        raise OSError(f"the member of the zip file cannot be read: {error}") from None


def _why_not(info: zipfile.ZipInfo) -> str | None:
    """Why a member is not read; None when it is."""
    if info.is_dir():
        return "folder"
    kind = info.external_attr >> 16
    if stat.S_ISLNK(kind):
        return "link"
    return passed_over(info.filename)


def _is_wacz(archive: zipfile.ZipFile) -> bool:
    return "datapackage.json" in archive.NameToInfo


def _is_web_archive(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    return _is_wacz(archive) and info.filename.startswith("archive/") and form_of_name(info.filename) == "warc"


def _renumbered(entry: Entry, ordinal: int) -> Entry:
    """*entry* of a web archive as it is counted in the WACZ."""
    if isinstance(entry, PassedOver) or entry.record is None:
        return entry
    record: Record = msgspec.structs.replace(entry.record, number=ordinal + 1)
    return msgspec.structs.replace(entry, record=record)
