"""Shards: what one worker cleans at a time, cut from the inputs by their bytes, and named by what is in them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.io.containers import Reading, Unreadable
from cleaner.io.files import InputFile, entries_of, examined, sizes_of
from cleaner.model.digest import canonical
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.io.containers import Entry


class Size(Struct, frozen=True, kw_only=True):
    """When a shard is closed: what a run that is killed has to do again, for each worker."""

    bytes: int = 32 << 20
    """Of raw documents."""
    documents: int = 8192


class Slice(Struct, frozen=True):
    """A whole file, or the entries *start* to *stop* of a container, counted from 0."""

    file: InputFile
    start: int = 0
    stop: int | None = None


Part = Slice | Unreadable | RawDocument
"""What a shard is made of: stretches of files, names that could not be opened, documents that were given in memory."""


class Shard(Struct, frozen=True):
    """A piece of work. `key`: the digest of all that decides its result; `bytes`: its share of what lies on disk."""

    number: int
    key: str
    parts: tuple[Part, ...]
    bytes: int


def cut_into_shards(
    found: Iterable[InputFile | Unreadable | RawDocument], reading: Reading, job: str, size: Size
) -> Iterator[Shard]:
    """The shards of what was *found*, in its order; the same for the same inputs, wherever and by whomever they are read.

    Every file is read once, for its digest; containers once more, for where to cut.

    Args:
        found: files and documents.
        reading: how containers are read.
        job: digest of what decides the result beside the inputs.
        size: when a shard is closed.
    """
    cutter = _Cutter(job, size)
    for item in found:
        part = examined(item, digest=True) if isinstance(item, InputFile) else item
        if not isinstance(part, InputFile):
            yield from cutter.add(part, len(part.data) if isinstance(part, RawDocument) else 0, 1, 0)
        elif part.kind is None:
            yield from cutter.add(Slice(part), part.size, 1, part.size)
        else:
            yield from _cut(cutter, part, reading)
    yield from cutter.close()


def _cut(cutter: _Cutter, file: InputFile, reading: Reading) -> Iterator[Shard]:
    """*file* in slices, the first of which fills the shard that is open."""
    stretches: list[tuple[int, int]] = []
    documents = grown = 0
    room = cutter.room
    for size in sizes_of(file, reading):
        documents += 1
        grown += size
        if grown >= room.bytes or documents >= room.documents:
            stretches.append((documents, grown))
            documents = grown = 0
            room = cutter.size
    if documents or not stretches:
        stretches.append((documents, grown))
    whole = sum(grown for _, grown in stretches) or 1
    start = 0
    for number, (documents, grown) in enumerate(stretches, start=1):
        stop = None if number == len(stretches) else start + documents
        yield from cutter.add(Slice(file, start, stop), grown, documents, file.size * grown // whole)
        start += documents


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
            yield Shard(self.number, key, tuple(self.parts), self.on_disk)
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
        if part.file != self._file or part.start < self._at:
            self._file, self._at = part.file, part.start
            self._entries = entries_of(part.file, self.reading, part.start)
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
                    yield Unreadable(part.file.path, "changed", f"{detail}; clean it again")
                return
            self._at += 1
            yield entry
