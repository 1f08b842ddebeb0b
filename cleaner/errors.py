"""What can go wrong, as the caller can act on it.

    CleanerError
    ├── RuleError      a rule file is wrong: correct the file
    ├── LedgerError    removals do not fit the text: a bug in whoever proposed them
    ├── InputError     an input cannot be read: name another, or mend it
    ├── OutputError    the output cannot be written: free space, rights, another folder
    └── WorkerError    a process of the run was killed: fewer workers, more memory

A document that cannot be cleaned is not an error: `Cleaner.clean` returns a `Rejected`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CleanerError(Exception):
    """Base of all errors of this package."""


class RuleError(CleanerError):
    """A rule file is wrong. Says where, what was found, what was expected and what to do."""

    def __init__(self, where: str, found: str, expected: str = "", hint: str = "") -> None:
        self.where = where
        self.found = found
        self.expected = expected
        self.hint = hint
        lines = [f"{where}: {found}"]
        if expected:
            lines.append(f"  expected: {expected}")
        if hint:
            lines.append(f"  hint: {hint}")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str, str, str]]:
        # Errors cross process boundaries; the default would call __init__ with the message alone.
        return (type(self), (self.where, self.found, self.expected, self.hint))


class LedgerError(CleanerError):
    """Removals that are empty, overlap, are out of order or leave the text."""


class InputError(CleanerError):
    """An input that cannot be read, with the reason."""


class OutputError(CleanerError):
    """An output that cannot be written, with the reason."""


class WorkerError(CleanerError):
    """A process that worked for a run is gone."""


def nearest(name: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for a misspelt name, or an empty string when nothing is near."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {matches[0]!r}?" if matches else ""
