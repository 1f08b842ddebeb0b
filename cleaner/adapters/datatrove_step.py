"""datatrove: a step of a pipeline, behind its readers and in place of its extractors.

    from cleaner.adapters.datatrove_step import CleanerFilter
    [JsonlReader("pages/"), CleanerFilter(exclusion_writer=JsonlWriter("held/")), JsonlWriter("clean/")]

`pip install 'cleaner[datatrove]'`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datatrove.pipeline.filters.base_filter import BaseFilter

from cleaner.adapters.answer import answered, chosen
from cleaner.adapters.carried import Carried
from cleaner.adapters.record import beside

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.writers.disk_base import DiskWriter

    from cleaner.io.rows import LedgerChoice
    from cleaner.pipeline import Cleaner


class CleanerFilter(BaseFilter):  # type: ignore[misc]
    """Replaces the text of each document by the clean one, and puts the account of it into its metadata.

    The metadata get the keys of `Answer.flat`: `cleaner_outcome`, `cleaner_source`, `cleaner_stamp`, `cleaner_removals` and
    so on. What gives no document is dropped as filters of datatrove drop: with its raw text to the exclusion writer, the
    reason (`quarantined-protected-text-lost`) in `filter_reason` and in the statistics.
    """

    name = "🧽 Cleaner"

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        ledger: LedgerChoice = "rules",
        redact: bool = False,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        self.carried = Carried(cleaner)
        self.ledger = chosen(ledger)
        self.redact = redact

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """Whether *doc*, which is changed, is a document; else also why not."""
        text, answer = answered(self.carried.cleaner, beside(doc.text, doc.metadata), self.ledger, redact=self.redact)
        doc.metadata.update(answer.flat())
        if text is None:
            return False, f"{answer.outcome}-{answer.code}"
        doc.text = text
        return True
