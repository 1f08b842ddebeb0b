"""Cleans raw dumps of pages by per-source rules, and accounts for every character that it removes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cleaner._version import VERSION as __version__

if TYPE_CHECKING:
    from cleaner.errors import CleanerError, InputError, LedgerError, OutputError, RuleError, WorkerError
    from cleaner.model.document import Cleaned, RawDocument, Rejected
    from cleaner.model.ledger import Ledger, Reason, Removal
    from cleaner.model.span import Span
    from cleaner.model.stamp import Stamp
    from cleaner.pipeline import Cleaner

__all__ = [
    "Cleaned",
    "Cleaner",
    "CleanerError",
    "InputError",
    "Ledger",
    "LedgerError",
    "OutputError",
    "RawDocument",
    "Reason",
    "Rejected",
    "Removal",
    "RuleError",
    "Span",
    "Stamp",
    "WorkerError",
    "__version__",
]

_HOMES = {
    "Cleaned": "cleaner.model.document",
    "Cleaner": "cleaner.pipeline",
    "CleanerError": "cleaner.errors",
    "InputError": "cleaner.errors",
    "Ledger": "cleaner.model.ledger",
    "LedgerError": "cleaner.errors",
    "OutputError": "cleaner.errors",
    "RawDocument": "cleaner.model.document",
    "Reason": "cleaner.model.ledger",
    "Rejected": "cleaner.model.document",
    "Removal": "cleaner.model.ledger",
    "RuleError": "cleaner.errors",
    "Span": "cleaner.model.span",
    "Stamp": "cleaner.model.stamp",
    "WorkerError": "cleaner.errors",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: who wants a language detector does not load the parsers."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
