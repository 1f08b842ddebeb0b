"""turbohtml's `main_content` as an extractor: the one element that is densest in text, found in C while we wait."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from cleaner.extract.extraction import Extraction, reason_of, version_of

if TYPE_CHECKING:
    from cleaner.model.document import Page

_START = attrgetter("start")


def by_turbohtml(page: Page) -> Extraction | None:
    """The blocks in the element that turbohtml takes for the article."""
    place = None if page.tree is None else page.tree.main_content()
    if place is None:
        return None
    first = bisect_left(page.blocks, place.start, key=_START)
    last = bisect_left(page.blocks, place.end, key=_START)
    reason = reason_of("turbohtml", version_of("turbohtml"), "not in the element that turbohtml takes for the article")
    return Extraction(blocks=tuple(range(first, last)), reason=reason)
