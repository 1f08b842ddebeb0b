"""What an extractor says of a page: which of its blocks are the article. It proposes, and takes nothing out itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from itertools import groupby

from msgspec import Struct

from cleaner.model.document import Page
from cleaner.model.ledger import Reason
from cleaner.model.outside import Doubt, Outside
from cleaner.model.span import Span

MIN_COVERAGE = 0.8
"""Below it, too much of what the extractor calls the article is not among the blocks, and where it stands is a guess."""
_MAX_DETAIL = 200


class Extraction(Struct, frozen=True):
    """The blocks of a page that are its article, and why all others may go."""

    blocks: tuple[int, ...]
    """Their numbers, in order."""
    reason: Reason
    coverage: float = 1.0
    """Share of the extractor's own text, in letters and digits, that stands in these blocks."""
    reasons: Mapping[int, Reason] = {}
    """By the numbers of blocks that are not the article: a better reason, where the extractor knows what they are."""


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


def extract(extractor: Extractor, page: Page, owner: str = "") -> Outside:
    """What of *page* is not its article, as *extractor* sees it: nothing, with a doubt, where that cannot be trusted.

    *owner* is the rule file of the page's source: it may read facts everywhere on the page.
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
    return _outside(page, extraction, owner)


def _doubtful(code: str, detail: str) -> Outside:
    return Outside(doubt=Doubt(code, f"{detail}; the whole page is held"))


def _outside(page: Page, extraction: Extraction, owner: str) -> Outside:
    """All between two stretches of the article, in parts where blocks have reasons of their own."""
    spans: list[tuple[Span, Reason]] = []
    bodies: list[Span] = []
    article = frozenset(extraction.blocks)
    position = 0
    for (is_article, reason), group in groupby(
        range(len(page.blocks)),
        lambda number: (number in article, extraction.reasons.get(number, extraction.reason)),
    ):
        numbers = list(group)
        first, last = page.blocks[numbers[0]], page.blocks[numbers[-1]]
        if is_article:
            bodies.append(Span(first.start, last.end))
            position = last.end
            continue
        behind = numbers[-1] + 1
        end = page.blocks[behind].start if behind < len(page.blocks) else len(page.text)
        if end > position:
            spans.append((Span(position, end), reason))
            position = end
    return Outside(spans=tuple(spans), bodies=tuple(bodies), owner=owner)
