"""The one door to the parsers: a decoded text becomes a page, whatever its format."""

from __future__ import annotations

import re


from cleaner.blocks.text import parse_text
from cleaner.model.document import DecodedText, MediaType, Page

_MEDIA_TYPES: dict[str, MediaType] = {
    "text/plain": "text/plain",
    "text/markdown": "text/markdown",
    "text/x-markdown": "text/markdown",
}
_SUFFIXES: dict[str, MediaType] = {".md": "text/markdown", ".markdown": "text/markdown"}
_MARKDOWN = re.compile(r"^#{1,6} \S|^(?:```|~~~)|\]\([^)\s]*\)|^\*\*[^*\n]+\*\*$|^\|[ :-]+\|", re.MULTILINE)


def parse(decoded: DecodedText) -> Page:
    """The page with its blocks in order. Total: any text gives a page, in time linear in its length."""
    front_matter, blocks = parse_text(decoded.text)
    media_type = _declared(decoded) or ("text/markdown" if front_matter.fields else _sniff(decoded.text))
    return Page(decoded=decoded, media_type=media_type, blocks=blocks, front_matter=front_matter)


def _declared(decoded: DecodedText) -> MediaType | None:
    declared = (decoded.raw.media_type or "").partition(";")[0].strip().lower()
    if declared in _MEDIA_TYPES and declared != "text/plain":
        return _MEDIA_TYPES[declared]
    path = (decoded.raw.path or "").lower()
    return next((media for suffix, media in _SUFFIXES.items() if path.endswith(suffix)), None)


def _sniff(text: str) -> MediaType:
    """Dumps of Markdown are often called `.txt`: two marks of the syntax in the first 64 k characters decide."""
    marks = _MARKDOWN.finditer(text, 0, 65_536)
    return "text/markdown" if next(marks, None) and next(marks, None) else "text/plain"
