"""`cleaner clean`: dumps in; clean documents, what was removed from them, and a report out."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated, Literal

import msgspec
import typer

from cleaner.cli.amounts import size
from cleaner.cli.console import complain, say
from cleaner.cli.into import Into, engine_of
from cleaner.cli.progress import Kind as ProgressKind
from cleaner.cli.progress import ProgressShown
from cleaner.cli.screen import print_json, write
from cleaner.cli.stop import INCOMPLETE, STOPPED, terminable
from cleaner.cli.summary import print_summary
from cleaner.engines.crew import Limits
from cleaner.engines.kernel import Outcome, process
from cleaner.engines.run import PAGE_LIMIT
from cleaner.errors import nearest
from cleaner.io.containers import Fields, Reading
from cleaner.io.containers import Limits as ReadLimits
from cleaner.io.read import Inputs, shown
from cleaner.io.rows import LedgerChoice  # noqa: TC001
from cleaner.io.shards import Size
from cleaner.io.tables import Form  # noqa: TC001
from cleaner.io.visible import harmless
from cleaner.io.write import Options
from cleaner.language import DETECTORS
from cleaner.pipeline import Cleaner
from cleaner.repeats.table import Limits as RepeatLimits
from cleaner.settle import Form as TextForm  # noqa: TC001

DEFAULT_DETECTOR = "py3langid"
DEFAULT_LIMITS = ReadLimits()
RECORDS, LIMITS, REPEATS, RUN = "Records of a container", "Limits", "Repeats", "The run"
"""Panels of the help."""

Profile = Literal["corpus", "reading", "markup-only"]
EncodingBackend = Literal["chardet", "charset-normalizer"]
Extractor = Literal["model", "trafilatura", "readability", "turbohtml", "none"]


def clean(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="IN…", help="Files, folders, patterns such as 'dump/*.txt', or - for standard input."),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Folder for the result, or s3://bucket/prefix. Without it, one document goes to stdout.",
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
        typer.Option(help="Finds the article of a page where no rule file says where it stands."),
    ] = "model",
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
        typer.Option(
            "--as",
            help="jsonl, packed or not, and parquet: rows. files: a Markdown file a document, and a list of what was removed.",
        ),
    ] = "jsonl",
    facts: Annotated[
        bool, typer.Option("--facts", help="Write facts/ too, a row for each fact of a stamp. Parquet has it always.")
    ] = False,
    ledger: Annotated[
        LedgerChoice | None,
        typer.Option(
            help="rules leaves bare markup and white space out of removals/; then restore cannot work. Without it: full, "
            "with --jsonl rules."
        ),
    ] = None,
    redact: Annotated[
        bool,
        typer.Option(
            "--redact", help="Write digests and lengths of what was removed, not its words; then restore cannot work."
        ),
    ] = False,
    learn_repeats: Annotated[
        bool,
        typer.Option(
            "--learn-repeats",
            help="Read all pages once before, and take out what stands on many pages of one host: menus, notices, footers. "
            "docs/repeats.md says what stays all the same.",
            rich_help_panel=REPEATS,
        ),
    ] = False,
    repeats_min_pages: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=2,
            help=f"What stands on fewer pages of its host stays. Without it {RepeatLimits().min_pages}.",
            rich_help_panel=REPEATS,
        ),
    ] = None,
    repeats_min_share: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            min=0.01,
            max=1.0,
            help=f"The same, as a share of its host's pages. Without it {RepeatLimits().min_share:g}.",
            rich_help_panel=REPEATS,
        ),
    ] = None,
    page: Annotated[
        bool | None,
        typer.Option(
            "--report/--no-report",
            help="Put report.html into OUT: a page to see and judge what was removed. Without either: up to "
            f"{PAGE_LIMIT:,} documents.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier result in OUT.")] = False,
    text_field: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Where a record has its text or HTML. Dotted: page.html", rich_help_panel=RECORDS
        ),
    ] = None,
    url_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where it has its address.", rich_help_panel=RECORDS)
    ] = None,
    id_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where it has its id.", rich_help_panel=RECORDS)
    ] = None,
    date_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where it says when it was captured.", rich_help_panel=RECORDS)
    ] = None,
    media_type_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where it says its Content-Type.", rich_help_panel=RECORDS)
    ] = None,
    max_document_bytes: Annotated[
        int,
        typer.Option(
            metavar="SIZE", parser=size, help="What is larger is not read: 500K, 64M, 2G.", rich_help_panel=LIMITS
        ),
    ] = DEFAULT_LIMITS.document_bytes,
    max_expansion: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="What unpacks to more than N times its size is a bomb.", rich_help_panel=LIMITS
        ),
    ] = DEFAULT_LIMITS.expansion,
    max_csv_value_bytes: Annotated[
        int,
        typer.Option(
            metavar="SIZE",
            parser=size,
            help="A value in a CSV file that is larger is not read; it takes six times the memory.",
            rich_help_panel=LIMITS,
        ),
    ] = DEFAULT_LIMITS.csv_value_bytes,
    max_members: Annotated[
        int, typer.Option(metavar="N", min=1, help="A zip file with more members is not read.", rich_help_panel=LIMITS)
    ] = DEFAULT_LIMITS.members,
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            help=f"For one document; more twice, and it goes to quarantine. With workers {Limits().seconds:g}.",
            rich_help_panel=LIMITS,
        ),
    ] = None,
    memory_limit: Annotated[
        int | None,
        typer.Option(
            metavar="SIZE",
            parser=size,
            help=f"For one worker, on Linux. With workers {(Limits().bytes or 0) >> 30}G.",
            rich_help_panel=LIMITS,
        ),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, max=512, help="Processes that clean. The result is the same.", rich_help_panel=RUN
        ),
    ] = 1,
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option(
            help="Who cleans: this machine, or a Ray cluster with all its processors, or --workers of them. The result is "
            "the same, and either goes on where the other was stopped.",
            rich_help_panel=RUN,
        ),
    ] = "local",
    ray_address: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            help="The cluster. Without it RAY_ADDRESS, or one on this machine.",
            rich_help_panel=RUN,
        ),
    ] = None,
    work_folder: Annotated[
        Path | None,
        typer.Option(
            "--work",
            metavar="DIR",
            help="Where a result for s3://… is made before it is uploaded, and stays. Without it, in ~/.cache until then.",
            rich_help_panel=RUN,
        ),
    ] = None,
    shard_size: Annotated[
        int,
        typer.Option(
            metavar="SIZE",
            parser=size,
            help="What a run that is killed does again, for each worker; also the size of a part.",
            rich_help_panel=RUN,
        ),
    ] = Size().bytes,
    shown_progress: Annotated[
        ProgressKind,
        typer.Option(
            "--progress", help="On stderr; auto: a bar on a terminal. json: a line each second.", rich_help_panel=RUN
        ),
    ] = "auto",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar, no summary.")] = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help="Be a filter: a record of JSON on each line of stdin; on stdout the same records with the text clean, and "
            "a field 'cleaner' that accounts for it.",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The report as JSON on stdout; without -o, the document row.")
    ] = False,
) -> None:
    """Clean raw dumps of pages, and account for every character that is taken out.

    Reads pages as files, and records in JSONL, JSON, CSV, Parquet, Arrow, WARC, WET, WACZ, zip and tar, packed or not.
    The result in OUT: documents/, removals/, quarantine/, report.json, report.html and manifest.json. A run that was
    stopped goes on where it was when the same command is given again.

    [bold]Exit codes[/bold]

      0  every input became a document
      2  misuse, or nothing to read, or the result cannot be written; nothing is changed then
      3  some inputs gave no document; quarantine/ says which, and why
      130  stopped by Ctrl-C; what is finished is kept in OUT/.incomplete

    [bold]Examples[/bold]

      cleaner clean dump/ -o out
      cleaner clean dump/ -o out --as files --to markdown
      cleaner clean dump/ -o out --redact
      cleaner clean crawl/ -o out --learn-repeats
      cleaner clean 'crawl/*.warc.gz' -o out --workers 8 --as jsonl.zst
      cleaner clean 's3://bucket/crawl/*.warc.gz' -o s3://bucket/clean --workers 8
      cleaner clean /nfs/crawl -o /nfs/out --engine ray --ray-address head:6379
      cleaner clean pages.jsonl.zst -o out --text-field html --url-field page.url
      cat page.txt | cleaner clean - --url https://www.solidot.org/story
      zcat in.gz | cleaner clean - --jsonl | jq -c 'select(.text)' > out.jsonl
    """
    usual = Limits()
    limits = Limits(seconds=time_limit or usual.seconds, bytes=memory_limit or usual.bytes)
    fields = Fields(text_field, url_field, id_field, date_field, media_type_field)
    reading = Reading(
        fields=fields, limits=ReadLimits(max_document_bytes, max_expansion, max_csv_value_bytes, max_members)
    )
    if jsonl and (inputs != ["-"] or out is not None):
        raise typer.BadParameter(
            "is a filter from standard input to standard output: cleaner clean - --jsonl", param_hint="--jsonl"
        )
    if out == "":
        raise typer.BadParameter("names no folder; the one you are in is `.`", param_hint="-o")
    learn = _learn(repeats_min_pages, repeats_min_share, is_wanted=learn_repeats, is_run=out is not None)
    into = Into(out, work_folder) if out is not None else None
    reader = Inputs(inputs, url=url, fetched_at=fetched_at, outside=into.outside if into else None, reading=reading)
    if out is None and not jsonl and not reader.is_single:
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
    if jsonl:
        # Here and not above: it is another program, of which the others need nothing.
        from cleaner.adapters.stream import Filter
        from cleaner.cli.lines import answer_lines

        work = Filter(cleaner, reader.reading, ledger or "rules", redact)
        answer_lines(work, workers, limits, quiet=quiet)
        return
    if into is None:
        _to_stdout(process(cleaner, next(iter(reader)), redact=redact), as_json=as_json)
        return
    noted: dict[str, str | list[str] | None] = {"rules": [shown(str(path)) for path in rules or ()]}
    options = Options(
        form=form,
        ledger=ledger or "full",
        redact=redact,
        facts=facts,
        force=force,
        page=page,
        shard=Size(bytes=shard_size),
        noted=noted,
    )
    with ProgressShown("none" if quiet else shown_progress) as progress, terminable():
        try:
            report = into.run(
                cleaner,
                reader,
                options,
                progress.advance,
                workers,
                limits=limits,
                engine=engine_of(engine, ray_address, workers, limits),
                quiet=quiet,
                learn=learn,
            )
        except KeyboardInterrupt:
            say(into.stopped())
            raise typer.Exit(STOPPED) from None
    if as_json:
        print_json(report)
    if not quiet:
        print_summary(report, into.shown)
        if not progress.is_told:
            say("nothing was left to do: this result was there")
    if not report.is_complete:
        raise typer.Exit(INCOMPLETE)


def _learn(min_pages: int | None, min_share: float | None, *, is_wanted: bool, is_run: bool) -> RepeatLimits | None:
    """When something recurs; None when nobody asks."""
    if is_wanted and not is_run:
        raise typer.BadParameter(
            "counts all pages before it cleans the first, so it needs files to read twice and a folder: "
            "cleaner clean IN… -o OUT --learn-repeats",
            param_hint="--learn-repeats",
        )
    for name, value in (("--repeats-min-pages", min_pages), ("--repeats-min-share", min_share)):
        if not is_wanted and value is not None:
            raise typer.BadParameter("says when --learn-repeats learns something", param_hint=name)
    usual = RepeatLimits()
    return RepeatLimits(min_pages or usual.min_pages, min_share or usual.min_share) if is_wanted else None


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
        complain(f"{harmless(held.place or '-')}: {held.outcome}: {held.detail} ({held.code})")
        raise typer.Exit(INCOMPLETE)
    data = msgspec.json.encode(row) if as_json else row.text.encode("utf-8", "surrogatepass")
    write(data + b"\n")
    stamp = row.stamp
    say(
        f"{harmless(stamp.capture.place or '-')}: source {row.source}, {stamp.language.tag}, {stamp.clean.chars:,} characters, "
        f"{stamp.removal.chars:,} removed ({stamp.removal.share:.1%})"
    )
