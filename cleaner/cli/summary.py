"""The summary of a run for people, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cleaner.cli.console import WORDS, say
from cleaner.io.visible import harmless
from cleaner.io.write import PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cleaner.audit.sums import Report, SourceReport

TOP = 3
"""Categories and rules that are shown of each source; report.json has all."""


def print_summary(report: Report, out: Path | str) -> None:
    """A table by source, what was held back and why, rules that need a look, and what to open."""
    if report.sources:
        WORDS.print(_table(report))
    _line("not cleaned", report.rejected_by_code)
    _line("could not be read", report.unreadable_by_code)
    _line("passed over, for it is no document", report.passed_over)
    for source in report.sources:
        if source.quarantined:
            say(f"{source.source}, quarantined: {_codes(source.quarantined)}")
        if idle := _idle(source):
            names = ", ".join(idle[:TOP]) + (f" and {len(idle) - TOP} more" if len(idle) > TOP else "")
            say(f"{source.source}, own rules that never fired: {names}")
        for rule in source.off_expectation:
            say(
                f"{rule.rule} fired on {rule.seen:.0%} of {rule.pages} pages, expected {rule.expected:.0%}: "
                "has the layout of the source changed?"
            )
    say(
        f"{report.inputs:,} inputs = {report.documents:,} documents + {report.quarantined:,} quarantined "
        f"+ {report.rejected:,} rejected + {report.unreadable:,} unreadable"
    )
    if report.documents < report.inputs:
        say(f"what gave no document, and why: {harmless(f'{out}/quarantine')}")
    if isinstance(out, str):
        # An object store; nothing is looked up there for this.
        say(f"the result: {harmless(out)}")
        return
    what = out / PAGE
    if not what.exists():
        what = out / "documents"
        parts = sorted(what.glob("part-*"))
        what = parts[0] if parts else what
    say(f"open: {harmless(str(what))}")


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    table.add_column("source", no_wrap=True)
    for name in ("documents", "kept", "held back", "idle rules"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("removed, by category", ratio=1)
    for source in report.sources:
        table.add_row(
            Text(source.source),
            f"{source.documents:,}",
            f"{1 - source.removed_share:.1%}" if source.documents else "–",
            f"{sum(source.quarantined.values()):,}",
            f"{len(source.never_fired)}/{len(source.never_fired) + len(source.fired)}",
            Text(_categories(source)),
        )
    return table


def _categories(source: SourceReport) -> str:
    ranked = sorted(source.removed.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{name} {chars:,}" for name, chars in ranked[:TOP]]
    rest = sum(chars for _, chars in ranked[TOP:])
    return ", ".join([*shown, f"other {rest:,}"] if rest else shown) or "–"


def _idle(source: SourceReport) -> list[str]:
    """The source's own rules that never fired. Those of packs and of the core serve many sources: they may rest."""
    own = f"{source.source}/"
    return [rule.removeprefix(own) for rule in source.never_fired if rule.startswith(own)]


def _codes(sums: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {number:,}" for code, number in sums.items())


def _line(what: str, sums: Mapping[str, int]) -> None:
    if sums:
        say(f"{what}: {_codes(sums)}")
