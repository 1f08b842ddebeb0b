"""What an extractor says of a page: which of its blocks are the article. It proposes, and takes nothing out itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.extract.categories import reasons_of
from cleaner.extract.said import said_by
from cleaner.model.document import Page
from cleaner.model.ledger import CLOSE, Reason
from cleaner.model.outside import Doubt, Outside
from cleaner.model.span import Span
from cleaner.model.stamp import ExtractionStamp  # noqa: TC001 - msgspec reads the annotations

if TYPE_CHECKING:
    from cleaner.model.category import Action, Category

MIN_COVERAGE = 0.8
"""Below it, too much of what the extractor calls the article is not among the blocks, and where it stands is a guess."""
_MAX_DETAIL = 200
_CLOSE = round(CLOSE * 1000)


class Extraction(Struct, frozen=True):
    """The blocks of a page that are its article, and why all others may go."""

    blocks: tuple[int, ...]
    """Their numbers, in order."""
    reason: Reason
    coverage: float = 1.0
    """Share of the extractor's own text, in letters and digits, that stands in these blocks."""
    reasons: Mapping[int, Reason] = {}
    """By the numbers of blocks that are not the article: a better reason, where the extractor knows what they are."""
    probabilities: tuple[float, ...] = ()
    """For each block of the page the probability that it is article, in thousandths; empty when nobody says."""
    said: ExtractionStamp | None = None
    """Who says so, when it is not the extractor."""


Extractor = Callable[[Page], Extraction | None]
"""None: nothing on the page reads like an article. Depends on nothing but the page; may raise whatever it likes."""


@cache
def version_of(package: str) -> str:
    """The version of an installed package. Its metadata are a file, read once and not for every page."""
    return version(package)


def reason_of(name: str, version: str, why: str) -> Reason:
    """The reason that the extractor *name* gives for all that it leaves out."""
    digest = hashlib.sha256(f"{name} {version}".encode()).hexdigest()[:16]
    return Reason(rule=f"extract/{name}", category="outside-body", why=why, digest=digest)


def extract(
    extractor: Extractor, page: Page, owner: str = "", actions: Mapping[Category, Action] | None = None
) -> Outside:
    """What of *page* is not its article, as *extractor* sees it: nothing, with a doubt, where that cannot be trusted.

    *owner* is the rule file of the page's source: it may read facts everywhere on the page. What *actions*, those of the
    profile, keep is left where it is.
    """
    try:
        extraction = extractor(page)
    except Exception as error:  # noqa: BLE001 - other people's code, on pages of any kind
        return _doubtful("extractor-failed", f"the extractor failed: {type(error).__name__}: {error}"[:_MAX_DETAIL])
    if extraction is not None and extraction.coverage < MIN_COVERAGE:
        found = f"{extraction.coverage:.1%} of what the extractor calls the article was found on the page"
        return _doubtful("low-coverage", f"only {found}; it must be {MIN_COVERAGE:.0%}")
    if extraction is None or not extraction.blocks:
        return _doubtful("nothing-extracted", "the extractor finds no article")
    return _outside(page, extraction, owner, actions or {})


def _doubtful(code: str, detail: str) -> Outside:
    return Outside(doubt=Doubt(code, f"{detail}; the whole page is held"))


def _outside(page: Page, extraction: Extraction, owner: str, actions: Mapping[Category, Action]) -> Outside:
    """All between two stretches of the article, in parts where blocks have reasons of their own."""
    spans: list[tuple[Span, Reason]] = []
    bodies: list[Span] = []
    reasons: dict[int, Reason] = {**reasons_of(page, extraction.blocks, extraction.reason), **extraction.reasons}
    sure = _sureness(page, extraction)
    position = 0
    number = 0
    while number < len(page.blocks):
        first = number
        reason = reasons.get(first)
        is_close = bool(sure) and sure[first] < _CLOSE
        number += 1
        while number < len(page.blocks) and reasons.get(number) is reason:
            if sure and reason and page.blocks[number].text and (sure[number] < _CLOSE) is not is_close:
                break
            number += 1
        following = reasons.get(number)
        if number == len(page.blocks):
            end = len(page.text)
        elif following is None or actions.get(following.category) == "keep":
            end = page.blocks[number].start
        else:
            # The tags that open what follows go with it.
            end = page.blocks[number - 1].end
        if reason is None or actions.get(reason.category) == "keep":
            position = page.blocks[number - 1].end
            if reason is None:
                bodies.append(Span(page.blocks[first].start, position))
        elif end > position:
            least = min(sure[first:number], default=None)
            spans.append((Span(position, end), _with(reason, least)))
            position = end
    return Outside(spans=tuple(spans), bodies=tuple(bodies), owner=owner, said=said_by(extraction, page))


def _sureness(page: Page, extraction: Extraction) -> list[int]:
    """For each block how sure it is that it is none of the article, in thousandths; of one without words that of its neighbour."""
    sure: list[int] = []
    for block, probability in zip(page.blocks, extraction.probabilities, strict=bool(extraction.probabilities)):
        sure.append(1000 - round(probability * 1000) if block.text or not sure else sure[-1])
    return sure


def _with(reason: Reason, least: int | None) -> Reason:
    if least is None:
        return reason
    return Reason(reason.rule, reason.category, reason.why, reason.action, reason.digest, least / 1000)
