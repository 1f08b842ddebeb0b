"""A run over inputs into a folder: shard by shard, by one process or several; memory holds a few documents."""

from __future__ import annotations

import itertools
import platform
import time
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from cleaner._version import VERSION
from cleaner.audit.sums import Report, report_of
from cleaner.audit.tally import EMPTY, merged
from cleaner.engines.ahead import Ahead
from cleaner.engines.counting import learned, put_down
from cleaner.engines.crew import Limits, crew
from cleaner.engines.job import Job, job_digest
from cleaner.engines.noted import noted, repeats_of
from cleaner.engines.progress import Progress, Standing
from cleaner.engines.pulse import Pulse
from cleaner.engines.shard import ShardWork, finished, of_others
from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import NAME, REPORT, SCHEMA, Counts, FileEntry, Manifest, Run, Tool
from cleaner.io.shards import cut_into_shards
from cleaner.io.visible import harmless
from cleaner.io.write import PAGE, Options, Writer, earlier_result, holds_earlier, leftovers, sweep
from cleaner.repeats.table import Repeats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from cleaner.engines.shard import ShardDone
    from cleaner.io.containers import Reading, Unreadable
    from cleaner.io.files import InputFile
    from cleaner.io.shards import Shard
    from cleaner.model.document import RawDocument
    from cleaner.pipeline import Cleaner
    from cleaner.repeats.table import Limits as RepeatLimits

PAGE_LIMIT = 100_000
"""Documents of a result up to which the page is made unasked: it reads every row again."""


class AnyInputs(Protocol):
    """What a run takes its documents from: `cleaner.io.read.Inputs`, `cleaner.io.given.Given`."""

    reading: Reading
    passed_over: dict[str, int]

    @property
    def shown_names(self) -> tuple[str, ...]:
        """What is read, for the manifest."""

    def found(self) -> Iterable[InputFile | Unreadable | RawDocument]:
        """Files and documents, one at a time, in the same order each time."""

    def size(self) -> int:
        """Bytes of all files."""


class Engine(Protocol):
    """Something that cleans shards, in any order."""

    def __call__(self, job: Job, shards: Iterator[Shard], standing: Standing) -> Iterator[ShardDone]:
        """What came of each of *shards*, which are put down in `job.work`; *standing* hears how far they are."""


