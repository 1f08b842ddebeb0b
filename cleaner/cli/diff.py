"""`cleaner diff`: what an edit of the rules did, by the rule that did it."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import islice
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from cleaner.audit.diff.compare import Difference
from cleaner.audit.diff.fates import CONTEXT
from cleaner.audit.diff.model import KINDS
from cleaner.audit.diff.written import json_of
from cleaner.cli.console import complain, say
from cleaner.cli.screen import data, table, write
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from cleaner.audit.diff.model import Changed, Gone, Kind, RuleChange, Stretch

DIFFERS = 1
"""Exit code: a document changed, came or went."""
SHOWN = 3
_LINES = 6
_WIDE = 300
"""Lines of a stretch, and characters of a line, that are shown."""
_MOVES = 5
"""Pairs of rules that are shown."""
_SIGNS: dict[Kind, str] = {"removes": "-", "keeps": "+", "writes": "~"}
_STYLES: dict[Kind, str] = {"removes": "red", "keeps": "green", "writes": "yellow"}


class By(StrEnum):
    """What the changes are put together by."""

    rule = "rule"
    document = "document"


def diff(
    earlier: Annotated[Path, typer.Argument(metavar="OUT_A", help="A result, before the edit.")],
    later: Annotated[Path, typer.Argument(metavar="OUT_B", help="The same inputs, cleaned after it.")],
    by: Annotated[By, typer.Option(help="Changes by the rule that made them, or by document.")] = By.rule,
    show: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="Examples for each rule, or documents; --by document shows all with 0."),
    ] = SHOWN,
    stat: Annotated[bool, typer.Option("--stat", help="Only the numbers.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON on stdout.")] = False,
) -> None:
    """Show what an edit of the rules did: only documents whose clean text changed, by the rule that changed it.

    Documents are matched by their raw bytes. The sign before a line says what became of it in the clean text: - is gone,
    + is back, ~ is written otherwise; lines without a sign are what stands around it. The same text on many pages is
    shown once, with its count. docs/diff.md explains the JSON.

    [bold]Exit codes[/bold]

      0  no document changed, came or went
      1  some did
      2  misuse

    [bold]Examples[/bold]

      cleaner clean dump -o before
      cleaner clean dump -o after --rules my-rules
      cleaner diff before after
      cleaner diff before after --by document --show 20
      cleaner diff before after --json > diff.json
    """
    with Difference(earlier, later) as difference:
        if as_json:
            names = earlier.resolve().name, later.resolve().name
            for piece in json_of(difference, (names[0], names[1])):
                write(piece)
        else:
            out = data()
            _summary(out, difference)
            if not stat:
                _by_rule(out, difference, show) if by is By.rule else _by_document(out, difference, show)
        broken = difference.counts.broken
        if broken:
            complain(
                f"{broken:,} lines of the results could not be read; what they say is not compared. `cleaner verify` names them"
            )
        if not difference.is_empty:
            raise typer.Exit(DIFFERS)


def _summary(out: Console, difference: Difference) -> None:
    counts = difference.counts
    for each in difference.settings:
        _line(
            out,
            f"{each.what} differ{'' if each.what == 'inputs' or each.what.startswith('rules') else 's'}: {each.a} → {each.b}",
            "bold",
        )
    both = counts.same + counts.changed
    _line(out, f"{both:,} documents in both: {counts.changed:,} changed, {counts.same:,} have the same text")
    for found, name, verb in ((difference.only_a, "first", "gone"), (difference.only_b, "second", "come")):
        for (outcome, code), number in Counter((each.outcome, each.code) for each in found).items():
            if outcome is None:
                _line(out, f"{number:,} only in the {name} result{_some(found, outcome, code)}")
            else:
                where = "to" if verb == "gone" else "from"
                _line(out, f"{number:,} {verb} {where} {_state(outcome)} ({code}){_some(found, outcome, code)}")
    if counts.stamps:
        said = ", ".join(f"{name} {number:,}" for name, number in counts.stamps.items())
        _line(out, f"stamps that say something else, of documents in both: {said}")
    if counts.unexplained:
        _line(out, f"{counts.unexplained:,} of the changed documents are not explained to the letter (--json says why)")
    rules, moves = difference.store.rules(), difference.store.moves()
    if rules:
        out.print()
        made = table("", "rule", "documents", "stretches", "characters", "texts")
        for column in made.columns[2:]:
            column.justify = "right"
        for rule in rules:
            numbers = (f"{number:,}" for number in (rule.documents, rule.stretches, rule.chars, rule.texts))
            sign = Text(f"{_SIGNS[rule.kind]} {KINDS[rule.kind]}", style=_STYLES[rule.kind])
            made.add_row(sign, Text(harmless(rule.rule)), *(Text(number) for number in numbers))
        out.print(made)
    if moves:
        _line(out, f"\nremoved by another rule now, which changes no text ({len(moves):,} pairs of rules):")
    for move in moves[:_MOVES]:
        _line(out, f"  {move.chars:,} characters in {move.documents:,} documents: {move.a} → {move.b}")
    if len(moves) > _MOVES:
        _line(out, f"  and {len(moves) - _MOVES:,} other pairs (--json)")


def _state(outcome: str) -> str:
    return "quarantine" if outcome == "quarantined" else f"the {outcome}"


def _some(found: Iterable[Gone], outcome: str | None, code: str | None) -> str:
    """The first of them by name."""
    paths = [each.path or each.id for each in found if (each.outcome, each.code) == (outcome, code)]
    return f": {', '.join(paths[:3])}" + (", …" if len(paths) > 3 else "")


def _by_rule(out: Console, difference: Difference, show: int) -> None:
    for rule in difference.store.rules():
        out.print()
        _line(out, _headline(rule), f"bold {_STYLES[rule.kind]}")
        for group in difference.store.groups(rule.rule, rule.kind, show):
            times = f"{group.count:,}× in {group.documents:,} documents, first in " if group.count > 1 else ""
            out.print()
            _hunk(out, group.example, f"{times}{group.path or group.example.start}")
        if show and rule.texts > show:
            _line(out, f"\n  and {rule.texts - show:,} other texts (--show N)", "dim")


def _headline(rule: RuleChange) -> str:
    category = f" ({rule.category})" if rule.category else ""
    return (
        f"{rule.rule}{category} {KINDS[rule.kind]}: {rule.documents:,} documents, {rule.stretches:,} stretches, "
        f"{rule.chars:,} characters"
    )


def _by_document(out: Console, difference: Difference, show: int) -> None:
    number = difference.counts.changed
    for changed in islice(difference.store.documents(), show or None):
        out.print()
        _line(out, f"{changed.path or changed.b} ({changed.source})", "bold")
        _notes(out, changed)
        for each in changed.stretches:
            _hunk(out, each, f"{each.rule} {KINDS[each.kind]}")
    if show and number > show:
        say(f"{show:,} of {number:,} changed documents; --show 0 shows all")


def _notes(out: Console, changed: Changed) -> None:
    if changed.note:
        _line(out, f"  {changed.note}", "dim")


def _hunk(out: Console, each: Stretch, title: str) -> None:
    """A stretch with a line of context on either side."""
    place = f", line {each.line:,}" if each.line else ""
    _line(out, f"  @ {title}{place}", "cyan")
    if each.before:
        _line(out, f"      {'…' if len(each.before) >= CONTEXT else ''}{each.before}")
    sign, style = _SIGNS[each.kind], _STYLES[each.kind]
    if each.text is None:
        _line(out, f"    {sign} {each.chars:,} characters, redacted", style)
    else:
        lines = [line for line in each.text.split("\n") if line.strip()] or [repr(each.text)]
        for line in lines[:_LINES]:
            _line(out, f"    {sign} {line[:_WIDE]}{'…' if len(line) > _WIDE else ''}", style)
        if len(lines) > _LINES:
            _line(out, f"    {sign} … {len(lines) - _LINES:,} more lines", style)
    if each.after:
        _line(out, f"      {each.after}{'…' if len(each.after) >= CONTEXT else ''}")


def _line(out: Console, text: str, style: str = "") -> None:
    out.print(Text("\n".join(map(harmless, text.split("\n"))), style=style), soft_wrap=True)
