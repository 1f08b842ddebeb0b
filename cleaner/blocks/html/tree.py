"""The tree of an HTML page, with the place of each element in the source."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING

import turbohtml

from cleaner.blocks.html.literals import alternatives, names
from cleaner.blocks.html.xpath import find
from cleaner.model.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from turbohtml import Element as Node

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)

_STRETCH = 4096
_MANY = 8
"""Selectors in a list from which it pays to know all names of the page: each that is on none costs a walk through it."""
_PLACE = attrgetter("span.start")


def _in_order(elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """*elements* by their places, one at each: the last that says so."""
    return sorted({element.span.start: element for element in elements}.values(), key=_PLACE)


class HtmlElement:
    """An element of `HtmlTree` (see `cleaner.model.element.Element`)."""

    __slots__ = ("_node", "span")

    def __init__(self, node: Node, span: Span) -> None:
        self._node = node
        self.span = span

    @property
    def tag(self) -> str:
        """Its name in small letters."""
        return self._node.tag

    @property
    def text(self) -> str:
        """All text in it."""
        return self._node.text

    def attr(self, name: str) -> str | None:
        """The value of an attribute."""
        return self._node.attr(name)


class HtmlTree:
    """The tree that the WHATWG standard builds of a prepared text (see `cleaner.blocks.html.tokens`)."""

    def __init__(self, prepared: str) -> None:
        self.prepared = prepared
        self._length = len(prepared)
        # With scripting on, the inside of <noscript> is text for the tree as it is for the tokenizer.
        self._document = turbohtml.parse(prepared, source_locations=True, scripting=True)
        self._found: dict[str, list[HtmlElement]] = {}
        self._ends: dict[int, int] = {}
        self._lines: list[int] = []

    def select(self, selector: str) -> list[HtmlElement]:
        """The elements that *selector* finds, in document order."""
        found = self._found.get(selector)
        if found is None:
            found = self._found[selector] = self._select(selector)
        return found

    def line_of(self, position: int) -> int:
        """The line of a code point, from 1. Lines before each stretch of the text are counted once."""
        if not self._lines:
            ends = (self.prepared.count("\n", at, at + _STRETCH) for at in range(0, self._length, _STRETCH))
            self._lines = list(accumulate(ends, initial=1))
        stretch = position // _STRETCH
        return self._lines[stretch] + self.prepared.count("\n", stretch * _STRETCH, position)

    def main_content(self) -> Span | None:
        """Where the element lies that is densest in text, by turbohtml's scores; None when nothing reads like an article."""
        node = self._document.main_content()
        return self._span(node) if node is not None else None

    def _select(self, selector: str) -> list[HtmlElement]:
        if selector[0] in "/(":
            return _in_order(self._placed(find(self._document, selector)))
        # One by one they are looked up in an index; a list is a walk through the whole page.
        parts = alternatives(selector)
        if len(parts) == 1:
            return _in_order(self._placed(self._document.select(selector)))
        if len(parts) >= _MANY:
            parts = tuple(part for part in parts if names(part) <= self._names)
        return _in_order(element for part in parts for element in self.select(part))

    @cached_property
    def _names(self) -> frozenset[str]:
        """All classes (`.entry`) and ids (`#main`) of the page in small letters."""
        classes = " ".join({element.attr("class") or "" for element in self._document.select("[class]")})
        ids = {element.attr("id") or "" for element in self._document.select("[id]")}
        return frozenset([*(f".{name}" for name in classes.lower().split()), *(f"#{name}".lower() for name in ids)])

    def _placed(self, nodes: Iterable[object]) -> Iterator[HtmlElement]:
        for node in nodes:
            if isinstance(node, turbohtml.Element) and (span := self._span(node)) is not None:
                yield HtmlElement(node, span)

    def _span(self, node: Node) -> Span | None:
        place = node.source_location
        if place is None:
            return None
        start = place.start_tag.start_offset
        if place.end_tag is not None and place.end_tag.end_offset > start:
            return Span(start, place.end_tag.end_offset)
        if node.tag in VOID:
            return Span(start, place.start_tag.end_offset)
        return Span(start, max(place.start_tag.end_offset, self._implied_end(node, start)))

    def _implied_end(self, node: Node, start: int) -> int:
        """Where an element ends that nothing closes: at the next that is not in it, or where its parent ends."""
        climbed: list[int] = []
        current: Node | None = node
        end = self._length
        while current is not None:
            place = current.source_location
            key = place.start_tag.start_offset if place else -1
            if key in self._ends:
                end = self._ends[key]
                break
            if key >= 0:
                climbed.append(key)
            following = self._next_start(current, start)
            if following is not None:
                end = following
                break
            parent = current.parent
            if not isinstance(parent, turbohtml.Element):
                break
            place = parent.source_location
            if place is not None and place.end_tag is not None and place.end_tag.start_offset > start:
                end = place.end_tag.start_offset
                break
            current = parent
        for key in climbed:
            self._ends[key] = end
        return end

    @staticmethod
    def _next_start(node: Node, start: int) -> int | None:
        """Where the next sibling element begins that stands behind *start*."""
        sibling = node.next_sibling
        while sibling is not None:
            if isinstance(sibling, turbohtml.Element):
                place = sibling.source_location
                if place is None:
                    # Implied, as a body without a tag: it begins with the first thing in it.
                    inner = next((element for element in sibling.iter_elements() if element.source_location), None)
                    place = inner.source_location if inner else None
                if place is not None and place.start_tag.start_offset > start:
                    return place.start_tag.start_offset
            sibling = sibling.next_sibling
        return None
