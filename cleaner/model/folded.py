"""Names and titles as they are compared: by their letters and digits."""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS = re.compile(r"[\W_]+")


@lru_cache(2048)
def letters(text: str) -> str:
    """The letters and digits of *text*, without case."""
    return _SIGNS.sub("", text).casefold()


def folded(text: str) -> str:
    """*text* as names and titles are compared: its letters and digits, or all of it when it has none."""
    return letters(text) or text