def run(
    cleaner: Cleaner,
    inputs: AnyInputs,
    out: Path,
    options: Options | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    workers: int = 1,
    *,
    limits: Limits | None = None,
    engine: Engine | None = None,
    learn: RepeatLimits | None = None,
    on_others: Callable[[int], None] | None = None,
) -> Report:
    """Clean *inputs* into the folder *out*, and the report that was written there.

    A run that was killed, or stopped by an error, goes on where it was when the same is asked for again. The number of
    *workers*, processes of this machine, changes nothing but the time.

    Args:
        cleaner: cleans.
        inputs: what is read.
        out: a new or empty folder; with `options.force` one that holds an earlier result.
        options: how the result is written.
        on_progress: hears how far the run is, of every input or ten times a second, whichever is less often.
        workers: processes. They are spawned, so a script that asks for several needs `if __name__ == "__main__"`.
        limits: of one document, which only a process beside this one can keep. None: none with one worker, and no other
            process; the usual ones with several. With the usual ones a run of one shard needs no other process either.
        engine: cleans the shards elsewhere.
        learn: when a block of a host recurs: first all inputs are counted, here, by *workers* processes, and what recurs
            goes. None: nothing is counted; the cleaner may have a table already.
        on_others: hears how many finished shards lie in *out* that are of a run with other options, rules or version, if
            there are any. They are of no use to this one, and are taken away when it is done.

    Raises:
        InputError: there is no input in what *inputs* names; nothing is written.
        OutputError: *out* cannot be written, or holds something else; an earlier result stays as it was.
        WorkerError: workers die before they have begun.
    """
    options = options or Options()
    begun, started = datetime.now(UTC), time.perf_counter()
    # A run that was killed while its result moved into place is undone first, by the writer.
    is_half_way = bool(leftovers(out)) and not (out / NAME).exists()
    if not options.force and not is_half_way and (earlier := earlier_result(out)):
        before = with_learned(cleaner, earlier, lambda name: (out / name).read_bytes(), learn)
        if before is None or not makes(earlier, before, inputs, options):
            raise holds_earlier(out)
        sweep(out)
        return msgspec.json.decode((out / REPORT).read_bytes(), type=Report)
    with Writer(out, options) as writer:
        beside: tuple[FileEntry, ...] = ()
        if learn:
            rows = learned(
                Job(cleaner, inputs.reading, options, writer.work),
                inputs,
                job_digest(cleaner, {"source": cleaner.source, "encoding": cleaner.encoding_backend}, inputs.reading),
                learn,
                Standing(inputs.size, on_progress, "counting repeats"),
                workers,
                limits,
                is_resumed=writer.is_resumed,
            )
            cleaner = cleaner.with_repeats(Repeats.of(rows, learn))
            beside = (put_down(rows, writer.work, redact=options.redact),)
        elif cleaner.repeats:
            beside = (put_down(cleaner.repeats.rows(), writer.work, redact=options.redact),)
        facts = noted(cleaner, inputs, options)
        digest = job_digest(cleaner, facts, inputs.reading)
        job = Job(cleaner, inputs.reading, options, writer.work, digest)
        if on_others and writer.is_resumed and (others := of_others(writer.work, digest)):
            on_others(others)
        standing = Standing(inputs.size, on_progress)
        found = cut_into_shards(inputs.found(), inputs.reading, digest, options.shard)
        with Ahead(found, weigh=lambda shard: len(shard.parts)) as shards:
            plan = _Plan(writer.work, shards, standing)
            first = list(itertools.islice(plan.missing(), 2))
            missing: Iterator[Any] = itertools.chain(first, plan.missing())
            is_small = len(first) < 2 and limits == Limits() and not writer.is_resumed
            if engine is None:
                is_alone = workers == 1 and (limits is None or is_small)
                engine = _here if is_alone else _Local(workers, limits or Limits())
                # Those who look after workers have more to do than to wait for a shard.
                shards.is_patient = is_alone
            for done in engine(job, missing, standing):
                plan.add(done)
        standing.end()
        tally = plan.tally
        passed_over = _together([inputs.passed_over, plan.passed_over])
        if not tally.inputs:
            writer.give_up()
            raise InputError(f"nothing to clean: {_nothing(inputs)}; passed over: {_told(passed_over) or 'nothing'}")
        rules = {source: cleaner.rules_in_force(source) for source in tally.sources}
        report = report_of(tally, rules, passed_over)

        def manifest(files: tuple[FileEntry, ...]) -> Manifest:
            return Manifest(
                schema=SCHEMA,
                tool=Tool(name="cleaner", version=VERSION),
                inputs=inputs.shown_names,
                options=facts,
                rules={source: found.digest for source, found in rules.items()},
                counts=Counts(
                    inputs=report.inputs,
                    documents=report.documents,
                    quarantined=report.quarantined,
                    rejected=report.rejected,
                    unreadable=report.unreadable,
                    removals=sum(entry.rows for entry in files if entry.role == "removals"),
                ),
                files=files,
                shards=tuple(plan.keys),
                run=Run(
                    started=begun.isoformat(timespec="seconds"),
                    finished=datetime.now(UTC).isoformat(timespec="seconds"),
                    seconds=round(time.perf_counter() - started, 3),
                    python=platform.python_version(),
                    platform=platform.platform(terse=True),
                ),
            )

        has_page = options.page is True or (options.page is None and report.documents <= PAGE_LIMIT)
        writer.commit(
            plan.files(), report, manifest, partial(_write_page, out.resolve().name) if has_page else None, beside
        )
    return report


