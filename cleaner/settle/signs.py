"""What stands between, around and in the lines of a clean text: line ends in plain text, signs in Markdown."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleaner.model.block import Block, Image

_SPECIAL = re.compile(r"[\\`*_\[\]<~]|&(?=#[0-9xX]|[A-Za-z][A-Za-z0-9]{1,31};)")
_LEADING = re.compile(r"#{1,6}(?=\s|$)|>|[+-](?=\s|$)|-(?=[-:|])|:(?=-)|=(?==*\s*$)|\||\d{1,9}(?P<point>[.)])(?=\s|$)")
_CLOSING_HASHES = re.compile(r"(?:^|\s)(#)#*$")
_ALT = re.compile(r"[\\\[\]]")
_UNSAFE = re.compile(r"[\s<>\\]")
_BRACKETS = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*")
_LINE_END = re.compile(r"\n|\r(?!\n)")
_TICKS = re.compile(r"`+")
_NO_MARK = re.compile(r"[^>\s]")
_SPACE = " \t\n\f\r\v"
OBJECT = "\ufffc"
"""Stands for an image in the line that a form is asked about."""


class Piece(Struct, frozen=True, order=True, gc=False):
    """Code points `start`–`end` of the source that stay; shown as they stand, or as `shown`."""

    start: int
    end: int
    shown: str | None
    at: int
    """Offset into the visible text of the block; of an image, of what follows it."""
    is_sign: bool = False
    """`shown` is a sign of the form, such as an image, and no text."""


class Line(NamedTuple):
    """What is left of a block: the visible text of its pieces in one, and where each begins in it."""

    block: Block
    pieces: Sequence[Piece]
    text: str
    starts: Sequence[int]


class Signs(Protocol):
    """A form in which a text is written. One object serves one text, from its first block to its last."""

    is_plain: bool
    """Signs stand only between lines: none in a line, and none behind one. Then nobody is asked for them."""

    def image(self, image: Image) -> str:
        """What stands for an image; empty if nothing does."""

    def rule(self) -> str:
        """What stands for a horizontal rule; empty if nothing does."""

    def before(self, block: Block, apart: int) -> str:
        """What stands before a block, the end of the line above included.

        *apart* is the number of empty lines above it, -1 when it goes on in the same line.
        """

    def after(self, line: Line) -> str:
        """What stands behind a block."""

    def around(self, line: Line) -> Mapping[int, str]:
        """What stands before characters of *line* by their offset; at its length, what stands behind the last."""

    def instead(self, line: Line, around: Mapping[int, str]) -> Mapping[int, str]:
        """What stands for characters of *line* that would not mean themselves, by their offset."""

    def finish(self) -> str:
        """What stands at the end."""


class PlainSigns:
    """Plain text: a paragraph on a line, an empty line between paragraphs, tabs between the cells of a row."""

    is_plain = True

    def image(self, image: Image) -> str:  # noqa: ARG002 - the form of all signs
        """Nothing."""
        return ""

    def rule(self) -> str:
        """Nothing."""
        return ""

    def before(self, block: Block, apart: int) -> str:  # noqa: ARG002
        """A line end, or two, or a tab."""
        return _line_ends(apart)

    def after(self, line: Line) -> str:  # noqa: ARG002
        """Nothing."""
        return ""

    def around(self, line: Line) -> Mapping[int, str]:  # noqa: ARG002
        """Nothing."""
        return {}

    def instead(self, line: Line, around: Mapping[int, str]) -> Mapping[int, str]:  # noqa: ARG002
        """Nothing: every character means itself."""
        return {}

    def finish(self) -> str:
        """Nothing."""
        return ""


class MarkdownSigns:
    """Markdown as CommonMark has it, with tables and strikethrough as GitHub has them."""

    is_plain = False

    def __init__(self) -> None:
        self._cells = 0
        self._is_first_row = True
        self._above = ""
        self._code: list[_Mark] = []

    def image(self, image: Image) -> str:
        """`![text](address)`."""
        alt = _ALT.sub(_backslash, " ".join(image.alt.split()))
        return f"![{alt}]({_target(image.src)})" if image.src else ""

    def rule(self) -> str:
        """Three hyphens."""
        return "---"

    def before(self, block: Block, apart: int) -> str:
        """The end of the row of a table or of the line above, and the marker of the block."""
        above, self._above = self._above, block.tag
        if block.marker == "|" and self._cells and apart < 0:
            self._cells += 1
            return " | "
        end = self._end_of_row()
        if block.marker == "|":
            self._is_first_row = not end or apart > 0
            self._cells = 1
            return f"{end}{_line_ends(max(apart, 0) if end else 1)}| "
        # A line that follows another without an empty one between goes on in the same paragraph.
        is_list = block.tag == above == "li"
        goes_on = not (apart or end or _stands_alone(above) or _stands_alone(block.tag))
        ends = "\n\n" if apart or not (is_list or goes_on) else "\n" if is_list else "\\\n"
        if block.tag == "pre":
            return f"{end}\n\n{block.marker}{_fence(block)}\n{_indent(block)}"
        heading = "#" * int(block.tag[1]) + " " if _is_heading(block.tag) else ""
        return f"{end}{ends}{block.marker}{heading}"

    def after(self, line: Line) -> str:
        """The fence behind code."""
        if line.block.tag != "pre":
            return ""
        return (
            _fence(line.block) if line.text.endswith(("\n", "\r")) else f"\n{_indent(line.block)}{_fence(line.block)}"
        )

    def around(self, line: Line) -> Mapping[int, str]:
        """The signs of links and emphasis."""
        block = line.block
        if block.tag == "pre" or not (block.links or block.wraps):
            return {}
        around: dict[int, str] = {}
        marks = _readable(line, _nested(_marks(line)))
        self._code = [mark for mark in marks if mark.sign == "`"]
        for mark in marks:
            around[mark.start] = around.get(mark.start, "") + mark.opening(line)
        behind: dict[int, str] = {}
        for mark in reversed(marks):
            behind[mark.end] = behind.get(mark.end, "") + mark.closing(line)
        for at, signs in behind.items():
            around[at] = signs + around.get(at, "")
        return around

    def instead(self, line: Line, around: Mapping[int, str]) -> Mapping[int, str]:
        """Signs of Markdown that the page means as characters; in code of an item of a list, its indentation."""
        block, text = line.block, line.text
        if block.tag == "pre":
            indent = _indent(block)
            return {match.start(): f"\n{indent}" for match in _LINE_END.finditer(text)} if indent else {}
        escaped = {}
        if block.marker == "|":
            escaped = {at: "\\|" for at, char in enumerate(text) if char == "|"}
        elif (match := _LEADING.match(text)) and 0 not in around:
            at = match.start("point") if match["point"] else 0
            escaped[at] = f"\\{text[at]}"
        if _is_heading(block.tag) and (match := _CLOSING_HASHES.search(text)):
            escaped[match.start(1)] = "\\#"
        for match in _SPECIAL.finditer(text):
            at = match.start()
            if not (text[at] == "_" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()):
                escaped[at] = f"\\{text[at]}"
        for at, signs in around.items():
            if at and text[at - 1] == "!" and signs.endswith("["):
                escaped[at - 1] = "\\!"
        if around:
            # Code means itself already, but where a table would end.
            for mark in self._code:
                for at in range(mark.start, mark.end):
                    if text[at] != "|":
                        escaped.pop(at, None)
        return escaped

    def finish(self) -> str:
        """The end of a table."""
        return self._end_of_row()

    def _end_of_row(self) -> str:
        """What closes the row of a table that is open; behind its first row, the line that makes it a table."""
        cells, self._cells = self._cells, 0
        if not cells:
            return ""
        return " |\n|" + " --- |" * cells if self._is_first_row else " |"


class _Mark(NamedTuple):
    """A link or emphasis over characters `start`–`end` of a line."""

    start: int
    end: int
    sign: str
    """`**`, `*`, `~~`, `` ` ``, or `[` of a link."""
    href: str = ""

    def opening(self, line: Line) -> str:
        """What opens it."""
        return self._ticks(line) + self._padding(line) if self.sign == "`" else self.sign

    def closing(self, line: Line) -> str:
        """What closes it."""
        if self.sign == "[":
            return f"]({_target(self.href)})"
        return self._padding(line) + self._ticks(line) if self.sign == "`" else self.sign

    def _ticks(self, line: Line) -> str:
        runs = {len(match[0]) for match in _TICKS.finditer(line.text, self.start, self.end)}
        return "`" * next(count for count in range(1, len(runs) + 2) if count not in runs)

    def _padding(self, line: Line) -> str:
        edges = line.text[self.start] + line.text[self.end - 1]
        return " " if "`" in edges else ""


def _readable(line: Line, marks: Sequence[_Mark]) -> list[_Mark]:
    """Those of *marks* whose signs would be read as such where they stand (CommonMark 0.31, section 6.2).

    A letter before a `**` and a quotation mark behind it make it two stars.
    """
    text = line.text
    opened = {mark.start for mark in marks if mark.sign in "[`"}
    closed = {mark.end for mark in marks if mark.sign in "[`"}

    def is_readable(mark: _Mark) -> bool:
        if mark.sign == "[":
            return True
        if mark.sign == "`":
            return OBJECT not in text[mark.start : mark.end]
        begins = mark.start not in opened and text[mark.start].isalnum()
        ends = mark.end not in closed and text[mark.end - 1].isalnum()
        before, after = text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]
        return (begins or _parts(before)) and (ends or _parts(after))

    return [mark for mark in marks if is_readable(mark)]


