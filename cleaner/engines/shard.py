"""A shard, cleaned: its part files, and last the note that they are whole, which is what counts."""

from __future__ import annotations

import contextlib
import os
import uuid
from typing import TYPE_CHECKING, Self

import msgspec
from msgspec import Struct

from cleaner.audit.tally import Tally, merged
from cleaner.engines.kernel import Outcome, process
from cleaner.engines.memory import LARGE, give_back, keep_little
from cleaner.errors import OutputError
from cleaner.io.containers import PassedOver, Unreadable
from cleaner.io.facts import fact_rows
from cleaner.io.manifest import FileEntry  # noqa: TC001 - msgspec reads the annotations
from cleaner.io.shards import Reader, Shard
from cleaner.io.tables import Table, open_table, suffix
from cleaner.io.visible import harmless
from cleaner.io.write import DONE, flush_folder
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cleaner.engines.crew import Held
    from cleaner.engines.job import Job
    from cleaner.engines.pulse import Pulse
    from cleaner.io.manifest import Role

_TALLY_EVERY = 256


class ShardDone(Struct, frozen=True):
    """What came of a shard. `files`: its parts, at their places below the work folder; `job`: the `Job.digest`."""

    key: str
    files: tuple[FileEntry, ...]
    tally: Tally
    passed_over: dict[str, int]
    job: str = ""


class ShardWork:
    """Cleans shards, one after another, in whatever process it is in."""

    def __init__(self, job: Job, on_outcome: Callable[[Outcome], None] | None = None) -> None:
        self.job = job
        self._on_outcome = on_outcome
        self._reader = Reader(job.reading)

    def __getstate__(self) -> Job:
        return self.job

    def __setstate__(self, job: Job) -> None:
        keep_little()
        self.__init__(job)  # type: ignore[misc]

    def begin(self) -> None:
        """Load what the first document of a process would have to wait for."""
        self.job.cleaner.clean(RawDocument(data=b"<p>A page to begin with, in English.</p>", path="begin.html"))

    def do(self, task: Shard, held: Mapping[int, Held], pulse: Pulse) -> ShardDone:
        """Clean the shard *task*.

        Raises:
            OutputError: its files cannot be written.
        """
        job, passed_over = self.job, dict[str, int]()
        try:
            with _Parts(job, task.key) as parts:
                for item in self._items(task, held, pulse):
                    if isinstance(item, PassedOver):
                        passed_over[item.what] = passed_over.get(item.what, 0) + 1
                        continue
                    parts.add(item)
                    if self._on_outcome:
                        self._on_outcome(item)
                return parts.commit(passed_over)
        except OSError as error:
            raise unwritten(job.work, error) from error

    def _items(self, shard: Shard, held: Mapping[int, Held], pulse: Pulse) -> Iterator[Outcome | PassedOver]:
        entries = self._reader.entries(shard)
        ordinal = 0
        while True:
            hold = held.get(ordinal)
            if hold and hold.rest:
                yield self._clean(Unreadable(self._reader.path, hold.code, f"{hold.detail}, while it was read"))
                return
            pulse.reads(ordinal)
            entry = next(entries, None)
            if entry is None:
                # What happens to the worker from here on, while it writes, is no fault of an item.
                pulse.rest()
                return
            ordinal += 1
            if isinstance(entry, PassedOver):
                yield entry
                continue
            pulse.cleans()
            outcome = self._clean(entry, hold)
            size = len(entry.data) if isinstance(entry, RawDocument) else 0
            pulse.done(size, held_back=outcome.document is None)
            yield outcome
            if size >= LARGE:
                del entry, outcome
                give_back()

    def _clean(self, entry: RawDocument | Unreadable, hold: Held | None = None) -> Outcome:
        options = self.job.options
        return process(self.job.cleaner, entry, options.ledger, redact=options.redact, hold=hold)


def unwritten(work: Path, error: OSError) -> OutputError:
    """What to raise when *work* cannot be written, as *error* says."""
    # What a write fails on has no name.
    where = f" ({harmless(str(error.filename))})" if error.filename else ""
    return OutputError(
        f"{harmless(str(work))}: cannot be written: {error.strerror or error}{where}; "
        "what is finished is kept there: free space, or mend the rights, and the same command goes on"
    )


class _Parts:
    """The files of a shard, under names of their own until they are whole: another worker may be at the same shard."""

    def __init__(self, job: Job, key: str) -> None:
        self.work = job.work
        self.key = key
        self.job = job.digest
        self.form = job.options.form
        self._has_facts = job.options.has_facts
        self._mark = uuid.uuid4().hex[:12]
        self._tables: dict[Role, Table] = {}
        self._tallies: list[Tally] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for table in self._tables.values():
            table.abandon()
            (self.work / table.path).unlink(missing_ok=True)

    def add(self, outcome: Outcome) -> None:
        if outcome.document:
            self._table("documents").write([outcome.document])
            self._table("removals").write(outcome.removals)
            if self._has_facts:
                self._table("facts").write(fact_rows(outcome.document))
        if outcome.quarantine:
            self._table("quarantine").write([outcome.quarantine])
        self._tallies.append(outcome.tally)
        if len(self._tallies) >= _TALLY_EVERY:
            self._tallies = [merged(self._tallies)]

    def commit(self, passed_over: dict[str, int]) -> ShardDone:
        """The files whole and on the disk, then their names, then the note."""
        entries = [(role, table.close()) for role, table in self._tables.items()]
        placed = []
        for role, entry in sorted(entries, key=lambda item: _ORDER.index(item[0])):
            path = f"{role}/{self.key}{suffix(self.form)}"
            (self.work / entry.path).replace(self.work / path)
            placed.append(msgspec.structs.replace(entry, path=path))
        self._tables.clear()
        for role, _ in entries:
            flush_folder(self.work / role)
        done = ShardDone(self.key, tuple(placed), merged(self._tallies), passed_over, self.job)
        note = self.work / DONE / f"{self.key}.json"
        written = note.with_suffix(f".{self._mark}")
        try:
            with written.open("wb") as file:
                file.write(msgspec.json.encode(done))
                file.flush()
                os.fsync(file.fileno())
            written.replace(note)
        except OSError:
            with contextlib.suppress(OSError):
                written.unlink()
            raise
        flush_folder(note.parent)
        return done

    def _table(self, role: Role) -> Table:
        if role not in self._tables:
            (self.work / role).mkdir(exist_ok=True)
            self._tables[role] = open_table(self.work, f"{role}/{self.key}.{self._mark}", role, self.form)
        return self._tables[role]


_ORDER: tuple[Role, ...] = ("documents", "removals", "quarantine", "facts")


_PASSING = {"changed", "vanished", "read-error"}
"""Codes of files that could not be read then, and may be readable now."""


def finished(work: Path, key: str) -> ShardDone | None:
    """What a run before this one has put down for the shard *key*; None when it is not whole, or worth another try."""
    try:
        done = msgspec.json.decode((work / DONE / f"{key}.json").read_bytes(), type=ShardDone)
        whole = done.key == key and all((work / entry.path).stat().st_size == entry.bytes for entry in done.files)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return done if whole and not _PASSING & done.tally.unreadable.keys() else None


class _Of(Struct):
    """Of a note, which command made it."""

    job: str = ""


def of_others(work: Path, digest: str) -> int:
    """Shards that commands of another `Job.digest` have put down in *work*: none of them is of any use to this one."""
    others = 0
    for note in (work / DONE).glob("*.json"):
        # What is no note is told where shards are looked for.
        with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            others += msgspec.json.decode(note.read_bytes(), type=_Of).job not in {"", digest}
    return others
