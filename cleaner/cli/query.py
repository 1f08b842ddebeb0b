"""`cleaner query`: SQL over a result."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from cleaner.cli.console import complain, say
from cleaner.cli.screen import data, print_json, table, write
from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import read_manifest
from cleaner.io.visible import harmless, one_line
from cleaner.query.database import Query, asked
from cleaner.query.recipes import recipe_named, recipes
from cleaner.query.views import VIEWS, about, columns
from cleaner.query.write import shown, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cleaner.query.database import Answer
    from cleaner.query.write import WrittenForm

LIMIT = 50
LONGEST = 300
"""Characters of a value in a table."""
_NARROWEST = 14


class Form(StrEnum):
    """How an answer is written."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


_WRITTEN: dict[Form, WrittenForm] = {Form.json: "json", Form.jsonl: "jsonl", Form.csv: "csv"}


def query(
    result: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")
    ] = None,
    sql: Annotated[
        str | None,
        typer.Argument(
            metavar="SQL",
            help="A query in DuckDB's SQL; - reads it from standard input. Without it, the views are listed.",
        ),
    ] = None,
    recipe: Annotated[str | None, typer.Option("--recipe", metavar="NAME", help="Ask this instead of SQL.")] = None,
    list_recipes: Annotated[bool, typer.Option("--recipes", help="List the recipes.")] = False,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="The value of $NAME in the query. Repeatable."),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="Without it, by the suffix of -o, else a table. All but table write every row."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The same as --format csv.")] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Rows of a table.")] = LIMIT,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write into FILE. Without it, to stdout.")
    ] = None,
) -> None:
    """Ask a result: which removals are large, which rule took what, who is credited, what is there twice.

    A result has the views documents, removals, facts, chain, segments, rules, quarantine, files and run: `cleaner query
    OUT` lists their columns, docs/queries.md explains them. Documents in quarantine are among the documents; their
    `outcome` says so. A query only reads: it reaches no file, no network, no setting.

    A table shows the first rows, and of long values the beginning. json, jsonl and csv have everything.

    [bold]Exit codes[/bold]

      0  done
      1  done, but lines of the result could not be read
      2  misuse, or the SQL is wrong

    [bold]Examples[/bold]

      cleaner query out
      cleaner query out "select source, sum(chars) from documents group by source"
      cleaner query out --recipe removals-of-rule --set rule=solidot.org/footer
      cleaner query out --recipe credited --csv > credited.csv
      cleaner query out "from removals where text like '%免责%'" -o removed.jsonl
      cleaner query out - < question.sql
    """
    if list_recipes:
        _list_recipes(as_json=as_json)
        return
    if result is None:
        raise typer.BadParameter("name the folder that `cleaner clean -o` wrote", param_hint="OUT")
    if recipe is None and sql is None:
        read_manifest(result)
        _list_views(as_json=as_json)
        return
    if out and out.resolve().is_relative_to(result.resolve()):
        raise InputError(f"{harmless(str(out))}: lies in the result {harmless(str(result))}; name a file elsewhere")
    chosen = _form(form, out, as_json=as_json, as_csv=as_csv)
    with asked(result, _query(sql, recipe, values or [])) as answer:
        if out is None:
            _put(answer, chosen, limit, write)
        else:
            with _file(out) as put:
                _put(answer, chosen, limit, put)
            say(f"written: {harmless(str(out))}")
        if answer.broken:
            complain(
                f"{answer.broken:,} lines of the result could not be read and are left out: `cleaner verify` says which, and why"
            )
            raise typer.Exit(1)


def _query(sql: str | None, recipe: str | None, pairs: list[str]) -> Query:
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{harmless(pair)!r}: expected NAME=VALUE", param_hint="--set")
        values[name.removeprefix("$")] = value
    if recipe is None:
        if sql == "-":
            sql = sys.stdin.buffer.read().decode("utf-8", "replace")
        return Query((sql or "").encode("utf-8", "replace").decode(), values)
    if sql is not None:
        raise typer.BadParameter("SQL and a recipe are two queries; give one", param_hint="--recipe")
    found = recipe_named(recipe)
    return Query(found.sql, {**found.defaults, **values})


