"""docs/runs.md says what is there: options, defaults, exit codes, fields of the progress."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import typer.main

from cleaner.cli import app
from cleaner.cli.amounts import size
from cleaner.cli.clean import INCOMPLETE, STOPPED
from cleaner.engines import crew
from cleaner.engines.crew import Limits
from cleaner.engines.progress import Progress
from cleaner.io.containers import Limits as ReadLimits
from cleaner.io.shards import Size
from cleaner.io.write import DONE, LOCK, WORK

PAGE = (Path(__file__).parents[2] / "docs" / "runs.md").read_text("utf-8")


def cells(first: str) -> list[str]:
    """The row of a table that begins with *first*."""
    [row] = re.findall(rf"^\| {re.escape(first)} \|(.*)\|$", PAGE, re.MULTILINE)
    return [cell.strip() for cell in row.split("|")]


def test_every_option_is_one_of_the_command():
    command = typer.main.get_command(app).commands["clean"]
    known = {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]}

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE)) <= known


def test_the_defaults_are_those_of_the_program():
    assert size(cells("`--max-document-bytes`")[0]) == ReadLimits().document_bytes
    assert int(cells("`--max-expansion`")[0]) == ReadLimits().expansion
    assert cells("`--time-limit`")[0].startswith(f"{Limits().seconds:g} seconds")
    assert size(cells("`--memory-limit`")[0].split()[0]) == Limits().bytes
    assert f"({Size().bytes >> 20} MiB) and at most {Size().documents:,}" in PAGE
    assert (crew._OWN_STRIKES, crew._FOREIGN_STRIKES) == (2, 4)
    assert all(f"`{name}`" in PAGE for name in crew._FROM_OUTSIDE)


def test_the_exit_codes_and_places_are_those_of_the_program():
    assert cells(str(INCOMPLETE))
    assert cells(str(STOPPED))
    assert all(f"OUT/{name}" in PAGE for name in (WORK, LOCK))
    assert f"`{DONE}/`" in PAGE


def test_a_line_of_the_progress_has_the_fields_that_it_has():
    [line] = re.findall(r"```json\n(.*)\n```", PAGE)

    assert list(json.loads(line)) == [field.name for field in msgspec.structs.fields(Progress)]
