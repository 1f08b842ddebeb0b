"""What `--redact` leaves out of a result: words of the page that were removed. docs/redaction.md says what stays, and why."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from cleaner.model import digest
from cleaner.model.fact import Evidence, FactKind
from cleaner.model.stamp import Credit, ImageStamp, NamedFact, Stamp

if TYPE_CHECKING:
    from cleaner.io.rows import RemovalRow
    from cleaner.model.document import Cleaned
    from cleaner.model.ledger import Ledger

WORDS: frozenset[FactKind] = frozenset({"contact", "machine-abstract"})
"""Facts whose value is a passage of the page, or a way to reach somebody: not what a page says of itself."""
_WORDLESS = frozenset(
    {
        "empty-input", "binary", "unknown-encoding", "empty-document", "nothing-extracted", "low-coverage",
        "removed-share", "too-short", "empty-body", "law-broken",
    }
)  # fmt: skip
"""Codes whose detail never quotes the page; what the others say may."""


class Kept:
    """What of a decoded *text* its *ledger* keeps, told by code points."""

    def __init__(self, text: str, ledger: Ledger) -> None:
        self.text = text
        self._starts = [removal.start for removal in ledger.removals]
        self._ends = [removal.end for removal in ledger.removals]

    def beginning(self, start: int, end: int) -> str:
        """The text from *start* on, as far as it is kept, at most to *end*."""
        number = bisect_right(self._ends, start)
        stop = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start : max(start, min(end, stop))]

    def context(self, prefix: str, suffix: str, start: int, end: int) -> tuple[str, str]:
        """What of *prefix* before *start*, and of *suffix* behind *end*, is kept up to the span itself."""
        number = bisect_left(self._starts, start)
        before = start - (self._ends[number - 1] if number else 0)
        behind = len(self.beginning(end, end + len(suffix)))
        return prefix[max(0, len(prefix) - max(0, before)) :], suffix[:behind]


class Redaction:
    """The stamp and the rows of one *cleaned* document without the words that were removed from it."""

    def __init__(self, cleaned: Cleaned) -> None:
        self.kept = Kept(cleaned.decoded.text, cleaned.ledger)
        self._clean = cleaned.text
        self.stamp: Stamp = digest.sealed(self._spared(cleaned.stamp))
        self._said = frozenset(_strings(msgspec.to_builtins(self.stamp)))

    def row(self, row: RemovalRow) -> RemovalRow:
        """*row* with a digest for its text, and facts and context only as far as stamp and clean text have them."""
        prefix, suffix = self.kept.context(row.prefix, row.suffix, row.start, row.end)
        captured = {
            kind: tuple(value for value in values if value in self._said) for kind, values in row.captured.items()
        }
        raw = bytes.fromhex(row.raw) if row.raw is not None else None
        said = digest.text_digest(row.text or "") if raw is None else hashlib.sha256(raw).hexdigest()
        return replace(
            row,
            text=None,
            prefix=prefix,
            suffix=suffix,
            captured=captured,
            raw=None,
            text_sha256=said,
        )

    def _spared(self, value: Any) -> Any:  # noqa: ANN401 - any part of a stamp
        if isinstance(value, Evidence):
            return replace(value, quote=self.kept.beginning(value.start, value.start + len(value.quote)))
        if isinstance(value, tuple):
            return tuple(map(self._spared, value))
        if not isinstance(value, Struct):
            return value
        changed = {name: self._spared(getattr(value, name)) for name in value.__struct_fields__}
        if isinstance(value, Credit) and value.literal != value.name:
            changed["literal"] = self._as_kept(value.literal)
        elif isinstance(value, ImageStamp):
            changed["alt"] = self._as_kept(value.alt)
        elif isinstance(value, NamedFact) and value.kind in WORDS:
            changed["value"] = self._as_kept(value.value)
        return replace(value, **changed)

    def _as_kept(self, words: str) -> str:
        """*words* when they stand in the clean text too."""
        return words if words in self._clean else ""


def redacted_detail(code: str, detail: str) -> str:
    """Why there is no document, for people: *detail*, unless it may quote the page."""
    return detail if code in _WORDLESS else "not shown: it may quote the page, and the result is redacted"


def _strings(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    found: list[str] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, (list, tuple)):
            waiting.extend(each)
    return found
