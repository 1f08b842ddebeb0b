"""`cleaner schema`: what the files of a result look like, for programs that read them."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cleaner.cli.screen import write
from cleaner.io.json_schema import schema_text

Name = Literal["stamp", "document", "removal", "quarantine", "fact", "manifest"]


def schema(
    name: Annotated[Name, typer.Argument(metavar="NAME", help="stamp, document, removal, quarantine, fact, manifest.")],
) -> None:
    """Print the JSON Schema (2020-12) of what cleaner writes: of a stamp, of the rows of a folder, of its manifest.

    `x-digests` in it says what each digest is over, in which form. The schema of rule files: cleaner rules schema.

    [bold]Examples[/bold]

      cleaner schema stamp
      cleaner schema document > document.json
    """
    write(schema_text(name).encode())
