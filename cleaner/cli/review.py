"""`cleaner review`: judgements of removals become exceptions in rule files, with the tests of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from cleaner.cli.console import say
from cleaner.cli.screen import data, print_json, table
from cleaner.cli.serve import serve
from cleaner.errors import InputError
from cleaner.io.visible import harmless, one_line
from cleaner.review.apply import Applied, apply, rules_for, undo
from cleaner.review.log import read_log, standing
from cleaner.review.reading import find_result, read_decisions

if TYPE_CHECKING:
    from cleaner.review.work import Outcome

app = typer.Typer(help="Judgements of removals: into rules and tests, and back.", no_args_is_help=True)
app.command("serve")(serve)

_SHOWN = 40
RulesOption = Annotated[
    Path, typer.Option("--rules", metavar="DIR", help="The rule directory that the decisions were applied to.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON on stdout.")]


@app.command("apply")
def apply_(
    decisions: Annotated[Path, typer.Argument(metavar="DECISIONS", help="The file that the report page saved.")],
    result: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT", help="The result that was judged. Default: the folder of its name beside DECISIONS, or here."
        ),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Your rule directory; made when it is absent. Default: the one that the result was made with.",
        ),
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the raw files are, for a result that is redacted or --ledger rules."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make rules and tests of decisions: an exception for each rejection, and for each judgement a test of it.

    An exception is a `keep` rule, the narrowest that brings the text back in all documents of its group and changes
    nothing else in them. Its test failed under the rules before, and passes now; both are shown. Apply a file twice, and
    nothing changes; `cleaner review undo` takes everything back.

    Then clean anew with --rules DIR, and run `cleaner rules test --rules DIR`. Give DIR to version control: the raw pages
    of the tests are in it. docs/review.md has more.

    [bold]Exit codes[/bold]

      0  every decision holds
      1  some could not be followed, and nothing of them is written; the others are
      2  misuse, or a generated file was changed by hand; nothing is written

    [bold]Examples[/bold]

      cleaner review apply out.decisions.json --rules my/rules
      cleaner review apply out.decisions.json --rules my/rules --dry-run
      cleaner review apply monday.json --result corpus/out --raw dump
    """
    made = read_decisions(decisions)
    folder, manifest = find_result(decisions, made, result)
    place = rules_for(manifest, rules)
    done = apply(made, folder, manifest, place, raw, dry_run=dry_run)
    if as_json:
        print_json(done)
    else:
        _print(done)
    failed = sum(outcome.status == "failed" for outcome in done.outcomes)
    number = sum(outcome.status == "applied" for outcome in done.outcomes)
    verb = "would be applied" if dry_run else "applied"
    say(
        f"{number:,} {verb}, {len(done.outcomes) - number - failed:,} stood already, {failed:,} could not be followed; "
        f"{len(done.written):,} files changed in {place}"
    )
    if number and not dry_run:
        say(f"next: cleaner rules test --rules {place}, then clean anew with --rules {place}")
    if failed:
        raise typer.Exit(1)


@app.command("undo")
def undo_(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Decisions, as `cleaner review list` names them.")
    ] = None,
    rules: RulesOption = Path(),
    last: Annotated[bool, typer.Option("--last", help="The whole last application; so it is without ids.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take decisions back: the rule directory is, to the byte, as if they had not been applied.

    Without ids the last application goes. Where a decision had taken the place of an earlier one, that holds again.

    [bold]Examples[/bold]

      cleaner review undo --rules my/rules
      cleaner review undo 52f1a9c03b7de468 --rules my/rules
    """
    if ids and last:
        raise typer.BadParameter("takes the whole last application back: leave the ids out", param_hint="--last")
    gone, changed = undo(rules, ids or ())
    if as_json:
        print_json({"undone": gone, "written": changed})
        return
    for entry in gone:
        data().print(Text(f"{entry.id}\t{entry.decision.verdict}\t{harmless(entry.decision.rule)}"), soft_wrap=True)
    say(f"{len(gone):,} decisions taken back, {len(changed):,} files changed in {rules}")


@app.command("list")
def list_(rules: RulesOption = Path(), as_json: JsonOption = False) -> None:
    """List the decisions that stand in a rule directory, with what came of them.

    [bold]Examples[/bold]

      cleaner review list --rules my/rules
    """
    if not rules.is_dir():
        raise InputError(f"{harmless(str(rules))}: no such folder; name the rule directory with --rules DIR")
    entries = list(standing(read_log(rules)).values())
    if as_json:
        print_json(entries)
        return
    rows = table("id", "run", "verdict", "rule", "exception", "tests", "text", "note")
    for entry in entries:
        made = entry.decision
        keep = ", ".join(str(rule["id"]) for rule in entry.keep)
        cells = (
            entry.id,
            str(entry.run),
            made.verdict,
            made.rule,
            keep,
            str(len(entry.lines)),
            _short(made.text),
            made.note,
        )
        rows.add_row(*(Text(harmless(one_line(cell))) for cell in cells))
    if entries:
        data().print(rows)
    say(f"{len(entries):,} decisions stand in {rules}")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _print(done: Applied) -> None:
    for outcome in done.outcomes:
        _print_one(outcome)


def _print_one(outcome: Outcome) -> None:
    out = data()
    style = {"applied": "green", "stands": "dim", "failed": "bold red"}[outcome.status]
    shown = harmless(one_line(_short(outcome.text)))
    line = f"{outcome.status} {outcome.verdict} {outcome.id}  {harmless(outcome.rule)}  {shown}"
    out.print(Text(line, style=style), soft_wrap=True)
    for what, said in _details(outcome):
        out.print(Text(f"  {what + ':':11}{harmless(said)}"), soft_wrap=True)


def _details(outcome: Outcome) -> list[tuple[str, str]]:
    if outcome.status == "failed":
        return [("why", outcome.reason)]
    found = []
    if outcome.documents > 1:
        found.append(("documents", f"{outcome.documents:,}"))
    if outcome.keep:
        found.append(("exception", f"{', '.join(outcome.keep)} in {outcome.rule_file}"))
    if outcome.test:
        found.append(("test", f"{outcome.test}, {outcome.lines} lines"))
    if outcome.verdict == "reject" and outcome.status == "applied":
        found += [("before", f"failed: {outcome.before}" if outcome.before else "passed"), ("now", "passes")]
    if outcome.reason:
        found.append(("note", outcome.reason))
    return found
