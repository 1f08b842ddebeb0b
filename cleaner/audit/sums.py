"""The report of a run: what became of every input, and which rules behave other than expected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cleaner.model.category import Action, Category  # noqa: TC001 - msgspec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaner.audit.tally import SourceTally, Sums, Tally

SCHEMA = "cleaner/report/1"
LEEWAY = 0.05
"""A rule may fire on so much more or less than its expected share before it is reported."""
_Z = 1.96


class RuleTold(Struct, frozen=True):
    """What a rule is for, so that the report can be read where the rules are not."""

    rule: str
    kind: Literal["remove", "keep", "read"]
    category: Category | None
    action: Action | None
    """What the profile of the run does with the category; null for rules that remove nothing."""
    why: str
    expect: float | None


class RulesInForce(Struct, frozen=True):
    """The rules that apply to a source."""

    digest: str
    rules: tuple[RuleTold, ...]
    """In order of precedence."""


class OffExpectation(Struct, frozen=True):
    """A rule that fired on another share of the pages than its `expect` says."""

    rule: str
    expected: float
    seen: float
    pages: int


class SourceReport(Struct, frozen=True):
    """One source."""

    source: str
    documents: int
    quarantined: dict[str, int]
    chars_in: int
    chars_out: int
    removed_chars: int
    removed_share: float
    removed: dict[str, int]
    languages: dict[str, int]
    rules_digest: str
    fired: dict[str, int]
    never_fired: tuple[str, ...]
    off_expectation: tuple[OffExpectation, ...]
    rules: tuple[RuleTold, ...] = ()
    """The source's own rules, those that fired, and those that say on which share of the pages they should."""

    @property
    def pages(self) -> int:
        """Pages that the rules were applied to."""
        return self.documents + sum(self.quarantined.values())


class Report(Struct, frozen=True):
    """What became of the inputs: inputs = documents + quarantined + rejected + unreadable."""

    schema: str
    inputs: int
    documents: int
    quarantined: int
    rejected: int
    unreadable: int
    rejected_by_code: dict[str, int]
    unreadable_by_code: dict[str, int]
    passed_over: dict[str, int]
    """Files of input folders that were not read, by suffix."""
    sources: tuple[SourceReport, ...]

    @property
    def is_complete(self) -> bool:
        """Every input became a document."""
        return self.documents == self.inputs


def report_of(tally: Tally, rules: Mapping[str, RulesInForce], passed_over: Sums) -> Report:
    """The report over *tally*; *rules* has an entry for each source in it."""
    return Report(
        schema=SCHEMA,
        inputs=tally.inputs,
        documents=tally.documents,
        quarantined=tally.quarantined,
        rejected=sum(tally.rejected.values()),
        unreadable=sum(tally.unreadable.values()),
        rejected_by_code=tally.rejected,
        unreadable_by_code=tally.unreadable,
        passed_over=dict(sorted(passed_over.items())),
        sources=tuple(_source_report(name, source, rules[name]) for name, source in tally.sources.items()),
    )


def _source_report(name: str, source: SourceTally, rules: RulesInForce) -> SourceReport:
    return SourceReport(
        source=name,
        documents=source.documents,
        quarantined=source.quarantined,
        chars_in=source.chars_in,
        chars_out=source.chars_out,
        removed_chars=source.removed_chars,
        removed_share=round(source.removed_chars / source.chars_in, 4) if source.chars_in else 0.0,
        removed=source.removed,
        languages=source.languages,
        rules_digest=rules.digest,
        fired=source.fired,
        never_fired=_never_fired(rules.rules, source),
        off_expectation=tuple(_off(source, rules.rules)),
        rules=tuple(
            rule
            for rule in rules.rules
            if rule.rule in source.fired or rule.expect is not None or rule.rule.startswith(f"{name}/")
        ),
    )


def _never_fired(rules: Sequence[RuleTold], source: SourceTally) -> tuple[str, ...]:
    return tuple(dict.fromkeys(told.rule for told in rules if told.rule not in source.fired))


def _off(source: SourceTally, rules: Sequence[RuleTold]) -> list[OffExpectation]:
    found = []
    for told in rules:
        if told.expect is None:
            continue
        fired = source.fired.get(told.rule, 0)
        low, high = share_interval(fired, source.pages)
        if not low - LEEWAY <= told.expect <= high + LEEWAY:
            seen = round(fired / source.pages, 4)
            found.append(OffExpectation(rule=told.rule, expected=told.expect, seen=seen, pages=source.pages))
    return found


def share_interval(hits: int, pages: int) -> tuple[float, float]:
    """The shares that *hits* on *pages* speak for, at 95 %: Wilson's score interval, which holds for few pages too."""
    if not pages:
        return 0.0, 1.0
    share, square = hits / pages, _Z * _Z
    middle = share + square / (2 * pages)
    spread = _Z * math.sqrt(share * (1 - share) / pages + square / (4 * pages * pages))
    scale = 1 + square / pages
    # Rounding must not put the share itself outside.
    return min(share, max(0.0, (middle - spread) / scale)), max(share, min(1.0, (middle + spread) / scale))
