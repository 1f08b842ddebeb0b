"""A page as the learned extractor sees it: its blocks and containers, and what the page says of itself."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING

from cleaner.blocks.sections import sections
from cleaner.extract.hidden import hidden_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaner.model.document import Page
    from cleaner.model.outline import Outline

_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(\w+)"')
_BODY = re.compile(r'"articleBody"\s*:\s*"')
_ARTICLE = frozenset({"Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "TechArticle", "Report"})
_PRODUCT = frozenset({"Product", "ProductGroup", "Offer", "AggregateOffer"})
_LIST = frozenset({"ItemList", "CollectionPage", "SearchResultsPage"})
_FORUM = frozenset({"DiscussionForumPosting", "QAPage", "Question", "Answer"})
_ORGANISATION = frozenset({"Organization", "LocalBusiness", "Service", "SoftwareApplication", "Corporation"})
_MIN_TITLE, _MAX_TITLE = 8, 250
_PROBE = 40
"""Code points of a block that are looked for in what the page states."""
_SHORTEST = 8
"""Code points: shorter blocks may stand anywhere."""


class View:
    """The parts of a page that features are made of. Cheap: nothing is computed that nobody asks for."""

    def __init__(self, page: Page, outline: Outline) -> None:
        self.page = page
        self.outline = outline
        blocks = page.blocks
        self.texts: Sequence[str] = [block.text for block in blocks]
        self.tags = [block.tag for block in blocks]
        self.linked = [block.link_chars() if block.links else 0 for block in blocks]
        self.links = [len(block.links) for block in blocks]
        self.images = [len(block.images) for block in blocks]
        self.blanks = [block.blank_before for block in blocks]
        self.bold = [
            sum(wrap.end - wrap.start for wrap in block.wraps if wrap.mark == "**") if block.wraps else 0
            for block in blocks
        ]

    @property
    def hidden(self) -> list[int]:
        """The numbers of the blocks that a reader does not see."""
        return list(hidden_blocks(self.page))

    def is_title(self, words: Sequence[int]) -> Iterator[bool]:
        """Whether each block stands in the title of the page."""
        field = self.page.front_matter.first("title", "og:title")
        title = field.value.casefold() if field else ""
        for text, size in zip(self.texts, words, strict=True):
            yield bool(title) and _MIN_TITLE <= len(text) < _MAX_TITLE and size >= 25 and text.casefold() in title

    @property
    def stated(self) -> list[int]:
        """For each block whether it stands in the article that the page states: 1, 0, and -1 where it states none."""
        return self._stands_in(self._stated_body)

    @property
    def described(self) -> list[int]:
        """The same for its description."""
        field = self.page.front_matter.first("description", "og:description", "twitter:description")
        return self._stands_in(field.value if field else "")

    @cached_property
    def _stated_body(self) -> str:
        bodies = []
        for script in self._scripts:
            for match in _BODY.finditer(script):
                try:
                    value, _ = json.JSONDecoder(strict=False).raw_decode(script, match.end() - 1)
                except ValueError:
                    continue
                if isinstance(value, str):
                    bodies.append(" ".join(value.split()))
        return max(bodies, key=len, default="")

    def _stands_in(self, body: str) -> list[int]:
        if len(body) < _PROBE:
            return [-1] * len(self.texts)
        return [int(len(text) >= _SHORTEST and text[:_PROBE] in body) for text in self.texts]

    @cached_property
    def _scripts(self) -> list[str]:
        text = self.page.text
        if self.page.tree is None or "ld+json" not in text:
            return []
        return [
            text[each.span.start : each.span.end]
            for each in self.page.tree.select('script[type="application/ld+json"]')
        ]

    @cached_property
    def _types(self) -> set[str]:
        return {match for script in self._scripts for match in _TYPE.findall(script)}

    @property
    def is_discussion(self) -> bool:
        """The page says to be a forum, or questions and answers."""
        return bool(self._types & _FORUM)

    @cached_property
    def _kind(self) -> str:
        field = self.page.front_matter.first("og:type")
        return field.value.lower() if field else ""

    @property
    def says_article(self) -> bool:
        """The page says to be an article."""
        return "article" in self._kind or bool(self._types & _ARTICLE)

    @property
    def traits(self) -> Iterable[tuple[str, float]]:
        """What kind of page it says to be."""
        kind, types = self._kind, self._types
        yield "og_article", "article" in kind
        yield "og_website", kind.startswith("website")
        yield "og_product", "product" in kind
        for name, group in (
            ("article", _ARTICLE), ("product", _PRODUCT), ("list", _LIST), ("forum", _FORUM), ("organisation", _ORGANISATION),
        ):  # fmt: skip
            yield f"says_{name}", bool(types & group)
        yield "says", len(types)
        yield "has_stated", bool(self._stated_body)


def view_of(page: Page) -> View:
    """What features are made of."""
    return View(page, page.outline if page.outline is not None else sections(page.blocks))
