"""What a page itself states of where its article stands, before any extractor is believed.

Measured on labelled pages, a single `<main>` or `<article>` says too little to decide alone: lists of other articles and
comments stand in it as often as not. A statement counts where it can be checked: the `articleBody` of JSON-LD, when its
text is found among the blocks, and the address of the page, when it names one of several posts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cleaner.extract.align import align
from cleaner.extract.extraction import MIN_COVERAGE, Extraction, reason_of
from cleaner.extract.hidden import hidden_blocks
from cleaner.extract.json_text import BODY, stated_body
from cleaner.extract.posts import post_of
from cleaner.model.stamp import ExtractionStamp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cleaner.extract.extraction import Extractor
    from cleaner.extract.posts import Post
    from cleaner.model.document import Page

MIN_FOUND = 0.9
"""Share of a stated text that has to be found on the page."""
_MIN_SIZE = 300
"""Bytes of UTF-8 of the blocks it is found in: a shorter text is often a summary."""
_MAX_EXCESS = 2
"""An extractor that sees more than so many times the stated text sees an article of which that is a summary."""
_AGREEMENT = 0.95
"""Share of either text that is in the other when an extractor and a statement agree."""

_REASON = reason_of("json-ld", BODY, f"not in the text that the page states to be its article (JSON-LD, {BODY})")


def with_statements(extractor: Extractor, page: Page) -> Extraction | None:
    """What *extractor* says of *page*, corrected by what the page states of its article where that holds.

    Where both agree, the extractor's word stands: it knows headings, lists and captions that the statement leaves out.
    Else the blocks of the stated `articleBody` are article, with what the extractor finds between them and right before
    them (title and lead); what it finds elsewhere is none.
    """
    found = extractor(page)
    post = post_of(page)
    if post is not None:
        return _within(found, post, page)
    stated = stated_body(page)
    if stated is None:
        return found
    texts = [block.text for block in page.blocks]
    aligned = align(stated, texts, hidden_blocks(page))
    if aligned.coverage < MIN_FOUND:
        return found
    seen = frozenset(found.blocks if found is not None and found.coverage >= MIN_COVERAGE else ())

    def size(numbers: Iterable[int]) -> int:
        return sum(len(texts[number].encode("utf-8", "replace")) for number in numbers)

    article = {*aligned.blocks, *_around(aligned.blocks, seen)}
    stated_size, seen_size = size(aligned.blocks), size(seen)
    if stated_size < _MIN_SIZE or seen_size > _MAX_EXCESS * stated_size:
        return found
    if (
        size(seen.intersection(aligned.blocks)) >= _AGREEMENT * stated_size
        and size(seen & article) >= _AGREEMENT * seen_size
    ):
        return found
    said = ExtractionStamp(by="statement", name=BODY, digest=_REASON.digest)
    if found is None:
        return Extraction(tuple(sorted(article)), _REASON, said=said)
    reasons = {**found.reasons, **dict.fromkeys(sorted(seen - article), _REASON)}
    return msgspec.structs.replace(found, blocks=tuple(sorted(article)), coverage=1.0, reasons=reasons, said=said)


def _within(found: Extraction | None, post: Post, page: Page) -> Extraction:
    """What was *found* of the *post* that the page's address names; all of it where that is less than half."""
    why = f"the address of the page names one of its posts ({post.name}), and this is not in it"
    reason = reason_of("post", post.name, why)
    said = ExtractionStamp(by="statement", name=post.name, digest=reason.digest)
    seen = found.blocks if found is not None and found.coverage >= MIN_COVERAGE else ()
    inside = tuple(number for number in seen if post.start <= number < post.end)
    sizes = [len(block.text) - block.link_chars() for block in page.blocks[post.start : post.end]]
    if 2 * sum(sizes[number - post.start] for number in inside) < sum(sizes):
        inside = tuple(range(post.start, post.end))
    if found is None:
        return Extraction(inside, reason, said=said)
    others = [number for number in seen if not post.start <= number < post.end]
    reasons = {**found.reasons, **dict.fromkeys(others, reason)}
    return msgspec.structs.replace(found, blocks=inside, coverage=1.0, reasons=reasons, said=said)


def _around(stated: tuple[int, ...], others: Collection[int]) -> Iterator[int]:
    """Those of *others* that stand between the blocks *stated*, and those that lead up to them."""
    yield from (number for number in range(stated[0], stated[-1]) if number in others)
    number = stated[0] - 1
    while number in others:
        yield number
        number -= 1
