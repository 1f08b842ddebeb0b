"""One document through a cleaner, whatever happens: what every engine does for each input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.audit.failed import failed
from cleaner.audit.tally import Tally, tally_of, tally_of_unreadable
from cleaner.io.read import Unreadable
from cleaner.io.rows import DocumentRow, LedgerChoice, QuarantineRow, RemovalRow, quarantine_row, rows_of
from cleaner.model.document import RawDocument, Rejected

if TYPE_CHECKING:
    from cleaner.engines.crew import Held
    from cleaner.model.document import Cleaned
    from cleaner.pipeline import Cleaner


class Outcome(Struct, frozen=True):
    """What one input came to: a document with its removals, or a row for quarantine."""

    tally: Tally
    document: DocumentRow | None = None
    removals: tuple[RemovalRow, ...] = ()
    quarantine: QuarantineRow | None = None


def process(
    cleaner: Cleaner,
    item: RawDocument | Unreadable,
    ledger: LedgerChoice = "full",
    *,
    redact: bool = False,
    hold: Held | None = None,
) -> Outcome:
    """What becomes of *item*. Never raises: a document that the cleaner fails on is rejected as `internal-error`.

    *hold*: why a document is not cleaned, when workers died of it.
    """
    if isinstance(item, Unreadable):
        row = QuarantineRow(
            path=item.path, outcome="unreadable", stage="read", code=item.code, detail=item.detail, record=item.record
        )
        return Outcome(tally=tally_of_unreadable(item.code), quarantine=row)
    if hold:
        left_out = Rejected(raw=item, stage="run", code=hold.code, detail=hold.detail)
        return outcome_of(left_out, ledger, redact=redact)
    try:
        return outcome_of(cleaner.clean(item), ledger, redact=redact)
    except Exception as error:  # noqa: BLE001 - the millionth document must not take the others down with it
        return outcome_of(failed(item, error), ledger, redact=redact)


def outcome_of(result: Cleaned | Rejected, ledger: LedgerChoice, *, redact: bool) -> Outcome:
    """The rows of *result*, and its tally."""
    tally = tally_of(result)
    if isinstance(result, Rejected):
        return Outcome(tally=tally, quarantine=quarantine_row(result, ledger, redact=redact))
    document, removals = rows_of(result, ledger, redact=redact)
    return Outcome(tally=tally, document=document, removals=removals)
