"""What an HTML page says of its article in JSON-LD (schema.org), and in what Baidu asks for in its stead.

Only the node that is this page's article is read (see `cleaner.blocks.html.json_ld`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cleaner.blocks.html.json_ld import is_article, is_page, link_of, nodes_of, own, texts_of, types_of
from cleaner.model.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.blocks.html.json_ld import Node, Said, Script
    from cleaner.model.fact import FactKind
    from cleaner.provenance.statements import Statements

RULE = "core/json-ld"

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


def read_json_ld(scripts: Iterable[Script], address: str | None, title: str, said: Statements) -> None:
    """Take down what *scripts* say of the page that has this *address* and *title*."""
    articles: list[Said] = []
    pages: list[Said] = []
    sites: list[Said] = []
    cambrian: list[Said] = []
    named: dict[str, Node] = {}
    for each in nodes_of(scripts):
        node = each.node
        types = types_of(node)
        if is_article(types):
            articles.append(each)
        elif is_page(types):
            pages.append(each)
        elif "WebSite" in types:
            sites.append(each)
        elif not types and _CAMBRIAN in str(node.get("@context"))[:200]:
            cambrian.append(each)
        if isinstance(node.get("@id"), str):
            named.setdefault(node["@id"], node)
    article = own(articles, address, title)
    page = own(pages, address, title)
    if article is not None:
        _say(article, _ARTICLE_FIELDS, named, said)
    elif page is not None:
        _say(page, _PAGE_FIELDS, named, said)
    for found in cambrian[:1]:
        _say(found, _CAMBRIAN_FIELDS, named, said)
    for found in sites[:1]:
        _say(found, (("name", "site"),), named, said)


def _say(found: Said, fields: Iterable[tuple[str, FactKind]], named: dict[str, Node], said: Statements) -> None:
    for key, kind in fields:
        value = found.node.get(key)
        for text in [link_of(value)] if kind == "url" else texts_of(value, named):
            if text:
                said.add(kind, text, _place(found.script, key, text), RULE)


def _place(script: Script, key: str, value: str) -> Span:
    """Where *value* stands, if that is sure: once in the script, or once as the value of *key*. Else the script."""
    start, end = script.place.start, script.place.end
    for form in dict.fromkeys(_forms(value)):
        for before in ('"', f'"{key}":"', f'"{key}": "'):
            literal = f'{before}{form}"'
            at = script.text.find(literal, start, end)
            if at >= 0 and script.text.find(literal, at + 1, end) < 0:
                at += len(before)
                return Span(at, at + len(form))
    return script.place


def _forms(value: str) -> Iterator[str]:
    """*value* as JSON may write it."""
    for ascii_only in (False, True):
        literal = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield literal
        yield literal.replace("/", "\\/")
