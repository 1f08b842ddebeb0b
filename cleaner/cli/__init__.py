"""The command line: parse, one call into the library, print, exit code.

Data goes to standard output, words to standard error. Exit codes: 0 done, 1 findings, 2 misuse, 3 some documents
were quarantined or rejected, 141 the reader of standard output has gone.
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
from cleaner.cli.commands import Commands
from cleaner.cli.console import complain
from cleaner.cli.screen import write
from cleaner.errors import CleanerError, OutputError

app = typer.Typer(
    name="cleaner",
    cls=Commands,
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


_NO_READER = 141
"""What shells say of a program that SIGPIPE has ended."""

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
        except SystemExit as end:
            # Typer and Rich make a 1 of it, which stands for findings.
            if isinstance(end.__context__, BrokenPipeError):
                raise end.__context__ from None
            raise
        finally:
            # Now, and not when Python ends: a full disk would show there as a traceback, with an exit code of its own.
            _flush()
    except CleanerError as error:
        _fail(str(error))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say, and nobody to say it to. Not 0, for the
        # 0 of `verify` says that all is well, and what was not written may have said otherwise.
        _silence()
        sys.exit(_NO_READER)
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
