"""Where the result of `cleaner clean` goes, and who cleans: a folder or an object store, this machine or a cluster."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cleaner.cli.console import say
from cleaner.engines.deliver import deliver, work_folder
from cleaner.engines.memory import keep_little
from cleaner.engines.run import run
from cleaner.io.manifest import NAME
from cleaner.io.objects import is_url, shown_url
from cleaner.io.visible import harmless
from cleaner.io.write import COUNTS, DONE, WORK
from cleaner.repeats.sheet import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.audit.sums import Report
    from cleaner.engines.crew import Limits
    from cleaner.engines.progress import Progress
    from cleaner.engines.run import AnyInputs, Engine
    from cleaner.io.write import Options
    from cleaner.pipeline import Cleaner
    from cleaner.repeats.table import Limits as RepeatLimits


class Into:
    """A folder, or a prefix of an object store, for which the result is made in *work* first."""

    def __init__(self, out: str, work: Path | None) -> None:
        if work is not None and not is_url(out):
            raise typer.BadParameter("is for a result that goes into an object store", param_hint="--work")
        self.out = out
        self.work = work

    @property
    def outside(self) -> Path | str:
        """What no input may lie in."""
        return self.out if is_url(self.out) else Path(self.out)

    @property
    def shown(self) -> Path | str:
        """The place, without credentials."""
        return shown_url(self.out).rstrip("/") if is_url(self.out) else Path(self.out)

    def run(
        self,
        cleaner: Cleaner,
        inputs: AnyInputs,
        options: Options,
        on_progress: Callable[[Progress], None],
        workers: int,
        *,
        limits: Limits | None,
        engine: Engine | None,
        quiet: bool,
        learn: RepeatLimits | None = None,
    ) -> Report:
        """Clean *inputs* into this place."""
        keep_little()

        def tell(sent: int, whole: int) -> None:
            say(f"uploaded {sent:,} of {whole:,} bytes")

        on_others = None if quiet else self._tell_others
        # Ray tells on standard output what it has lost, and that is for data.
        with contextlib.redirect_stdout(sys.stderr) if engine else contextlib.nullcontext():
            if not is_url(self.out):
                return run(
                    cleaner,
                    inputs,
                    Path(self.out),
                    options,
                    on_progress,
                    workers,
                    limits=limits,
                    engine=engine,
                    learn=learn,
                    on_others=on_others,
                )
            return deliver(
                cleaner,
                inputs,
                self.out,
                self.work,
                options,
                on_progress,
                workers,
                limits=limits,
                engine=engine,
                on_file=None if quiet else tell,
                learn=learn,
                on_others=on_others,
            )

    @property
    def _folder(self) -> Path:
        """Where the result is made."""
        return (self.work or work_folder(self.out)) if is_url(self.out) else Path(self.out)

    def _tell_others(self, number: int) -> None:
        """Say that there are shards of a command with other options."""
        shards = "1 finished shard" if number == 1 else f"{number:,} finished shards"
        say(
            f"{harmless(str(self._folder / WORK))}: {shards} of a command with other options, rules or version; nothing of "
            "it fits this one, and it is taken away when this one is done: Ctrl-C keeps it"
        )

    def stopped(self) -> str:
        """What to say when the run was stopped."""
        folder = self._folder
        if (folder / NAME).exists() and is_url(self.out):
            return f"stopped; the result is kept in {harmless(str(folder))}, and is not all uploaded: the same command goes on"
        kept = sum(1 for _ in (folder / WORK / DONE).glob("*.json"))
        counted = sum(1 for _ in (folder / WORK / COUNTS).glob(f"*{ENTRIES}"))
        if not kept and not counted:
            return "stopped; nothing was finished, and nothing is left"
        if not kept:
            shards = f"{counted:,} counted {'shard is' if counted == 1 else 'shards are'}"
            return f"stopped; {shards} kept in {harmless(str(folder / WORK))}: the same command goes on"
        shards = f"{kept:,} finished {'shard is' if kept == 1 else 'shards are'}"
        return f"stopped; {shards} kept in {harmless(str(folder / WORK))}: the same command goes on"


def engine_of(name: str, address: str | None, workers: int, limits: Limits | None) -> Engine | None:
    """The engine called *name*; None for processes of this machine."""
    if name == "local":
        if address is not None:
            raise typer.BadParameter("names a Ray cluster: --engine ray", param_hint="--ray-address")
        return None
    from cleaner.engines.on_ray import OnRay

    return OnRay(address, workers if workers > 1 else None, limits)
