"""The command line: parse, one call into the library, print, exit code.

Data goes to standard output, words to standard error. Exit codes: 0 done, 1 findings, 2 misuse, 3 some documents
were quarantined or rejected.
"""

from __future__ import annotations

import sys

import typer

from cleaner.cli.clean import clean
from cleaner.cli.console import complain
from cleaner.cli.explain import explain
from cleaner.cli.restore import restore
from cleaner.cli.rules import app as rules
from cleaner.cli.verify import verify
from cleaner.errors import CleanerError

app = typer.Typer(
    name="cleaner",
    help="Clean raw dumps of pages by per-source rules, and account for every character removed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
app.command("clean")(clean)
app.command("explain")(explain)
app.command("restore")(restore)
app.command("verify")(verify)
app.add_typer(rules, name="rules")


def main() -> None:
    """Entry point of the `cleaner` command: errors of the package become one message and exit code 2."""
    try:
        app()
    except CleanerError as error:
        complain(str(error))
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nothing is left to say, and nobody to say it to.
        sys.stderr.close()
        sys.exit(0)