def _parts(char: str) -> bool:
    """The end of a line, white space or punctuation."""
    return not char or unicodedata.category(char)[0] in "PSZ" or char in _SPACE


def _marks(line: Line) -> list[_Mark]:
    """Links and emphasis over what is left of a block, outermost first. White space at the ends is left out."""
    text = line.text
    shown = [number for number, piece in enumerate(line.pieces) if not piece.is_sign]
    places = [line.pieces[number].at for number in shown]
    found: list[_Mark] = []
    wanted = [(link.start, link.end, "[", link.href) for link in line.block.links]
    wanted += [(wrap.start, wrap.end, wrap.mark, "") for wrap in line.block.wraps if wrap.mark]
    for first, last, sign, href in wanted:
        left, right = bisect_left(places, first), bisect_left(places, last)
        if left < right:
            start = line.starts[shown[left]]
            end = line.starts[shown[right - 1] + 1]
            while start < end and text[start].isspace():
                start += 1
            while end > start and text[end - 1].isspace():
                end -= 1
            if start < end:
                found.append(_Mark(start, end, sign, href))
    found.sort(key=lambda mark: (mark.start, -mark.end, "[*~`".index(mark.sign[0]), -len(mark.sign)))
    return found


def _nested(marks: Iterable[_Mark]) -> list[_Mark]:
    """*marks* made to lie in each other or apart: those that cross are cut, those that say nothing new are left out."""
    kept: list[_Mark] = []
    around: list[_Mark] = []
    last: dict[str, int] = {}
    for mark in marks:
        while around and around[-1].end <= mark.start:
            around.pop()
        end = min([mark.end, *(outer.end for outer in around[-1:])])
        if any(outer.sign in {mark.sign, "`"} for outer in around):
            continue
        # Stars behind stars would be read together, and ticks behind ticks.
        if mark.sign[0] in "*~`" and last.get(mark.sign[0]) == mark.start:
            continue
        made = mark._replace(end=end)
        kept.append(made)
        around.append(made)
        last[mark.sign[0]] = end
    return kept


def _fence(block: Block) -> str:
    """Longer than any fence in the code itself."""
    return "`" * max(3, 1 + max((len(ticks) for ticks in _TICKS.findall(block.text)), default=0))


def _indent(block: Block) -> str:
    """What the lines below the first of a block begin with: quotation signs stay, the marker of an item is space."""
    return _NO_MARK.sub(" ", block.marker)


def _is_heading(tag: str) -> bool:
    return tag[0] == "h" and tag[1:].isdigit()


def _stands_alone(tag: str) -> bool:
    return not tag or _is_heading(tag) or tag in {"pre", "hr", "img", "li"}


def _line_ends(apart: int) -> str:
    return "\t" if apart < 0 else "\n\n" if apart else "\n"


def _target(address: str) -> str:
    """An address as the target of a link: what would end it is written as the standard for addresses has it."""
    address = _UNSAFE.sub(_percent, address)
    if not _BRACKETS.fullmatch(address):
        address = address.replace("(", "%28").replace(")", "%29")
    return address.replace("&", "&amp;") if re.search(r"&#?\w+;", address) else address


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def _backslash(match: re.Match[str]) -> str:
    return "\\" + match[0]
