"""`cleaner rules import`: the rules of others, as rule files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from cleaner.cli.console import say
from cleaner.cli.screen import data, print_json, table
from cleaner.io.visible import harmless
from cleaner.rules.imports.adblock import read_adblock
from cleaner.rules.imports.ftr import read_ftr
from cleaner.rules.imports.report import FINDINGS, OUTCOMES
from cleaner.rules.imports.write import write_files
from cleaner.rules.load import load_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.rules.imports.report import Directive, Import

app = typer.Typer(
    help="Rules that others have written, as rule files: docs/importing.md says what becomes of what.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

OutputOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The folder for the rule files, one a host.")
]
RulesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        help="A folder of rules that the new ones will stand on top of: a host that has a source there, or in cleaner "
        "itself, gets a file that tunes it.",
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over files that are there already.")]
JsonOption = Annotated[bool, typer.Option("--json", help="The whole report as JSON on stdout, every finding in it.")]


@app.command("ftr")
def ftr(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Site files of Full-Text RSS: example.com.txt, .example.com.txt.")
    ],
    output: OutputOption,
    rules: RulesOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import site files of Full-Text RSS, the format of ftr-site-config.

    Where the article stands, what goes and what is read become rules that name their file and line.

    Slips, which that program passes over without a word, are listed: `titl:` for `title:`, a path that is none.

    Exit code 0: all of it is carried or not needed; 1: not all is, see the report. Files are written in both cases.

    [bold]Example[/bold]

      git clone https://github.com/fivefilters/ftr-site-config
      cleaner rules import ftr ftr-site-config -o imported
      cleaner clean pages/ -o out --rules imported
    """
    _finish(read_ftr(folder, load_rules(rules or [])), output, rules or [], force=force, as_json=as_json)


@app.command("adblock")
def adblock(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Filter lists: element hiding is imported, requests are not.")
    ],
    output: OutputOption,
    rules: RulesOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Import element-hiding filters of Adblock Plus, uBlock Origin and AdGuard.

    `example.com##.ad` becomes a rule of example.com, `##.ad` one for all pages; `#@#` takes either back.

    Filters for requests and comments are counted and left out.

    Exit code 0: all of it is carried or not needed; 1: not all is, see the report. Files are written in both cases.

    [bold]Example[/bold]

      cleaner rules import adblock annoyances.txt -o imported
      cleaner rules check imported
    """
    _finish(read_adblock(files, load_rules(rules or [])), output, rules or [], force=force, as_json=as_json)


def _finish(done: Import, output: Path, rules: Sequence[Path], *, force: bool, as_json: bool) -> None:
    """Write what was imported, and tell what became of it."""
    write_files(done.files, output, rules, force=force)
    if as_json:
        print_json(_report(done, output))
    else:
        _print(done)
    say(_summary(done, output))
    if any(done.totals()[outcome] for outcome in FINDINGS):
        raise typer.Exit(1)


def _report(done: Import, output: Path) -> dict[str, Any]:
    return {
        "files": [{"path": str(output / file.name), "tunes": file.tunes, "rules": file.rules()} for file in done.files],
        "totals": done.totals(),
        "directives": done.by_name(),
        "findings": [item for item in done.directives if item.outcome in FINDINGS],
        "remarks": [item for item in done.directives if item.outcome == "carried" and item.reason],
        "not_needed": Counter(item.reason for item in done.directives if item.outcome == "not-needed"),
        "passed_over": done.passed_over,
        "skipped": done.skipped,
    }


def _print(done: Import) -> None:
    out = data()
    counts = table("directive", "read", *OUTCOMES)
    for name, found in done.by_name().items():
        cells = (sum(found.values()), *(found.get(outcome, 0) for outcome in OUTCOMES))
        counts.add_row(Text(harmless(name)), *(f"{cell:,}" if cell else "" for cell in cells))
    totals = done.totals()
    counts.add_row("all", *(f"{totals[name]:,}" for name in ("read", *OUTCOMES)), style="bold")
    out.print(counts)
    for title, outcomes in (("not carried", ("not-carried", "partly")), ("carried, and worth a look", ("carried",))):
        _print_reasons(title, [item for item in done.directives if item.outcome in outcomes and item.reason])
    slips = [item for item in done.directives if item.outcome == "slip"]
    if slips:
        out.print()
    for item in slips:
        hint = f"\n  hint: {harmless(item.hint)}" if item.hint else ""
        out.print(
            Text(f"{item.file}:{item.line}: {harmless(item.reason)}\n  found: {harmless(item.text)}{hint}"),
            soft_wrap=True,
        )


def _print_reasons(title: str, items: Sequence[Directive]) -> None:
    if not items:
        return
    reasons = table(title, "directive", "why")
    ranked = sorted(Counter((item.name, item.reason) for item in items).items(), key=lambda item: (-item[1], item[0]))
    for (name, reason), number in ranked:
        reasons.add_row(f"{number:,}", Text(harmless(name)), Text(harmless(reason)))
    data().print()
    data().print(reasons)


def _summary(done: Import, output: Path) -> str:
    totals = done.totals()
    skipped = "".join(f", {number:,} {kind}" for kind, number in done.skipped.items() if number)
    tuning = sum(file.tunes is not None for file in done.files)
    lines = [f"passed over {passed}" for passed in done.passed_over]
    lines.append(
        f"{_number(done.read, 'file')} read, {_number(totals['read'], 'directive')}{skipped}: "
        f"{totals['carried']:,} carried, {totals['partly']:,} in part, {totals['comment']:,} as comments, "
        f"{totals['not-needed']:,} not needed, {totals['not-carried']:,} not carried, {totals['slip']:,} with a slip"
    )
    lines.append(
        f"{_number(len(done.files), 'rule file')} with {_number(sum(file.rules() for file in done.files), 'rule')} written "
        f"to {output}, and loaded; {tuning:,} of them tune{'s' * (tuning == 1)} what was there already"
    )
    return "\n".join(lines)


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
