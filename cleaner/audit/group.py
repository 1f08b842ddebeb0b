"""Identical removals: what one rule took from many pages, told by text without width, script, space and digits."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from cleaner.rules.fold import FOLDS, fold

if TYPE_CHECKING:
    from cleaner.io.rows import RemovalRow

_ALL = frozenset(FOLDS)
# Of ASCII, folding changes nothing but tabs, which are white space anyway. Removed markup is long, and mostly ASCII.
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SHORT = 2_000
_DIGITS = re.compile(r"\d+")


def group_text(text: str) -> str:
    """*text* as removals are compared: folded by width, script and space, white space as one space, numbers as `0`.

    A view counter differs on every page, and is one thing to judge.
    """
    folded = fold(text, _ALL) if len(text) < _SHORT else _FOREIGN.sub(lambda found: fold(found[0], _ALL), text)
    return _DIGITS.sub("0", " ".join(folded.split()))


def group_key(source: str, row: RemovalRow) -> str:
    """What removals of one group have in common: 16 hex digits over source, rule and the text as it is compared.

    Of a redacted row the text is told by its digest, so only texts that are the same to the letter are one.
    """
    text = group_text(row.text) if row.text is not None else f"sha256:{row.text_sha256}"
    return hashlib.sha256(f"{source}\0{row.rule}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
