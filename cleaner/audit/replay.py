"""A result made once more from the raw bytes and the rules, and where it differs from what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from cleaner._version import VERSION
from cleaner.audit.check import Finding
from cleaner.audit.failed import failed
from cleaner.io.rows import QuarantineRow, quarantine_row, rows_of
from cleaner.model.document import Cleaned, RawDocument, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.io.rows import DocumentRow, LedgerChoice, RemovalRow
    from cleaner.model.stamp import Stamp

MAX_DIFFERENCES = 10
"""Of one document: the first say most."""
_MAX_SHOWN = 120


class Replayer(Protocol):
    """What cleans as the run did: `cleaner.Cleaner`."""

    def clean(self, raw: RawDocument) -> Cleaned | Rejected:
        """The clean document, or why there is none."""

    def rules_digest(self, source: str) -> str:
        """SHA-256 over the rules that apply to pages of *source*."""


def replayed(
    row: DocumentRow, removals: Sequence[RemovalRow], data: bytes, replayer: Replayer, held: QuarantineRow | None = None
) -> Iterator[Finding]:
    """Where the document that *replayer* makes of the raw bytes *data* differs from *row* and its *removals*.

    *held*: the row of the quarantine that holds the document, when one does.
    """
    other = _another_hand(row, replayer)
    if other:
        yield other
        return
    result = _cleaned(replayer, captured(row.stamp, data))
    again = _again(result, row.removals.ledger, redact=row.removals.redacted)
    if (again is None) != (held is None):
        became = f"{result.code}: {result.detail}" if isinstance(result, Rejected) else "a clean document"
        yield Finding(
            row.id, "outcome", "replay-outcome", f"is {held.code if held else 'a document'}, replay: {became}"
        )
    if again is not None and held is not None:
        for name in ("stage", "code", "detail"):
            ours, theirs = getattr(held, name), getattr(again, name)
            if ours != theirs:
                yield Finding(row.id, name, "replay-outcome", _told(ours, theirs))
    cleaned = result.held if isinstance(result, Rejected) else result
    if cleaned is None:
        return
    document, rows = rows_of(cleaned, row.removals.ledger, redact=row.removals.redacted)
    found = [
        *_differences("", msgspec.to_builtins(row), msgspec.to_builtins(document)),
        *_differences("removals", msgspec.to_builtins(tuple(removals)), msgspec.to_builtins(rows)),
    ]
    # What only follows from the others is said last.
    found.sort(key=lambda item: item[0].endswith(("digest", "sha256")))
    for where, detail in found[:MAX_DIFFERENCES]:
        yield Finding(row.id, where, "replay-differs", detail)
    if len(found) > MAX_DIFFERENCES:
        yield Finding(row.id, "", "replay-differs", f"and {len(found) - MAX_DIFFERENCES} more differences")


def replayed_rejection(
    row: QuarantineRow, raw: RawDocument, replayer: Replayer, *, redact: bool = False
) -> Iterator[Finding]:
    """Where the verdict on the document *raw*, of which nothing else is known, differs from *row*, *redact*ed or not."""
    again = _again(_cleaned(replayer, raw), "full", redact=redact)
    if again is None:
        yield Finding(None, row.place or "-", "replay-outcome", f"is {row.code}, replay: a clean document")
        return
    for name in ("stage", "code", "detail"):
        ours, theirs = getattr(row, name), getattr(again, name)
        if ours != theirs:
            yield Finding(None, f"{row.place or '-'} {name}", "replay-outcome", _told(ours, theirs))


def captured(stamp: Stamp, data: bytes) -> RawDocument:
    """The raw document *data* with what the capturer knew of it, as *stamp* has it."""
    capture = stamp.capture
    return RawDocument(
        data=data,
        path=capture.path,
        url=capture.url if "url" in capture.given else None,
        fetched_at=capture.fetched_at if "fetched_at" in capture.given else None,
        media_type=capture.content_type,
        record=capture.record,
    )


def _cleaned(replayer: Replayer, raw: RawDocument) -> Cleaned | Rejected:
    """What becomes of *raw*; as in a run, a document that the cleaner fails on takes no others down with it."""
    try:
        return replayer.clean(raw)
    except Exception as error:  # noqa: BLE001
        return failed(raw, error)


def _another_hand(row: DocumentRow, replayer: Replayer) -> Finding | None:
    """Why a replay would say nothing: another version, or other rules."""
    tool, rules = row.stamp.tool, row.stamp.rules
    if tool.version != VERSION:
        detail = f"made by {tool.name} {tool.version}, this is {VERSION}: replay with that version"
        return Finding(row.id, "stamp.tool.version", "replay-version", detail)
    here = replayer.rules_digest(rules.id)
    if here != rules.digest:
        detail = f"is {rules.digest}, the rules here have {here}: replay with those of the run (--rules DIR)"
        return Finding(row.id, "stamp.rules.digest", "replay-rules", detail)
    return None


def _again(result: Cleaned | Rejected, ledger: LedgerChoice, *, redact: bool) -> QuarantineRow | None:
    return quarantine_row(result, ledger, redact=redact) if isinstance(result, Rejected) else None


def _differences(where: str, ours: Any, theirs: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Each place where two JSON values differ: its path and what stands there."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            inner = f"{where}.{key}" if where else key
            yield from _differences(inner, ours.get(key), theirs.get(key))
    elif isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        if len(ours) != len(theirs):
            yield where, f"has {len(ours)}, replay gives {len(theirs)}"
        for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            yield from _differences(f"{where}[{number}]", one, other)
    elif ours != theirs:
        yield where, _told(ours, theirs)


def _told(ours: object, theirs: object) -> str:
    if isinstance(ours, str) and isinstance(theirs, str) and max(len(ours), len(theirs)) > _MAX_SHOWN:
        at = next(
            (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs))
        )
        start = max(0, at - _MAX_SHOWN // 4)
        cut = slice(start, start + _MAX_SHOWN)
        return f"differs from code point {at} on: …{ours[cut]!r}, replay gives …{theirs[cut]!r}"
    return f"is {ours!r}, replay gives {theirs!r}"
