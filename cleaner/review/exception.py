"""From a removal that was wrong to the exception for it, and the tests that show both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.io.visible import harmless, one_line
from cleaner.review.candidates import KeepTable, Sought, candidates
from cleaner.review.log import id_of
from cleaner.review.pieces import pieces_of
from cleaner.rules.pattern import PatternError
from cleaner.rules.schema import Keep
from cleaner.testing.judge import Judge, Line, shown
from cleaner.testing.overruled import EXCEPTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaner.review.decisions import Decision
    from cleaner.review.found import Document
    from cleaner.review.trial import Bench, Trial
    from cleaner.rules.schema import Matcher

_MAX_TRIALS = 40
_MAX_WHY = 24
_NEAR = "x"
"""What is put into a text to have one that is nearly the same."""


class Exception_(Struct, frozen=True):  # noqa: N801 - what it is
    """The `[[keep]]` rules that bring a text back, or why there are none."""

    keep: tuple[KeepTable, ...] = ()
    objection: str = ""


def exception_for(trial: Trial, decision: Decision, taken_by: Matcher | None) -> Exception_:
    """The first exception for *decision* that holds on the pages of *trial*."""
    places = tuple(
        tuple(pieces)
        for judge, document in zip(trial.before, trial.documents, strict=True)
        for start, end in document.spans
        if (pieces := pieces_of(judge, start, end))
    )
    first = ""
    sought = Sought(places=places, taken_by=taken_by, is_one=decision.scope == "span")
    for number, tables in enumerate(candidates(sought)):
        if number == _MAX_TRIALS:
            break
        try:
            keep = _with_ids(tables, decision)
            objection = trial.objection(keeps_of(keep))
        except PatternError as error:
            objection = str(error)
        if not objection:
            return Exception_(keep)
        first = first or objection
    return Exception_(objection=first or "a reader sees nothing of it, so there is nothing to bring back")


def keeps_of(tables: Iterable[KeepTable]) -> list[Keep]:
    """*tables* as rules."""
    return [msgspec.convert(table, Keep) for table in tables]


def _with_ids(tables: Sequence[KeepTable], decision: Decision) -> tuple[KeepTable, ...]:
    name = f"{EXCEPTION}{id_of(decision)}"
    # Two rules with one reason look like one that was copied.
    about = harmless(one_line(decision.text.strip()[:_MAX_WHY])) or decision.rule
    note = harmless(one_line(decision.note)).strip() or f"{about} ({id_of(decision)})"
    why = f"kept after review: {note}"
    return tuple(
        {
            "id": name if number == 1 else f"{name}-{number}",
            "why": why if number == 1 else f"{why} (part {number})",
            **table,
        }
        for number, table in enumerate(tables, start=1)
    )


def lines_for(judge: Judge, decision: Decision, document: Document) -> tuple[Line, ...]:
    """The judgement *decision* on each of its places in *document*."""
    assert judge.page is not None
    assert decision.verdict != "note"
    note = one_line(decision.note)
    lines = []
    for start, end in document.spans:
        inside = judge.stretches(start, end)
        first, last = inside[0][0], inside[-1][1]
        text = shown(judge.page.text[first:last])
        lines.append(Line(decision.verdict, first, last, decision.rule, text, note))
    return tuple(lines)


def near_lines(
    bench: Bench, keep: Sequence[KeepTable], document: Document, lines: Sequence[Line], before: Judge
) -> tuple[Line, ...]:
    """For each rule of an exception a text nearly the same, on which it does not fire; none where there is no such text.

    *before* is the page under the rules without the exception. Where its source is told by the very text, the page with
    another text is of no source, and says nothing of the exception.
    """
    judge = Judge(bench.cleaner(keeps_of(keep)), document.raw)
    found: list[Line] = []
    start, end = lines[0].start, lines[-1].end
    if not before.is_of_one_source(start, end, _NEAR):
        return ()
    for table in keep:
        rule = f"{bench.source}/{table['id']}"
        line = Line("near", start, end, rule, _NEAR)
        if rule in judge.fired and not list(judge.problems(line)):
            found.append(line)
    return tuple(found)
