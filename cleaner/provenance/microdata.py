"""What an HTML page says of its article in microdata (`itemscope`, `itemprop`) of schema.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaner.model.folded import folded
from cleaner.provenance.statements import LONGEST_ELEMENT, Statements

if TYPE_CHECKING:
    from cleaner.model.element import Element
    from cleaner.model.fact import FactKind
    from cleaner.model.span import Span

RULE = "core/microdata"

_FIELDS: dict[str, FactKind] = {
    "headline": "title",
    "author": "author",
    "creator": "author",
    "datePublished": "published",
    "dateModified": "modified",
    "dateUpdate": "modified",
    "publisher": "publisher",
    "articleSection": "channel",
    "inLanguage": "language",
}
_UNSCOPED = frozenset({"datePublished", "dateModified", "dateUpdate"})
"""What counts outside of any article, when it is said only once on the page."""
_THINGS = frozenset({"author", "creator", "publisher"})
_POSTINGS = ("Article", "BlogPosting", "ForumPosting", "/Report")


class _Said(NamedTuple):
    name: str
    value: str
    place: Span


class _Scope(NamedTuple):
    """An item. `said` is that of the article that it is or that it says something of, in the given `role`."""

    end: int
    said: list[_Said] | None = None
    role: str = ""
    is_page: bool = False
    in_article: bool = False


class Microdata:
    """Items and their properties, fed with elements in document order."""

    def __init__(self) -> None:
        self._open: list[_Scope] = []
        self._articles: list[list[_Said]] = []
        self._outside: dict[str, list[_Said]] = {}

    def feed(self, element: Element) -> None:
        """Take in an element with `itemscope` or `itemprop`."""
        place = element.span
        while self._open and self._open[-1].end <= place.start:
            self._open.pop()
        around = self._open[-1] if self._open else _Scope(place.end, is_page=True)
        names = (element.attr("itemprop") or "").split()
        if element.attr("itemscope") is not None:
            self._open.append(self._item(element, place, around, names))
            return
        for name in names[:4]:
            if around.said is None:
                if around.is_page and name in _UNSCOPED:
                    self._outside.setdefault(name, []).append(_Said(name, _value(element, place), place))
            elif around.role:
                if name == "name":
                    around.said.append(_Said(around.role, _value(element, place), place))
            elif name in _FIELDS:
                around.said.append(_Said(name, _value(element, place), place))

    def _item(self, element: Element, place: Span, around: _Scope, names: list[str]) -> _Scope:
        kind = (element.attr("itemtype") or "").strip()
        in_article = around.in_article or around.said is not None
        if kind.endswith(_POSTINGS) and not in_article:
            article: list[_Said] = []
            self._articles.append(article)
            return _Scope(place.end, article)
        role = next((name for name in names if name in _THINGS), "")
        if role and around.said is not None and not around.role:
            return _Scope(place.end, around.said, role)
        # What is said of another thing is not said of the page; a web page is the page.
        return _Scope(place.end, is_page=around.is_page and kind.endswith("WebPage"), in_article=in_article)

    def read(self, title: str, said: Statements) -> None:
        """Take down what is said of the only article, or of the one that has the *title* of the page."""
        articles = self._articles
        if len(articles) > 1:
            articles = [article for article in articles if _has_title(article, title)]
        if len(articles) == 1:
            for name, value, place in articles[0]:
                said.add(_FIELDS[name], value, place, RULE)
            return
        if not self._articles:
            for found in self._outside.values():
                if len(found) == 1:
                    said.add(_FIELDS[found[0].name], found[0].value, found[0].place, RULE)


def _value(element: Element, place: Span) -> str:
    value = element.attr("content")
    if value is None and element.tag == "time":
        value = element.attr("datetime")
    if value is None:
        value = element.text if place.end - place.start <= LONGEST_ELEMENT else ""
    return value


def _has_title(article: list[_Said], title: str) -> bool:
    headlines = (folded(said.value) for said in article if said.name == "headline")
    return any(headline and headline in title for headline in headlines)
