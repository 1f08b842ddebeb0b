"""`cleaner verify`: is a result as it was written?"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from cleaner.audit.verify import verify as verification_of
from cleaner.cli.console import say
from cleaner.cli.screen import print_json, write
from cleaner.errors import InputError
from cleaner.io.visible import harmless


def verify(
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    raw: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Compare with the raw files too: those below DIR, and no others."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything as JSON on stdout.")] = False,
) -> None:
    """Compute every digest again, restore and replay every document, and say what differs.

    One finding a line on stdout: document, field or file, code, detail. Exit code 0: none; 1: some.

    [bold]Examples[/bold]

      cleaner verify out
      cleaner verify out --raw seeds
    """
    if raw is not None and not raw.is_dir():
        raise InputError(f"{raw}: no such folder")
    found = verification_of(result, raw)
    if as_json:
        print_json(found)
    else:
        for item in found.findings:
            fields = (item.doc_id or "-", item.where, item.code, item.detail)
            # A tab parts the fields; one of a field is spelt out, as line ends are.
            line = "\t".join(harmless(field).replace("\t", "\\t") for field in fields) + "\n"
            write(line.encode("utf-8", "backslashreplace"))
    for skipped in found.skipped:
        say(f"not checked: {skipped}")
    verdict = f"{len(found.findings):,} findings" if found.findings else "all as it was written"
    say(f"{found.documents:,} documents, {found.removals:,} removals: {verdict}")
    if found.findings:
        raise typer.Exit(1)
