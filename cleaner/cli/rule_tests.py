"""`cleaner rules test`: the examples in rule files and the fixture folders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from cleaner.cli.console import WORDS
from cleaner.cli.screen import data, print_json
from cleaner.errors import InputError, RuleError, nearest
from cleaner.pipeline import Cleaner
from cleaner.rules.load import RuleBook, load_rules
from cleaner.testing import Gap, Result, Update, find_gaps, fixtures_dir, run_examples, run_fixtures, update_goldens
from cleaner.testing.overruled import overruled
from cleaner.testing.reviewed import is_review

UNKNOWN = "unknown"


def run_tests(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Sources or packs; all when none is named.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Also fail on rules that no test fires, or no test is a trap for.")
    ] = False,
    update: Annotated[
        bool,
        typer.Option("--update", help="Write removals.tsv and stamp.json of the fixtures anew, and show what changed."),
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="With --update: also where the kept text shrinks by more than 2 %.")
    ] = False,
    fixtures: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Fixture folders <source>/<case>/; default: those of cleaner. Those in DIR/fixtures of --rules DIR run too.",
        ),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            "--rules", metavar="DIR", help="A folder of rule files that add to, replace or tune those of cleaner."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on stdout.")] = False,
) -> None:
    """Run the tests inside rule files, the fixture folders and the judgements of reviews. Exit code 1 if one fails.

    [bold]Examples[/bold]

      cleaner rules test
      cleaner rules test example.org --rules my/rules
      cleaner rules test example.org --rules my/rules --update
    """
    book = load_rules(rules or [])
    chosen = _chosen(book, ids or [])
    root = fixtures or fixtures_dir()
    if root and not root.is_dir():
        raise InputError(f"{root}: no such folder; expected fixtures as <source>/<case>/input.*")
    cleaner = Cleaner(book)
    updates = list(update_goldens(cleaner, root, chosen, allow_shrink=allow_shrink)) if update and root else []
    results = run_examples(book, chosen)
    folders = _folders(root, rules or [])
    for folder in folders:
        results += run_fixtures(cleaner, folder, chosen)

    def again(book: RuleBook) -> list[Result]:
        bare = Cleaner(book)
        fixed = [result for folder in folders for result in run_fixtures(bare, folder, chosen)]
        return [result for result in [*run_examples(book, chosen), *fixed] if not is_review(result)]

    kept = overruled(book, [result for result in results if not is_review(result)], again)
    gaps = list(find_gaps(book, results, chosen)) if coverage else []
    if as_json:
        print_json(
            {"results": results, "overruled": [result.name for result in kept], "gaps": gaps, "updates": updates}
        )
    else:
        _print_updates(updates)
        _print(results, kept, gaps, with_coverage=coverage)
    if (
        gaps
        or any(update.refused for update in updates)
        or not all(result.passed or result in kept for result in results)
    ):
        raise typer.Exit(1)


def _folders(root: Path | None, rules: list[Path]) -> list[Path]:
    """Where fixtures lie: in *root*, and beside rules in their folders, each once."""
    folders = [*([root] if root else []), *(beside for place in rules if (beside := place / "fixtures").is_dir())]
    return list({folder.resolve(): folder for folder in folders}.values())


def _chosen(book: RuleBook, ids: list[str]) -> list[str]:
    known = [*(file.id for file in book.files().values()), UNKNOWN]
    chosen = [name.removeprefix("packs/") for name in ids]
    for name in chosen:
        if name not in known:
            raise _no_such(name, known)
    return chosen


def _no_such(name: str, known: list[str]) -> RuleError:
    expected = f"ids of sources or packs: {', '.join(known)}"
    if Path(name).exists():
        kind = "folder" if Path(name).is_dir() else "file"
        hint = f"for rules of your own write --rules {name}, for pages of your own --fixtures {name}"
        return RuleError(name, f"a {kind}, and no source or pack", expected, hint)
    hint = nearest(name, known) or "rules of your own are named with --rules DIR, pages with --fixtures DIR"
    return RuleError(name, "no such source or pack", expected, hint)


def _print_updates(updates: list[Update]) -> None:
    for update in updates:
        if update.refused:
            WORDS.print(
                f"refused {update.name}: {update.refused}; --allow-shrink accepts it", style="red", markup=False
            )
        for line in update.changes:
            style = "green" if line.startswith("+") else "red" if line.startswith("-") else "dim"
            data().print(Text(line, style=style), soft_wrap=True)
    if updates:
        changed = sum(bool(update.changes) for update in updates)
        WORDS.print(f"{changed} of {len(updates)} cases have new goldens")


def _print(results: list[Result], kept: list[Result], gaps: list[Gap], *, with_coverage: bool) -> None:
    out = data()
    failed = [result for result in results if not result.passed and result not in kept]
    for result in failed:
        out.print(Text(f"FAILED {result.name}", style="bold red"), soft_wrap=True)
        for problem in result.problems:
            out.print(Text(f"  {problem.where}"), soft_wrap=True)
            out.print(Text(f"    found:    {problem.found}"), soft_wrap=True)
            out.print(Text(f"    expected: {problem.expected}"), soft_wrap=True)
            if problem.hint:
                out.print(Text(f"    hint:     {problem.hint}", style="dim"), soft_wrap=True)
    for result in kept:
        out.print(
            Text(f"OVERRULED {result.name}\n  holds but for exceptions that a review made", style="dim"), soft_wrap=True
        )
    for gap in gaps:
        lack = "fires it" if gap.lacks == "fires" else "has it in `spares`: a text that tempts the rule and must stay"
        out.print(Text(f"UNTESTED {gap.rule}\n  {gap.where}\n    expected: a test that {lack}"), soft_wrap=True)
    summary = f"{len(results) - len(failed) - len(kept)} of {len(results)} tests passed"
    summary += f", {len(kept)} overruled by a review" if kept else ""
    WORDS.print(summary + (f", {len(gaps)} gaps in the coverage" if with_coverage else ""))
