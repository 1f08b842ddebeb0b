"""Pages on which other people's extractors would sit for minutes."""

from __future__ import annotations

import re

# Measured with trafilatura: 25,000 cells took it 6 seconds and 100,000 took 70; 25,000 attributes 9 seconds and 100,000 took
# 290. readability-lxml did not end within 300 seconds on 100,000 attributes.
_MAX_CELLS = 10_000
_MAX_TAGS = 200_000
_MAX_ATTRIBUTES = 10_000
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-z][^<>]{2000,}", re.IGNORECASE)
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")


class TooMuchError(ValueError):
    """A page on which an extractor would sit for minutes."""


def check_size(text: str) -> None:
    """Raises TooMuchError for HTML with more cells, tags or attributes than articles have.

    The time that lxml and what is built on it take grows with the square of the first and the last.
    """
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
