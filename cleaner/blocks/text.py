"""Plain text and Markdown to blocks: one parser, because dumps mix the two.

A line is a block. Dumps of pages keep a paragraph on a line, rules speak of lines, and the source stays in reach
without a tree. Only fences and front matter span lines. `---` is always a divider, never the underline of a heading:
dumps put dividers right under paragraphs.
"""

from __future__ import annotations

import re

import msgspec

from cleaner.blocks.frontmatter import read_front_matter
from cleaner.blocks.inline import MAX_CHARS, Inline, may_have_inline
from cleaner.model.block import Block, FrontMatter
from cleaner.model.white_space import WHITE_SPACE

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
# These are matched against what is visible of a line, so that white space around it makes no difference.
_FENCE = re.compile(r"(`{3,}|~{3,})([^`]*)$")
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}$")
_COMMENT = re.compile(r"<!--.*-->$")
_SETEXT = re.compile(r"=+$")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
# A number alone on its line is a text: sections are numbered so.
_ITEM = re.compile(r"[ \t]*(?:[-*+](?:[ \t]+|$)|\d{1,9}[.)][ \t]+(?=\S))")
_ITEM_SIGNS = "-*+0123456789"
_LEAD = "#>-*+|`~=_<0123456789"
_WRAPPERS = ("", "markdown", "md", "text")


def parse_text(text: str) -> tuple[FrontMatter, tuple[Block, ...]]:
    """The front matter and the blocks of *text*, in order. Every character outside blocks is white space."""
    return _TextParser(text).parse()


