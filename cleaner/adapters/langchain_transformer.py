"""LangChain: a document transformer.

    from cleaner.adapters.langchain_transformer import CleanerTransformer
    CleanerTransformer().transform_documents(loader.load())

`pip install 'cleaner[langchain]'`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from langchain_core.documents import BaseDocumentTransformer

from cleaner.adapters.answer import answered, chosen
from cleaner.adapters.carried import usual_cleaner
from cleaner.adapters.record import beside
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from langchain_core.documents import Document

    from cleaner.io.rows import LedgerChoice
    from cleaner.pipeline import Cleaner

_log = logging.getLogger(__name__)


class CleanerTransformer(BaseDocumentTransformer):  # type: ignore[misc]
    """New documents with the clean text, the metadata that they had, and the account in keys that begin with `cleaner_`.

    The account is that of `Answer.flat`: strings only, which every store of vectors takes. What gives no document is left
    out, with a warning in the log; with *keep* it comes back with its raw text and the reason in its metadata. The address
    is read from `url`, or from `source` where loaders put it.
    """

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        ledger: LedgerChoice = "rules",
        redact: bool = False,
        keep: bool = False,
    ) -> None:
        self.cleaner = cleaner or usual_cleaner()
        self.ledger = chosen(ledger)
        self.redact = redact
        self.keep = keep

    def transform_documents(self, documents: Sequence[Document], **_: object) -> Sequence[Document]:
        """Clean *documents*, in their order. They are not changed."""
        return list(self._cleaned(documents))

    def _cleaned(self, documents: Sequence[Document]) -> Iterator[Document]:
        for document in documents:
            known = dict(document.metadata)
            if "url" not in known and "://" in str(known.get("source")):
                known["url"] = known["source"]
            item = beside(document.page_content, known)
            text, answer = answered(self.cleaner, item, self.ledger, redact=self.redact)
            metadata = {**document.metadata, **answer.flat()}
            if text is not None or self.keep:
                content = document.page_content if text is None else text
                yield document.model_copy(update={"page_content": content, "metadata": metadata})
            else:
                name = harmless(str(document.id or known.get("url")))
                _log.warning("left out %s: %s: %s", name, answer.outcome, answer.detail)
