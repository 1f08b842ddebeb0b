"""Claims: what each piece of a text is to become, while the ledger is still open."""

from __future__ import annotations

import heapq
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.model.ledger import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.model.proposal import Proposal

BLANK_LINES = Reason(rule="core/blank-lines", category="whitespace", why="empty lines and white space at line ends")
LINE_END = Reason(rule="core/line-end", category="whitespace", why="line ends are written as one line feed")
MARKUP = Reason(rule="core/markup", category="markup", why="tags, scripts and signs that are no text")

_CARRIAGE_RETURN = re.compile(r"\r\n?")


class Claim(Struct, gc=False):
    """Code points taken by one reason, while the ledger is still open."""

    start: int
    end: int
    reason: Reason
    replacement: str = ""


def resolve(proposals: Iterable[Proposal]) -> list[Claim]:
    """Disjoint claims in order, each piece of text owned by the lowest order that wants it, keeps left out."""
    waiting = sorted(proposals, key=lambda proposal: proposal.start)
    edges = sorted({edge for proposal in waiting for edge in (proposal.start, proposal.end)})
    active: list[tuple[int, int, Proposal]] = []
    claims: list[Claim] = []
    owner: Proposal | None = None
    following = 0
    for number, start in enumerate(edges[:-1]):
        while following < len(waiting) and waiting[following].start == start:
            heapq.heappush(active, (waiting[following].order, following, waiting[following]))
            following += 1
        while active and active[0][2].end <= start:
            heapq.heappop(active)
        winner = active[0][2] if active else None
        end = edges[number + 1]
        if winner is None or winner.reason is None:
            owner = None
        elif winner is owner:
            claims[-1].end = end
        else:
            owner = winner
            whole = winner.start == start and winner.end == end
            claims.append(Claim(start, end, winner.reason, winner.replacement if whole else ""))
    return claims


def line_feeds(text: str, claims: list[Claim]) -> list[Claim]:
    """Kept carriage returns go, or become a line feed where they stand alone."""
    out: list[Claim] = []
    position = 0
    for claim in [*claims, None]:
        end = claim.start if claim else len(text)
        for match in _CARRIAGE_RETURN.finditer(text, position, end):
            at = match.start()
            alone = text[at + 1 : at + 2] != "\n"
            out.append(Claim(at, at + 1, LINE_END, "\n" if alone else ""))
        if claim:
            out.append(claim)
            position = claim.end
    return out
