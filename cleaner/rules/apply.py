"""All rules of a source on one page, in the one order that makes the result independent of luck.

First the rules that stand for themselves; then, with the title known, those that compare with it; then the zones are
peeled: from each edge inward, as long as what stands there is chrome.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from cleaner.model.ledger import Reason
from cleaner.model.outside import NOTHING, Outside
from cleaner.model.proposal import Proposal
from cleaner.rules.capture import read_facts
from cleaner.rules.match import Hit, Matcher, Scan
from cleaner.rules.peel import peel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaner.model.block import Block
    from cleaner.model.document import Page
    from cleaner.model.fact import Fact
    from cleaner.rules.compile import CompiledRule, RuleSet

_Placed = tuple[Hit, int, int]
"""A hit, and the code points of the page that it is about."""

HIDDEN = Reason(rule="core/hidden", category="markup", why="an element that a reader does not see")


class Applied:
    """What the rules propose, the facts they read, and the ids of those that fired, in order of precedence."""

    def __init__(self, proposals: tuple[Proposal, ...], facts: tuple[Fact, ...], fired: tuple[str, ...]) -> None:
        self.proposals = proposals
        self.facts = facts
        self.fired = fired


def apply_rules(
    page: Page,
    rules: RuleSet,
    layout: str | None = None,
    matcher: Matcher | None = None,
    outside: Outside = NOTHING,
) -> Applied:
    """The proposals of *rules* for *page*; rules of another layout than *layout* are left out.

    What lies *outside* of the article goes too, for the reason of a rule where one wants it.
    """
    scan = Scan(matcher or Matcher(page), rules)
    hidden = scan.matcher.reveal(outside.bodies)
    hits, _ = find_hits(page, scan, layout, outside)
    order = rules.order
    hits.sort(key=lambda hit: (order[hit.rule.id], hit.first, hit.span or (0, 0)))
    last = len(order)
    placed = [(hit, *source_span(scan.blocks, hit)) for hit in hits]
    proposals = [
        *_proposals(placed, order),
        *(Proposal(span.start, span.end, last, HIDDEN) for span in hidden),
        *(Proposal(span.start, span.end, last + 1, reason) for span, reason in outside.spans),
    ]
    return Applied(
        proposals=tuple(proposals),
        facts=tuple(_facts(placed, scan, outside)),
        fired=tuple(dict.fromkeys([*(hit.rule.id for hit in hits), *(reason.rule for _, reason in outside.spans)])),
    )


def find_hits(page: Page, scan: Scan, layout: str | None, outside: Outside = NOTHING) -> tuple[list[Hit], list[Hit]]:
    """The hits that stand; and all that asked for an edge of the page, those that do not reach it included."""
    gone = _gone(scan, outside)
    if gone:
        scan.matcher.frame(gone)
    able = [rule for rule in scan.candidates() if rule.layout is None or rule.layout == layout]
    hits: list[Hit] = []
    waiting: list[CompiledRule] = []
    for rule in able:
        if rule.waits:
            waiting.append(rule)
        else:
            hits.extend(scan.hits(rule))
    zoned: list[Hit] = []
    if waiting:
        title = _title(page, hits, scan)
        for rule in waiting:
            (zoned if rule.matcher.zone else hits).extend(scan.hits(rule, title))
        hits.extend(peel(scan.blocks, hits, zoned, gone))
    return hits, zoned


def _title(page: Page, hits: list[Hit], scan: Scan) -> str | None:
    for hit in hits:
        if any(prepared.kind == "title" for prepared in hit.rule.captures):
            for fact in read_facts(hit, scan):
                if fact.kind == "title":
                    return fact.value
    field = page.front_matter.first("title")
    return field.value if field else None


def _gone(scan: Scan, outside: Outside) -> set[int]:
    """Blocks that no rule needs to take: what is hidden, and what lies outside of the article."""
    gone = {number for number, hidden in enumerate(scan.matcher.hidden) if hidden}
    return gone.union(*(scan.matcher.blocks_in(span) for span, _ in outside.spans))


def _facts(placed: Iterable[_Placed], scan: Scan, outside: Outside) -> list[Fact]:
    """What the hits read.

    What a file calls chrome is not evidence for a file of lower precedence: the bylines in a list of hot news are not
    this article's.
    """
    seen = set()
    facts = []
    beyond = [(span.start, span.end) for span, _ in outside.spans]
    taken: list[tuple[int, int]] = []
    others: list[tuple[int, int]] | None = None
    owner, before = "", 0
    for hit, start, end in placed:
        if hit.rule.owner != owner:
            owner, before, others = hit.rule.owner, len(taken), None
        if hit.rule.kind == "remove":
            taken.append((start, end))
        if not hit.rule.captures:
            continue
        if others is None:
            others = _joined([*taken[:before], *([] if owner == outside.owner else beyond)])
        place = bisect_right(others, start, key=itemgetter(0)) - 1
        # Who names an element means it, wherever it stands.
        if hit.element is None and place >= 0 and end <= others[place][1]:
            continue
        for fact in read_facts(hit, scan):
            key = (fact.kind, fact.value, fact.evidence[0].start, tuple(fact.detail.items()))
            if key not in seen:
                seen.add(key)
                facts.append(fact)
    return facts


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """*spans* in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _proposals(placed: Iterable[_Placed], order: dict[str, int]) -> Iterable[Proposal]:
    for hit, start, end in placed:
        if hit.rule.kind == "read" or (hit.rule.kind == "remove" and hit.rule.reason.action == "keep"):
            continue
        if end > start:
            keep = hit.rule.kind == "keep"
            yield Proposal(start, end, -1 if keep else order[hit.rule.id], None if keep else hit.rule.reason)


def source_span(blocks: Sequence[Block], hit: Hit) -> tuple[int, int]:
    """The code points of the page that *hit* is about."""
    if hit.element is not None:
        return hit.element.span.start, hit.element.span.end
    block = blocks[hit.first]
    if hit.image is not None:
        image = block.images[hit.image]
        return image.start, image.end
    if hit.span is not None:
        span = block.source_span(*hit.span)
        return span.start, span.end
    return block.start, blocks[hit.last].stop
