"""A run over inputs into a folder: memory holds a few documents, whatever the number of inputs."""

from __future__ import annotations

import platform
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cleaner._version import VERSION
from cleaner.audit.sums import Report, report_of
from cleaner.audit.tally import Tally, merged
from cleaner.engines.kernel import Outcome, process
from cleaner.engines.noted import noted
from cleaner.engines.pool import pooled
from cleaner.errors import InputError
from cleaner.io.manifest import SCHEMA, Counts, FileEntry, Manifest, Run, Tool
from cleaner.io.visible import harmless
from cleaner.io.write import PAGE, Options, Writer
from cleaner.report.build import Options as PageOptions
from cleaner.report.build import write_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cleaner.io.read import Inputs
    from cleaner.pipeline import Cleaner


def run(
    cleaner: Cleaner,
    inputs: Inputs,
    out: Path,
    options: Options | None = None,
    on_progress: Callable[[Outcome], None] | None = None,
    workers: int = 1,
) -> Report:
    """Clean *inputs* into the folder *out*, and the report that was written there.

    The number of *workers*, processes of this machine, changes nothing but the time.

    Raises:
        InputError: there is no input in what *inputs* names; nothing is written.
        OutputError: *out* cannot be written, or holds something else; an earlier result stays as it was.
        WorkerError: a worker was killed; an earlier result stays as it was.
    """
    options = options or Options()
    outcomes: Iterator[Outcome] = (process(cleaner, item, options.ledger, redact=options.redact) for item in inputs)
    if workers > 1:
        outcomes = pooled(cleaner, inputs, options.ledger, workers, redact=options.redact)
    begun, started = datetime.now(UTC), time.perf_counter()
    with Writer(out, options) as writer:
        tally = merged(_each(outcomes, writer, on_progress))
        if not tally.inputs:
            over = ", ".join(f"{what} {number:,}" for what, number in sorted(inputs.passed_over.items()))
            raise InputError(
                f"nothing to clean: {_nothing(inputs)}; " + (f"passed over: {over}" if over else "no files")
            )
        rules = {source: cleaner.rules_in_force(source) for source in tally.sources}
        report = report_of(tally, rules, inputs.passed_over)

        def manifest(files: tuple[FileEntry, ...]) -> Manifest:
            return Manifest(
                schema=SCHEMA,
                tool=Tool(name="cleaner", version=VERSION),
                inputs=inputs.shown_names,
                options=noted(cleaner, inputs, options),
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
                run=Run(
                    started=begun.isoformat(timespec="seconds"),
                    finished=datetime.now(UTC).isoformat(timespec="seconds"),
                    seconds=round(time.perf_counter() - started, 3),
                    python=platform.python_version(),
                    platform=platform.platform(terse=True),
                ),
            )

        def page(staging: Path) -> None:
            write_report(staging, staging / PAGE, PageOptions(name=out.resolve().name))

        writer.commit(report, manifest, page if options.page else None)
    return report


def _each(
    outcomes: Iterator[Outcome], writer: Writer, on_progress: Callable[[Outcome], None] | None
) -> Iterator[Tally]:
    for outcome in outcomes:
        if outcome.document:
            writer.document(outcome.document, outcome.removals)
        if outcome.quarantine:
            writer.quarantine(outcome.quarantine)
        if on_progress:
            on_progress(outcome)
        yield outcome.tally


def _nothing(inputs: Inputs) -> str:
    return f"no file with a suffix of a text in {', '.join(map(harmless, inputs.shown_names))}"
