"""`cleaner export`: a result in the form of another standard."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer

from cleaner.cli.console import say
from cleaner.cli.screen import write
from cleaner.errors import InputError
from cleaner.export.dolma import Text  # noqa: TC001 - typer reads the annotations
from cleaner.export.formats import FORMATS, Options, format_named
from cleaner.export.result import read_result
from cleaner.export.write import export as write_to
from cleaner.export.write import exported
from cleaner.io.visible import harmless


def export(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="; ".join(f"{key}: {known.about}" for key, known in FORMATS.items()))
    ],
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE_OR_DIR",
            help="Write there: a new file, or a folder to put one into. Without it, to stdout.",
        ),
    ] = None,
    doc_id: Annotated[
        str | None, typer.Option("--doc", metavar="ID", help="Only the document with this id (no data set has one).")
    ] = None,
    text: Annotated[
        Text | None,
        typer.Option(
            help="dolma: documents have the clean text, and attributes say its languages; or the raw text, and attributes "
            "say what to cut. Default: clean."
        ),
    ] = None,
    with_run: Annotated[
        bool | None,
        typer.Option("--with-run", help="prov, dolma: put the times of the run in; two runs then differ."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="croissant, ro-crate: of the data set. Default: its folder's.")
    ] = None,
    rights: Annotated[
        str | None, typer.Option("--license", metavar="URL", help="croissant, ro-crate: of the data set.")
    ] = None,
    every: Annotated[
        bool | None,
        typer.Option("--all", help="csv, sarif, annotations: removals of bare markup and white space too."),
    ] = None,
) -> None:
    """Write a result in the form of another standard: for archives, newsrooms, search engines, other pipelines.

    csv, sarif and annotations tell what was removed, one by one; prov, ninjs and jsonld give a document a line;
    warc puts the texts into a web archive; croissant and ro-crate describe the files of the result; dolma is a folder of
    its own. Documents in quarantine are not exported. What a page does not say is left out, and what is only inferred
    never stands where a statement does: docs/exports.md says field by field what goes where and what is lost. Nothing is
    overwritten, and nothing is put into the result itself.

    [bold]Examples[/bold]

      cleaner export csv out -o removals.csv
      cleaner export sarif out --doc solidot.org-00ff00ff00ff00ff
      cleaner export prov out -o prov.jsonl
      cleaner export ninjs out -o ninjs.jsonl
      cleaner export dolma out -o dolma --text raw
      cleaner export warc out -o clean.warc.gz
      cleaner export ro-crate corpus/out -o corpus
    """
    known = format_named(form)
    if known.is_of_folder and doc_id is not None:
        raise InputError(f"{form} describes the whole result: it takes no --doc")
    options = Options(text=text, with_run=with_run or None, name=name, rights=rights, every=every or None)
    chosen = read_result(result, doc_id)
    if out is None:
        number = 0
        for number, piece in enumerate(exported(form, chosen, options), start=1):  # noqa: B007 - how many there were
            write(piece)
        number -= known.frame
        where = ""
    else:
        path, number = write_to(form, chosen, out, options)
        where = f" into {harmless(str(path))}"
    what = "1 data set" if known.is_of_folder else f"{number:,} documents"
    say(f"{what} exported as {form}{where}")
    counts = chosen.manifest.counts
    if counts.quarantined and doc_id is None:
        say(f"{counts.quarantined:,} in quarantine were not")
