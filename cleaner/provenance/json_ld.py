"""What an HTML page says of its article in JSON-LD (schema.org), and in what Baidu asks for in its stead.

A page says much in JSON-LD that is not of its article: who runs the site, the way to the page, other articles with
headlines and dates of their own. Only the node that is this page's article is read, and where several could be, the
one that has the page's address or its title.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cleaner.blocks.html.metadata import split_address
from cleaner.model.span import Span
from cleaner.provenance.statements import Statements, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.model.fact import FactKind

RULE = "core/json-ld"
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
_CAMBRIAN = "cambrian.jsonld"

_ARTICLE_FIELDS: tuple[tuple[str, FactKind], ...] = (
    ("headline", "title"),
    ("name", "title"),
    ("author", "author"),
    ("datePublished", "published"),
    ("dateModified", "modified"),
    ("publisher", "publisher"),
    ("articleSection", "channel"),
    ("inLanguage", "language"),
    ("mainEntityOfPage", "url"),
    ("url", "url"),
)
_PAGE_FIELDS: tuple[tuple[str, FactKind], ...] = (
    ("datePublished", "published"),
    ("dateModified", "modified"),
    ("inLanguage", "language"),
    ("url", "url"),
)
_CAMBRIAN_FIELDS: tuple[tuple[str, FactKind], ...] = (
    ("title", "title"),
    ("pubDate", "published"),
    ("upDate", "modified"),
    ("@id", "url"),
)

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

    def place_of(self, key: str, value: str) -> Span:
        """Where *value* stands, if that is sure: once in the script, or once as the value of *key*. Else the script."""
        start, end = self.place.start, self.place.end
        for form in dict.fromkeys(_forms(value)):
            for before in ('"', f'"{key}":"', f'"{key}": "'):
                literal = f'{before}{form}"'
                at = self.text.find(literal, start, end)
                if at >= 0 and self.text.find(literal, at + 1, end) < 0:
                    at += len(before)
                    return Span(at, at + len(form))
        return self.place


def read_json_ld(scripts: Iterable[Script], address: str | None, title: str, said: Statements) -> None:
    """Take down what *scripts* say of the page that has this *address* and *title*."""
    articles: list[tuple[Node, Script]] = []
    pages: list[tuple[Node, Script]] = []
    sites: list[tuple[Node, Script]] = []
    cambrian: list[tuple[Node, Script]] = []
    named: dict[str, Node] = {}
    budget = MAX_CHARS
    for script in scripts:
        budget -= script.place.end - script.place.start
        if budget < 0:
            break
        for node in script.nodes():
            types = _types(node)
            if any(each in _ARTICLES or each.endswith("Article") for each in types):
                articles.append((node, script))
            elif _PAGES.intersection(types):
                pages.append((node, script))
            elif "WebSite" in types:
                sites.append((node, script))
            elif not types and _CAMBRIAN in str(node.get("@context"))[:200]:
                cambrian.append((node, script))
            if isinstance(node.get("@id"), str):
                named.setdefault(node["@id"], node)
    article = _own(articles, address, title)
    page = _own(pages, address, title)
    if article is not None:
        _say(article, _ARTICLE_FIELDS, named, said)
    elif page is not None:
        _say(page, _PAGE_FIELDS, named, said)
    for found in cambrian[:1]:
        _say(found, _CAMBRIAN_FIELDS, named, said)
    for found in sites[:1]:
        _say(found, (("name", "site"),), named, said)


def _forms(value: str) -> Iterator[str]:
    """*value* as JSON may write it."""
    for ascii_only in (False, True):
        literal = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield literal
        yield literal.replace("/", "\\/")


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


def _own(found: list[tuple[Node, Script]], address: str | None, title: str) -> tuple[Node, Script] | None:
    """The node that is this page's: it says so, or it is the only one and says nothing else."""
    judged = [(_agreement(node, address, title), node, script) for node, script in found]
    best = max((agreement for agreement, _, _ in judged), default=-1)
    chosen = [(node, script) for agreement, node, script in judged if agreement == best]
    if best < 0 or (best == 0 and len(chosen) > 1):
        return None
    return chosen[0]


def _agreement(node: Node, address: str | None, title: str) -> int:
    """Whether a node has the address and the title of the page: -1 when it is another's."""
    headlines = [folded(value) for key in ("headline", "name") for value in _texts(node.get(key), {})]
    has_title = bool(title) and any(value and (value in title or title in value) for value in headlines)
    urls = {bare for key in ("mainEntityOfPage", "url", "@id") if (bare := _bare(_link(node.get(key))))}
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


def _say(
    found: tuple[Node, Script], fields: Iterable[tuple[str, FactKind]], named: dict[str, Node], said: Statements
) -> None:
    node, script = found
    for key, kind in fields:
        value = node.get(key)
        for text in [_link(value)] if kind == "url" else _texts(value, named):
            if text:
                said.add(kind, text, script.place_of(key, text), RULE)


def _types(node: Node) -> list[str]:
    """The names of its types, without the address of the vocabulary."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [each.rpartition("/")[2].rpartition(":")[2] for each in values[:MAX_VALUES] if isinstance(each, str)]


def _link(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else None


def _texts(value: Any, named: dict[str, Node]) -> list[str]:  # noqa: ANN401 - any JSON value
    """Strings, numbers, and the names of things, of one or a list; a thing may be only referred to."""
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
