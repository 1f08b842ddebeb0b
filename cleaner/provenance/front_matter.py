"""What front matter states, by the keys that converters and blogs write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model.fact import Evidence, Fact, FactKind
from cleaner.provenance.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.document import Page

RULE = "core/front-matter"
KEYS: dict[str, FactKind] = {
    "title": "title",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "permalink": "url",
    "source_url": "url",
    "source": "site",
    "site": "site",
    "sitename": "site",
    "author": "author",
    "authors": "author",
    "date": "published",
    "published": "published",
    "pubdate": "published",
    "created": "published",
    "updated": "modified",
    "modified": "modified",
    "lastmod": "modified",
    "fetch_date": "fetched",
    "fetched": "fetched",
    "crawled": "fetched",
    "tags": "topic",
    "categories": "topic",
    "publisher": "publisher",
}
_DATES = {"published", "modified", "fetched"}
_NOT_NAMES = {"", "null", "none", "n/a", "unknown", "admin", "~"}


def front_matter_facts(page: Page) -> Iterator[Fact]:
    """The facts in the front matter of *page*, in its order. A date that is none gives no fact."""
    for key, fields in page.front_matter.fields.items():
        kind = KEYS.get(key.strip().lower())
        if kind is None:
            continue
        for field in fields:
            value = field.value.strip()
            if value.lower() in _NOT_NAMES or (kind in _DATES and read_date(value) is None):
                continue
            if kind == "url" and "://" not in value:
                continue
            quote = page.text[field.start : field.end]
            evidence = Evidence(field.start, field.end, field.line, quote, RULE)
            yield Fact(kind=kind, value=value, confidence="stated", evidence=(evidence,))
