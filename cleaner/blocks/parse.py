"""The one door to the parsers: a decoded text becomes a page, whatever its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.blocks.text import parse_text
from cleaner.model.document import DecodedText, MediaType, Page

if TYPE_CHECKING:
    from cleaner.model.block import Block

_MEDIA_TYPES: dict[str, MediaType] = {
    "text/plain": "text/plain",
    "text/markdown": "text/markdown",
    "text/x-markdown": "text/markdown",
}
_SUFFIXES: dict[str, MediaType] = {".md": "text/markdown", ".markdown": "text/markdown"}
_MARKED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre", "tr", "img"})


def parse(decoded: DecodedText) -> Page:
    """The page with its blocks in order. Total: any text gives a page, in time linear in its length."""
    front_matter, blocks = parse_text(decoded.text)
    media_type = _declared(decoded) or ("text/markdown" if front_matter.fields else _sniff(blocks))
    return Page(decoded=decoded, media_type=media_type, blocks=blocks, front_matter=front_matter)


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
