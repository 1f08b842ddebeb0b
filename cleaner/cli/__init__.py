"""The command line: parse, one call into the library, print, exit code.

Data goes to standard output, words to standard error. Exit codes: 0 done, 1 findings, 2 misuse, 3 some documents
were quarantined or rejected.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from functools import cache, partial
from typing import Annotated, NoReturn

import typer

from cleaner._version import VERSION
from cleaner.cli.clean import clean
from cleaner.cli.console import complain
from cleaner.cli.diff import diff
from cleaner.cli.explain import explain
from cleaner.cli.export import export
from cleaner.cli.graph import graph
from cleaner.cli.query import query
from cleaner.cli.report import report
from cleaner.cli.restore import restore
from cleaner.cli.review import app as review
from cleaner.cli.rules import app as rules
from cleaner.cli.sample import sample
from cleaner.cli.schema import schema
from cleaner.cli.screen import write
from cleaner.cli.seal import seal
from cleaner.cli.verify import verify
from cleaner.errors import CleanerError, OutputError

app = typer.Typer(
    name="cleaner",
    help="Clean raw dumps of pages by per-source rules, and account for every character removed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        write(f"cleaner {VERSION}\n".encode())
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and go.")
    ] = False,
) -> None:
    """Options that stand before a command."""


app.command("clean")(clean)
app.command("diff")(diff)
app.command("explain")(explain)
app.command("export")(export)
app.command("graph")(graph)
app.command("query")(query)
app.command("report")(report)
app.command("restore")(restore)
app.command("sample")(sample)
app.command("seal")(seal)
app.command("verify")(verify)
app.command("schema")(schema)
app.add_typer(review, name="review")
app.add_typer(rules, name="rules")


# Made from the signatures of all commands, which takes longer than most commands do.
_command = cache(partial(typer.main.get_command, app))


def main() -> None:
    """Entry point of the `cleaner` command: errors of the package become one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A character that the terminal's encoding does not have must not end the program.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            _command()()
        finally:
            # Now, and not when Python ends: a full disk would show there as a traceback, with an exit code of its own.
            _flush()
    except CleanerError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say, and nobody to say it to.
        _silence()
        sys.exit(0)
    except OSError as error:
        # Every file of ours is opened with a message of its own: what has no name is a stream.
        _fail(f"{error.filename or 'standard output'}: cannot be read or written: {error.strerror or error}")


def _flush() -> None:
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}") from None


def _fail(message: str) -> NoReturn:
    with contextlib.suppress(OSError, ValueError):
        complain(message)
    _silence()
    sys.exit(2)


def _silence() -> None:
    """What is still in the buffers cannot be written; Python would try once more at its end, and complain."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
