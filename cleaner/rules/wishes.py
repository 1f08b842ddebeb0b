"""What every rule wanted of a page, granted or not: why a line stayed is as good a question as why it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cleaner.model.category import Action, Category  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.outside import NOTHING, Outside
from cleaner.rules.apply import find_hits, source_span
from cleaner.rules.match import Scan

if TYPE_CHECKING:
    from cleaner.rules.compile import RuleSet
    from cleaner.rules.match import Matcher


class Wish(Struct, frozen=True):
    """A place where a rule matches: code points `start`–`end` of the decoded text."""

    rule: str
    kind: Literal["remove", "keep", "read"]
    category: Category
    action: Action
    why: str
    start: int
    end: int
    zone: Literal["head", "tail"] | None
    reaches: bool
    """False: the rule asks for an edge of the page, and something that is no chrome stands in between."""


def wishes(matcher: Matcher, rules: RuleSet, layout: str | None, outside: Outside = NOTHING) -> list[Wish]:
    """All places of a page where one of *rules* matches, in order of precedence."""
    matcher.reveal(outside.bodies)
    scan = Scan(matcher, rules)
    standing, zoned = find_hits(matcher.page, scan, layout, outside)
    stands = set(map(id, standing))
    found = []
    for hit in [*standing, *(hit for hit in zoned if id(hit) not in stands)]:
        kind = hit.rule.kind
        assert kind != "marker"
        start, end = source_span(scan.blocks, hit)
        reason = hit.rule.reason
        found.append(
            Wish(
                rule=reason.rule,
                kind=kind,
                category=reason.category,
                action=reason.action,
                why=reason.why,
                start=start,
                end=end,
                zone=hit.rule.matcher.zone,
                reaches=id(hit) in stands,
            )
        )
    order = rules.order
    return sorted(found, key=lambda wish: (order[wish.rule], wish.start))
