"""The pass before a run that learns repeats: every page is cut into blocks, and what recurs is counted."""

from __future__ import annotations

import contextlib
import itertools
import os
import uuid
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.engines.crew import Limits as DocumentLimits
from cleaner.engines.crew import crew
from cleaner.engines.pulse import Pulse
from cleaner.engines.shard import unwritten
from cleaner.io.manifest import REPEATS, FileEntry
from cleaner.io.shards import Reader, Shard, cut_into_shards
from cleaner.io.tables.digested import DigestedFile
from cleaner.io.write import COUNTS, flush_folder
from cleaner.model.document import RawDocument
from cleaner.repeats.sheet import ENTRIES, TEXTS, Sheet
from cleaner.repeats.table import Limits, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from cleaner.engines.crew import Held
    from cleaner.engines.job import Job
    from cleaner.engines.progress import Standing
    from cleaner.engines.run import AnyInputs
    from cleaner.repeats.table import Row

__all__ = ["Limits", "learned", "put_down"]


def learned(
    job: Job,
    inputs: AnyInputs,
    key: str,
    limits: Limits,
    standing: Standing,
    workers: int = 1,
    document_limits: DocumentLimits | None = None,
    *,
    is_resumed: bool = False,
) -> list[Row]:
    """What recurs on the pages of *inputs*. Shards that an earlier run has counted are not counted again.

    Args:
        job: whose cleaner reads pages, and below whose `work` is counted.
        inputs: the pages.
        key: digest of what decides how a page is cut and where it is at home.
        limits: what recurs.
        standing: hears how far it is.
        workers: processes; as for a run, one is this one where that will do.
        document_limits: of one document. A document that oversteps them is not counted.
        is_resumed: an earlier run was stopped, perhaps by a document.

    Raises:
        OutputError: the counts cannot be written.
        WorkerError: workers die before they have begun.
    """
    folder = job.work / COUNTS
    folder.mkdir(parents=True, exist_ok=True)
    work = CountWork(job)
    keys: list[str] = []

    def missing() -> Iterator[Shard]:
        for shard in cut_into_shards(inputs.found(), inputs.reading, key, job.options.shard):
            keys.append(shard.key)
            if all((folder / f"{shard.key}{suffix}").exists() for suffix in (TEXTS, ENTRIES)):
                standing.passed(shard)
            else:
                standing.planned(shard)
                yield shard

    planned = missing()
    first = list(itertools.islice(planned, 2))
    shards = itertools.chain(first, planned)
    is_small = len(first) < 2 and document_limits == DocumentLimits() and not is_resumed
    if workers == 1 and (document_limits is None or is_small):
        pulse = Pulse()
        for shard in shards:
            standing.done(work.do(shard, {}, pulse, lambda: standing.under_way(pulse.read())).key)
    else:
        for _, counted in crew(work, shards, workers, document_limits, on_tick=standing.under_way):
            standing.done(counted.key)
    standing.end()
    # Here, for numpy comes with it, which no other run of plain text needs.
    from cleaner.repeats.count import count

    return count([folder / f"{each}{ENTRIES}" for each in keys], [folder / f"{each}{TEXTS}" for each in keys], limits)


def put_down(rows: Iterable[Row], work: Path, *, redact: bool) -> FileEntry:
    """Write the table of *rows* into the folder *work*; *redact*ed without the words that recur.

    Raises:
        OutputError: it cannot be written.
    """
    number = 0
    try:
        file = DigestedFile(work / REPEATS)
        for line in lines_of(rows, redact=redact):
            file.write(line)
            number += 1
        digest = file.close()
    except OSError as error:
        raise unwritten(work, error) from error
    return FileEntry(REPEATS, "repeats", number, file.bytes, digest)


class Counted(Struct, frozen=True):
    """That the shard *key* is counted."""

    key: str


class CountWork:
    """Counts shards, one after another, in whatever process it is in."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._reader = Reader(job.reading)

    def __getstate__(self) -> Job:
        return self.job

    def __setstate__(self, job: Job) -> None:
        self.__init__(job)  # type: ignore[misc]

    def begin(self) -> None:
        """Nothing has to be loaded."""

    def do(
        self, task: Shard, held: Mapping[int, Held], pulse: Pulse, on_page: Callable[[], None] | None = None
    ) -> Counted:
        """Count the shard *task*. What cannot be read, or *held* is, is left out: cleaning will say so.

        Raises:
            OutputError: its files cannot be written.
        """
        sheet = Sheet()
        entries = self._reader.entries(task)
        ordinal = 0
        while not (ordinal in held and held[ordinal].rest):
            pulse.reads(ordinal)
            entry = next(entries, None)
            if entry is None:
                break
            if isinstance(entry, RawDocument):
                pulse.cleans()
                if ordinal not in held:
                    self._add(sheet, entry)
                pulse.done(len(entry.data), held_back=False)
                if on_page:
                    on_page()
            ordinal += 1
        pulse.rest()
        try:
            # The texts first: a shard is counted when both are there.
            self._put(task.key, TEXTS, sheet.texts())
            self._put(task.key, ENTRIES, sheet.entries())
        except OSError as error:
            raise unwritten(self.job.work, error) from error
        return Counted(task.key)

    def _add(self, sheet: Sheet, raw: RawDocument) -> None:
        # What a page fails on is told of it when it is cleaned.
        with contextlib.suppress(Exception):
            if found := self.job.cleaner.page_of(raw):
                sheet.add(*found)

    def _put(self, key: str, suffix: str, data: bytes) -> None:
        """Under a name of its own until it is whole: another worker may be at the same shard."""
        place = self.job.work / COUNTS / f"{key}{suffix}"
        written = place.with_name(f"{key}.{uuid.uuid4().hex[:12]}{suffix}")
        try:
            with written.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            written.replace(place)
        except OSError:
            with contextlib.suppress(OSError):
                written.unlink()
            raise
        flush_folder(place.parent)
