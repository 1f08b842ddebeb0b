"""What of a page is not its article."""

from __future__ import annotations

from msgspec import Struct

from cleaner.model.ledger import Reason  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.span import Span
from cleaner.model.stamp import ExtractionStamp  # noqa: TC001


class Doubt(Struct, frozen=True):
    """Why what is known of a page is not to be trusted: `code` for machines, `detail` for people."""

    code: str
    detail: str


class Outside(Struct, frozen=True):
    """The spans of a page that are not its article, each with the reason why it may go."""

    spans: tuple[tuple[Span, Reason], ...] = ()
    """In order, disjoint."""
    bodies: tuple[Span, ...] = ()
    """The elements that hold the article, where elements do."""
    owner: str = ""
    """The rule file that says so: it knows what lies outside, so it may read facts there; files below it may not."""
    doubt: Doubt | None = None
    """With one, nothing is said to lie outside, and the page is quarantined."""
    said: ExtractionStamp | None = None
    """Who says so; None when nobody does."""


NOTHING = Outside()
"""Nothing is known to lie outside."""


def outside_of(
    bodies: tuple[Span, ...], length: int, reason: Reason, owner: str = "", said: ExtractionStamp | None = None
) -> Outside:
    """All of a text of *length* code points but *bodies*, which are in order and may lie in each other."""
    spans = []
    position = 0
    for body in bodies:
        if body.start > position:
            spans.append((Span(position, body.start), reason))
        position = max(position, body.end)
    if position < length:
        spans.append((Span(position, length), reason))
    return Outside(spans=tuple(spans), bodies=bodies, owner=owner, said=said)
