"""Plain text and Markdown to blocks: one parser, because dumps mix the two.

A line is a block. Dumps of pages keep a paragraph on a line, rules speak of lines, and the source stays in reach
without a tree. Only fences and front matter span lines. `---` is always a divider, never the underline of a heading:
dumps put dividers right under paragraphs.
"""

from __future__ import annotations

import re

from cleaner.blocks.frontmatter import read_front_matter
from cleaner.blocks.inline import MAX_CHARS, SPECIAL, Inline
from cleaner.model.block import Block, FrontMatter

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})([^`]*)$")
_RULE = re.compile(r"[ ]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})(?:[ \t]+|$)")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_COMMENT = re.compile(r"[ \t]*<!--.*-->[ \t]*$")
_SETEXT = re.compile(r"[ ]{0,3}=+[ \t]*$")
_LEAD = "#>-*+|`~=_<0123456789"
_WRAPPERS = ("", "markdown", "md", "text")
_BLANK = " \t\u00a0\u3000\ufeff\u200b\x0b\x0c"


def parse_text(text: str) -> tuple[FrontMatter, tuple[Block, ...]]:
    """The front matter and the blocks of *text*, in order. Every character outside blocks is white space."""
    return _TextParser(text).parse()


class _TextParser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _split(text)
        self.blocks: list[Block] = []
        self.front_matter = FrontMatter()

    def parse(self) -> tuple[FrontMatter, tuple[Block, ...]]:
        lines = self.lines
        closing_of = self._pair_fences(self._head())
        blank = 0
        index = self.first
        while index < len(lines):
            start, end, stop = lines[index]
            if not self.text[start:end].strip(_BLANK):
                blank += 1
                index += 1
                continue
            closing = closing_of.get(index)
            if closing is not None:
                self._code(index, closing, blank)
                index = closing + 1
            else:
                self._line(index, start, end, stop, blank)
                index += 1
            blank = 0
        return self.front_matter, tuple(self.blocks)

    def _head(self) -> int:
        """Front matter, also behind a stray fence that a language model put around its answer."""
        lines, text = self.lines, self.text
        index = 0
        while index < len(lines) and not text[lines[index][0] : lines[index][1]].strip(_BLANK):
            index += 1
        self.first = 0
        if index == len(lines):
            return 0
        start, end, stop = lines[index]
        wrapper = _FENCE.match(text, start, end)
        if wrapper and wrapper[2].strip().lower() in _WRAPPERS and index + 1 < len(lines):
            index += 1
            lead, (start, _, _) = lines[index - 1], lines[index]
        else:
            wrapper = None
        at = start + (text.startswith("\ufeff", start))
        found = read_front_matter(text, at)
        if found is None:
            return 0
        self.front_matter, closed = found
        if wrapper:
            self._add("fence", *lead, line=index, blank=0, content=lead[0], shown=text[lead[0] : lead[1]])
        last = next(n for n in range(index, len(lines)) if lines[n][1] >= closed)
        self._add("front-matter", at, lines[last][1], lines[last][2], line=index + 1, blank=0, content=at, shown="")
        self.first = last + 1
        return self.first

    def _pair_fences(self, first: int) -> dict[int, int]:
        """Line of the closing fence for each opening one. One that is never closed is a stray line, not a fence."""
        text, closing_of = self.text, {}
        opening = -1
        sign = ""
        if "```" not in text and "~~~" not in text:
            return closing_of
        for index in range(first, len(self.lines)):
            start, end, _ = self.lines[index]
            match = _FENCE.match(text, start, end)
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
        self._add("pre", start, end, stop, line=first + 1, blank=blank, content=inside, shown=shown)

    def _line(self, index: int, start: int, end: int, stop: int, blank: int) -> None:
        text = self.text
        content = start
        while text[content] in _BLANK:
            content += 1
        tag = "p"
        if text[content] in _LEAD:
            tag, content, end_of_content = self._marker(start, content, end)
            if tag == "setext":
                if self.blocks and self.blocks[-1].tag == "p" and not blank:
                    self._underline(end, stop)
                    return
                tag = "p"
        else:
            end_of_content = end
        while end_of_content > content and text[end_of_content - 1] in _BLANK:
            end_of_content -= 1
        line = index + 1
        plain = tag in {"hr", "comment", "fence"} or end - content > MAX_CHARS
        if plain or not SPECIAL.search(text, content, end_of_content):
            shown = "" if tag in {"hr", "comment"} else text[content:end_of_content]
            self._add(tag, start, end, stop, line=line, blank=blank, content=content, shown=shown)
            return
        inline = Inline(text, content, end_of_content)
        if inline.images and not inline.text.strip(_BLANK):
            tag = "img"
        block = Block(
            tag=tag, start=start, end=end, stop=stop, line=line, blank_before=blank, content=content,
            text=inline.text, runs=inline.runs, links=inline.links, images=inline.images, wraps=inline.wraps,
        )  # fmt: skip
        self.blocks.append(block)

    def _marker(self, start: int, content: int, end: int) -> tuple[str, int, int]:
        """The tag of a line that begins with a marker, and where its content begins and ends."""
        text = self.text
        if _RULE.match(text, start, end):
            return "hr", end, end
        if match := _HEADING.match(text, start, end):
            closing = _CLOSING_HASHES.search(text, match.end(), end)
            return f"h{len(match[1])}", match.end(), closing.start() if closing else end
        if match := _QUOTE.match(text, start, end):
            return "blockquote", match.end(), end
        if match := _ITEM.match(text, start, end):
            return "li", match.end(), end
        if _COMMENT.match(text, start, end):
            return "comment", end, end
        if _FENCE.match(text, start, end):
            return "fence", content, end
        if _SETEXT.match(text, start, end):
            return "setext", content, end
        if text[content] == "|" and text.count("|", content, end) > 1:
            return "tr", content, end
        return "p", content, end

    def _underline(self, end: int, stop: int) -> None:
        above = self.blocks.pop()
        fields = {name: getattr(above, name) for name in above.__struct_fields__}
        self.blocks.append(Block(**{**fields, "tag": "h1", "end": end, "stop": stop}))

    def _add(
        self, tag: str, start: int, end: int, stop: int, *, line: int, blank: int, content: int, shown: str
    ) -> None:
        block = Block(
            tag=tag, start=start, end=end, stop=stop, line=line, blank_before=blank, content=content, text=shown
        )
        self.blocks.append(block)


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
