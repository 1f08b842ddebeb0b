"""Lines that stay as they stand: the text of a page without what goes, tidied.

Again only by removals: blocks that nothing visible is left of, white space at line ends, more than one empty line in a
row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.blocks.inline import MAX_CHARS, Inline, may_have_inline
from cleaner.model.ledger import Reason
from cleaner.model.white_space import WHITE_SPACE
from cleaner.settle.claims import BLANK_LINES, Claim

if TYPE_CHECKING:
    from cleaner.model.block import Block
    from cleaner.model.document import Page

EMPTY_BLOCK = Reason(rule="core/empty-block", category="markup", why="a block without anything to read in it")

_LINE_END = re.compile(r"\r\n|\r|\n")
# What can be left of a line when its text is gone: markers of lists, headings, quotes, tables, emphasis.
_RESIDUE = WHITE_SPACE + "-*+_#>|~"
# Blocks that are something without showing any text.
_SILENT = frozenset({"front-matter", "pre", "comment", "hr"})
_PLAIN_INDENT = " \t"
_PLAIN_GAPS = frozenset({"\n", "\n\n"})
"""Between most lines: nothing goes."""
_WHITE = frozenset(WHITE_SPACE)


def tidy_lines(page: Page, claims: list[Claim], keeps: list[tuple[int, int]]) -> list[Claim]:
    """*claims* with those for white space and for blocks that nothing is left of, unless a rule keeps something there."""
    lines, empty = _kept_lines(page, claims, keeps)
    claims = _merge(claims, [Claim(block.start, block.stop, EMPTY_BLOCK) for block in empty])
    text = page.text
    tidied: list[Claim] = []
    following = 0
    position = 0
    for number in range(len(lines) + 1):
        start, end = lines[number] if number < len(lines) else (len(text), len(text))
        gap: list[Claim] = []
        while following < len(claims) and claims[following].start < start:
            claim = claims[following]
            if claim.end > start:
                claims[following] = Claim(start, claim.end, claim.reason)
                claim = Claim(claim.start, start, claim.reason)
            else:
                following += 1
            gap.append(claim)
        inside = 0 < number < len(lines)
        tidied.extend(_gap(text, position, start, gap, separated=inside))
        while following < len(claims) and claims[following].end <= end:
            tidied.append(claims[following])
            following += 1
        position = end
    return tidied


def _kept_lines(
    page: Page, claims: list[Claim], keeps: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[Block]]:
    """Where the kept part of each block begins and ends, and the blocks that nothing visible is left of."""
    text = page.text
    lines: list[tuple[int, int]] = []
    empty: list[Block] = []
    following = 0
    wanted = _Overlaps(keeps)
    for block in page.blocks:
        while following < len(claims) and claims[following].end <= block.start:
            following += 1
        if following == len(claims) or claims[following].start >= block.end:
            if (
                block.text.strip(WHITE_SPACE)
                or block.images
                or block.tag in _SILENT
                or wanted.any(block.start, block.end)
            ):
                lines.append((_indented(text, block), _trimmed_end(text, block.start, block.end)))
            else:
                empty.append(block)
            continue
        pieces = []
        position = block.start
        number = following
        while number < len(claims) and claims[number].start < block.end:
            if claims[number].start > position:
                pieces.append((position, claims[number].start))
            position = max(position, claims[number].end)
            number += 1
        if position < block.end:
            pieces.append((position, block.end))
        # The marker of a list item is no text of it.
        shown = "".join(text[max(start, block.content) : end] for start, end in pieces).strip(WHITE_SPACE)
        if not shown or not (_shows(shown) or wanted.any(block.start, block.end)):
            if pieces or position < block.stop:
                empty.append(block)
            continue
        lines.append(_extent(text, block, pieces))
    return lines, empty


def _shows(left: str) -> bool:
    """A reader would see something of what is *left* of a block."""
    if len(left) <= MAX_CHARS and may_have_inline(left):
        inline = Inline(left, 0, len(left))
        return bool(inline.images or inline.text.strip(_RESIDUE))
    return bool(left.strip(_RESIDUE))


class _Overlaps:
    """Asked for spans in ascending order: does any of *spans* have characters in common with it?"""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.next = 0
        self.reach = 0

    def any(self, start: int, end: int) -> bool:
        while self.next < len(self.spans) and self.spans[self.next][0] < end:
            self.reach = max(self.reach, self.spans[self.next][1])
            self.next += 1
        return self.reach > start


def _extent(text: str, block: Block, pieces: list[tuple[int, int]]) -> tuple[int, int]:
    """From the first visible character of *pieces* to the last."""
    shown = [(start, end) for start, end in pieces if text[start:end].strip(WHITE_SPACE)]
    start, end = shown[0][0], shown[-1][1]
    first = _indented(text, block) if start == block.start else _first_visible(text, start, end)
    return first, _trimmed_end(text, shown[-1][0], end)


def _indented(text: str, block: Block) -> int:
    """Where a block begins: with its indentation when that is of plain spaces, which may carry meaning."""
    start = block.start + text.startswith("\ufeff", block.start)
    first = _first_visible(text, start, block.end)
    return first if text[start:first].strip(_PLAIN_INDENT) else start


def _first_visible(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _WHITE:
        start += 1
    return start


def _trimmed_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _WHITE:
        end -= 1
    return end


def _gap(text: str, start: int, end: int, claims: list[Claim], *, separated: bool) -> list[Claim]:
    """The claims that leave of a gap between two kept lines one line end, and one empty line if it had any."""
    if start == end or (separated and not claims and text[start:end] in _PLAIN_GAPS):
        return []
    kept: list[tuple[int, int]] = []
    if separated:
        free = _free_line_ends(text, start, end, claims)
        kept = free[:2] or [match.span() for match in [_LINE_END.search(text, start, end)] if match]
    out: list[Claim] = []
    position = start
    for line_start, line_end in [*kept, (end, end)]:
        out.extend(_fill(position, line_start, claims))
        position = line_end
    return out


def _free_line_ends(text: str, start: int, end: int, claims: list[Claim]) -> list[tuple[int, int]]:
    """The first two line ends between *start* and *end* that no claim covers."""
    found: list[tuple[int, int]] = []
    position = start
    for stop, after in [*((claim.start, claim.end) for claim in claims), (end, end)]:
        for match in _LINE_END.finditer(text, position, stop):
            found.append(match.span())
            if len(found) == 2:
                return found
        position = after
    return found


def _fill(start: int, end: int, claims: list[Claim]) -> list[Claim]:
    """All of *start*–*end* claimed: by those of *claims* that want it, the rest as white space."""
    out = []
    position = start
    for claim in claims:
        first, last = max(claim.start, start), min(claim.end, end)
        if first >= last:
            continue
        if first > position:
            out.append(Claim(position, first, BLANK_LINES))
        out.append(Claim(first, last, claim.reason, claim.replacement))
        position = last
    if position < end:
        out.append(Claim(position, end, BLANK_LINES))
    return out


def _merge(claims: list[Claim], more: list[Claim]) -> list[Claim]:
    """Both in order; of *more* only what *claims* leave free."""
    if not more:
        return claims
    merged: list[Claim] = []
    following = 0
    for extra in more:
        while following < len(claims) and claims[following].end <= extra.start:
            merged.append(claims[following])
            following += 1
        inside = []
        while following < len(claims) and claims[following].start < extra.end:
            inside.append(claims[following])
            following += 1
        position = max(extra.start, merged[-1].end) if merged else extra.start
        for claim in inside:
            if claim.start > position:
                merged.append(Claim(position, claim.start, extra.reason))
            merged.append(claim)
            position = claim.end
        if position < extra.end:
            if position > extra.start and merged and merged[-1].end == position and not merged[-1].replacement:
                # The line end of a block goes with the last that was taken out of it.
                merged[-1].end = extra.end
            else:
                merged.append(Claim(position, extra.end, extra.reason))
    return merged + claims[following:]
