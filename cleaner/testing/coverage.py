"""Rules that no test speaks of: one that never fires is untested, one that is never tempted is untried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cleaner.rules.load import RuleBook
    from cleaner.testing.result import Result


class Gap(Struct, frozen=True):
    """A rule that lacks a test: one that fires it, or one that is a trap for it."""

    rule: str
    lacks: Literal["fires", "spares"]
    where: str


def find_gaps(book: RuleBook, results: Iterable[Result], ids: Collection[str] = ()) -> Iterator[Gap]:
    """The gaps that *results* (of examples and of fixtures) leave in the files *ids*, in the order of the files.

    A rule that is switched off needs no test.
    """
    results = list(results)
    fired = {rule for result in results for rule in result.fired}
    spared = {rule for result in results for rule in result.spared}
    for key, file in book.files().items():
        if ids and file.id not in ids:
            continue
        for table in ("remove", "keep", "read"):
            for rule in getattr(file, table):
                full = f"{file.id}/{rule.id}"
                if not rule.enabled or (full in fired and full in spared):
                    continue
                path, line, _ = book.whereabouts(key, table, rule.id)
                if full not in fired:
                    yield Gap(full, "fires", f"{path}:{line}")
                if full not in spared:
                    yield Gap(full, "spares", f"{path}:{line}")
