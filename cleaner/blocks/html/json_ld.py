"""JSON-LD (schema.org) on an HTML page: its scripts, their nodes, and the node that is the page's own article.

A page says much in JSON-LD that is not of its article: who runs the site, the way to the page, other articles with
headlines and dates of their own. Where several nodes could be the page's own, it is the one that has the page's address
or its title.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cleaner.blocks.html.metadata import split_address
from cleaner.model.folded import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.model.document import Page
    from cleaner.model.span import Span

MAX_CHARS = 1 << 20
"""Of all scripts of a page together; an article needs a few thousand."""
MAX_VALUES = 64
"""Of one property: authors, sections."""

_OPENING = re.compile(r"(?:\s|//|/\*|\*/|<!\[CDATA\[|<!--|\ufeff)*")
"""What older pages put before the JSON, so that browsers of their day did not stumble over it."""
_LENIENT = json.JSONDecoder(strict=False)
_ARTICLES = frozenset({"BlogPosting", "DiscussionForumPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})
_PAGES = frozenset({"WebPage", "ItemPage", "AboutPage", "MedicalWebPage"})
_HOLDERS = ("@graph", "mainEntity")

Node = dict[str, Any]


class Script(NamedTuple):
    """A script of JSON-LD in the text of its page."""

    text: str
    place: Span

    def nodes(self) -> Iterator[Node]:
        """The nodes that speak of the page, those of a graph and a page's main entity too; of broken JSON none."""
        start = self.text.find(">", self.place.start) + 1
        opening = _OPENING.match(self.text, start, self.place.end)
        start = opening.end() if opening else start
        closing = self.text.rfind("</", start, self.place.end)
        waiting = [_decoded(self.text[start : closing if closing >= 0 else self.place.end])]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                yield value
                waiting.extend(value[key] for key in _HOLDERS if key in value)


class Said(NamedTuple):
    """A node and the script that it stands in."""

    node: Node
    script: Script


def scripts_of(page: Page) -> list[Script]:
    """The scripts of JSON-LD on an HTML *page*, in order."""
    return [Script(page.text, element.span) for element in page.tree.select('script[type*="ld+json" i]')]


def nodes_of(scripts: Iterable[Script]) -> Iterator[Said]:
    """The nodes of *scripts* in order, as far as they are together of a size that pages have."""
    budget = MAX_CHARS
    for script in scripts:
        budget -= script.place.end - script.place.start
        if budget < 0:
            break
        for node in script.nodes():
            yield Said(node, script)


def is_article(types: Iterable[str]) -> bool:
    """Whether a thing of these *types* is an article or a posting."""
    return any(each in _ARTICLES or each.endswith("Article") for each in types)


def is_page(types: Iterable[str]) -> bool:
    """Whether a thing of these *types* is a page of the web."""
    return not _PAGES.isdisjoint(types)


def own(found: Iterable[Said], address: str | None, title: str) -> Said | None:
    """The node that is this page's: it has its *address* or *title* (folded), or is the only one and has no other."""
    judged = [(_agreement(said.node, address, title), said) for said in found]
    best = max((agreement for agreement, _ in judged), default=-1)
    chosen = [said for agreement, said in judged if agreement == best]
    if best < 0 or (best == 0 and len(chosen) > 1):
        return None
    return chosen[0]


def types_of(node: Node) -> list[str]:
    """The names of its types, without the address of the vocabulary."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [each.rpartition("/")[2].rpartition(":")[2] for each in values[:MAX_VALUES] if isinstance(each, str)]


def link_of(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    """The address that *value* is or has."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else None


def texts_of(value: Any, named: dict[str, Node]) -> list[str]:  # noqa: ANN401 - any JSON value
    """Strings, numbers, and the names of things, of one or a list; a thing may be only referred to, as one of *named*."""
    texts: list[str] = []
    for each in (value if isinstance(value, list) else [value])[:MAX_VALUES]:
        thing = each
        if isinstance(thing, dict):
            name = thing.get("name")
            if name is None and isinstance(thing.get("@id"), str):
                name = named.get(thing["@id"], {}).get("name")
            thing = name[0] if isinstance(name, list) and name else name
        if isinstance(thing, str):
            texts.append(thing)
        elif isinstance(thing, int) and not isinstance(thing, bool) and 0 < thing < 1 << 53:
            texts.append(str(thing))
    return texts


def _decoded(source: str) -> Any:  # noqa: ANN401 - any JSON value
    """The JSON that *source* begins with; None when it is broken. Line ends in strings are forgiven: they are common."""
    try:
        return msgspec.json.decode(source)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return _LENIENT.raw_decode(source)[0]
    except (ValueError, RecursionError):
        return None


def _agreement(node: Node, address: str | None, title: str) -> int:
    """Whether a node has the address and the title of the page: -1 when it is another's."""
    headlines = [folded(value) for key in ("headline", "name") for value in texts_of(node.get(key), {})]
    has_title = bool(title) and any(value and (value in title or title in value) for value in headlines)
    urls = {bare for key in ("mainEntityOfPage", "url", "@id") if (bare := _bare(link_of(node.get(key))))}
    page = _bare(address)
    if page and page in urls:
        return 2 + has_title
    if has_title:
        return 1
    return -1 if page and urls else 0


def _bare(address: str | None) -> str | None:
    """Host and path, as far as they tell pages apart; None of a home page, which templates name for any page."""
    parts = split_address(address.strip()) if address else None
    if parts is None or not (parts.path.strip("/") or parts.query):
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"
