"""What makes a result suspicious: then it is quarantined, never emitted silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.decode import encode
from cleaner.model.white_space import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.model.document import Settled
    from cleaner.rules.pattern import Pattern
    from cleaner.rules.schema import Limits

_DIVIDERS = "-*_"

CHECKS = ("tiling", "replay", "restore", "protected", "limits")
"""All that is checked of a document before it is emitted."""


class Suspicion(Struct, frozen=True):
    """What is wrong with a result: `code` for machines, `detail` for people."""

    code: str
    detail: str


def suspicions(
    settled: Settled, limits: Limits, protect: Sequence[Pattern], fired: Sequence[str]
) -> Iterator[Suspicion]:
    """All that is suspicious of *settled*, most serious first."""
    page, ledger, text = settled.page, settled.ledger, settled.text
    whole = page.text
    taken = [whole[removal.start : removal.end] for removal in ledger.removals]
    if ledger.restore(text, taken) != whole or encode(page.decoded, whole) != page.decoded.raw.data:
        detail = "the raw bytes do not come back from the clean text and the ledger; please report this"
        yield Suspicion("law-broken", detail)
    if not text.strip(WHITE_SPACE + _DIVIDERS):
        yield Suspicion("empty-body", f"nothing is left after rules {', '.join(fired)}")
    yield from _lost(page.text, text, protect)
    share = ledger.removed_chars / len(page.text)
    low, high = limits.removed_share
    # Most of an HTML page is markup, and how much says nothing of the article.
    if page.tree is None and not low <= share <= high:
        detail = f"{share:.1%} of the characters would go; a normal page loses {low:.0%} to {high:.0%}"
        yield Suspicion("removed-share", detail)
    if len(text) < limits.min_chars:
        detail = f"{len(text)} characters would be left; a normal page has {limits.min_chars} or more"
        yield Suspicion("too-short", detail)


def _lost(before: str, after: str, protect: Sequence[Pattern]) -> Iterator[Suspicion]:
    """Protected text that is on the page and not, or not as often, in the clean text."""
    if not protect:
        return
    page, left = before.encode("utf-8", "replace"), after.encode("utf-8", "replace")
    for pattern in protect:
        found = [match.group() for match in pattern.regexp.finditer(page)]
        if len(found) > sum(1 for _ in pattern.regexp.finditer(left)):
            yield Suspicion("protected-lost", f"protected text {found[0].decode()!r} is not all in the clean text")
