"""One page under one set of rules, and what became of its parts as a reader sees them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from cleaner.blocks import parse
from cleaner.decode import byte_offsets
from cleaner.io.rows import BARE
from cleaner.io.visible import one_line
from cleaner.model.document import RawDocument, Rejected
from cleaner.model.white_space import WHITE_SPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.block import Block
    from cleaner.model.document import Cleaned, Page
    from cleaner.model.ledger import Removal
    from cleaner.model.span import Span
    from cleaner.pipeline import Cleaner

_MAX_TEXT = 120

Kind = Literal["reject", "accept", "near"]


class Line(Struct, frozen=True):
    """A judgement of code points `start`–`end` of a page; `cleaner.testing.reviewed` says what each verdict means."""

    verdict: Kind
    start: int
    end: int
    rule: str
    text: str
    note: str = ""


def shown(text: str) -> str:
    """*text* as a line of `review.tsv` has it: on one line, cut to 120 code points."""
    return one_line(text[:_MAX_TEXT]) + ("…" if len(text) > _MAX_TEXT else "")


class Judge:
    """One page under one set of rules, asked what became of its parts."""

    def __init__(self, cleaner: Cleaner, raw: RawDocument) -> None:
        self.cleaner = cleaner
        self.raw = raw
        self.done = cleaner.clean(raw)
        self.cleaned: Cleaned | None = self.done.held if isinstance(self.done, Rejected) else self.done
        self.page: Page | None = parse(self.cleaned.decoded) if self.cleaned else None
        # What is hidden around an article that is kept is not hidden: scripts show it.
        self._hidden = [span for span in self.page.hidden if self._is_gone(span)] if self.page else []

    @property
    def fired(self) -> tuple[str, ...]:
        """Full ids of the rules that fired on the page."""
        return self.cleaned.stamp.rules.fired if self.cleaned else ()

    @property
    def code(self) -> str | None:
        """Why the page gives no document; None when it does."""
        return self.done.code if isinstance(self.done, Rejected) else None

    def problems(self, line: Line) -> Iterator[tuple[str, str]]:
        """What was found and what *line* expects, where they differ."""
        if self.cleaned is None or self.page is None:
            yield f"the page gives nothing: {self.code}", "a clean text"
            return
        if line.end > len(self.page.text):
            yield f"the page has {len(self.page.text):,} code points", f"{line.end:,} or more"
        elif line.verdict == "near":
            yield from self._near(line)
        elif shown(self.page.text[line.start : line.end]) != line.text:
            yield f"{shown(self.page.text[line.start : line.end])!r} stands there", f"{line.text!r}"
        elif line.verdict == "reject":
            for taken in self.not_kept(line.start, line.end)[:1]:
                yield taken, f"kept: {line.text!r}"
        else:
            for kept in self.not_removed(line.start, line.end, line.rule)[:1]:
                yield kept, f"removed by {line.rule}: {line.text!r}"

    def _near(self, line: Line) -> Iterator[tuple[str, str]]:
        expected = f"{line.rule} does not fire with {line.text!r} in each line of it"
        cleaned = self._cleaned_nearly(line.start, line.end, line.text)
        if cleaned is None:
            yield "the page is of another source then", expected
        elif line.rule in cleaned.stamp.rules.fired:
            yield f"{line.rule} fires", expected

    def is_of_one_source(self, start: int, end: int, text: str) -> bool:
        """The page is of the same source with *text* put into *start*–*end* (see `nearly`)."""
        return self._cleaned_nearly(start, end, text) is not None

    def _cleaned_nearly(self, start: int, end: int, text: str) -> Cleaned | None:
        """What comes of `nearly`; None when nothing does, or the page is of another source then."""
        assert self.cleaned is not None
        near = self.cleaner.clean(self.nearly(start, end, text))
        cleaned = near.held if isinstance(near, Rejected) else near
        return cleaned if cleaned and cleaned.stamp.rules.id == self.cleaned.stamp.rules.id else None

    def nearly(self, start: int, end: int, text: str) -> RawDocument:
        """The page with *text* put in behind the first character of all that a reader sees in *start*–*end*.

        Of an image behind the first character of its address: another picture is no picture of it.
        """
        assert self.cleaned is not None
        decoded = self.cleaned.decoded
        addresses = {
            image.start: at
            for block in self.blocks(start, end)
            for image in block.images
            if image.src and (at := decoded.text.find(image.src, image.start, image.end)) >= 0
        }
        places = sorted({addresses.get(first, first) + 1 for first, _ in self.stretches(start, end)})
        pieces, position = [], 0
        for place in byte_offsets(decoded, places):
            pieces += [self.raw.data[position:place], text.encode(decoded.encoding, "replace")]
            position = place
        return msgspec.structs.replace(self.raw, data=b"".join(pieces) + self.raw.data[position:])

    def stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        """What a reader sees of *start*–*end*, as spans of the source without white space around them.

        Of what shows nothing to a reader, all of it.
        """
        assert self.page is not None
        text = self.page.text
        found = [
            trimmed
            for block in self.blocks(start, end)
            for first, last in self._visible(block)
            if (trimmed := _trimmed(text, max(first, start), min(last, end)))
        ]
        whole = _trimmed(text, start, end)
        return found or ([whole] if whole else [(start, end)])

    @property
    def shows_images(self) -> bool:
        """An image that is kept is something in the clean text: in Markdown, and as it stands; not in the text of HTML."""
        return self.page is None or self.page.media_type != "text/html" or self.cleaner.form == "markdown"

    def _visible(self, block: Block) -> Iterator[tuple[int, int]]:
        """Where in the source stands what a reader sees of *block*: its text, its images."""
        if block.runs:
            yield from ((run.start, run.end) for run in block.runs)
        elif block.text:
            yield block.content, block.content + len(block.text)
        if self.shows_images:
            yield from ((image.start, image.end) for image in block.images)

    def blocks(self, start: int, end: int) -> list[Block]:
        """The blocks that have something in common with *start*–*end*, but those that a reader does not see."""
        assert self.page is not None
        blocks = self.page.blocks
        first = max(0, bisect_right(blocks, start, key=lambda block: block.end) - 1)
        found = []
        for number in range(first, len(blocks)):
            if blocks[number].start >= end:
                break
            if blocks[number].end > start and not self._is_hidden(blocks[number]):
                found.append(blocks[number])
        return found

    def _is_gone(self, span: Span) -> bool:
        taken = (min(span.end, item.end) - max(span.start, item.start) for item in self._removals(span.start, span.end))
        return sum(taken) == span.end - span.start

    def _is_hidden(self, block: Block) -> bool:
        return any(span.start <= block.start and block.end <= span.end for span in self._hidden)

    def not_kept(self, start: int, end: int) -> list[str]:
        """What of *start*–*end* a reader misses in the clean text, in order; nothing when all of it is there."""
        assert self.cleaned is not None
        assert self.page is not None
        missing = []
        for first, last in self.stretches(start, end):
            left = last - first
            for removal in self._removals(first, last):
                taken = _trimmed(self.page.text, max(first, removal.start), min(last, removal.end))
                if taken and removal.reason.category not in BARE:
                    missing.append(f"removed by {removal.reason.rule}: {shown(self.page.text[taken[0] : taken[1]])!r}")
                if not removal.replacement:
                    left -= min(last, removal.end) - max(first, removal.start)
            if left <= 0 and not missing:
                missing.append(f"not in the clean text: {shown(self.page.text[first:last])!r}")
        return missing

    def not_removed(self, start: int, end: int, rule: str) -> list[str]:
        """What of *start*–*end* is kept, or removed by another than *rule*, in order."""
        assert self.page is not None
        found = []
        text = self.page.text
        for first, last in self.stretches(start, end):
            position = first
            for removal in [*self._removals(first, last), None]:
                until = max(position, min(last, removal.start)) if removal else last
                if text[position:until].strip(WHITE_SPACE):
                    found.append(f"kept: {shown(text[position:until])!r}")
                if removal is None:
                    break
                reason = removal.reason
                if reason.rule != rule and reason.category not in BARE:
                    taken = text[max(first, removal.start) : min(last, removal.end)]
                    if taken.strip(WHITE_SPACE):
                        found.append(f"removed by {reason.rule}: {shown(taken)!r}")
                position = max(position, min(last, removal.end))
        return found

    def _removals(self, start: int, end: int) -> Iterator[Removal]:
        assert self.cleaned is not None
        removals = self.cleaned.ledger.removals
        for number in range(bisect_right(removals, start, key=lambda removal: removal.end), len(removals)):
            if removals[number].start >= end:
                return
            yield removals[number]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space at its ends; None when nothing is left."""
    while start < end and text[start] in WHITE_SPACE:
        start += 1
    while end > start and text[end - 1] in WHITE_SPACE:
        end -= 1
    return (start, end) if start < end else None
