"""Labelled pages for the training of the block model: how much of each block is in the gold, and which pages are kin."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from membership import Membership, Snippets

from cleaner import RawDocument, Rejected
from cleaner.blocks import cut, open_page
from cleaner.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cleaner.model.document import Page

SETS = ("scrapinghub", "fundus", "wcxb", "cwced", "readability", "trafilatura", "cleanportaleval")
FOLDS = 5
_ADDRESS = re.compile(
    r"""<link[^>]+rel=["']?canonical["']?[^>]+href=["']([^"']+)|property=["']og:url["'][^>]+content=["']([^"']+)""",
    re.IGNORECASE,
)


class Labelled(NamedTuple):
    """A page with what is known of it. Labels are shares of a block that are in the gold; nan where nothing is known."""

    id: str
    dataset: str
    domain: str
    row: dict
    page: Page
    labels: np.ndarray
    tokens: np.ndarray
    gold_tokens: int


def rows_of(root: Path, sets: Sequence[str] = SETS) -> Iterator[dict]:
    """The rows of the data sets in *root* that can be scored, without those that repeat another."""
    for name in sets:
        for line in (root / f"{name}.jsonl").read_text("utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            if not row.get("duplicate_of") and (row.get("gold_text") or ("gold_text" not in row and row.get("with"))):
                yield row


def page_of(root: Path, row: dict) -> Page | None:
    """The page of a row, cut into blocks."""
    decoded = decode(RawDocument(data=(root / row["html_path"]).read_bytes(), path="page.html"))
    return None if isinstance(decoded, Rejected) else cut(open_page(decoded))


def labelled(root: Path, row: dict) -> Labelled | None:
    """A row with its page; None when the page has no text."""
    page = page_of(root, row)
    if page is None or not page.blocks:
        return None
    texts = [block.text for block in page.blocks]
    gold = row.get("gold_text")
    known = Membership(gold) if gold else Snippets(row.get("with", ()), row.get("without", ()))
    labels, sizes = known.labels(texts)
    return Labelled(
        id=row["id"],
        dataset=row["dataset"],
        domain=domain_of(row, page.text),
        row=row,
        page=page,
        labels=np.array([np.nan if label is None else label for label in labels], np.float32),
        tokens=np.array(sizes, np.float32),
        gold_tokens=known.size if isinstance(known, Membership) else 0,
    )


def domain_of(row: dict, text: str) -> str:
    """The registrable domain of a page; without an address the page itself."""
    from tld import get_fld

    address = row.get("url")
    if not address:
        match = _ADDRESS.search(text)
        address = (match[1] or match[2]) if match else None
    if not address:
        return row["id"]
    return get_fld(address, fix_protocol=True, fail_silently=True) or urlsplit(address).hostname or row["id"]


@cache
def fold_of(domain: str) -> int:
    """The fold of a domain: all its pages are in one."""
    return int(hashlib.sha256(domain.encode()).hexdigest()[:8], 16) % FOLDS


def weights_of(page: Labelled, per_set: dict[str, float]) -> np.ndarray:
    """The weight of each block: its share of the article, so that every page counts about the same."""
    known = ~np.isnan(page.labels)
    factor = per_set.get(page.dataset, 1.0)
    if not page.gold_tokens:
        size = max(1, int(known.sum()))
        return np.where(known, 0.5 / size * np.minimum(1, (page.tokens + 3) / 20), 0) * factor
    weights = np.minimum((page.tokens + 1) / (page.gold_tokens + 60), 0.3)
    total = float(weights.sum())
    # Chrome of more than three times the article must not decide alone.
    return weights * (min(1.0, 3 / total) if total else 1) * factor
