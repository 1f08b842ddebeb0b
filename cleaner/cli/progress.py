"""The progress bar of a long run, on a terminal only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich import progress

from cleaner.cli.console import WORDS

if TYPE_CHECKING:
    from cleaner.engines.kernel import Outcome
    from cleaner.io.read import Inputs

PATIENCE = 1.0
"""Seconds before there is a bar: what is done sooner needs none."""


class Progress:
    """Shows how far a run is. Use as a context."""

    def __init__(self, inputs: Inputs, *, enabled: bool) -> None:
        self._inputs = inputs
        self._enabled = enabled and WORDS.is_terminal
        self._bar: progress.Progress | None = None
        self._task = progress.TaskID(0)
        self._done = self._held = 0
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.stop()

    def advance(self, outcome: Outcome) -> None:
        """One more input is done."""
        self._done += 1
        self._held += outcome.document is None
        if not self._enabled:
            return
        if self._bar is None:
            if time.monotonic() - self._started < PATIENCE:
                return
            self._bar = progress.Progress(
                progress.TextColumn("cleaning"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TextColumn("{task.fields[held]} held back"),
                progress.TimeRemainingColumn(),
                console=WORDS,
                transient=True,
            )
            self._task = self._bar.add_task("", total=self._inputs.count(), held=0)
            self._bar.start()
        self._bar.update(self._task, completed=self._done, held=self._held)
