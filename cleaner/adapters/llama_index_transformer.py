"""LlamaIndex: a transformation for an ingestion pipeline, before the splitter.

    from cleaner.adapters.llama_index_transformer import CleanerTransform
    IngestionPipeline(transformations=[CleanerTransform(), SentenceSplitter()]).run(documents=documents)

`pip install 'cleaner[llama-index]'`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from llama_index.core.schema import MetadataMode, TransformComponent
from pydantic import PrivateAttr

from cleaner._version import VERSION
from cleaner.adapters.answer import answered
from cleaner.adapters.carried import Carried
from cleaner.adapters.record import beside
from cleaner.io.rows import LedgerChoice  # noqa: TC001 - pydantic reads the annotations
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llama_index.core.schema import BaseNode

    from cleaner.pipeline import Cleaner

_log = logging.getLogger(__name__)


class CleanerTransform(TransformComponent):  # type: ignore[misc]
    """Copies of nodes with the clean text, the metadata that they had, and the account in keys that begin with `cleaner_`.

    The account is that of `Answer.flat`. None of it is shown to models of embeddings or language: all its keys are among the
    excluded ones. What gives no document is left out, with a warning in the log; with *keep* it comes back with its raw text
    and the reason in its metadata. `rules` and `version` are there for the cache of pipelines, which knows a
    transformation by its fields.
    """

    ledger: LedgerChoice = "rules"
    redact: bool = False
    keep: bool = False
    rules: str = ""
    version: str = VERSION
    _carried: Carried = PrivateAttr()

    def __init__(self, cleaner: Cleaner | None = None, **fields: Any) -> None:  # noqa: ANN401 - pydantic's own
        carried = Carried(cleaner)
        super().__init__(**{**fields, "rules": carried.digest, "version": VERSION})
        self._carried = carried

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex stores it."""
        return "CleanerTransform"

    def __call__(self, nodes: Sequence[BaseNode], **_: object) -> Sequence[BaseNode]:
        """Clean *nodes*, in their order. They are not changed."""
        made = []
        for node in nodes:
            raw = node.get_content(metadata_mode=MetadataMode.NONE)
            item = beside(raw, node.metadata)
            text, answer = answered(self._carried.cleaner, item, self.ledger, redact=self.redact)
            if text is None and not self.keep:
                _log.warning("left out %s: %s: %s", harmless(node.node_id), answer.outcome, answer.detail)
                continue
            account = answer.flat()
            clean = node.model_copy(deep=True)
            clean.metadata.update(account)
            for excluded in (clean.excluded_embed_metadata_keys, clean.excluded_llm_metadata_keys):
                excluded.extend(key for key in account if key not in excluded)
            if text is not None:
                clean.set_content(text)
            made.append(clean)
        return made
