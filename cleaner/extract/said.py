"""Who says where the article stands, and how sure the probabilities of its blocks make that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.model.stamp import ExtractionStamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.extract.extraction import Extraction
    from cleaner.model.document import Page


def said_by(extraction: Extraction, page: Page) -> ExtractionStamp:
    """That its extractor says what *extraction* says of *page*, unless it names another."""
    said = extraction.said
    if said is None:
        reason = extraction.reason
        said = ExtractionStamp(by="extractor", name=reason.rule.removeprefix("extract/"), digest=reason.digest)
    if not extraction.probabilities:
        return said
    confidence = expected_f1([len(block.text) for block in page.blocks], extraction)
    return ExtractionStamp(by=said.by, name=said.name, digest=said.digest, confidence=confidence)


def expected_f1(sizes: Sequence[int], extraction: Extraction) -> int | float:
    """F1 of the characters of an article that each block is a part of with its probability; 0 to 1, three decimals.

    *sizes* are those of the blocks of the page. Sums of whole numbers, so the order of blocks does not count.
    """
    weights = [round(p * 1000) * size for p, size in zip(extraction.probabilities, sizes, strict=True)]
    found = sum(weights[number] for number in extraction.blocks)
    both = 1000 * sum(sizes[number] for number in extraction.blocks) + sum(weights)
    share = round(2 * found / both, 3) if both else 0.0
    # RFC 8785 writes a whole number without a point.
    return int(share) if share in {0.0, 1.0} else share
