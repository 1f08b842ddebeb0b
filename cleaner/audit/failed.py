"""A document that the cleaner failed on, which no document should do."""

from __future__ import annotations

from cleaner.errors import RuleError
from cleaner.model.document import RawDocument, Rejected


def failed(raw: RawDocument, error: Exception) -> Rejected:
    """*raw* as `internal-error`, or as `wrong-rule` where a file of rules is what is wrong: a run, and its replay, go on."""
    if isinstance(error, RuleError):
        told = "; ".join(line.strip() for line in str(error).splitlines())
        detail = f"no page of its source can be cleaned until the rule is mended: {told}"
        return Rejected(raw=raw, stage="apply", code="wrong-rule", detail=detail)
    detail = f"{type(error).__name__}: {error} (a bug in cleaner or memory at its end; please report the document)"
    return Rejected(raw=raw, stage="apply", code="internal-error", detail=detail)