def _form(form: Form | None, out: Path | None, *, as_json: bool, as_csv: bool) -> Form:
    wanted = {form, Form.json if as_json else None, Form.csv if as_csv else None} - {None}
    if len(wanted) > 1:
        raise typer.BadParameter(f"{' and '.join(sorted(map(str, wanted)))} are two; give one", param_hint="--format")
    if wanted:
        return wanted.pop() or Form.table
    if out is None:
        return Form.table
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in {"json", "jsonl", "csv"}:
        raise InputError(
            f"{harmless(str(out))}: its suffix names no format; expected .json, .jsonl, .csv, or name one with --format"
        )
    return Form(suffix)


def _put(answer: Answer, form: Form, limit: int, put: Callable[[bytes], object]) -> None:
    if form is not Form.table:
        for piece in written(answer, _WRITTEN[form]):
            put(piece)
        return
    rows = list(islice(answer, limit + 1))
    console = data()
    with console.capture() as captured:
        _print(console, answer, rows[:limit])
    put(captured.get().encode("utf-8", "backslashreplace"))
    if len(rows) > limit:
        say(f"the first {limit:,} rows; --limit N shows more, --csv and --json give all")
    elif not rows:
        say("no rows")


def _print(console: Any, answer: Answer, rows: list[tuple[Any, ...]]) -> None:  # noqa: ANN401 - rich's
    """*rows* as a table; one below the other where so many columns stand in nobody's terminal."""
    cells = [[_cut(shown(value, kind)) for value, kind in zip(row, answer.types, strict=True)] for row in rows]
    names = [harmless(name) for name in answer.names]
    if len(names) * _NARROWEST > console.width:
        width = max(len(name) for name in names)
        for row in cells:
            for name, cell in zip(names, row, strict=True):
                console.print(Text.assemble((name.ljust(width), "bold"), "  ", cell), soft_wrap=True)
            console.print()
        return
    made = table(*names)
    for column, kind in zip(made.columns, answer.types, strict=True):
        column.justify = "right" if kind.endswith("INT") or kind == "DOUBLE" or kind.startswith("DECIMAL") else "left"
    for row in cells:
        made.add_row(*(Text(cell) for cell in row))
    console.print(made)


def _cut(text: str) -> str:
    return one_line(text) if len(text) <= LONGEST else one_line(text[: LONGEST - 1]) + "…"


def _list_views(*, as_json: bool) -> None:
    if as_json:
        print_json({name: {"about": about(name), "columns": columns(name)} for name in VIEWS})
        return
    console = data()
    for name in VIEWS:
        console.print(Text.assemble((name, "bold"), f"  {about(name)}"), soft_wrap=True)
        made = table()
        for _ in range(3):
            made.add_column(overflow="fold")
        made.show_header = False
        for column in columns(name):
            made.add_row(Text(f"  {column.name}"), Text(column.type.lower(), style="dim"), Text(column.about))
        console.print(made)
        console.print()
    say('ask: cleaner query OUT "select …"; ready questions: cleaner query --recipes')


def _list_recipes(*, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"name": each.name, "about": each.about, "sets": dict(each.defaults), "sql": each.sql}
                for each in recipes().values()
            ]
        )
        return
    console = data()
    made = table()
    made.show_header = False
    for _ in range(2):
        made.add_column(overflow="fold")
    for each in recipes().values():
        sets = "".join(f"; --set {name}=…" for name in each.defaults)
        made.add_row(Text(each.name, style="bold"), Text(each.about + sets))
    console.print(made)
    say("ask: cleaner query OUT --recipe NAME; --recipes --json shows their SQL")


@contextmanager
def _file(out: Path) -> Iterator[Callable[[bytes], object]]:
    """Where to write what goes into *out*, which takes its place when all is there."""
    place = out.resolve()
    aside = place if out.exists() and not out.is_file() else place.with_name(f".{place.name}.incomplete-{os.getpid()}")
    try:
        with ExitStack() as stack:
            if aside is not place:
                stack.callback(aside.unlink, missing_ok=True)
            with aside.open("wb") as file:
                yield file.write
            if aside is not place:
                aside.replace(place)
    except OSError as error:
        raise OutputError(f"{harmless(str(out))}: cannot be written: {error.strerror}") from None
