"""The records of a web archive one after another, found again behind what is damaged."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from msgspec import Struct

from cleaner.errors import CleanerError
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.unpack import BLOCK, HEADS, SIGNATURES, Stream, blocks, unpacked_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.mark import Mark
    from cleaner.io.containers.opened import Opened

MAX_HEADER = 64 << 10
"""Bytes of the headers of a record; the standard sets no limit."""
_WARC = b"WARC/"
ARC = b"filedesc://"
"""Beginning of a file in the form that came before WARC."""
_TRIES = 4_000
"""Places in a damaged file that are taken for the beginning of a record: some seconds at most."""
_GOES_ON = "reading goes on with the next record, if one can be found"


class Seen(Struct, frozen=True):
    """A record: the byte at which it or its packed stretch starts, FastWARC's record, and the length that it declares."""

    start: int
    record: Any
    length: int
    headers: dict[str, str]
    """By their names in small letters."""


class Break(Struct, frozen=True):
    """Where reading stopped, and why; whether the record seen last is what is wrong, or something behind it."""

    broken: Broken
    is_of_last: bool


def records(opened: Opened, mark: Mark | None = None) -> Iterator[Seen | Break]:
    """Every record in order, from *mark* on, and a `Break` for each stretch that cannot be read.

    The payload of a record can be read until the next item is asked for; whether all of it was there, that item says.

    Raises:
        CleanerError: FastWARC is missing.
    """
    at: int | None = mark.at if mark else 0
    told = False
    tries = iter(range(_TRIES))
    while at is not None:
        last: Seen | None = None
        problem: Broken | None = None
        for item in _readable(opened, at, mark):
            if isinstance(item, Broken):
                problem = item
            else:
                last, told = item, False
                yield last
        if problem is None:
            problem = _behind(opened, last) if last else None
        if problem is None:
            return
        mark = None
        is_of_last = last is not None and not _is_whole(opened, last)
        if is_of_last or not told:
            yield Break(problem, is_of_last)
        told = True
        if problem.code in {"bomb", "read-error", "unsupported"}:
            return
        at = _next_record(opened, (last.start if last else at) + 1, tries)


def _readable(opened: Opened, at: int, mark: Mark | None) -> Iterator[Seen | Broken]:
    """The records from byte *at* on, and what stopped it before the end. With a *mark* all before it counts as read."""
    file, packed, limits = opened.file, opened.kind.packed, opened.limits
    if packed in {"xz", "bz2"}:
        yield Broken("unsupported", f"a web archive packed as {packed} cannot be read: unpack it, or pack it with gzip")
        return
    unpacked, begun = (mark.unpacked, 0) if mark else (0, at)
    try:
        file.seek(at)
        if not file.read(1):
            return
        if not at and _is_arc(opened):
            yield Broken(
                "unsupported", "an ARC file, which came before WARC, is not read: convert it (warcio recompress)"
            )
            return
        if not begins(opened, at):
            yield Broken("damaged", f"no record of a web archive (WARC) at its beginning; {_GOES_ON}")
            return
        file.seek(at)
        for record in _iterator(file):
            length = record.content_length
            headers = {name.lower(): value for name, value in record.headers.items()}
            if "content-length" not in headers:
                yield Broken("damaged", f"the headers of a record break off, or lack its length; {_GOES_ON}")
                return
            yield Seen(record.stream_pos, record, length, headers)
            record.consume()
            if record.reader.tell() != length:
                yield Broken(
                    "truncated", f"the record declares {length:,} bytes, and {record.reader.tell():,} are there"
                )
                return
            unpacked += length
            if packed and unpacked > limits.document_bytes and unpacked > (file.tell() - begun) * limits.expansion:
                yield Broken(
                    "bomb",
                    f"the records come to more than {limits.expansion} times their size in the file (--max-expansion); "
                    "nothing behind this was read",
                )
                return
    except OSError as error:
        yield _told(error)


def _iterator(file: BinaryIO) -> Iterator[Any]:
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise CleanerError(
            "web archives are read with FastWARC, which is not installed: pip install 'cleaner[dumps]'"
        ) from None
    iterator: Iterator[Any] = iter(ArchiveIterator(file, parse_http=False, max_header_len=MAX_HEADER))
    return iterator


def _told(error: OSError) -> Broken:
    if error.errno is not None:
        return Broken("read-error", f"cannot be read: {error.strerror}")
    return Broken("damaged", f"{error}; {_GOES_ON}")


def _is_whole(opened: Opened, seen: Seen) -> bool:
    """The record ends where it says, and what it is packed in is whole; also when its place in the file is not known."""
    if not begins(opened, seen.start):
        return True
    stream = Stream(blocks(opened, seen.start, whole=False))
    file = io.BufferedReader(stream, BLOCK)
    while file.readline(MAX_HEADER).strip():
        pass
    left = seen.length
    while left and (passed := len(file.read(min(left, BLOCK)))):
        left -= passed
    behind = file.read(4)
    while opened.kind.packed and file.read(BLOCK):
        pass
    return not left and not behind.strip(b"\r\n") and stream.broken is None


def _behind(opened: Opened, last: Seen) -> Broken | None:
    """What is wrong behind the record that was the last: FastWARC takes a stream cut off at its beginning for the end."""
    try:
        if opened.kind.packed and begins(opened, last.start):
            for _ in blocks(opened, last.start):
                pass
    except Broken as broken:
        return broken
    except OSError as error:
        return _told(error)
    return None


def _next_record(opened: Opened, after: int, tries: Iterator[int]) -> int | None:
    """The first byte from *after* on at which a record starts, or what one is packed in, when *tries* suffice to find it."""
    packed = opened.kind.packed
    wanted = next((found for found, named in SIGNATURES.items() if named == packed), _WARC)
    try:
        while True:
            opened.file.seek(after)
            block = opened.file.read(BLOCK)
            found = block.find(wanted)
            while found >= 0 and next(tries, None) is not None:
                if begins(opened, after + found):
                    return after + found
                found = block.find(wanted, found + 1)
            if found >= 0 or len(block) < BLOCK:
                return None
            # It may stand across the edge of two blocks.
            after += len(block) - len(wanted)
    except OSError:
        return None


def begins(opened: Opened, at: int) -> bool:
    """A record starts at byte *at*, or what one is packed in."""
    head = _head(opened, at)
    if opened.kind.packed:
        return bool(unpacked_head(head, opened.kind.packed, 5) == _WARC) or _has_dictionary(head, at)
    return head.startswith(_WARC)


def _is_arc(opened: Opened) -> bool:
    head, packed = _head(opened, 0), opened.kind.packed
    return (unpacked_head(head, packed, len(ARC)) if packed else head).startswith(ARC)


def _head(opened: Opened, at: int) -> bytes:
    opened.file.seek(at)
    return opened.file.read(HEADS["zst"] if opened.kind.packed == "zst" else 4 << 10)


def _has_dictionary(head: bytes, at: int) -> bool:
    """A Zstandard dictionary in a frame to be skipped stands first: what follows cannot be looked into without it."""
    return at == 0 and head[1:4] == b"\x2a\x4d\x18"