class _TextParser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _split(text)
        self.blocks: list[Block] = []
        self.front_matter = FrontMatter()
        # Most texts have nothing inline at all, and then no line needs to be looked at.
        self.has_inline = may_have_inline(text)

    def parse(self) -> tuple[FrontMatter, tuple[Block, ...]]:
        lines, text = self.lines, self.text
        first = self._head()
        closing_of = self._pair_fences(first)
        blank = 0
        index = first
        while index < len(lines):
            start, end, stop = lines[index]
            line = text[start:end]
            shown = line.strip(WHITE_SPACE)
            if not shown:
                blank += 1
                index += 1
                continue
            if index in closing_of:
                self._code(index, closing_of[index], blank)
                index = closing_of[index] + 1
            else:
                content = start + (0 if line[0] == shown[0] else line.index(shown[0]))
                self._line(index + 1, start, end, stop, blank, content, shown)
                index += 1
            blank = 0
        return self.front_matter, tuple(self.blocks)

    def _head(self) -> int:
        """The line behind the front matter, which may stand behind a stray fence that a language model put there."""
        lines, text = self.lines, self.text
        index = 0
        while index < len(lines) and not text[lines[index][0] : lines[index][1]].strip(WHITE_SPACE):
            index += 1
        if index == len(lines):
            return 0
        start, end, stop = lines[index]
        wrapper = _FENCE.match(text[start:end].strip(WHITE_SPACE))
        if wrapper and wrapper[2].strip().lower() in _WRAPPERS and index + 1 < len(lines):
            index += 1
        else:
            wrapper = None
        at = lines[index][0]
        at += text.startswith("\ufeff", at)
        found = read_front_matter(text, at)
        if found is None:
            return 0
        self.front_matter, closed = found
        if wrapper:
            self.blocks.append(Block("fence", start, end, stop, index, 0, text[start:end], start))
        last = next(n for n in range(index, len(lines)) if lines[n][1] >= closed)
        self.blocks.append(Block("front-matter", at, lines[last][1], lines[last][2], index + 1, 0, "", at))
        return last + 1

    def _pair_fences(self, first: int) -> dict[int, int]:
        """Line of the closing fence for each opening one. One that is never closed is a stray line, not a fence."""
        text = self.text
        closing_of: dict[int, int] = {}
        opening = -1
        sign = ""
        if "```" not in text and "~~~" not in text:
            return closing_of
        for index in range(first, len(self.lines)):
            start, end, _ = self.lines[index]
            match = _FENCE.match(text[start:end].strip(WHITE_SPACE))
            if match is None:
                continue
            if opening < 0:
                opening, sign = index, match[1]
            elif match[1][0] == sign[0] and len(match[1]) >= len(sign) and not match[2].strip():
                closing_of[opening] = index
                opening = -1
        return closing_of

    def _code(self, first: int, last: int, blank: int) -> None:
        inside = self.lines[first][2]
        shown = self.text[inside : self.lines[last - 1][1]] if last > first + 1 else ""
        start, (_, end, stop) = self.lines[first][0], self.lines[last]
        self.blocks.append(Block("pre", start, end, stop, first + 1, blank, shown, inside))

    def _line(self, line: int, start: int, end: int, stop: int, blank: int, content: int, shown: str) -> None:
        tag = "p"
        if shown[0] in _LEAD:
            tag, content, shown = self._marker(content, shown)
            if tag == "setext":
                if self.blocks and self.blocks[-1].tag == "p" and not blank:
                    self._underline(end, stop)
                    return
                tag = "p"
        if shown.endswith("\\") and tag not in {"fence", "hr", "comment"} and self._breaks(line, shown):
            shown = shown[:-1].rstrip(WHITE_SPACE)
        if self.has_inline and shown and len(shown) <= MAX_CHARS and tag != "fence" and may_have_inline(shown):
            inline = Inline(self.text, content, content + len(shown))
            if inline.images and not inline.text.strip(WHITE_SPACE):
                tag = "img"
            self.blocks.append(
                Block(
                    tag,
                    start,
                    end,
                    stop,
                    line,
                    blank,
                    inline.text,
                    content,
                    inline.runs,
                    inline.links,
                    inline.images,
                    inline.wraps,
                )
            )
        else:
            self.blocks.append(Block(tag, start, end, stop, line, blank, shown, content))

    def _breaks(self, line: int, shown: str) -> bool:
        """The backslash at the end of *shown* is a hard line break: not escaped itself, and a line follows."""
        if (len(shown) - len(shown.rstrip("\\"))) % 2 == 0 or line >= len(self.lines):
            return False
        start, end, _ = self.lines[line]
        return bool(self.text[start:end].strip(WHITE_SPACE))

    def _marker(self, start: int, shown: str) -> tuple[str, int, str]:
        """The tag of a line that begins with a marker at *start*, where its content begins, what is visible of it."""
        text, end = self.text, start + len(shown)
        sign = shown[0]
        if sign in "-*_" and _RULE.match(shown):
            return "hr", end, ""
        if sign == "#" and (match := _HEADING.match(shown)):
            closing = _CLOSING_HASHES.search(shown, match.end())
            return self._behind(f"h{len(match[1])}", start + match.end(), start + closing.start() if closing else end)
        if sign == ">" and (match := _QUOTE.match(text, start, end)):
            inner = _ITEM.match(text, match.end(), end) or _HEADING.match(text, match.end(), end)
            return self._behind("blockquote", (inner or match).end(), end)
        if sign in _ITEM_SIGNS and (match := _ITEM.match(text, start, end)):
            return self._behind("li", match.end(), end)
        if sign == "<" and _COMMENT.match(shown):
            return "comment", end, ""
        if sign in "`~" and _FENCE.match(shown):
            return "fence", start, shown
        if sign == "=" and _SETEXT.match(shown):
            return "setext", start, shown
        if sign == "|" and shown.count("|") > 1:
            return "tr", start, shown
        return "p", start, shown

    def _behind(self, tag: str, start: int, end: int) -> tuple[str, int, str]:
        rest = self.text[start:end]
        shown = rest.strip(WHITE_SPACE)
        return tag, start + (rest.index(shown[0]) if shown else 0), shown

    def _underline(self, end: int, stop: int) -> None:
        above = self.blocks.pop()
        self.blocks.append(msgspec.structs.replace(above, tag="h1", end=end, stop=stop))


def _split(text: str) -> list[tuple[int, int, int]]:
    """`(start, end, start of the next)` of each line. Only CR, LF and CRLF end a line."""
    if "\r" in text:
        lines = [(*match.span(1), match.end()) for match in _LINE.finditer(text)]
        # finditer reports an empty match behind the last line end.
        return lines[:-1] if lines and lines[-1][0] == lines[-1][2] else lines
    lines = []
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        lines.append((position, end, end + 1))
        position = end + 1
    if lines[-1][0] == lines[-1][1]:
        lines.pop()
    else:
        lines[-1] = (lines[-1][0], lines[-1][1], lines[-1][1])
    return lines
