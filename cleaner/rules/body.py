"""Where the article of an HTML page stands, as the rule files say."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from cleaner.model.ledger import Reason
from cleaner.model.outside import Outside, outside_of
from cleaner.model.stamp import ExtractionStamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.model.document import Page
    from cleaner.model.element import Tree
    from cleaner.model.span import Span
    from cleaner.rules.schema import SourceFile


def bodies(page: Page, parts: Sequence[SourceFile], layout: str | None) -> Iterator[Outside]:
    """What lies outside of each body that is on *page*: of the layout, the source, its packs, in this order.

    The first that has some text is the one; whether it has, is seen when it is cut into blocks.
    """
    tree: Tree | None = page.tree
    if tree is None:
        return
    for part in parts:
        said: list[tuple[Literal["rules", "layout"], str | list[str] | None]]
        said = [*(("layout", each.body) for each in part.layout if each.id == layout), ("rules", part.body)]
        for by, selectors in said:
            for selector in [selectors] if isinstance(selectors, str) else selectors or []:
                places = tuple(_outermost([element.span for element in tree.select(selector)]))
                if places:
                    reason = _reason(part.id, selector)
                    stamp = ExtractionStamp(by=by, name=selector, digest=reason.digest)
                    yield outside_of(places, len(page.text), reason, part.id, stamp)


def _outermost(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _reason(owner: str, selector: str) -> Reason:
    return Reason(
        rule=f"{owner}/body",
        category="outside-body",
        why=f"not in the part of the page that holds the article: {selector}",
        digest=hashlib.sha256(selector.encode()).hexdigest()[:16],
    )
