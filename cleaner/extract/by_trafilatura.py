"""trafilatura as an extractor: its text is found again among our blocks, so what it leaves out has a place."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from cleaner.extract.align import align
from cleaner.extract.extraction import Extraction, reason_of, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.document import Page

# It warns of every page without text; what there is to say is in the result.
_SILENT = logging.NullHandler()
# Measured: 25,000 cells took it 6 seconds and 100,000 took 70; 25,000 attributes 9 seconds and 100,000 took 290.
_MAX_CELLS = 10_000
_MAX_TAGS = 200_000
_MAX_ATTRIBUTES = 10_000
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-z][^<>]{2000,}", re.IGNORECASE)
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_BEGINNING = 50
"""Code points: a page that does not say `html` in so many may be refused by trafilatura as something else."""


class TooMuchError(ValueError):
    """A page on which trafilatura would sit for minutes."""


def by_trafilatura(page: Page) -> Extraction | None:
    """The blocks of the text that trafilatura makes of the decoded page, with the settings of its own evaluation.

    Nothing is switched on that remembers other pages, looks for dates and authors, or goes to the network.

    Raises:
        TooMuchError: it has more cells, tags or attributes than articles have; the time that trafilatura takes grows with
            the square of the first and the last.
    """
    _check_size(page.text)
    # Half a second, so only when it is asked.
    import trafilatura

    logging.getLogger("trafilatura").addHandler(_SILENT)
    source = page.text.lstrip("\ufeff")
    if "html" not in source[:_BEGINNING].lower():
        source = f"<html>{source}"
    text = trafilatura.extract(source, include_comments=False, include_tables=True)
    if not text:
        return None
    found = align(text, [block.text for block in page.blocks], _hidden(page))
    reason = reason_of("trafilatura", version_of("trafilatura"), "trafilatura does not count it to the article")
    return Extraction(blocks=found.blocks, reason=reason, coverage=found.coverage)


def _check_size(text: str) -> None:
    for found, number, most in (
        ("tags", text.count("<"), _MAX_TAGS),
        ("cells of tables", sum(1 for _ in _CELL.finditer(text)), _MAX_CELLS),
        ("attributes of one element", _attributes(text), _MAX_ATTRIBUTES),
    ):
        if number > most:
            raise TooMuchError(f"{number:,} {found}, more than {most:,}; try another extractor")


def _attributes(text: str) -> int:
    """How many attributes the element with most of them has at least, where there may be too many."""
    return max((_QUOTED.sub("=", tag.group()).count("=") for tag in _LONG_TAG.finditer(text)), default=0)


def _hidden(page: Page) -> Iterator[int]:
    """The numbers of the blocks that a reader does not see."""
    spans = sorted(page.hidden)
    reach = following = 0
    for number, block in enumerate(page.blocks):
        while following < len(spans) and spans[following].start <= block.start:
            reach = max(reach, spans[following].end)
            following += 1
        if block.end <= reach:
            yield number
