"""trafilatura as an extractor: its text is found again among our blocks, so what it leaves out has a place."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from cleaner.extract.align import align
from cleaner.extract.extraction import Extraction, reason_of, version_of
from cleaner.extract.hidden import hidden_blocks
from cleaner.extract.size import check_size

if TYPE_CHECKING:
    from cleaner.model.document import Page

# It warns of every page without text; what there is to say is in the result.
_SILENT = logging.NullHandler()
_BEGINNING = 50
"""Code points: a page that does not say `html` in so many may be refused by trafilatura as something else."""


def by_trafilatura(page: Page) -> Extraction | None:
    """The blocks of the text that trafilatura makes of the decoded page, with the settings of its own evaluation.

    Nothing is switched on that remembers other pages, looks for dates and authors, or goes to the network.

    Raises:
        TooMuchError: it has more cells, tags or attributes than articles have; the time that trafilatura takes grows with
            the square of the first and the last.
    """
    check_size(page.text)
    # Half a second, so only when it is asked.
    import trafilatura

    logging.getLogger("trafilatura").addHandler(_SILENT)
    source = page.text.lstrip("\ufeff")
    if "html" not in source[:_BEGINNING].lower():
        source = f"<html>{source}"
    text = trafilatura.extract(source, include_comments=False, include_tables=True)
    if not text:
        return None
    found = align(text, [block.text for block in page.blocks], hidden_blocks(page))
    reason = reason_of("trafilatura", version_of("trafilatura"), "trafilatura does not count it to the article")
    return Extraction(blocks=found.blocks, reason=reason, coverage=found.coverage)
