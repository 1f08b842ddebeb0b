"""What of a page without rules is its article. An extractor only says which blocks are; the ledger does the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.extract.by_trafilatura import by_trafilatura
from cleaner.extract.by_turbohtml import by_turbohtml
from cleaner.extract.extraction import MIN_COVERAGE, Extraction, Extractor, extract, reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner.model.document import Page


def whole_page(page: Page) -> Extraction:
    """Every block: nothing is taken for chrome that no rule takes for it."""
    return Extraction(blocks=tuple(range(len(page.blocks))), reason=reason_of("none", "1", "no extractor was asked"))


EXTRACTORS: Mapping[str, Extractor] = {"trafilatura": by_trafilatura, "turbohtml": by_turbohtml, "none": whole_page}
"""By name. `trafilatura` is the careful one, `turbohtml` the fast one, `none` leaves the whole visible page."""

DEFAULT_EXTRACTOR = "trafilatura"

__all__ = ["DEFAULT_EXTRACTOR", "EXTRACTORS", "MIN_COVERAGE", "Extraction", "Extractor", "extract", "reason_of"]
