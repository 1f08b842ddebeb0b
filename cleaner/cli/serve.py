"""`cleaner review serve`: the report live, on this machine only; judgements are saved as they are made."""

from __future__ import annotations

import signal
from contextlib import ExitStack, suppress
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from cleaner.cli.console import WORDS, say
from cleaner.io.visible import harmless
from cleaner.report.build import MOST_DOCUMENTS


def serve(
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    port: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, max=65535, help="Port of 127.0.0.1. Default: one that is free.", show_default=False
        ),
    ] = 0,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Save the decisions there. Default: OUT.decisions.json, beside OUT."),
    ] = None,
    documents: Annotated[
        int, typer.Option(metavar="N", min=1, help="Show at most N documents; of more, a sample.")
    ] = MOST_DOCUMENTS,
    in_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Judge a result on a live page: every decision is saved at once, and several windows may be open.

    The page is served on 127.0.0.1 only, at an address with a secret in it, which is printed: whoever has it can read
    the removed texts and save decisions. Ctrl-C ends it and says what to do next.

    [bold]Examples[/bold]

      cleaner review serve out
      cleaner review serve out --open
      cleaner review serve corpus/out --decisions monday.json --port 8000
    """
    # Every other command can do without a web server.
    from cleaner.review.serve.live import live, open_browser

    with ExitStack() as stack:
        with WORDS.status("making the page") as status:
            server = stack.enter_context(
                live(
                    result,
                    decisions=decisions,
                    port=port,
                    documents=documents,
                    on_progress=lambda done, whole: status.update(f"making the page: {done / whole:.0%}"),
                )
            )
        file, before = harmless(str(server.store.path)), server.store.now().number
        # Whoever ends it otherwise wants the same: nothing half done, nothing left behind.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            say(f"open: {server.url}")
            say(f"decisions are saved into {file} as they are made; {before:,} are there. Ctrl-C ends")
            if in_browser:
                open_browser(server)
            server.serve_forever()
        number = server.store.now().number
    if number:
        say(f"{number:,} decisions in {file}; next: cleaner review apply {file} --result {harmless(str(result))}")
    else:
        say("no decision was made")
