"""`cleaner report`: a result as one page, on which people see and judge what was removed."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.console import WORDS, say
from cleaner.io.visible import harmless
from cleaner.report.build import MOST_DOCUMENTS, Options
from cleaner.report.write import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 1.0
"""Seconds before there is a bar: what is done sooner needs none."""


def report(
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Write there. Without it, OUT/report.html is replaced."),
    ] = None,
    documents: Annotated[
        int, typer.Option(metavar="N", min=1, max=1_000_000, help="Documents shown at most; of more, a sample.")
    ] = MOST_DOCUMENTS,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
) -> None:
    """Write one page that shows what was removed, rule by rule and document by document, to be judged in a browser.

    The page needs no network and no server. `cleaner clean` puts one into OUT; whoever trusts nobody makes his own from
    the rows, with -o. Of more than N documents a sample is shown: those in quarantine, some for each rule, the rest by
    source. The page says so, and counts over all.

    [bold]Examples[/bold]

      cleaner report out
      cleaner report out -o audit.html
      cleaner report out -o large.html --documents 50000
    """
    with _progress(enabled=not quiet) as advance:
        path, made = publish(result, out, Options(documents=documents, on_progress=advance), force=force)
    if not quiet:
        of = (
            f"{made.documents:,} documents"
            if made.documents == made.of
            else f"{made.documents:,} of {made.of:,} documents"
        )
        say(f"{of}, {made.removals:,} removals by rules, {made.groups:,} different ones")
        say(f"open: {harmless(str(path))}")


@contextlib.contextmanager
def _progress(*, enabled: bool) -> Iterator[Callable[[int, int], None] | None]:
    """What to call with documents read, and to be read."""
    if not enabled or not WORDS.is_terminal:
        yield None
        return
    from rich import progress

    started = time.monotonic()
    bar = progress.Progress(
        progress.TextColumn("reading"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
        console=WORDS,
        transient=True,
    )
    task = bar.add_task("", total=None)

    def advance(read: int, whole: int) -> None:
        if time.monotonic() - started >= PATIENCE:
            bar.start()
            bar.update(task, completed=read, total=whole)

    try:
        yield advance
    finally:
        bar.stop()
