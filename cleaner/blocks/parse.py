"""The one door to the parsers: a decoded text becomes a page, whatever its format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cleaner.blocks.html import HtmlTree, blocks_of, prepared
from cleaner.blocks.html.metadata import metadata_of
from cleaner.blocks.text import parse_text
from cleaner.model.document import DecodedText, MediaType, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.block import Block
    from cleaner.model.span import Span

_MEDIA_TYPES: dict[str, MediaType] = {
    "text/plain": "text/plain",
    "text/markdown": "text/markdown",
    "text/x-markdown": "text/markdown",
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
}
_SUFFIXES: dict[str, MediaType] = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".shtml": "text/html",
}
# Whatever a file is called: nobody begins a text with the head of an HTML page. White space, an XML declaration and
# comments may stand before it; the groups are atomic, so a page of comments is not cut in every possible way.
_HTML = re.compile(
    r"\ufeff?(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+"
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|script|style|link|base)(?=[\s/>]))",
    re.IGNORECASE | re.DOTALL,
)
_MARKED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr", "img"})


def parse(decoded: DecodedText) -> Page:
    """The page with its blocks in order. Total: any text gives a page, in time linear in its length."""
    return cut(open_page(decoded))


def open_page(decoded: DecodedText) -> Page:
    """The page, cut into blocks; of HTML only the tree and what its head states, enough to tell whose it is."""
    declared = _declared(decoded)
    if declared == "text/html" or _HTML.match(decoded.text):
        tree = HtmlTree(prepared(decoded.text))
        return Page(decoded, "text/html", (), metadata_of(decoded.text, tree), tree)
    front_matter, blocks = parse_text(decoded.text)
    media_type = declared or ("text/markdown" if front_matter.fields else _sniff(blocks))
    return Page(decoded=decoded, media_type=media_type, blocks=blocks, front_matter=front_matter)


def cut(page: Page, places: Sequence[Span] | None = None) -> Page:
    """An HTML page with its blocks, or only those in *places*: elements in order, disjoint. Others have theirs."""
    if page.tree is None or (page.blocks and places is None):
        return page
    blocks, hidden, outline = blocks_of(page.text, page.tree, places)
    return msgspec.structs.replace(page, blocks=blocks, hidden=hidden, outline=outline)


def _declared(decoded: DecodedText) -> MediaType | None:
    declared = (decoded.raw.media_type or "").partition(";")[0].strip().lower()
    if declared in _MEDIA_TYPES and declared != "text/plain":
        return _MEDIA_TYPES[declared]
    path = (decoded.raw.path or "").lower()
    return next((media for suffix, media in _SUFFIXES.items() if path.endswith(suffix)), None)


def _sniff(blocks: tuple[Block, ...]) -> MediaType:
    """Dumps of Markdown are often called `.txt`: two blocks with marks of the syntax decide."""
    marked = (block for block in blocks if block.images or block.wraps or block.tag in _MARKED)
    return "text/markdown" if next(marked, None) and next(marked, None) else "text/plain"
