"""What the elements of HTML mean for blocks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.blocks.html.tokens import RAW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.blocks.html.tokens import Token

CONTEXTS = frozenset(
    {
        "blockquote", "caption", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "pre", "table",
        "td", "th", "tr", "ul", "listing", "plaintext", "xmp",
    }
)  # fmt: skip
"""Elements that say what the blocks in them are, or how they are laid out."""

BREAKS = CONTEXTS | frozenset(
    {
        "address", "article", "aside", "body", "center", "details", "dialog", "dir", "div", "dl", "fieldset", "figure",
        "footer", "form", "frameset", "head", "header", "hgroup", "hr", "html", "legend", "main", "menu", "nav", "noframes",
        "noscript", "optgroup", "option", "p", "search", "section", "summary", "tbody", "template", "tfoot", "thead",
        "title",
    }
)  # fmt: skip
"""Elements that text does not flow across."""

TIGHT = frozenset({"dd", "dt", "li", "option", "summary", "tr"})
"""Their blocks follow each other without an empty line."""

PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp"})
CELLS = frozenset({"td", "th"})
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
TRANSPARENT = LISTS | {"table", "tr"}
"""Contexts whose blocks are what the element around them says."""
_TERMS = frozenset({"dt", "dd"})
CLOSED_BY = {
    "li": (frozenset({"li"}), LISTS), "dt": (_TERMS, LISTS), "dd": (_TERMS, LISTS),
    "td": (CELLS, frozenset({"tr", "table"})), "th": (CELLS, frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
}  # fmt: skip
"""Elements that end open ones by beginning: which, and what these lie in at most."""

MARKS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "samp": "`", "tt": "`", "del": "~~",
    "s": "~~", "strike": "~~",
}  # fmt: skip
"""Inline elements that Markdown has a sign for."""

UNSEEN = (
    "svg", "select", "datalist", "video", "audio", "canvas", "rt", "rp", "[class~=katex-html]",
)  # fmt: skip
"""Elements whose text is never shown as text of the page, or says once more what is shown: how it is read (CSS).

Those whose content holds no tags (`cleaner.blocks.html.tokens.RAW`) need no tree to be passed over."""

UNSEEN_OF_MATH = ("math annotation", "math annotation-xml")
"""The same in mathematics, which few pages have."""

HIDDEN = ("[hidden]", "template", "noscript", "dialog:not([open])", '[style*="none" i]', '[style*="hidden" i]')
"""Elements that may be hidden from a reader: a script can show them, and a rule can (CSS)."""

HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazyload", "data-actualsrc", "data-original-src", "data-echo",
    "data-url", "_src", "file", "zoomfile",
)  # fmt: skip


PLAIN, BLOCK, INLINE = range(3)
"""What a tag does to blocks: parts them and says nothing of them (`div`, `p`); parts them and says what they are, or how
closely they follow; stands inside them."""


class Tag(Struct, frozen=True):
    """A start or end tag, as much of it as blocks need."""

    name: str
    kind: int
    is_end: bool
    raw: str = ""
    """The name, when what follows up to the end tag is no markup."""
    href: str | None = None
    src: str | None = None
    alt: str = ""
    first: int | None = None
    """The number that a list begins with, or that an item says it has."""
    names: str = ""
    """Of a block element: its `class`, `id`, `role` and `itemprop` (see `cleaner.model.outline`)."""


_INLINE = frozenset({"a", "br", "img", "image", "amp-img", *MARKS, *RAW})
_WITH_ATTRIBUTES = frozenset({"a", "img", "image", "amp-img"})
_NUMBERED = {"ol": "start", "li": "value"}
_NAMES = {"class": "", "id": "#", "role": "@", "itemprop": "@"}
_MAX_NAMES = 200
"""Code points. Names that say what an element is are short; a list of them that is longer is generated."""


def read_tag(token: Token, source: str) -> Tag | None:
    """The tag that *token* is; None for what means nothing to blocks: comments, declarations, `span`."""
    name = token.tag
    if not name:
        return None
    is_end = source[1] == "/"
    is_block = name in BREAKS
    if is_end or not (is_block or name in _WITH_ATTRIBUTES) or len(source) == len(name) + 2:
        return _plain(name, is_end)
    if name == "a":
        return Tag(name, INLINE, is_end, "", (token.attr("href") or "").strip() or None)
    if is_block:
        return _block(name, token.attrs or ())
    # Of an attribute that is there twice, the first counts.
    known = {key: value or "" for key, value in reversed(token.attrs or ())}
    return Tag(name, INLINE, is_end, src=_address(known), alt=known.get("alt", "").strip())


def _block(name: str, attrs: Iterable[tuple[str, str]]) -> Tag | None:
    """A start tag of a block element with what it is called, and of a list or an item the number it says."""
    plain = _plain(name, False)  # noqa: FBT003
    assert plain is not None
    wanted = _NUMBERED.get(name)
    names: list[str] = []
    first = None
    for key, value in attrs:
        if not value:
            continue
        sign = _NAMES.get(key)
        if sign is not None:
            names.append(f"{sign}{value}")
        elif key == wanted and first is None and value.strip().isdecimal() and len(value.strip()) < 10:
            first = int(value)
    if not names and first is None:
        return plain
    return Tag(name, plain.kind, False, plain.raw, first=first, names=" ".join(names)[:_MAX_NAMES])  # noqa: FBT003


@lru_cache(maxsize=1024)
def _plain(name: str, is_end: bool) -> Tag | None:  # noqa: FBT001 - a cache of two facts
    if name not in BREAKS:
        return Tag(name, INLINE, is_end, "" if is_end or name not in RAW else name) if name in _INLINE else None
    says = name in CONTEXTS or name in LISTS or name in TIGHT or name in RAW or name == "hr"
    return Tag(name, BLOCK if says else PLAIN, is_end, "" if is_end or name not in RAW else name)


def _address(attrs: dict[str, str]) -> str:
    """The address of an image: pages that load images late keep it beside a placeholder."""
    for key in _LAZY:
        value = attrs.get(key, "").strip()
        if value and ("/" in value or "." in value) and not value.startswith("data:"):
            return value
    src = attrs.get("src", "").strip()
    if src and not src.startswith("data:"):
        return src
    for key in ("data-srcset", "srcset"):
        candidate = attrs.get(key, "").strip().split(" ", 1)[0].rstrip(",")
        if candidate and not candidate.startswith("data:"):
            return candidate
    return src
