"""Scrapy: an item pipeline.

    ITEM_PIPELINES = {"cleaner.adapters.scrapy_pipeline.CleanerPipeline": 300}

`pip install 'cleaner[scrapy]'`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import msgspec

from cleaner.adapters.answer import answered, chosen
from cleaner.adapters.record import item_of
from cleaner.errors import InputError
from cleaner.io.containers import Fields
from cleaner.io.containers.fields import found_in
from cleaner.pipeline import Cleaner

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class CleanerPipeline:
    """Replaces the text or HTML of each item by the clean text, and puts the account of it into one more field.

    Settings, all of them optional:

        CLEANER_RULES         folders of rule files
        CLEANER_OPTIONS       options of `Cleaner`: {"profile": "reading", "extractor": "none"}
        CLEANER_TEXT_FIELD    where the item has its text or HTML; else under one of the usual names. Not dotted
        CLEANER_CLEAN_FIELD   where the clean text goes; else in place of the raw one
        CLEANER_RESULT_FIELD  where the account goes, an `Answer` as a dict: `cleaner`
        CLEANER_LEDGER        `rules` or `full`
        CLEANER_REDACT        leave out the words that were removed
        CLEANER_KEEP          let items without a document go on, unchanged but for the account

    An item that gives no document is dropped, as Scrapy drops: `DropItem`, with the account in the item for whoever
    listens to `item_dropped`. Statistics: `cleaner/OUTCOME` and `cleaner/CODE`.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.cleaner = Cleaner(settings.getlist("CLEANER_RULES"), **settings.getdict("CLEANER_OPTIONS"))
        name = settings.get("CLEANER_TEXT_FIELD")
        if name and "." in name:
            raise InputError(f"CLEANER_TEXT_FIELD = {name!r}: a field within a field; name one of the item's own")
        self.fields = Fields(text=name)
        self.clean_field = settings.get("CLEANER_CLEAN_FIELD")
        self.result_field = settings.get("CLEANER_RESULT_FIELD", "cleaner")
        self.ledger = chosen(settings.get("CLEANER_LEDGER", "rules"))
        self.redact = settings.getbool("CLEANER_REDACT")
        self.keep = settings.getbool("CLEANER_KEEP")
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes components."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - an item of any class
        """*item*, changed.

        Raises:
            DropItem: it gives no document.
            InputError: its class has no field for the clean text or the account.
        """
        from itemadapter import ItemAdapter
        from scrapy.exceptions import DropItem

        adapter = ItemAdapter(item)
        text, answer = answered(self.cleaner, item_of(adapter, self.fields), self.ledger, redact=self.redact)
        self.stats.inc_value(f"cleaner/{answer.outcome}")
        self._put(adapter, self.result_field, msgspec.to_builtins(answer))
        if text is not None:
            self._put(adapter, self.clean_field or found_in(adapter, self.fields).field, text)
        else:
            self.stats.inc_value(f"cleaner/{answer.code}")
            if not self.keep:
                raise DropItem(f"{answer.outcome}: {answer.detail} ({answer.code})")
        return item

    def _put(self, adapter: Any, name: str, value: object) -> None:  # noqa: ANN401
        try:
            adapter[name] = value
        except KeyError:
            raise InputError(
                f"items of the class {type(adapter.item).__name__} have no field {name!r}; add it, or name another with "
                "CLEANER_CLEAN_FIELD and CLEANER_RESULT_FIELD"
            ) from None
