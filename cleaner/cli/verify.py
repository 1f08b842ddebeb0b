"""`cleaner verify`: is a result as it was written?"""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import msgspec
import typer

from cleaner.audit.verify import verify as verification_of
from cleaner.cli.console import WORDS
from cleaner.errors import InputError


def verify(
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    raw: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Compare with the raw files too, below DIR or at their paths as given then."),
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
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    else:
        for item in found.findings:
            line = f"{item.doc_id or '-'}\t{item.where}\t{item.code}\t{item.detail}\n"
            sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
    for skipped in found.skipped:
        WORDS.print(f"not checked: {skipped}", markup=False, soft_wrap=True)
    verdict = f"{len(found.findings):,} findings" if found.findings else "all as it was written"
    WORDS.print(f"{found.documents:,} documents, {found.removals:,} removals: {verdict}", soft_wrap=True)
    if found.findings:
        raise typer.Exit(1)
