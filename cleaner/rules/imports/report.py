"""What became of each directive of the rules of others: nothing is dropped without a word."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal, get_args

from msgspec import Struct

Outcome = Literal["carried", "partly", "comment", "not-needed", "not-carried", "slip"]
"""`carried` into a rule; `partly`, the rest is told; kept as a `comment`; `not-needed`, for it has no effect here;
`not-carried`, for our format cannot say it; a `slip` of who wrote it, without effect where it comes from."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
FINDINGS: tuple[Outcome, ...] = ("partly", "not-carried", "slip")
"""Outcomes that a person should look at."""


class Directive(Struct, frozen=True):
    """One directive of a file, and what became of it."""

    file: str
    line: int
    """From 1."""
    name: str
    text: str
    outcome: Outcome
    reason: str = ""
    """Why it was not carried as it stands; of a carried one, what is worth a look."""
    hint: str = ""


class RuleFile(Struct, frozen=True):
    """A rule file to write."""

    name: str
    """`example.com.toml`"""
    comments: tuple[str, ...]
    """Lines for its top, without `#`."""
    table: dict[str, Any]
    """As TOML has it: with `tune`, or with `schema` and `id`."""

    @property
    def tunes(self) -> str | None:
        """The id of the source that it changes, if it is not one of its own."""
        return self.table.get("tune")

    def rules(self) -> int:
        """Number of rules in it."""
        return sum(len(self.table.get(key, ())) for key in ("remove", "keep", "read"))


class Import(Struct, frozen=True):
    """What was read, and what is to be written. Every directive is in `directives` once, in the order of the files."""

    files: tuple[RuleFile, ...]
    directives: tuple[Directive, ...]
    read: int
    """Number of files read."""
    passed_over: tuple[str, ...] = ()
    """Files that hold no rules, each with the reason."""
    skipped: dict[str, int] = {}
    """Lines that are no directives, by kind: comments, rules for requests."""

    def totals(self) -> dict[str, int]:
        """Number of directives by outcome, and of all."""
        counts = Counter(directive.outcome for directive in self.directives)
        return {"read": len(self.directives), **{outcome: counts[outcome] for outcome in OUTCOMES}}

    def by_name(self) -> dict[str, dict[str, int]]:
        """Number by outcome for each name of a directive, the most frequent first."""
        counts: dict[str, Counter[str]] = {}
        for directive in self.directives:
            counts.setdefault(directive.name, Counter())[directive.outcome] += 1
        ranked = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
        return {name: {outcome: count[outcome] for outcome in OUTCOMES if count[outcome]} for name, count in ranked}
