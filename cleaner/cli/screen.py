"""Data on standard output: for people in colour and to the width of their terminal, for programs as JSON."""

from __future__ import annotations

import sys
from typing import Any, TextIO

import msgspec
from rich.console import Console
from rich.table import Table

from cleaner.errors import OutputError

PIPE_WIDTH = 240
"""Columns when nobody's terminal sets them: a table in a file is cut by nothing but its reader."""


def stdout() -> TextIO:
    """Standard output.

    Raises:
        OutputError: it is closed.
    """
    # None when it was closed before the program began, which the type does not know.
    stream: TextIO | None = sys.stdout
    if stream is None or stream.closed:
        raise OutputError("standard output is closed")
    return stream


def write(data: bytes) -> None:
    """Put *data* on standard output, behind what was printed there.

    Raises:
        OutputError: it is closed.
    """
    stream = stdout()
    stream.flush()
    stream.buffer.write(data)
    stream.flush()


def data(*, width: int | None = None) -> Console:
    """Where data is printed: as it stands, without markup of its own. Colour only on a terminal that wants it."""
    # Made anew each time: a test, or a pager, may have put another stream in place of standard output.
    is_terminal = stdout().isatty()
    return Console(
        file=stdout(),
        highlight=False,
        markup=False,
        emoji=False,
        width=width or (None if is_terminal else PIPE_WIDTH),
    )


def table(*names: str) -> Table:
    """A table without lines, that cuts nothing off."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        made.add_column(name, overflow="fold")
    return made


def print_json(value: Any) -> None:  # noqa: ANN401 - anything that msgspec can write
    """*value* as indented JSON."""
    write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
