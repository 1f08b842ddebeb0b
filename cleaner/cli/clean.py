"""`cleaner clean`: dumps in; clean documents, what was removed from them, and a report out."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated, Literal

import msgspec
import typer

from cleaner.cli.console import complain, say
from cleaner.cli.progress import Progress
from cleaner.cli.screen import print_json, write
from cleaner.cli.summary import print_summary
from cleaner.engines.kernel import Outcome, process
from cleaner.engines.serial import run
from cleaner.errors import nearest
from cleaner.io.read import Inputs, shown
from cleaner.io.rows import LedgerChoice  # noqa: TC001
from cleaner.io.visible import harmless
from cleaner.io.write import Form, Options
from cleaner.language import DETECTORS
from cleaner.pipeline import Cleaner
from cleaner.settle import Form as TextForm  # noqa: TC001

INCOMPLETE = 3
"""Exit code: some inputs gave no document."""

DEFAULT_DETECTOR = "py3langid"

Profile = Literal["corpus", "reading", "markup-only"]
EncodingBackend = Literal["chardet", "charset-normalizer"]
Extractor = Literal["trafilatura", "turbohtml", "none"]


def clean(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="IN…", help="Files, folders, patterns such as 'dump/*.txt', or - for standard input."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="OUT", help="Folder for the result. Without it, one document goes to stdout."
        ),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR", help="A folder of rule files that add to, replace or tune those of cleaner. Repeatable."
        ),
    ] = None,
    profile: Annotated[
        Profile,
        typer.Option(
            help="What to take out. reading keeps images, bylines and abstracts by machines, markup-only all that can "
            "be read. The stamp marks synthetic text under each."
        ),
    ] = "corpus",
    source: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Take every document to be of this source, e.g. solidot.org, and do not look."),
    ] = None,
    detector: Annotated[
        str, typer.Option(metavar="NAME", help="Names languages that the script does not.")
    ] = DEFAULT_DETECTOR,
    to: Annotated[
        TextForm | None,
        typer.Option(help="Write the clean text as plain text or Markdown. Without it HTML becomes text, others stay."),
    ] = None,
    extractor: Annotated[
        Extractor,
        typer.Option(help="Finds the article of an HTML page where no rule file says where it stands."),
    ] = "trafilatura",
    encoding_backend: Annotated[
        EncodingBackend, typer.Option(help="Tells single-byte encodings that the page does not state.")
    ] = "chardet",
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where the document was captured. For one document.")
    ] = None,
    fetched_at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When the documents were captured, ISO 8601. What 'yesterday' is told by."),
    ] = None,
    form: Annotated[
        Form,
        typer.Option("--as", help="jsonl: rows. files: a Markdown file a document, and a list of what was removed."),
    ] = "jsonl",
    ledger: Annotated[
        LedgerChoice,
        typer.Option(help="rules leaves bare markup and white space out of removals/; then restore cannot work."),
    ] = "full",
    redact: Annotated[
        bool,
        typer.Option(
            "--redact", help="Write digests and lengths of what was removed, not its words; then restore cannot work."
        ),
    ] = False,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, max=512, help="Processes that clean. The result is the same.")
    ] = 1,
    page: Annotated[
        bool,
        typer.Option(
            "--report/--no-report", help="Put report.html into OUT: a page to see and judge what was removed."
        ),
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier result in OUT.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The report as JSON on stdout; without -o, the document row.")
    ] = False,
) -> None:
    """Clean raw dumps of pages, and account for every character that is taken out.

    The result in OUT: documents/, removals/, quarantine/, report.json, report.html and manifest.json.

    [bold]Exit codes[/bold]

      0  every input became a document
      2  misuse, or nothing to read, or the result cannot be written; nothing is changed then
      3  some inputs gave no document; quarantine/ says which, and why

    [bold]Examples[/bold]

      cleaner clean dump/ -o out
      cleaner clean dump/ -o out --as files --to markdown
      cleaner clean dump/ -o out --redact
      cat page.txt | cleaner clean - --url https://www.solidot.org/story
    """
    reader = Inputs(inputs, url=url, fetched_at=fetched_at, outside=out)
    if out is None and not reader.is_single:
        raise typer.BadParameter("several documents need a folder: name one with -o OUT", param_hint="-o")
    _check_detector(detector)
    cleaner = Cleaner(
        rules or (),
        profile=profile,
        source=source,
        detector=detector,
        to=to,
        extractor=extractor,
        encoding_backend=encoding_backend,
    )
    if out is None:
        _to_stdout(process(cleaner, next(iter(reader)), redact=redact), as_json=as_json)
        return
    noted: dict[str, str | list[str] | None] = {"rules": [shown(str(path)) for path in rules or ()]}
    options = Options(form=form, ledger=ledger, redact=redact, force=force, page=page, noted=noted)
    with Progress(reader, enabled=not quiet) as progress:
        report = run(cleaner, reader, out, options, progress.advance, workers)
    if as_json:
        print_json(report)
    if not quiet:
        print_summary(report, out, form)
    if not report.is_complete:
        raise typer.Exit(INCOMPLETE)


def _check_detector(name: str) -> None:
    """Now and not at the first document: a detector may not exist, or not be installed."""
    if name not in DETECTORS:
        known = ", ".join(DETECTORS)
        raise typer.BadParameter(
            f"no detector {name!r}; one of: {known}. {nearest(name, DETECTORS)}", param_hint="--detector"
        )
    if name == DEFAULT_DETECTOR:
        return
    try:
        DETECTORS[name]("Yesterday we read two books about history in the library.", "Latn")
    except ImportError as error:
        raise typer.BadParameter(str(error), param_hint="--detector") from None


def _to_stdout(outcome: Outcome, *, as_json: bool) -> None:
    row = outcome.document
    if row is None:
        assert outcome.quarantine is not None
        held = outcome.quarantine
        complain(f"{harmless(held.path or '-')}: {held.outcome}: {held.detail} ({held.code})")
        raise typer.Exit(INCOMPLETE)
    data = msgspec.json.encode(row) if as_json else row.text.encode("utf-8", "surrogatepass")
    write(data + b"\n")
    stamp = row.stamp
    say(
        f"{harmless(stamp.capture.path or '-')}: source {row.source}, {stamp.language.tag}, {stamp.clean.chars:,} characters, "
        f"{stamp.removal.chars:,} removed ({stamp.removal.share:.1%})"
    )
