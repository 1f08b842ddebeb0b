"""The account of a text: what was kept, what was removed, why, and what stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import LedgerError
from cleaner.model.category import Action, Category  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


CLOSE = 0.7
"""Below this confidence a removal was a close call."""


class Reason(Struct, frozen=True):
    """Why something is removed. One object serves all removals of a rule, unless each has its own confidence."""

    rule: str
    """Full id of the rule: `solidot.org/top-menu`, `core/blank-lines`."""
    category: Category
    why: str
    action: Action = "remove"
    digest: str = ""
    """First 16 hex digits of the SHA-256 over the rule as it was loaded."""
    confidence: float | None = None
    """Probability that it is right, in thousandths, where whoever says so gives one: that of the least sure block."""


class Removal(Struct, frozen=True, gc=False):
    """Code points `start` to `end` (excluded) taken out, the reason, and what stands in their place."""

    start: int
    end: int
    reason: Reason
    replacement: str = ""


class Ledger(Struct, frozen=True):
    """Every character of a text with exactly one fate. One that does not tile cannot be constructed.

    `length` is that of the decoded text in code points; `removals` are in order, not empty, and do not overlap.
    What lies between them is kept.

    Raises:
        LedgerError: a removal is empty, overlaps the one before it, or leaves the text.
    """

    length: int
    removals: tuple[Removal, ...]

    def __post_init__(self) -> None:
        position = 0
        for removal in self.removals:
            if removal.start < position or removal.end <= removal.start:
                raise LedgerError(
                    f"removal {removal.start}–{removal.end} by {removal.reason.rule!r} "
                    f"is empty or starts before {position}, where the one before it ends"
                )
            position = removal.end
        if position > self.length:
            raise LedgerError(f"a removal ends at {position}, outside a text of {self.length} code points")

    @property
    def kept(self) -> tuple[Span, ...]:
        """The stretches between the removals, in order, empty ones left out."""
        spans = []
        position = 0
        for removal in self.removals:
            if removal.start > position:
                spans.append(Span(position, removal.start))
            position = removal.end
        if position < self.length:
            spans.append(Span(position, self.length))
        return tuple(spans)

    @property
    def removed_chars(self) -> int:
        """Code points taken out, without regard to replacements."""
        return sum(removal.end - removal.start for removal in self.removals)

    def replay(self, text: str) -> str:
        """The clean text, from the decoded *text* and nothing else."""
        if len(text) != self.length:
            raise LedgerError(f"the ledger accounts for {self.length} code points, the text has {len(text)}")
        pieces = []
        position = 0
        for removal in self.removals:
            pieces.append(text[position : removal.start])
            if removal.replacement:
                pieces.append(removal.replacement)
            position = removal.end
        pieces.append(text[position:])
        return "".join(pieces)

    def clean_offsets(self) -> Iterator[int]:
        """Where each removal stood, as an offset into the clean text (before its replacement)."""
        shift = 0
        for removal in self.removals:
            yield removal.start - shift
            shift += removal.end - removal.start - len(removal.replacement)

    def restore(self, clean: str, taken: Sequence[str]) -> str:
        """The decoded text, from the *clean* text and the exact text of each removal.

        Raises:
            LedgerError: *taken* or *clean* are not those of this ledger.
        """
        return restore(clean, self.length, zip(self.removals, taken, strict=True))


def restore(clean: str, length: int, rows: Iterable[tuple[Removal, str]]) -> str:
    """As `Ledger.restore`, from rows as they come out of a file."""
    pieces = []
    at = position = 0
    for removal, text in rows:
        step = removal.start - position
        if step < 0 or len(text) != removal.end - removal.start:
            raise LedgerError(
                f"removal {removal.start}–{removal.end} does not fit: its text has {len(text)} code points"
            )
        pieces.append(clean[at : at + step])
        at += step
        if clean[at : at + len(removal.replacement)] != removal.replacement:
            raise LedgerError(f"the clean text has no {removal.replacement!r} at {at}")
        at += len(removal.replacement)
        pieces.append(text)
        position = removal.end
    pieces.append(clean[at:])
    text = "".join(pieces)
    if len(text) != length:
        raise LedgerError(f"the restored text has {len(text)} code points, the ledger accounts for {length}")
    return text
