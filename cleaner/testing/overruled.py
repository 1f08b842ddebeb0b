"""Tests that a person overruled: they fail only because of exceptions that a review made, which have tests of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cleaner.rules.load import RuleBook
    from cleaner.rules.schema import SourceFile
    from cleaner.testing.result import Result

EXCEPTION = "reviewed-"
"""What the ids of exceptions begin with that `cleaner review apply` makes."""


def overruled(book: RuleBook, results: Sequence[Result], again: Callable[[RuleBook], Sequence[Result]]) -> list[Result]:
    """Those of *results*, of tests under *book*, that failed and pass when they run without the exceptions.

    *again* runs the same tests in the same order under another book; it is not called when that can change nothing.
    """
    bare = without_exceptions(book)
    if bare is book or all(result.passed for result in results):
        return []
    pairs = zip(results, again(bare), strict=True)
    return [result for result, other in pairs if other.passed and not result.passed]


def without_exceptions(book: RuleBook) -> RuleBook:
    """*book* without the exceptions of reviews; itself when there are none."""
    sources = {key: _bare(file) for key, file in book.sources.items()}
    if all(file is book.sources[key] for key, file in sources.items()):
        return book
    return msgspec.structs.replace(book, sources=sources)


def _bare(file: SourceFile) -> SourceFile:
    keep = [rule for rule in file.keep if not rule.id.startswith(EXCEPTION)]
    return file if len(keep) == len(file.keep) else msgspec.structs.replace(file, keep=keep)
