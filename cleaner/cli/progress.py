"""How far a long run is: a bar on a terminal, or lines of JSON for a program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal, Self

import msgspec
from rich import progress

from cleaner.cli.console import WORDS

if TYPE_CHECKING:
    from cleaner.engines.progress import Progress

PATIENCE = 1.0
"""Seconds before anything is shown: what is done sooner needs none."""
_LINE_EVERY = 1.0
"""Seconds between two lines of JSON."""

Kind = Literal["auto", "bar", "json", "none"]


class ProgressShown:
    """Shows how far a run is. Use as a context; `auto` is a bar when there is a terminal."""

    def __init__(self, kind: Kind) -> None:
        self._kind = ("bar" if WORDS.is_terminal else "none") if kind == "auto" else kind
        self._bar: progress.Progress | None = None
        self._task = progress.TaskID(0)
        self._last = 0.0
        self._doing = ""
        self.is_told = False
        """The run has said how far it is: it had something to do."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    def advance(self, now: Progress) -> None:
        """The run is at *now*."""
        self.is_told = True
        if now.doing != self._doing:
            # Another way through the inputs, with a bar and a clock of its own.
            self._doing, self._last = now.doing, 0.0
            self._stop()
        if self._kind == "json" and (now.seconds - self._last >= _LINE_EVERY or now.seconds_left == 0):
            self._last = now.seconds
            print(msgspec.json.encode(now).decode(), file=sys.stderr, flush=True)
        elif self._kind == "bar" and now.seconds >= PATIENCE:
            self._show(now)

    def _stop(self) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _show(self, now: Progress) -> None:
        if self._bar is None:
            self._bar = progress.Progress(
                progress.TextColumn(now.doing),
                progress.BarColumn(),
                progress.TaskProgressColumn(),
                progress.TextColumn("{task.fields[told]}"),
                console=WORDS,
                transient=True,
            )
            self._task = self._bar.add_task("", total=1.0, told="")
            self._bar.start()
        told = f"{now.inputs:,} inputs, {now.rate:,.0f} a second, {now.held_back:,} held back"
        if now.seconds_left is not None:
            told += f", {_duration(now.seconds_left)} left"
        self._bar.update(self._task, completed=now.share, told=told)


def _duration(seconds: float) -> str:
    """`4 s`, `3 min`, `2 h 5 min`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
