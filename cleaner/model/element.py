"""Elements of an HTML page as rules see them: a span of the source, attributes, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.span import Span


class Element(Protocol):
    """An element with the place that it takes in the source."""

    @property
    def tag(self) -> str:
        """Its name in small letters."""

    @property
    def span(self) -> Span:
        """From its start tag to its end tag, both included; code points of the decoded text."""

    @property
    def text(self) -> str:
        """All text in it, as it stands, hidden or not."""

    def attr(self, name: str) -> str | None:
        """The value of an attribute, references resolved; None when it has none of that name."""


class Tree(Protocol):
    """A page as a tree of elements."""

    def select(self, selector: str) -> Sequence[Element]:
        """The elements that *selector* finds, in document order: XPath if it begins with `/` or `(`, else CSS.

        Elements that the source does not write (an implied `tbody`) are left out.
        """

    def line_of(self, position: int) -> int:
        """The line of code point *position* of the decoded text, from 1."""
