"""readability-lxml as an extractor: the element that scores best, found again among our blocks."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cleaner.errors import CleanerError
from cleaner.extract.align import align
from cleaner.extract.extraction import Extraction, reason_of, version_of
from cleaner.extract.hidden import hidden_blocks
from cleaner.extract.size import TooMuchError, check_size

if TYPE_CHECKING:
    from cleaner.model.document import Page

MISSING = "the extractor readability needs readability-lxml, which is not installed: pip install 'cleaner[readability]'"
_SILENT = logging.NullHandler()
_MOST = 40_000_000
"""Letters, each counted once for every container that it lies in: readability reads the text of each anew."""
_BLOCKS = (
    "address article aside blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li"
    " main ol p pre section summary table td th tr ul"
)
"""Elements at whose edges a line ends."""


def check_readability() -> None:
    """Raises CleanerError when readability-lxml is not installed."""
    if find_spec("readability") is None:
        raise CleanerError(MISSING)


def by_readability(page: Page) -> Extraction | None:
    """The blocks of what readability-lxml makes of the decoded page, with its own settings.

    Raises:
        TooMuchError: it has more cells, tags or attributes than articles have, or too much text in too deep a nest.
        CleanerError: readability-lxml is not installed.
    """
    check_size(page.text)
    _check_depth(page)
    check_readability()
    # A tenth of a second, so only when it is asked.
    from lxml.html import fromstring
    from readability import Document

    logging.getLogger("readability").addHandler(_SILENT)
    # lxml takes no NUL.
    summary = Document(page.text.lstrip("\ufeff").replace("\0", "")).summary(html_partial=True)
    if not summary.strip():
        return None
    tree = fromstring(summary)
    for element in tree.iter(*_BLOCKS.split()):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    text = str(tree.text_content()).strip()
    if not text:
        return None
    found = align(text, [block.text for block in page.blocks], hidden_blocks(page))
    reason = reason_of(
        "readability", version_of("readability-lxml"), "not in the element that readability takes for the article"
    )
    return Extraction(blocks=found.blocks, reason=reason, coverage=found.coverage)


def _check_depth(page: Page) -> None:
    if page.outline is None:
        return
    depths: list[int] = []
    for number, parent in enumerate(page.outline.parents):
        depths.append(depths[parent] + 1 if number else 0)
    letters = sum(len(block.text) * depths[leaf] for block, leaf in zip(page.blocks, page.outline.leaves, strict=True))
    if letters > _MOST:
        raise TooMuchError(f"{letters:,} letters of nested containers, more than {_MOST:,}; try another extractor")
