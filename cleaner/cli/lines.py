"""`cleaner clean - --jsonl`: the filter between two pipes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from cleaner.adapters.filter import run_filter
from cleaner.cli.console import say
from cleaner.cli.screen import stdout
from cleaner.cli.stop import INCOMPLETE, STOPPED

if TYPE_CHECKING:
    from cleaner.adapters.stream import Filter
    from cleaner.engines.crew import Limits


def answer_lines(work: Filter, workers: int, limits: Limits | None, *, quiet: bool) -> None:
    """Answer the lines on standard input, and exit."""
    if sys.stdin is None:
        raise typer.BadParameter("standard input is closed, and - reads it", param_hint="--jsonl")
    try:
        seen = run_filter(work, sys.stdin.buffer, stdout().buffer, workers, limits)
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None
    if not quiet:
        told = ", ".join(
            f"{number:,} {'documents' if outcome == 'document' else outcome}"
            for outcome, number in sorted(seen.items())
        )
        say(f"{seen.total():,} records: {told}" if seen else "no records")
    if seen.total() != seen["document"]:
        raise typer.Exit(INCOMPLETE)
