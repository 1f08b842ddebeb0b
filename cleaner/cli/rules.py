"""`cleaner rules`: what rules there are, whether they are well-formed, and whether they do what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from cleaner.cli.console import WORDS
from cleaner.cli.rule_imports import app as imports
from cleaner.cli.rule_tests import run_tests
from cleaner.cli.screen import data, print_json, table
from cleaner.rules.json_schema import FILE, is_current, schema_text
from cleaner.rules.lint import pattern_sizes, warnings_of
from cleaner.rules.load import builtin_dir, load_rules, read_rules
from cleaner.rules.overview import FileRow, RuleRow, files, rules_of
from cleaner.rules.profile import DEFAULT_PROFILE, PROFILES
from cleaner.rules.read import read_text

if TYPE_CHECKING:
    from cleaner.errors import RuleError

app = typer.Typer(help="The rules: list, show, check and test them.", no_args_is_help=True)
app.command("test")(run_tests)
app.add_typer(imports, name="import")

RulesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules", metavar="DIR", help="A folder of rule files that add to, replace or tune those of cleaner."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON on stdout.")]


@app.command("list")
def list_(rules: RulesOption = None, as_json: JsonOption = False) -> None:
    """List the sources, and the packs that they share.

    [bold]Examples[/bold]

      cleaner rules list
      cleaner rules list --rules my/rules
    """
    rows = files(load_rules(rules or []))
    if as_json:
        print_json(rows)
        return
    rows_table = table("id", "name", "platform", "packs", "rules", "tests", "file")
    for row in rows:
        kind = "" if row.kind == "source" else f" ({row.kind})"
        origin = row.origin + "".join(f" + {path}" for path in row.tuned_by)
        cells = (
            row.id + kind,
            row.name or "",
            row.platform or "",
            ", ".join(row.packs),
            str(row.rules),
            str(row.tests),
            origin,
        )
        rows_table.add_row(*cells)
    data().print(rows_table)


@app.command("show")
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="A source or pack (solidot.org), or a rule (solidot.org/byline).")
    ],
    rules: RulesOption = None,
    profile: Annotated[str, typer.Option(metavar="NAME", help=f"One of: {', '.join(PROFILES)}.")] = DEFAULT_PROFILE,
    as_json: JsonOption = False,
) -> None:
    """Show the rules for pages of a source, in order of precedence; or one rule, as its file has it.

    [bold]Examples[/bold]

      cleaner rules show solidot.org
      cleaner rules show solidot.org/byline
      cleaner rules show 163.com --profile reading --rules my/rules
    """
    if profile not in PROFILES:
        raise typer.BadParameter(f"no profile {profile!r}; one of: {', '.join(PROFILES)}")
    book = load_rules(rules or [])
    rows = rules_of(book, name, profile)
    if as_json:
        print_json({"files": [row for row in files(book) if row.id == name], "rules": rows, "profile": profile})
    elif "/" in name.removeprefix("packs/"):
        _print_rule(rows[0])
    else:
        owner = name.removeprefix("packs/")
        _print_source(next(row for row in files(book) if row.id == owner), rows, profile)


def _print_rule(row: RuleRow) -> None:
    out = data()
    out.print(Text(row.id, style="bold"))
    out.print(Text(f"{row.table}{f' · {row.category}' if row.category else ''} · {row.fate} — {row.why}"))
    out.print(Text(f"{row.file}:{row.line}", style="dim"))
    out.print()
    for line in read_text(Path(row.file)).split("\n")[row.line - 1 : row.last_line]:
        out.print(Text(line), soft_wrap=True)


def _print_source(file: FileRow, rows: list[RuleRow], profile: str) -> None:
    out = data()
    out.print(Text(f"{file.id}  {file.name or ''}", style="bold"))
    out.print(Text(f"{file.origin}, profile {profile}", style="dim"))
    rows_table = table("rule", "category", "fate", "where it applies", "why")
    for row in rows:
        applies = " · ".join(f"{key} {value}" for key, value in row.applies.items())
        fate = row.fate if row.table == "remove" else row.table
        cells = (row.id, row.category or "", fate if row.enabled else "off", applies, row.why)
        rows_table.add_row(*cells, style="" if row.enabled else "dim")
    out.print(rows_table)


@app.command("check")
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE|DIR]…", help="Your own rule files, on top of those of cleaner."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check rule files: every problem of every file, with what was found and what was expected. Exit code 1 if any.

    [bold]Examples[/bold]

      cleaner rules check
      cleaner rules check my/rules
      cleaner rules check my/rules/example.org.toml --json
    """
    book, problems = read_rules(paths or [])
    warnings = [] if problems else list(warnings_of(book))
    sizes = (
        {} if problems else {file.id: {i: size for _, i, size in pattern_sizes(file)} for file in book.files().values()}
    )
    if as_json:
        print_json({"problems": [_problem(item) for item in problems], "warnings": warnings, "pattern_sizes": sizes})
    else:
        for problem in problems:
            data().print(Text(str(problem)), soft_wrap=True)
        for warning in warnings:
            data().print(Text(f"{warning.where}: warning: {warning.found}\n  hint: {warning.hint}"), soft_wrap=True)
        WORDS.print(_summary(len(book.files()), problems, len(warnings), sizes), soft_wrap=True)
    if problems:
        raise typer.Exit(1)


def _problem(error: RuleError) -> dict[str, Any]:
    return {"where": error.where, "found": error.found, "expected": error.expected, "hint": error.hint}


def _summary(number: int, problems: list[RuleError], warnings: int, sizes: dict[str, dict[str, int]]) -> str:
    if problems:
        return f"{len(problems)} problem{'s' * (len(problems) > 1)} in {number} files"
    largest = max((size, f"{owner}/{rule}") for owner, rules in sizes.items() for rule, size in rules.items())
    return (
        f"{number} files with {sum(map(len, sizes.values()))} rules are well-formed, {warnings} warning{'s' * (warnings != 1)}; "
        f"largest pattern: {largest[0]:,} instructions, {largest[1]}"
    )


@app.command("path")
def path() -> None:
    """Print the folder of the rules that come with cleaner."""
    typer.echo(builtin_dir())


@app.command("schema")
def schema(
    check_it: Annotated[bool, typer.Option("--check", help="Say whether rules/schema.json is up to date.")] = False,
) -> None:
    """Print the JSON Schema of rule files, for editors.

    [bold]Examples[/bold]

      cleaner rules schema > rules.schema.json
      cleaner rules schema --check
    """
    if not check_it:
        typer.echo(schema_text(), nl=False)
    elif is_current():
        WORDS.print(f"{builtin_dir() / FILE} is up to date", markup=False)
    else:
        where = builtin_dir() / FILE
        WORDS.print(
            f"{where} is not what the types make; write it anew:\n  cleaner rules schema > {where}", markup=False
        )
        raise typer.Exit(1)
