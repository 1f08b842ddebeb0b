"""One block model for every format: a line of text, a Markdown heading and an HTML element look the same to a rule."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from cleaner.model.span import Span


class Link(Struct, frozen=True, order=True, gc=False):
    """A link. `start`/`end` are offsets into the block's visible text."""

    start: int
    end: int
    href: str


class Image(Struct, frozen=True, gc=False):
    """An image with its span in the decoded text, markup included (a link around it, attributes behind it)."""

    start: int
    end: int
    src: str
    alt: str


class Run(Struct, frozen=True, gc=False):
    """Where a run of visible text comes from: it starts at `at` in the visible text and at `start` in the source.

    A run as long as its source maps character by character; any other is one unit (`&ldquo;` shown as “).
    """

    at: int
    start: int
    end: int


class Wrap(Struct, frozen=True, gc=False):
    """An inline element: visible text `start`–`end` stands in the source between `outer_start` and `outer_end`."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    mark: str = ""
    """The sign that Markdown has for it: `**`, `*`, `` ` ``, `~~`. Empty for a link, and where the source is Markdown."""


class Block(Struct, frozen=True):
    """A unit of a page with an HTML tag name, its visible text and the way back to the source.

    All spans are code points of the decoded text. `start`–`end` is the block without its line end, `stop` where the
    next line begins. Visible text is what a reader sees: no list marker, no emphasis signs, no link targets.
    """

    tag: str
    """`p h1…h6 li blockquote pre tr td th dt dd caption figcaption img hr comment fence front-matter`."""
    start: int
    end: int
    stop: int
    line: int
    """Line of `start`, from 1."""
    blank_before: int
    """Empty lines directly above; -1 when it stands on the line of the block above, as the cells of a table do."""
    text: str
    content: int
    """Where the content begins, behind indentation and marker."""
    runs: tuple[Run, ...] = ()
    """Empty when the visible text is one stretch of the source that begins at `content`."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    wraps: tuple[Wrap, ...] = ()
    marker: str = ""
    """Of a block of HTML: what Markdown writes before it (`- `, `> `, the indentation of a list); `|` in a row of cells."""

    def source_span(self, start: int, end: int) -> Span:
        """The source of visible text `start`–`end`, with every inline element that lies wholly inside."""
        if not self.runs:
            return Span(self.content + start, self.content + end)
        if start >= end:
            position = self._source(start)
            return Span(position, position)
        first = self._source(start)
        last = self._source_end(end)
        for wrap in self.wraps:
            if start <= wrap.start and wrap.end <= end and (wrap.start < wrap.end):
                first = min(first, wrap.outer_start)
                last = max(last, wrap.outer_end)
        return Span(first, last)

    def visible_span(self, start: int, end: int) -> tuple[int, int]:
        """The visible text that stands in the source between code points *start* and *end*."""
        return self._visible(start), self._visible(end)

    def link_chars(self) -> int:
        """Visible characters that stand in links."""
        return sum(link.end - link.start for link in self.links)

    def _visible(self, position: int) -> int:
        if not self.runs:
            return min(max(position - self.content, 0), len(self.text))
        number = bisect_right(self.runs, position, key=lambda run: run.start) - 1
        if number < 0:
            return 0
        run, length = self._run(self.runs[number].at)
        if position >= run.end:
            return run.at + length
        return run.at + (position - run.start if length == run.end - run.start else 0)

    def _run(self, offset: int) -> tuple[Run, int]:
        index = max(0, bisect_right(self.runs, offset, key=lambda run: run.at) - 1)
        run = self.runs[index]
        following = self.runs[index + 1].at if index + 1 < len(self.runs) else len(self.text)
        return run, following - run.at

    def _source(self, offset: int) -> int:
        run, length = self._run(offset)
        return min(run.start + offset - run.at, run.end) if length == run.end - run.start else run.start

    def _source_end(self, offset: int) -> int:
        run, length = self._run(offset - 1)
        return run.start + offset - run.at if length == run.end - run.start else run.end


class Field(Struct, frozen=True):
    """A value of the front matter with the span of its line."""

    value: str
    start: int
    end: int
    line: int


class FrontMatter(Struct, frozen=True):
    """The metadata a page begins with. Keys are as written, values are strings; lists become several fields."""

    fields: dict[str, tuple[Field, ...]] = {}

    def lowered(self) -> dict[str, tuple[Field, ...]]:
        """The fields by their keys in small letters; of keys that differ in nothing else the last."""
        return {key.lower(): fields for key, fields in self.fields.items()}

    def first(self, *keys: str) -> Field | None:
        """The first value under any of *keys*, compared without case."""
        if not self.fields:
            return None
        lowered = self.lowered()
        for key in keys:
            fields = lowered.get(key)
            if fields:
                return fields[0]
        return None
