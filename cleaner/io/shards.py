"""Shards: what one worker cleans at a time, cut from the inputs by their bytes, and named by what is in them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.io.containers import Mark, Reading, Unreadable
from cleaner.io.files import InputFile, entries_of, surveyed
from cleaner.model.digest import canonical
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cleaner.io.containers import Entry


class Size(Struct, frozen=True, kw_only=True):
    """When a shard is closed: what a run that is killed has to do again, for each worker."""

    bytes: int = 32 << 20
    """Of raw documents."""
    documents: int = 8192


class Slice(Struct, frozen=True):
    """A whole file, or the entries *start* to *stop* of a container, counted from 0; *mark* says where the first begins."""

    file: InputFile
    start: int = 0
    stop: int | None = None
    mark: Mark | None = None


Part = Slice | Unreadable | RawDocument
"""What a shard is made of: stretches of files, names that could not be opened, documents that were given in memory."""


class Shard(Struct, frozen=True):
    """A piece of work. `key`: the digest of all that decides its result; `bytes`: its share of what lies on disk.

    `unpacked`: bytes of its documents, as well as they can be told without reading them.
    """

    number: int
    key: str
    parts: tuple[Part, ...]
    bytes: int
    unpacked: int = 0


def cut_into_shards(
    found: Iterable[InputFile | Unreadable | RawDocument], reading: Reading, job: str, size: Size
) -> Iterator[Shard]:
    """The shards of what was *found*, in its order; the same for the same inputs, wherever and by whomever they are read.

    Every file is read once, for its digest, and for where to cut.

    Args:
        found: files and documents.
        reading: how containers are read.
        job: digest of what decides the result beside the inputs.
        size: when a shard is closed.
    """
    cutter = _Cutter(job, size)
    for item in found:
        if isinstance(item, InputFile):
            yield from _cut(cutter, item, reading)
        else:
            yield from cutter.add(item, len(item.data) if isinstance(item, RawDocument) else 0, 1, 0)
    yield from cutter.close()


def _cut(cutter: _Cutter, found: InputFile, reading: Reading) -> Iterator[Shard]:
    """The file *found*; a container in slices, the first of which fills the shard that is open."""
    stretches = _Stretches(cutter.room, cutter.size)
    file = surveyed(found, reading, stretches.add)
    if isinstance(file, Unreadable):
        yield from cutter.add(file, 0, 1, 0)
        return
    if file.kind is None:
        yield from cutter.add(Slice(file), file.size, 1, file.size)
        return
    whole = sum(each.bytes for each in stretches.all) or 1
    start = 0
    for each in stretches.all:
        stop = None if each is stretches.all[-1] else start + each.documents
        on_disk = file.size * each.bytes // whole
        yield from cutter.add(Slice(file, start, stop, each.mark), each.bytes, each.documents, on_disk)
        start += each.documents


class _Stretch:
    """Entries of a container that stand next to one another."""

    def __init__(self, mark: Mark | None = None) -> None:
        self.mark = mark
        self.documents = self.bytes = 0


class _Stretches:
    """The stretches of a container, the first of which takes as much as there is *room*, the others a whole *size*."""

    def __init__(self, room: Size, size: Size) -> None:
        self.all = [_Stretch()]
        self._room = room
        self._size = size

    def add(self, size: int, mark: Callable[[], Mark | None]) -> None:
        """An entry of *size* bytes; *mark* says where it begins."""
        last = self.all[-1]
        if last.documents and (last.bytes >= self._room.bytes or last.documents >= self._room.documents):
            last, self._room = _Stretch(mark()), self._size
            self.all.append(last)
        last.documents += 1
        last.bytes += size


class _Cutter:
    """The shard that is growing."""

    def __init__(self, job: str, size: Size) -> None:
        self.job = job
        self.size = size
        self.number = 0
        self.keys: set[str] = set()
        self._empty()

    def _empty(self) -> None:
        self.parts: list[Part] = []
        self.bytes = self.documents = self.on_disk = 0

    @property
    def room(self) -> Size:
        """How much the shard still takes."""
        return Size(bytes=self.size.bytes - self.bytes, documents=self.size.documents - self.documents)

    def add(self, part: Part, size: int, documents: int, on_disk: int) -> Iterator[Shard]:
        self.parts.append(part)
        self.bytes += size
        self.documents += documents
        self.on_disk += on_disk
        if self.bytes >= self.size.bytes or self.documents >= self.size.documents:
            yield from self.close()

    def close(self) -> Iterator[Shard]:
        if self.parts:
            named = [self.job, *(_named(part) for part in self.parts)]
            while (key := hashlib.sha256(canonical(named)).hexdigest()) in self.keys:
                # The same inputs, named twice.
                named.append([])
            self.keys.add(key)
            yield Shard(self.number, key, tuple(self.parts), self.on_disk, self.bytes)
            self.number += 1
            self._empty()


def _named(part: Part) -> list[str | int | None]:
    """What of *part* decides its result."""
    if isinstance(part, Slice):
        return [part.file.path, part.file.sha256, str(part.file.kind), part.start, part.stop]
    if isinstance(part, Unreadable):
        return [part.path, part.code, part.detail]
    digest = hashlib.sha256(part.data).hexdigest()
    place = [part.record.number, part.record.id, part.record.digest] if part.record else []
    return [part.path, digest, part.url, part.media_type, part.fetched_at, *place]


class Reader:
    """Reads the parts of shards. A container that is read on where the last shard ended is not begun anew."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.path = ""
        """The file that is being read."""
        self._file: InputFile | None = None
        self._entries: Iterator[Entry] = iter(())
        self._at = 0

    def entries(self, shard: Shard) -> Iterator[Entry]:
        """All entries of *shard* in order; memory holds one."""
        for part in shard.parts:
            self.path = part.file.path if isinstance(part, Slice) else part.path or ""
            if isinstance(part, Slice):
                yield from self._slice(part)
            else:
                yield part

    def _slice(self, part: Slice) -> Iterator[Entry]:
        if part.start == 0 and part.stop is None:
            yield from entries_of(part.file, self.reading)
            return
        if part.file != self._file or part.start < self._at or (part.mark and part.start > self._at):
            self._file, self._at = part.file, part.start
            self._entries = entries_of(part.file, self.reading, part.start, mark=part.mark)
        while self._at < part.start:
            # Nearly always cheaper than to begin a compressed file anew.
            if next(self._entries, None) is None:
                # It ended before its time, and why was said to the shard before: ask again, for this one.
                self._entries, self._at = entries_of(part.file, self.reading, part.start), part.start
                break
            self._at += 1
        while part.stop is None or self._at < part.stop:
            entry = next(self._entries, None)
            if entry is None:
                self._file = None
                if self._at == part.start:
                    detail = f"ends before record {part.start + 1:,}, which was there when the run was planned"
                    yield Unreadable(part.file.path, "changed", f"{detail}; clean it again", Record(part.start + 1))
                return
            self._at += 1
            yield _placed(entry, self._at, part.stop)


def _placed(entry: Entry, number: int, stop: int | None) -> Entry:
    """*entry*, and if it speaks of the whole file, from which record on it holds, up to where the shard ends."""
    if not isinstance(entry, Unreadable) or entry.record:
        return entry
    which = f"records from {number:,} on" if stop is None else f"records {number:,} to {stop:,}"
    return msgspec.structs.replace(entry, detail=f"{which}: {entry.detail}", record=Record(number))
