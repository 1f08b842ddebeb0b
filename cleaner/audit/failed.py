"""A document that the cleaner failed on, which no document should do."""

from __future__ import annotations

from cleaner.model.document import RawDocument, Rejected


def failed(raw: RawDocument, error: Exception) -> Rejected:
    """*raw* as `internal-error`: a run, and its replay, go on."""
    detail = f"{type(error).__name__}: {error} (a bug in cleaner or memory at its end; please report the document)"
    return Rejected(raw=raw, stage="apply", code="internal-error", detail=detail)
