"""A tar archive read from its beginning to its end, as the tape that it was made for."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, BinaryIO, cast

from msgspec import Struct

from cleaner.io.containers.members import passed_over
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.unpack import BLOCK, Stream, blocks
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.opened import Opened

_UNIT = 512
_GOES_ON = "reading goes on with the next member, if one can be found"
_LONGEST_HEADER = 1 << 20
"""Bytes of an extended header: a name that is longer is none."""
_FILES = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE})
_NAMES = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK})
_EXTENDED = frozenset({tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.XGLTYPE})
_OTHERS = {
    tarfile.DIRTYPE: "folder",
    tarfile.LNKTYPE: "link",
    tarfile.SYMTYPE: "link",
    tarfile.CHRTYPE: "device",
    tarfile.BLKTYPE: "device",
    tarfile.FIFOTYPE: "device",
}


class Member(Struct, frozen=True):
    """A member as its headers have it; `why` says why it is not read, None when it is."""

    name: str
    size: int
    why: str | None


class Tape:
    """The members of an archive, in order; the bytes of one can be had until the next is asked for."""

    def __init__(self, opened: Opened) -> None:
        self._limit = opened.limits.document_bytes
        self._stream: Stream | None = None
        self._end: int | None = None
        """Bytes of the archive, where they are known; then they need not be read to be passed."""
        if opened.kind.packed:
            self._stream = Stream(blocks(opened))
            self._file = cast("BinaryIO", io.BufferedReader(self._stream, BLOCK))
        else:
            self._file = opened.file
            self._end = self._file.seek(0, 2)
            self._file.seek(0)
        self._size = self._left = 0
        """Bytes of the member, and those of them that were not read, filled up to whole units."""

    def members(self) -> Iterator[Member | Broken]:
        """Every member, and why a stretch or the rest has none. The last one may be cut off; then `payload` says so."""
        extended: dict[str, str] = {}
        told = False
        """What cannot be read here has its entry."""
        last: Member | None = None
        while True:
            try:
                whole = self._skip()
                head = self._file.read(_UNIT) if whole else b""
                if len(head) < _UNIT or not head.strip(b"\0"):
                    break
                info = _header(head, is_sure=not told)
                if info.type in _EXTENDED or info.type in _NAMES:
                    extended |= self._extended(info)
                    continue
                last = self._begun(info, extended)
            except Broken as broken:
                if not told:
                    yield broken
                told, extended, last = True, {}, None
                if broken.code == "read-error":
                    return
            else:
                told, extended = False, {}
                yield last
        is_cut = not whole or 0 < len(head) < _UNIT or (self._stream is not None and self._stream.broken is not None)
        if is_cut and not told and (last is None or whole or last.why is not None or last.size > self._limit):
            yield self._cut()

    def payload(self) -> bytes:
        """The bytes of the member that was handed out last.

        Raises:
            Broken: they are not all there.
        """
        try:
            data = self._file.read(self._size)
        except OSError as error:
            raise Broken("read-error", f"cannot be read: {error.strerror or error}") from None
        self._left -= len(data)
        if len(data) < self._size:
            raise self._cut()
        return data

    def _begun(self, info: tarfile.TarInfo, extended: dict[str, str]) -> Member:
        """The member that *info* and the headers before it tell of.

        Raises:
            Broken: it is longer than all that is there.
        """
        name = extended.get("path", info.name)
        size = extended.get("size", str(info.size))
        self._size = int(size) if size.isdecimal() else info.size
        if self._end is not None and self._file.tell() + self._size > self._end:
            raise Broken(
                "truncated",
                f"the member {harmless(shown(name))} declares {self._size:,} bytes, more than are left; {_GOES_ON}",
            )
        self._left = -(-self._size // _UNIT) * _UNIT
        why = passed_over(name) if info.type in _FILES else _OTHERS.get(info.type, "another type of member")
        return Member(shown(name), self._size, why)

    def _extended(self, info: tarfile.TarInfo) -> dict[str, str]:
        """What a header says that stands before that of a member."""
        if info.size > _LONGEST_HEADER:
            raise Broken("damaged", f"a header of {info.size:,} bytes, longer than {_LONGEST_HEADER:,}; {_GOES_ON}")
        data = self._file.read(-(-info.size // _UNIT) * _UNIT)[: info.size]
        if info.type == tarfile.GNUTYPE_LONGNAME:
            return {"path": data.rstrip(b"\0").decode("utf-8", "surrogateescape")}
        return {} if info.type in {tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE} else _fields(data)

    def _skip(self) -> bool:
        """Pass what is left of a member; all of it was there."""
        try:
            if self._end is not None:
                self._file.seek(min(self._file.tell() + self._left, self._end))
                self._left = 0
            while self._left:
                passed = len(self._file.read(min(self._left, BLOCK)))
                self._left -= passed
                if not passed:
                    return False
        except OSError as error:
            raise Broken("read-error", f"cannot be read: {error.strerror or error}") from None
        return True

    def _cut(self) -> Broken:
        if self._stream is not None and self._stream.broken is not None:
            return self._stream.broken
        return Broken("truncated", "the archive breaks off")


def shown(name: str) -> str:
    r"""*name* as text that can be stored: bytes that are not UTF-8 become `\xNN`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _header(head: bytes, *, is_sure: bool) -> tarfile.TarInfo:
    """The header in *head*; where it is not *sure* that there is one, it has to say itself that it is."""
    try:
        info = tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.HeaderError as error:
        raise Broken("damaged", f"no header of a member ({error}); {_GOES_ON}") from None
    if info.size < 0 or not (is_sure or head.startswith(b"ustar", 257)):
        raise Broken("damaged", f"no header of a member; {_GOES_ON}")
    return info


def _fields(data: bytes) -> dict[str, str]:
    """The fields of an extended header: `27 path=…` and a line feed, the number being the length of all that."""
    found = {}
    while data:
        length, _, _ = data.partition(b" ")
        if not length.isdigit() or not 0 < int(length) <= len(data):
            break
        key, _, value = data[len(length) + 1 : int(length) - 1].partition(b"=")
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        data = data[int(length) :]
    return found
