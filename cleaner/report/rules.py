"""The rules of a result: their numbers in the page, what each took, and which behave other than they should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.audit.sums import share_interval

if TYPE_CHECKING:
    from cleaner.audit.sums import OffExpectation, RuleTold, SourceReport
    from cleaner.io.rows import RemovalRow

ENOUGH_PAGES = 20
"""On so many pages a rule of the source itself should have fired once."""
HALF = 0.5
GREEDY_CHARS = 200
"""Whatever its share, a rule that took fewer code points of a page is not greedy."""
TIMES = 20
"""More than so many times what it usually takes is much more."""
_NO_BODY = frozenset({"outside-body", "front-matter", "script", "image", "markup", "whitespace"})


class RuleNumbers:
    """Every rule that the page names, in the order in which they were met: its number is its place.

    An extractor has many reasons, so it is there once for each, under the same name.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._reasons: dict[tuple[str, str | None, str], int] = {}
        self.table: list[dict[str, Any]] = []

    def of_removal(self, row: RemovalRow) -> int:
        """The number of the rule of *row*."""
        if is_extractor(row.rule):
            reason = (row.rule, row.category, row.why)
            found = self._reasons.get(reason)
            if found is None:
                found = self._reasons[reason] = len(self.table)
                self._numbers.setdefault(row.rule, found)
                self.table.append({"id": row.rule, "category": row.category, "action": row.action, "why": row.why})
            return found
        number = self._numbers.get(row.rule)
        return self._new(row.rule, row.category, row.action, row.why) if number is None else number

    def of_told(self, told: RuleTold) -> int:
        """The number of a rule that the report tells of."""
        number = self._numbers.get(told.rule)
        return self._new(told.rule, told.category, told.action or told.kind, told.why) if number is None else number

    def _new(self, rule: str, category: str | None, action: str, why: str) -> int:
        number = self._numbers[rule] = len(self.table)
        self.table.append({"id": rule, "category": category, "action": action, "why": why})
        return number


class Use:
    """What one rule took from the pages of one source."""

    __slots__ = ("_sizes", "chars", "groups", "largest", "over_half", "pages", "removals", "worst")

    def __init__(self) -> None:
        self.removals = self.chars = self.groups = self.pages = self.over_half = 0
        # Pages by the number of bits of how much was taken from them: enough to tell what is usual.
        self._sizes = [0] * 40
        self.largest: tuple[int, int | None, int] = (0, None, 0)
        """Code points taken from one page; its number and the removal, when the page shows it."""
        self.worst: tuple[float, int | None, int] = (0.0, None, 0)
        """Share of what the body would be."""

    def add(self, removals: int, chars: int, share: float, place: tuple[int | None, int]) -> None:
        """One more page, of which *removals* took *chars* code points, *share* of what its body would be."""
        self.removals += removals
        self.chars += chars
        self.pages += 1
        self.over_half += share > HALF
        self._sizes[chars.bit_length()] += 1
        if chars > self.largest[0]:
            self.largest = (chars, *place)
        if share > self.worst[0]:
            self.worst = (share, *place)

    @property
    def usual(self) -> int:
        """The median of what it takes from a page, in code points; twice too much at most."""
        left = self.pages // 2
        bits = 0
        while left >= self._sizes[bits]:
            left -= self._sizes[bits]
            bits += 1
        return 1 << bits

    def greed(self) -> tuple[str, int | None, int] | None:
        """Why the rule is greedy, and where: document, if the page shows it, and removal."""
        share, document, seq = self.worst
        # Where it is what the rule does, it is no sign: a list of news may be longer than every article.
        if self.over_half and (self.over_half * 4 <= self.pages or self.pages < 4):
            where = "one page" if self.over_half == 1 else f"{self.over_half:,} of {self.pages:,} pages"
            return f"took more than half of what the body would be on {where}, {percent(share)} at most", document, seq
        chars, document, seq = self.largest
        if self.pages >= ENOUGH_PAGES and chars > max(GREEDY_CHARS, TIMES * self.usual):
            return f"took {chars:,} code points from one page, and usually fewer than {self.usual:,}", document, seq
        return None


def percent(share: float) -> str:
    """*share* as the page writes it."""
    return f"{100 * share:.0f} %"


def is_extractor(rule: str) -> bool:
    """What it removes stands beside the article."""
    return rule.startswith("extract/")


def is_of_body(row: RemovalRow) -> bool:
    """What was removed could have been a part of the body."""
    return row.category not in _NO_BODY and not is_extractor(row.rule)


def state_of(told: RuleTold, report: SourceReport, use: Use | None) -> tuple[str, str]:
    """How a rule behaves on the pages of a source, and a sentence about it or nothing."""
    fired = report.fired.get(told.rule, 0)
    pages = report.pages
    off = _off(told, report)
    greed = use.greed() if use else None
    also = f"; {greed[0]}" if greed else ""
    is_own = told.rule.startswith(f"{report.source}/")
    if off and fired:
        state = "above" if off.seen > off.expected else "below"
        return state, f"fires on {percent(off.seen)} of {pages:,} pages, expected {percent(off.expected)}{also}"
    if off:
        return "dead", f"fires on none of {pages:,} pages, expected {percent(off.expected)}"
    if greed:
        return "greedy", greed[0]
    if fired:
        return "ok", ""
    removes = told.kind == "read" or (told.kind == "remove" and told.action != "keep")
    if is_own and removes and told.expect is None and pages >= ENOUGH_PAGES:
        return "dead", f"fires on none of {pages:,} pages"
    return "idle", ""


def _off(told: RuleTold, report: SourceReport) -> OffExpectation | None:
    return next((item for item in report.off_expectation if item.rule == told.rule), None)


def entry_of(number: int, told: RuleTold, report: SourceReport, use: Use | None) -> dict[str, Any]:
    """A rule of a source, as the page lists it."""
    fired = report.fired.get(told.rule, 0)
    pages = report.pages
    low, high = share_interval(fired, pages)
    off = _off(told, report)
    state, note = state_of(told, report, use)
    return {
        "rule": number,
        "fired": fired,
        "pages": pages,
        "low": round(low, 4),
        "high": round(high, 4),
        "expect": off.expected if off else told.expect,
        "state": state,
        "note": note,
        "removals": use.removals if use else 0,
        "chars": use.chars if use else 0,
        "groups": use.groups if use else 0,
    }
