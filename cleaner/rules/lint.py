"""What is no error in a rule file and yet worth a look: rules that never get their turn, reasons by copy and paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.rules.check import PATTERNS, UNFOLDED
from cleaner.rules.overview import TABLES, conditions
from cleaner.rules.pattern import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.rules.load import RuleBook
    from cleaner.rules.schema import Rule, SourceFile

BIG_PATTERN = 4_000
"""Instructions of RE2 above which a pattern is worth a second thought: a plain one has 20 to 500."""


class Warning(Struct, frozen=True):  # noqa: A001 - what it is, and nobody catches it
    """Something that a person should look at."""

    where: str
    found: str
    hint: str


def warnings_of(book: RuleBook) -> Iterator[Warning]:
    """The warnings on all files of *book*, each once."""
    seen: set[Warning] = set()
    keys = {id(file): key for key, file in book.files().items()}
    for key, file in book.files().items():
        parts = book.parts(file) if key in book.sources else [file]
        for warning in [*_shadowed(book, parts, keys), *_repeated(book, key, file), *_big(book, key, file)]:
            if warning not in seen:
                seen.add(warning)
                yield warning


def pattern_sizes(file: SourceFile) -> Iterator[tuple[str, str, int]]:
    """Table, id and size of the largest pattern of each rule of *file*, in instructions of RE2."""
    for table in TABLES:
        for rule in getattr(file, table):
            folds = frozenset(file.fold if rule.fold is None else rule.fold)
            sizes = [
                compile_pattern(pattern, frozenset() if name in UNFOLDED else folds).size
                for name in PATTERNS
                if (pattern := getattr(rule, name))
            ]
            yield table, rule.id, max(sizes, default=0)


def _shadowed(book: RuleBook, parts: list[SourceFile], keys: dict[int, str]) -> Iterator[Warning]:
    """Rules that ask for exactly what a rule before them asks for."""
    first: dict[bytes, str] = {}
    for file in parts:
        for table in TABLES:
            for rule in getattr(file, table):
                # A rule of `read` takes nothing away from those behind it.
                if table == "read" or not rule.enabled:
                    continue
                asked = _identity(rule, file, table)
                full = f"{file.id}/{rule.id}"
                if asked in first:
                    path, line, _ = book.whereabouts(keys[id(file)], table, rule.id)
                    found = (
                        f"{full!r} never gets its turn on pages of {parts[0].id!r}: {first[asked]!r} asks for the same"
                    )
                    yield Warning(f"{path}:{line}", found, "remove one of the two, or tell them apart")
                else:
                    first[asked] = full


def _identity(rule: Rule, file: SourceFile, table: str) -> bytes:
    asked = {**conditions(rule), "fold": sorted(file.fold if rule.fold is None else rule.fold)}
    return msgspec.json.encode([table, rule.layout, asked], order="sorted")


def _repeated(book: RuleBook, key: str, file: SourceFile) -> Iterator[Warning]:
    reasons: dict[str, str] = {}
    for table in TABLES:
        for rule in getattr(file, table):
            if rule.why in reasons:
                path, line, _ = book.whereabouts(key, table, rule.id)
                found = f"{rule.id!r} gives word for word the reason of {reasons[rule.why]!r}: {rule.why!r}"
                yield Warning(f"{path}:{line}", found, "say what this rule removes, and why it may")
            reasons.setdefault(rule.why, rule.id)


def _big(book: RuleBook, key: str, file: SourceFile) -> Iterator[Warning]:
    for table, name, size in pattern_sizes(file):
        if size > BIG_PATTERN:
            path, line, _ = book.whereabouts(key, table, name)
            found = f"{name!r} has a pattern of {size:,} instructions; most have fewer than 500"
            yield Warning(f"{path}:{line}", found, "use fewer counted repeats, or narrower classes, or two rules")
