"""A run whose result goes into an object store: made in a folder of this machine, and uploaded when it is whole."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cleaner.audit.sums import Report
from cleaner.engines.run import makes, run, with_learned
from cleaner.errors import OutputError
from cleaner.io.manifest import REPORT
from cleaner.io.upload import Prefix
from cleaner.io.visible import harmless
from cleaner.io.write import Options, earlier_result, holds_earlier, leftovers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.engines.crew import Limits
    from cleaner.engines.progress import Progress
    from cleaner.engines.run import AnyInputs, Engine
    from cleaner.pipeline import Cleaner
    from cleaner.repeats.table import Limits as RepeatLimits


def deliver(
    cleaner: Cleaner,
    inputs: AnyInputs,
    url: str,
    work: Path | None = None,
    options: Options | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    workers: int = 1,
    *,
    limits: Limits | None = None,
    engine: Engine | None = None,
    on_file: Callable[[int, int], None] | None = None,
    learn: RepeatLimits | None = None,
    on_others: Callable[[int], None] | None = None,
) -> Report:
    """Clean *inputs*, put the result into the object store at *url*, and give its report.

    Whatever stops it, cleaning or uploading, the same call goes on where it was; when the result is there already, it
    does nothing. The manifest is uploaded last.

    Args:
        cleaner: cleans.
        inputs: what is read.
        url: a prefix with nothing in it; with `options.force` one that holds an earlier result.
        work: folder in which the result is made, and where it stays; None: `work_folder(url)`, which is taken away at the
            end.
        options: how the result is written.
        on_progress: as for `run`.
        workers: as for `run`.
        limits: as for `run`.
        engine: as for `run`.
        on_file: hears after each uploaded file how many bytes are there, of how many.
        learn: as for `run`.
        on_others: as for `run`.

    Raises:
        InputError: there is no input in what *inputs* names.
        OutputError: *url* or *work* cannot be written, or holds something else.
        WorkerError: workers die before they have begun.
    """
    options = options or Options()
    prefix = Prefix(url)
    earlier = prefix.earlier()
    if earlier and not options.force:
        there = with_learned(cleaner, earlier, prefix.read, learn)
        if there is None or not makes(earlier, there, inputs, options):
            raise prefix.holds_earlier()
        if prefix.is_complete():
            return msgspec.json.decode(prefix.read(REPORT), type=Report)
    folder = work or work_folder(url)
    made = None if leftovers(folder) else earlier_result(folder)
    before = with_learned(cleaner, made, lambda name: (folder / name).read_bytes(), learn) if made else None
    if made and before and makes(made, before, inputs, options):
        report = msgspec.json.decode((folder / REPORT).read_bytes(), type=Report)
    else:
        if made and work and not options.force:
            raise holds_earlier(work)
        replacing = msgspec.structs.replace(options, force=made is not None)
        report = run(
            cleaner,
            inputs,
            folder,
            replacing,
            on_progress,
            workers,
            limits=limits,
            engine=engine,
            learn=learn,
            on_others=on_others,
        )
    try:
        prefix.upload(folder, on_file)
    except OutputError as error:
        raise OutputError(
            f"{error}; the result is kept in {harmless(str(folder))}, and the same command goes on"
        ) from None
    if work is None:
        shutil.rmtree(folder.parent, ignore_errors=True)
    return report


def work_folder(url: str) -> Path:
    """The folder in which the result for *url* is made, when nobody names one: below the user's cache folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    url = url.rstrip("/")
    # The report is called by the name of its folder.
    return cache / "cleaner" / hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()[:16] / _name(url)


def _name(url: str) -> str:
    name = url.rpartition("/")[2]
    return name if name.strip(".") else "result"
