"""All dates that a page states, and which of each kind counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cleaner.model.stamp import DateStamp
from cleaner.provenance.dates import read_date
from cleaner.provenance.front_matter import RULE as FRONT_MATTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.fact import Fact
    from cleaner.provenance.dates import StatedDate

DATE_KINDS: tuple[Literal["published", "modified", "event", "fetched"], ...] = (
    "published", "modified", "event", "fetched",
)  # fmt: skip
_PRECISIONS = ("year", "month", "day", "minute", "second")


def dates_of(facts: Sequence[Fact]) -> tuple[DateStamp, ...]:
    """All dates, conflicts kept. The page's own line beats front matter, which whoever made the dump wrote."""
    stamps: list[DateStamp] = []
    for kind in DATE_KINDS:
        of_kind = [fact for fact in facts if fact.kind == kind]
        read = [(fact, date) for fact in of_kind if (date := read_date(fact.value, fact.detail.get("timezone")))]
        if not read:
            continue
        best = _best(read)
        chosen = read[best][0]
        for number, (fact, stated) in enumerate(read):
            stamps.append(
                DateStamp(
                    kind=kind,
                    value=stated.value,
                    precision=stated.precision,
                    timezone=stated.timezone or fact.detail.get("timezone"),
                    literal=fact.value,
                    confidence=fact.confidence,
                    evidence=fact.evidence,
                    chosen=number == best,
                    choice=_choice(fact, chosen, is_chosen=number == best, alone=len(read) == 1),
                )
            )
    return tuple(stamps)


def _best(read: Sequence[tuple[Fact, StatedDate]]) -> int:
    """Which date counts: the first on the page itself, or one that says the same and more."""
    first = min(range(len(read)), key=lambda n: (_is_front_matter(read[n][0]), n))
    same = [
        n
        for n, (fact, stated) in enumerate(read)
        if stated.value.startswith(read[first][1].value) and _is_front_matter(fact) == _is_front_matter(read[first][0])
    ]
    return max(same, key=lambda n: (_PRECISIONS.index(read[n][1].precision), -n))


def _is_front_matter(fact: Fact) -> bool:
    return fact.evidence[0].rule == FRONT_MATTER


def _choice(fact: Fact, chosen: Fact, *, is_chosen: bool, alone: bool) -> str:
    if alone:
        return "the only one stated"
    if is_chosen:
        return "the most precise in the front matter" if _is_front_matter(fact) else "stated on the page itself"
    if _is_front_matter(fact) and not _is_front_matter(chosen):
        return "front matter was written with the dump; the page's own date goes before it"
    return "another is stated first or with more precision"
