"""A string of JSON with the place of each of its characters, and the blocks that it comes to.

Escapes stand for what JSON cannot hold, and HTML inside the string for what plain text cannot. Both are markup: blocks
show what they mean, and their runs lead back into the page, so all laws of the ledger hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cleaner.blocks.html import HtmlTree, blocks_of, prepared
from cleaner.model.block import Block, Run
from cleaner.model.span import Span
from cleaner.model.white_space import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaner.model.document import Page

MARKUP = re.compile(
    r"<!--.*?-->|</?[a-z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});",
    re.IGNORECASE | re.DOTALL,
)
"""A comment, a tag or a character reference."""
_PARTING = re.compile(
    r"</?(?:p|br|div|li|[uo]l|h[1-6]|hr|section|article|blockquote|table|t[rdh]|pre|figure|figcaption)\b", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")
_UNSEEN = frozenset([*map(chr, range(9)), *map(chr, range(14, 32)), *map(chr, range(127, 160))])
_BLANK = WHITE_SPACE + "".join(sorted(_UNSEEN))
_LONE = re.compile(r"[\ud800-\udfff]")

Piece = tuple[int, int, str]
"""Where something stands in the page, and what it is shown as."""


def parts_lines(markup: str) -> bool:
    """Whether there is a tag in *markup* that begins a line: the line ends of such HTML mean nothing."""
    return _PARTING.search(markup) is not None


class JsonString:
    """The string whose inside stands in *place* of *source*; what it reads is `text`."""

    def __init__(self, source: str, place: Span) -> None:
        self.source = source
        self.starts: list[int] = []
        """Where each character of the text begins, and where the last one ends."""
        pieces: list[str] = []
        position = place.start
        for match in _ESCAPE.finditer(source, place.start, place.end):
            pieces.append(source[position : match.start()])
            self.starts.extend(range(position, match.start()))
            char = chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2])
            follows = match.start() == position and match[1] and pieces[-2:-1]
            position = match.end()
            if follows and "\udc00" <= char <= "\udfff" and "\ud800" <= pieces[-2] <= "\udbff":
                # Two escapes are one character.
                pieces[-2:] = [(pieces[-2] + char).encode("utf-16", "surrogatepass").decode("utf-16")]
                continue
            pieces.append(char)
            self.starts.append(match.start())
        pieces.append(source[position : place.end])
        self.starts.extend(range(position, place.end + 1))
        self.text = "".join(pieces)

    def blocks(self, page: Page) -> tuple[list[Block], list[Span]]:
        """Its blocks in their places on *page*, and the elements of HTML in it that a reader would not see."""
        shown = _LONE.sub("\ufffd", self.text)
        blocks: list[Block] = []
        hidden: list[Span] = []
        for start, end in [(0, len(shown))] if parts_lines(shown) else _lines(shown):
            line = shown[start:end]
            if MARKUP.search(line):
                inner, unseen, _ = blocks_of(line, HtmlTree(prepared(line)))
                blocks.extend(self._moved(page, block, start, line) for block in inner)
                hidden.extend(self._span(start + span.start, start + span.end) for span in unseen)
            else:
                pieces = self._characters(start, line)
                text = "".join(shown for _, _, shown in pieces)
                blocks.append(self._block(page, Block("p", 0, 0, 0, 0, 1, text, 0), pieces))
        return blocks, hidden

    def _span(self, start: int, end: int) -> Span:
        return Span(self.starts[start], self.starts[end])

    def _characters(self, first: int, shown: str) -> list[Piece]:
        """The characters *shown*, which begin at *first*, one by one, without those that are none."""
        places = self.starts[first : first + len(shown) + 1]
        return [
            (start, end, char)
            for start, end, char in zip(places, places[1:], shown, strict=False)
            if char not in _UNSEEN
        ]

    def _moved(self, page: Page, block: Block, offset: int, line: str) -> Block:
        """*block* of the HTML *line*, which begins at *offset* of the string, in its place on *page*."""
        runs = block.runs or ((Run(0, block.content, block.content + len(block.text)),) if block.text else ())
        pieces: list[Piece] = []
        for run, following in zip(runs, [*(run.at for run in runs[1:]), len(block.text)], strict=True):
            shown = block.text[run.at : following]
            if line[run.start : run.end] == shown:
                pieces += self._characters(offset + run.start, shown)
            else:
                span = self._span(offset + run.start, offset + run.end)
                pieces.append((span.start, span.end, shown))
        images = []
        for image in block.images:
            span = self._span(offset + image.start, offset + image.end)
            images.append(msgspec.structs.replace(image, start=span.start, end=span.end))
        wraps = []
        for wrap in block.wraps:
            span = self._span(offset + wrap.outer_start, offset + wrap.outer_end)
            wraps.append(msgspec.structs.replace(wrap, outer_start=span.start, outer_end=span.end))
        return self._block(page, msgspec.structs.replace(block, images=tuple(images), wraps=tuple(wraps)), pieces)

    def _block(self, page: Page, block: Block, pieces: Sequence[Piece]) -> Block:
        """*block* where *pieces*, its text, and its images stand."""
        starts = [start for start, _, _ in pieces[:1]] + [image.start for image in block.images]
        ends = [end for _, end, _ in pieces[-1:]] + [image.end for image in block.images]
        start, end = min(starts), max(ends)
        return msgspec.structs.replace(
            block,
            start=start,
            end=end,
            stop=end,
            line=page.tree.line_of(start),
            content=pieces[0][0] if pieces else start,
            runs=_runs(self.source, pieces),
        )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where the lines of *text* begin and end that have something on them, without white space at their ends."""
    position = 0
    for stop, following in [*(match.span() for match in _LINE_END.finditer(text)), (len(text), len(text))]:
        line = text[position:stop]
        end = position + len(line.rstrip(_BLANK))
        start = stop - len(line.lstrip(_BLANK))
        if start < end:
            yield start, end
        position = following


def _runs(source: str, pieces: Iterable[Piece]) -> tuple[Run, ...]:
    """Runs of *pieces*; characters that follow each other in the source as they are shown are one run."""
    runs: list[Run] = []
    at = 0
    last = -1
    for start, end, shown in pieces:
        is_plain = end - start == 1 and source[start] == shown
        if is_plain and start == last:
            runs[-1] = Run(runs[-1].at, runs[-1].start, end)
        else:
            runs.append(Run(at, start, end))
        last = end if is_plain else -1
        at += len(shown)
    return tuple(runs)
