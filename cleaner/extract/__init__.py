"""What of a page without rules is its article. An extractor only says which blocks are; the ledger does the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.extract.article import article_of
from cleaner.extract.by_readability import by_readability, check_readability
from cleaner.extract.by_trafilatura import by_trafilatura
from cleaner.extract.by_turbohtml import by_turbohtml
from cleaner.extract.extraction import MIN_COVERAGE, Extraction, Extractor, extract, reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleaner.model.document import Page


def _by_model(page: Page) -> Extraction | None:
    # Here, for numpy and the model's numbers come with it, which texts of known sources do not need.
    from cleaner.extract.learned import by_model

    return by_model(page)


def whole_page(page: Page) -> Extraction:
    """Every block: nothing is taken for chrome that no rule takes for it."""
    return Extraction(blocks=tuple(range(len(page.blocks))), reason=reason_of("none", "1", "no extractor was asked"))


EXTRACTORS: Mapping[str, Extractor] = {
    "model": _by_model,
    "trafilatura": by_trafilatura,
    "readability": by_readability,
    "turbohtml": by_turbohtml,
    "none": whole_page,
}
"""By name. `model` is ours; `trafilatura` and `readability` (an extra) are other people's, found again among our blocks;
`turbohtml` keeps the densest element, and is the fastest; `none` leaves the whole visible page."""

EXTRACTORS_OF_TEXT = frozenset({"model"})
"""Those that know Markdown and plain text too."""

DEFAULT_EXTRACTOR = "model"


def check_extractor(name: str) -> None:
    """Raises CleanerError when what the extractor *name* needs is not installed."""
    if name == "readability":
        check_readability()


__all__ = [
    "DEFAULT_EXTRACTOR",
    "EXTRACTORS",
    "EXTRACTORS_OF_TEXT",
    "MIN_COVERAGE",
    "Extraction",
    "Extractor",
    "article_of",
    "check_extractor",
    "extract",
    "reason_of",
]