def _write_page(name: str, staging: Path) -> None:
    """The report of the result *name* that is being put together in *staging*."""
    # Here and not above: most runs of the command are of one file, without a page.
    from cleaner.report.build import Options as PageOptions
    from cleaner.report.build import write_report

    try:
        write_report(staging, staging / PAGE, PageOptions(name=name))
    except OutputError as error:
        raise OutputError(f"{error}; all shards are kept, and the same command goes on from there") from None


class _Plan:
    """The shards of a run: those that are there from before, and those that come."""

    def __init__(self, work: Path, shards: Iterator[Shard | None], standing: Standing) -> None:
        self.keys: list[str] = []
        self.passed_over: dict[str, int] = {}
        self._work = work
        self._shards = shards
        self._standing = standing
        self._files: dict[str, tuple[FileEntry, ...]] = {}
        self.tally = EMPTY

    def missing(self) -> Iterator[Shard | None]:
        """The shards that have still to be done, drawn as they are cut; None as often as *shards* have it."""
        for shard in self._shards:
            if shard is None:
                yield None
                continue
            self.keys.append(shard.key)
            done = finished(self._work, shard.key)
            if done is None:
                self._standing.planned(shard)
                yield shard
            else:
                self._standing.found(shard, done.tally)
                self._count(done)

    def add(self, done: ShardDone) -> None:
        """Count *done*, and remember its files."""
        self._standing.done(done.key, done.tally.inputs)
        self._count(done)

    def _count(self, done: ShardDone) -> None:
        self._files[done.key] = done.files
        self.tally = merged([self.tally, done.tally])
        self.passed_over = _together([self.passed_over, done.passed_over])

    def files(self) -> Iterator[tuple[FileEntry, ...]]:
        """The files of each shard, in the order of the inputs."""
        return (self._files[key] for key in self.keys)


def _here(job: Job, shards: Iterator[Shard], standing: Standing) -> Iterator[ShardDone]:
    """In this process: nothing has to be started, and a document that kills it ends the run."""
    pulse = Pulse()
    work = ShardWork(job, lambda _: standing.under_way(pulse.read()))
    for shard in shards:
        yield work.do(shard, {}, pulse)


class _Local:
    """Processes of this machine, under supervision."""

    def __init__(self, workers: int, limits: Limits) -> None:
        self.workers = workers
        self.limits = limits

    def __call__(self, job: Job, shards: Iterator[Shard | None], standing: Standing) -> Iterator[ShardDone]:
        for _, done in crew(ShardWork(job), shards, self.workers, self.limits, on_tick=standing.under_way):
            yield done


def with_learned(
    cleaner: Cleaner, earlier: Manifest, read: Callable[[str], bytes], learn: RepeatLimits | None
) -> Cleaner | None:
    """*cleaner* with the table that the run of *earlier* has learned: if the inputs are the same, so is the table.

    *read* gives the bytes of a file of that result. None: it has learned no table, or not as *learn* wants it.
    """
    if learn is None:
        return cleaner
    try:
        table = repeats_of(earlier, read)
    except (InputError, OutputError):
        return None
    return cleaner.with_repeats(table) if table and table.limits == learn else None


def makes(earlier: Manifest, cleaner: Cleaner, inputs: AnyInputs, options: Options) -> bool:
    """A run of these would make the result of which *earlier* is the manifest. Reads every input, for its digest."""
    facts = noted(cleaner, inputs, options)
    if (earlier.tool.version, earlier.inputs, earlier.options) != (VERSION, inputs.shown_names, facts):
        return False
    digest = job_digest(cleaner, facts, inputs.reading)
    shards = cut_into_shards(inputs.found(), inputs.reading, digest, options.shard)
    return earlier.shards == tuple(shard.key for shard in shards)


def _together(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    names = sorted({name for each in counts for name in each})
    return {name: sum(each.get(name, 0) for each in counts) for name in names}


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{what} {number:,}" for what, number in counts.items())


def _nothing(inputs: AnyInputs) -> str:
    return f"no document in {', '.join(map(harmless, inputs.shown_names))}"
