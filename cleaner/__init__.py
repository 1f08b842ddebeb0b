"""Cleans raw dumps of pages by per-source rules, and accounts for every character that it removes."""

from cleaner._version import VERSION as __version__
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
