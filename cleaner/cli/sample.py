"""`cleaner sample`: a sheet of removals to judge, and what the judgements say of all of them."""

from __future__ import annotations

import math
import os
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from cleaner.audit.sample import sample as drawing_of
from cleaner.audit.sample_score import CONFIDENCE, RuleScore, Score, promise
from cleaner.audit.sample_score import score as scoring_of
from cleaner.audit.sample_sheet import read_sheet, sheet_of
from cleaner.cli.console import say
from cleaner.cli.screen import data, print_json, table, write
from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import read_manifest
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

PER_RULE = 60


def sample(
    result: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `cleaner clean -o` wrote.")],
    per_rule: Annotated[
        int | None,
        typer.Option(
            "--per-rule", metavar="N", min=1, help=f"Draw at most N removals of each rule. Default: {PER_RULE}."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="S", help="Another seed, another sample. Default: 0.")] = None,
    bare: Annotated[
        bool, typer.Option("--all", help="Draw from bare markup and white space too, which no rule speaks of.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE.csv", help="Write into FILE, a new one. Without it, to stdout."),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--score", metavar="FILE.csv", help="Read a sheet that was filled in, and count.")
    ] = None,
    confidence: Annotated[
        float, typer.Option(metavar="C", min=0.5, max=0.9999, help="How sure the bounds are.")
    ] = CONFIDENCE,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on stdout.")] = False,
) -> None:
    """Draw removals of every rule at random to judge them, and say how many can be wrong at most.

    Each removal of a rule has the same chance to be drawn; documents in quarantine are left out. In the sheet write
    ok or wrong into the column verdict, and what you like into note; then --score says for each rule, and for all
    together, which share of the removals is wrong at most. Decide beforehand how many to judge: 60 without a fault
    show at most 4.9 % wrong, 299 at most 1 %. docs/sampling.md says how the bounds are computed, and on what they stand.

    [bold]Examples[/bold]

      cleaner sample out --per-rule 60 -o sheet.csv
      cleaner sample out --score sheet.csv
      cleaner sample out --per-rule 299 --seed 7 -o second.csv
      cleaner sample out --score sheet.csv --confidence 0.99 --json
    """
    if sheet is not None:
        if per_rule is not None or seed is not None or bare or out is not None:
            raise InputError(
                "--score reads a sheet, which says what was drawn; expected no --per-rule, --seed, --all or -o beside it"
            )
        found = scoring_of(result, read_sheet(sheet), confidence)
        if as_json:
            print_json(found)
        else:
            _print_score(found)
        _say_score(found)
        return
    if out is not None and as_json:
        raise InputError("--json goes to stdout; expected no -o beside it")
    if bare and read_manifest(result).options.get("ledger") == "rules":
        raise InputError(
            f"{harmless(str(result))}: was written with --ledger rules, which leaves out what --all asks for; sample without it"
        )
    drawn = drawing_of(result, per_rule or PER_RULE, seed=seed or 0, bare=bare)
    if as_json:
        print_json(drawn)
    elif out is None:
        for row in sheet_of(drawn):
            write(row)
    else:
        _write(result, out, sheet_of(drawn))
    at_best = promise(drawn, confidence)
    say(f"{at_best.drawn:,} of {at_best.population:,} removals drawn, by {at_best.rules:,} rules")
    if at_best.drawn:
        say(
            f"if all are judged and none is wrong: of no rule more than {_share(at_best.by_rule)} wrong, each rule by itself; "
            f"of all removals at most {_share(at_best.overall)}, with {_percent(confidence)} confidence"
        )
    if out is not None:
        where = harmless(str(out))
        say(f"{where}: write ok or wrong into verdict, then `cleaner sample {harmless(str(result))} --score {where}`")


def _write(result: Path, out: Path, rows: Iterable[bytes]) -> None:
    """A sheet is hours of somebody's work: none is written over."""
    shown = harmless(str(out))
    if out.resolve().is_relative_to(result.resolve()):
        raise OutputError(f"{shown}: lies in the result, whose manifest names every file; name a place outside it")
    if os.path.lexists(out):
        raise OutputError(f"{shown}: exists, and may have been filled in; name a new one with -o")
    aside = out.with_name(f".{out.name}.incomplete-{os.getpid()}")
    try:
        try:
            with aside.open("wb") as file:
                file.writelines(rows)
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{shown}: cannot be written: {error.strerror}") from None


def _print_score(found: Score) -> None:
    screen = data()
    rows = table("rule", "removals", "judged", "wrong", "open", f"wrong at most ({_percent(found.confidence)})")
    for rule in sorted(found.rules, key=lambda rule: (-rule.wrong, -rule.wrong_at_most * rule.population, rule.rule)):
        rows.add_row(
            Text(harmless(rule.rule)),
            f"{rule.population:,}",
            f"{rule.judged:,}",
            f"{rule.wrong:,}",
            f"{rule.open:,}",
            _bound(rule),
        )
    screen.print(rows)
    if found.judged:
        bound = (
            f"about {_share(found.wrong_share)} of {found.population:,} removals, at most {_share(found.wrong_at_most)}"
        )
        screen.print(
            f"\n{found.wrong:,} of {found.judged:,} wrong: {bound}, with {_percent(found.confidence)} confidence"
        )


def _bound(rule: RuleScore) -> str:
    if not rule.judged:
        return "not judged"
    share = _share(rule.wrong_at_most)
    return f"{share}, all judged" if rule.judged == rule.population else share


def _say_score(found: Score) -> None:
    if not found.judged:
        say("nothing is judged yet: write ok or wrong into the column verdict")
    elif found.open:
        say(f"{found.open:,} of {found.judged + found.open:,} are open: the bounds stand on what was judged")
    if found.judged and found.not_judged:
        say(f"{found.not_judged:,} removals are by rules of which nothing was judged: nothing is said of them")
    passed_over = sum(rule.passed_over for rule in found.rules)
    if passed_over:
        say(
            f"open although drawn before judged ones: {passed_over:,}; the bounds hold only if these were not passed over "
            "for what they say"
        )


def _share(value: float) -> str:
    """*value* in per cent, with two digits that count; never rounded down, so that a bound stays one."""
    if not 0 < value < 1:
        return f"{value:.0%}"
    percent = value * 100
    digits = max(0, 1 - math.floor(math.log10(percent)))
    # What floats add at the last place is no reason to round up.
    rounded = math.ceil(round(percent * 10**digits, 6)) / 10**digits
    return f"{rounded:.{digits - (digits > 0 and rounded >= 10 ** (2 - digits))}f}%"


def _percent(confidence: float) -> str:
    return f"{confidence * 100:.6g}%"
