"""Tokens of an HTML page to blocks: what a reader sees, where it stands in the source, and nothing moved.

One pass over the tokens. Block elements and `<br>` part blocks, white space collapses as in a browser, character
references become the characters they stand for; all of it is said by runs, the source is never rewritten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cleaner.blocks.html.containers import Containers
from cleaner.blocks.html.contexts import Contexts
from cleaner.blocks.html.tags import BLOCK, CELLS, INLINE, LISTS, MARKS, PLAIN, PREFORMATTED, TIGHT, Tag, read_tag
from cleaner.blocks.html.tokens import tokenize
from cleaner.model.block import Block, Image, Link, Run, Wrap
from cleaner.model.white_space import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.model.outline import Outline
    from cleaner.model.span import Span

_SPACE = " \t\n\f\r"
"""White space as HTML has it: NBSP and U+3000 are characters."""
_SOFT_HYPHEN = "\xad"
_STRETCH = re.compile(r"[\t\n\f\r][ \t\n\f\r]*| [ \t\n\f\r]+|[\0\xad\ufffd]+")
"""White space that collapses, and characters that are not shown as they stand. A space between words is no such."""
_WIDE = re.compile(r"[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_NOSCRIPT = re.compile(r"<n(?=oscript\b)", re.IGNORECASE)
_LINE_BREAK, _LINE, _PARAGRAPH = 1, 2, 3
"""How strongly two blocks are parted; 0 parts the cells of a row."""
_UNREAD = Tag("", INLINE, is_end=False)
_MAX_ALIKE = 3

Piece = tuple[int, int, str]


class Builder:
    """Collects blocks. While one is open, its pieces are `(source start, source end, visible characters)`."""

    def __init__(self, text: str, prepared: str, unseen: Sequence[Span], hidden: Sequence[Span]) -> None:
        self.text = text
        self.prepared = prepared
        self.unseen = unseen
        self.hidden = frozenset(span.start for span in hidden)
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.ends_white = True
        # The first piece stood beside white space that collapses: a block of several words has runs then.
        self.collapsed = False
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.wraps: list[Wrap] = []
        self.open_link: tuple[int, int, str] | None = None
        self.open_marks: list[tuple[str, int, int]] = []
        self.contexts = Contexts()
        self.containers = Containers()
        self.leaves: list[int] = []
        self.strength = _PARAGRAPH
        self.after_break = False
        self.row_open = False
        self.same_row = False
        self.line = 1
        self.line_at = 0

    def build(self, places: Sequence[Span] | None = None) -> tuple[Block, ...]:
        """The blocks of the page, or of *places* in it, in order."""
        if places is None:
            self._feed(self.prepared, 0)
            self._flush()
        else:
            for place in places:
                self._break(_PARAGRAPH)
                self._feed(self.prepared[place.start : place.end], place.start)
                self._flush()
        return tuple(self.blocks)

    def outline(self) -> Outline:
        """The containers of the blocks that were built."""
        return self.containers.outline(self.leaves)

    def _feed(self, source: str, offset: int) -> None:
        # Equal sources are equal tags: each is read once. No text reads like a tag, but where no tag counts.
        tags: dict[str, Tag | None] = {}
        known = tags.get
        contexts, containers, blocks = self.contexts, self.containers, self.blocks
        edges = _Edges(self.unseen, offset, len(self.text) + 1)
        skip_from = edges.start
        raw = ""
        for token, piece, start in tokenize(source, offset):
            if start >= skip_from:
                skip_from = edges.behind(start)
                if start >= skip_from:
                    continue
            # Only what is a tag for sure is looked up: in what holds no tags, text may look like one.
            tag = _UNREAD if raw else known(piece, _UNREAD)
            if tag is _UNREAD:
                if token.source is None:
                    # Most of what stands between tags is a line end and indentation.
                    if raw or not self.ends_white or contexts.tag == "pre" or piece.strip(_SPACE):
                        self._text(start, piece, raw)
                    continue
                if piece[0] == "&":
                    if not raw:
                        self._reference(start, start + len(piece), token.data or "")
                    continue
                tag = tags[piece] = read_tag(token, piece)
            if tag is None:
                continue
            raw = tag.raw
            if tag.kind == PLAIN:
                if self.pieces or self.images:
                    self._flush()
                self.strength = _PARAGRAPH
                if tag.is_end:
                    containers.close(tag.name, len(blocks))
                else:
                    containers.open(tag, len(blocks))
            elif tag.kind == BLOCK:
                self._block_tag(tag, start, start + len(piece))
            else:
                self._inline_tag(tag, start, start + len(piece))

    # --- text

    def _text(self, start: int, shown: str, raw: str) -> None:
        if raw and raw not in PREFORMATTED:
            if raw == "noscript":
                # There is none in another: what begins again inside is an element like others.
                self._feed(_NOSCRIPT.sub("<x", shown), start)
        elif self.contexts.tag == "pre":
            self._preformatted(start, shown)
        elif _is_regular(shown):
            self._words(start, shown)
        else:
            self._irregular(start, shown)

    def _words(self, start: int, shown: str) -> None:
        """Text that stands as it is shown, but for a space behind one."""
        if shown[0] == " " and self.ends_white:
            shown = shown[1:]
            start += 1
        if shown:
            self._add(start, start + len(shown), shown)

    def _irregular(self, start: int, shown: str) -> None:
        """Text with white space that collapses, or with characters that are not shown as they stand."""
        position = 0
        is_first = not self.pieces
        for match in _STRETCH.finditer(shown):
            first, last = match.span()
            if first > position:
                self._words(start + position, shown[position:first])
            position = last
            stretch = match.group()
            if stretch[0] in "\0\xad\ufffd":
                self._strange(start + first, start + last)
            elif self.ends_white:
                continue
            elif not ("\n" in stretch and last < len(shown) and _is_wide(shown[first - 1 : first], shown[last])):
                self._add(start + first, start + last, " ")
        if position < len(shown):
            self._words(start + position, shown[position:])
        if is_first and self.pieces:
            self.collapsed = True

    def _strange(self, start: int, end: int) -> None:
        """NUL shows nothing, nor does a soft hyphen, which says where a line may end; U+FFFD is shown where it is no NUL."""
        if shown := self.text[start:end].replace("\0", "").replace(_SOFT_HYPHEN, ""):
            self._add(start, end, shown)

    def _preformatted(self, start: int, shown: str) -> None:
        if not self.pieces and shown[0] == "\n":
            start, shown = start + 1, shown[1:]
        elif not self.pieces and shown.startswith(" \n") and self.text[start] == "\r":
            start, shown = start + 2, shown[2:]
        if shown:
            # As it stands in the source: line ends of any kind and all.
            self._add(start, start + len(shown), self.text[start : start + len(shown)])

    def _reference(self, start: int, end: int, shown: str) -> None:
        if shown and shown in _SPACE and self.contexts.tag != "pre":
            if self.ends_white:
                return
            shown = " "
        if shown and shown != _SOFT_HYPHEN:
            self._add(start, end, shown)

    def _add(self, start: int, end: int, shown: str) -> None:
        if not self.pieces and self.contexts.tag != "pre":
            # Indentation is no text, as in a dump: Chinese paragraphs begin with two ideographic spaces.
            left = shown.lstrip(WHITE_SPACE)
            if not left:
                return
            if end - start == len(shown):
                start += len(shown) - len(left)
            shown = left
        self.pieces.append((start, end, shown))
        self.length += len(shown)
        self.ends_white = shown[-1] in _SPACE

    # --- tags

    def _block_tag(self, tag: Tag, start: int, end: int) -> None:
        name = tag.name
        strength = _PARAGRAPH
        if start in self.hidden:
            pass
        elif name in CELLS:
            strength = 0
        elif name in TIGHT or (name in LISTS and self.contexts.holds("li")):
            strength = _LINE
        if self.pieces or self.images:
            self._flush()
        if tag.is_end:
            self.containers.close(name, len(self.blocks))
        else:
            self.containers.open(tag, len(self.blocks))
        if name in CELLS:
            self.same_row = self._in_row()
            # What is open in a cell ends with it.
            self.open_marks = []
        elif name == "tr":
            self.row_open = self.same_row = False
        if name == "hr":
            if not tag.is_end:
                self._break(strength)
                self._block("hr", "", start, end)
        elif tag.is_end:
            self.contexts.close(name)
            if name in LISTS and not self.contexts.holds("li"):
                strength = _PARAGRAPH
        else:
            self.contexts.open(tag)
        self.strength = max(self.strength, strength)

    def _inline_tag(self, tag: Tag, start: int, end: int) -> None:
        name = tag.name
        if name == "br":
            if self.contexts.tag == "pre":
                self._add(start, end, "\n")
            else:
                follows = self.after_break and not self.pieces
                self._break(_PARAGRAPH if follows else _LINE_BREAK)
                self.after_break = True
        elif name == "a":
            self._close_link(start, end)
            if tag.href is not None:
                self.open_link = (self.length, start, tag.href)
        elif tag.src is not None:
            self.images.append(Image(start, end, tag.src, tag.alt))
        elif name in MARKS:
            self._mark(tag, start, end)

    def _mark(self, tag: Tag, start: int, end: int) -> None:
        if not tag.is_end:
            # As the standard has it, of elements that are never closed only three go on in every paragraph.
            if sum(name == tag.name for name, _, _ in self.open_marks) < _MAX_ALIKE:
                self.open_marks.append((tag.name, self.length, start))
            return
        for number in range(len(self.open_marks) - 1, -1, -1):
            if self.open_marks[number][0] == tag.name:
                _, first, outer = self.open_marks.pop(number)
                if self.length > first:
                    self.wraps.append(Wrap(first, self.length, outer, end, MARKS[tag.name]))
                return

    def _in_row(self) -> bool:
        """Something of this row of a table stands above already."""
        return self.row_open and self.blocks[-1].tag in CELLS

    def _close_link(self, start: int, end: int) -> None:
        if self.open_link is not None:
            first, outer, href = self.open_link
            self.open_link = None
            if self.length > first:
                self.links.append(Link(first, self.length, href))
                if outer >= 0:
                    self.wraps.append(Wrap(first, self.length, outer, end if self.text[start + 1] == "/" else start))

    # --- blocks

    def _break(self, strength: int) -> None:
        if self.pieces or self.images:
            self._flush()
        self.strength = max(self.strength, strength)

    def _flush(self) -> None:
        """What has been collected becomes a block, if a reader would see anything of it."""
        self._trim()
        pieces = self.pieces
        text = pieces[0][2] if len(pieces) == 1 else "".join([piece[2] for piece in pieces])
        if text.strip(WHITE_SPACE):
            if self.open_link is not None and self.length > self.open_link[0]:
                self.links.append(Link(self.open_link[0], self.length, self.open_link[2]))
            for name, first, outer in reversed(self.open_marks):
                if self.length > first:
                    self.wraps.append(Wrap(first, self.length, outer, pieces[-1][1], MARKS[name]))
            self._block(self.contexts.tag, text, pieces[0][0], pieces[-1][1])
        elif self.images:
            self.pieces = []
            self._block("img", "", self.images[0].start, self.images[-1].end)
        # What is open goes on in the next block, and does not begin before it.
        if self.open_link is not None:
            self.open_link = (0, -1, self.open_link[2])
        if self.open_marks:
            self.open_marks = [(name, 0, -1) for name, _, _ in self.open_marks]
        self.pieces, self.links, self.images, self.wraps = [], [], [], []
        self.length = 0
        self.ends_white = True
        self.collapsed = False

    def _trim(self) -> None:
        """White space at the end of a block is not shown."""
        white = _SPACE if self.contexts.tag == "pre" else WHITE_SPACE
        while self.pieces and self.pieces[-1][2][-1] in white:
            start, end, shown = self.pieces.pop()
            left = shown.rstrip(white)
            self.length -= len(shown) - len(left)
            if left:
                self.pieces.append((start, end - len(shown) + len(left), left))

    def _block(self, tag: str, text: str, start: int, end: int) -> None:
        pieces = self.pieces
        runs: tuple[Run, ...] = ()
        if len(pieces) > 1 or (
            pieces and (pieces[0][1] - pieces[0][0] != len(pieces[0][2]) or (self.collapsed and " " in text))
        ):
            runs = _runs(self.text, pieces)
        content = start
        if self.images:
            start = min(start, self.images[0].start)
            end = max(end, self.images[-1].end)
        self.line += self.prepared.count("\n", self.line_at, start)
        self.line_at = start
        blank = 1 if self.strength == _PARAGRAPH else 0
        length = len(text)
        follows = tag in CELLS and self.same_row and not self.strength
        marker = self.contexts.next_marker()
        if follows:
            # Cells of a row, and the one before this was the first of them if it did not know it.
            marker = "|"
            if self.blocks[-1].marker != "|":
                self.blocks[-1] = msgspec.structs.replace(self.blocks[-1], marker="|")
        self.leaves.append(self.containers.current)
        self.blocks.append(
            Block(
                tag=tag,
                start=start,
                end=end,
                stop=end,
                line=self.line,
                blank_before=-1 if follows else blank,
                text=text,
                content=content,
                runs=runs,
                links=tuple([_cut_link(link, length) for link in self.links if link.start < length])
                if self.links
                else (),
                images=tuple(self.images),
                wraps=tuple([_cut_wrap(wrap, length, content) for wrap in self.wraps if wrap.start < length])
                if self.wraps
                else (),
                marker=marker,
            )
        )
        self.row_open = tag in CELLS
        self.strength = _PARAGRAPH if tag == "hr" else 0
        self.after_break = False


class _Edges:
    """Where what is never shown begins and ends, asked for in ascending order."""

    def __init__(self, spans: Sequence[Span], offset: int, beyond: int) -> None:
        self.spans = [span for span in spans if span.end > offset]
        self.next = 0
        self.beyond = beyond
        self.start = self.spans[0].start if self.spans else beyond

    def behind(self, position: int) -> int:
        """Where the span begins that *position* lies in or before."""
        while self.next < len(self.spans) and self.spans[self.next].end <= position:
            self.next += 1
        return self.spans[self.next].start if self.next < len(self.spans) else self.beyond


def _cut_link(link: Link, length: int) -> Link:
    return link if link.end <= length else Link(link.start, length, link.href)


def _cut_wrap(wrap: Wrap, length: int, content: int) -> Wrap:
    if wrap.end <= length and wrap.outer_start >= 0:
        return wrap
    outer = wrap.outer_start if wrap.outer_start >= 0 else content
    return Wrap(wrap.start, min(wrap.end, length), outer, wrap.outer_end, wrap.mark)


def _runs(text: str, pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """Runs of *pieces*; those that continue each other character by character are one."""
    runs: list[Run] = []
    at = total = 0
    first = last = -1
    for start, end, shown in pieces:
        # A unit of one character may be as long as what it is shown as, and yet another character: a line end, a space.
        plain = end - start == len(shown) and (len(shown) > 1 or text[start] == shown)
        if plain and start == last:
            last = end
        else:
            if first >= 0:
                runs.append(Run(at, first, last))
                first = last = -1
            if plain:
                at, first, last = total, start, end
            else:
                runs.append(Run(total, start, end))
        total += len(shown)
    if first >= 0:
        runs.append(Run(at, first, last))
    return tuple(runs)


def _is_regular(shown: str) -> bool:
    """There is no irregular stretch in it. All of them but U+FFFD, and some other characters, are not printable."""
    return "  " not in shown and ((shown.isprintable() and "\ufffd" not in shown) or _STRETCH.search(shown) is None)


def _is_wide(before: str, after: str) -> bool:
    """Both are written without spaces between words: a line end between them is no space (CSS Text 4, section 4.1.3)."""
    return bool(before and _WIDE.match(before) and _WIDE.match(after))
