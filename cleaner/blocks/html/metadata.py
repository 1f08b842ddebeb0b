"""What an HTML page states of itself in its head, as the front matter of other pages does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleaner.model.block import Field, FrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterable
    from urllib.parse import SplitResult

    from cleaner.model.element import Element, Tree

_SELECTORS = ("meta[content]", "link[rel~=canonical][href]")
"""One by one: each is looked up, a list of them walks over the whole page."""
_NAMES = ("property", "name", "itemprop", "http-equiv")
_SPILLED = re.compile(r"(?:og|article|twitter|dc|dcterms|citation|parsely)[:._-]")
"""Metas that a broken head has lost to the body. Others there belong to what stands around them."""


def metadata_of(text: str, tree: Tree) -> FrontMatter:
    """The fields of the head: `title`, `canonical`, and each `<meta>` by its name or property, in small letters.

    `url` is the address that the page gives itself in its canonical link or `og:url`, when one of them is an address;
    a canonical link that is none is left out.
    """
    found: dict[str, list[Field]] = {}
    newline = "\n" if "\n" in text else "\r"
    body = next((element.span.start for element in tree.select("body")), len(text))
    elements = [each for selector in _SELECTORS for each in tree.select(selector)]
    # A head that something visible has closed too early loses its title to the body.
    elements += (tree.select("head > title") or tree.select("body > title"))[:1]
    elements.sort(key=lambda each: each.span)
    line = 1
    position = 0
    for element in elements:
        start, end = element.span.start, element.span.end
        key, value = _pair(element)
        if key and value and (start < body or element.tag in {"link", "title"} or _SPILLED.match(key)):
            line += text.count(newline, position, start)
            position = start
            fields = found.setdefault(key, [])
            # A <meta name=title> does not go before the title.
            fields.insert(0 if element.tag == "title" else len(fields), Field(value, start, end, line))
    canonical, stated, named = (found.pop("canonical", []), found.get("og:url", []), found.pop("url", []))
    address = _address(canonical, [*stated, *named])
    if address is not None:
        found["url"] = [address]
        if address in canonical:
            found["canonical"] = [address]
    return FrontMatter(fields={key: tuple(fields) for key, fields in found.items()})


def _pair(element: Element) -> tuple[str, str]:
    """Key and value; one of them is empty when it says nothing."""
    if element.tag == "title":
        key, value = "title", element.text
    elif element.tag == "link":
        key, value = "canonical", element.attr("href") or ""
    else:
        key = next((name for kind in _NAMES if (name := element.attr(kind))), "")
        value = element.attr("content") or ""
    return key.strip().lower(), " ".join(value.split())


def split_address(value: str) -> SplitResult | None:
    """The parts of an absolute address of the web; None when *value* is none."""
    if not value[:8].lower().startswith(("http://", "https://")) or any(map(value.__contains__, ' <>"{}')):
        return None
    try:
        parts = urlsplit(value)
        named = "." in (parts.hostname or "")
    except ValueError:
        return None
    return parts if named else None


def _address(canonical: Iterable[Field], stated: Iterable[Field]) -> Field | None:
    """The address that a page gives itself.

    The canonical link goes first, unless the page names another host elsewhere: a copy's link leads to the original.
    A bare home page is believed when both name it: templates are full of those of other sites.
    """
    first, second = (
        next(((field, parts) for field in fields if (parts := split_address(field.value))), None)
        for fields in (canonical, stated)
    )
    if first and second and _bare_host(first[1]) != _bare_host(second[1]):
        first, second = second, first
        both = False
    else:
        both = first is not None and second is not None
    found = [each for each in (first, second) if each]
    deep = next((field for field, parts in found if parts.path.strip("/") or parts.query), None)
    return deep or (found[0][0] if both else None)


def _bare_host(parts: SplitResult) -> str:
    return (parts.hostname or "").removeprefix("www.").removeprefix("m.")
