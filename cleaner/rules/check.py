"""What the types cannot say of a rule file: patterns that compile, keys that go together, names that exist."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from cleaner.errors import nearest
from cleaner.model.fact import FACT_KINDS
from cleaner.rules.compile import DETAILS
from cleaner.rules.pattern import PatternError, compile_pattern
from cleaner.rules.schema import Capture, Marker, Matcher, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.rules.fold import Fold
    from cleaner.rules.schema import SourceFile

PATTERNS = ("line", "span", "from_", "after", "until", "before", "while_", "href", "src", "alt", "previous", "next")
UNFOLDED = ("href", "src", "alt")
"""Matchers of addresses and of image texts: compared as they stand."""
_MAY_BE_EMPTY = ("src", "alt")
TAGS = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "tr", "img", "hr", "comment", "fence",
    "front-matter",
)  # fmt: skip


class Problem(msgspec.Struct, frozen=True):
    """Something wrong in a file: where (keys and indexes), what was found, what was expected, what to do."""

    path: list[str | int]
    found: str
    expected: str
    hint: str = ""


def check_file(file: SourceFile) -> Iterator[Problem]:
    """The problems of *file*, in its order."""
    ids: set[str] = set()
    for table in ("remove", "keep", "read"):
        for number, rule in enumerate(getattr(file, table)):
            at: list[str | int] = [table, number]
            if rule.id in ids:
                yield Problem([*at, "id"], f"two rules with the id {rule.id!r}", "an id that is unique in the file")
            ids.add(rule.id)
            if not rule.why.strip():
                yield Problem([*at, "why"], f"rule {rule.id!r} gives no reason", "why = '…', one line")
            yield from _check_matcher(rule, at, file.fold)
            yield from _check_captures(rule, at)
            if rule.layout is not None and rule.layout not in {layout.id for layout in file.layout}:
                known = [layout.id for layout in file.layout]
                hint = nearest(rule.layout, known)
                yield Problem([*at, "layout"], f"unknown layout {rule.layout!r}", f"one of: {', '.join(known)}", hint)
    yield from _check_match(file)
    for number, pattern in enumerate(file.protect):
        yield from _check_pattern(pattern, ["protect", number], file.fold)
    for number, test in enumerate(file.test):
        for name in chain(test.fires, test.spares):
            if "/" not in name and name not in ids:
                hint = nearest(name, ids)
                yield Problem(
                    ["test", number, "fires"], f"test {test.name!r} names no rule {name!r}", "a rule id", hint
                )
        for name in test.facts:
            if name not in FACT_KINDS:
                yield Problem(["test", number, "facts"], f"unknown fact {name!r}", _kinds(), nearest(name, FACT_KINDS))
    low, high = file.limits.removed_share
    if not 0 <= low <= high <= 1:
        yield Problem(["limits", "removed_share"], f"[{low}, {high}]", "two shares with 0 ≤ low ≤ high ≤ 1")


def _check_match(file: SourceFile) -> Iterator[Problem]:
    for key, pattern in file.match.front_matter.items():
        yield from _check_pattern(pattern, ["match", "front_matter", key], [])
    for number, marker in enumerate(file.match.markers):
        at: list[str | int] = ["match", "markers", number]
        if isinstance(marker, Marker):
            yield from _check_matcher(marker, at, file.fold)
        else:
            yield from _check_pattern(marker, at, [])


def _check_matcher(matcher: Matcher, at: list[str | int], default: list[Fold]) -> Iterator[Problem]:
    names = {field.name: field.encode_name for field in msgspec.structs.fields(Matcher)}
    given = {name for name in names if getattr(matcher, name) is not None} - {"fold"}
    if not given:
        yield Problem(
            at, "nothing says where it applies", f"one of: {', '.join(n for n in names.values() if n != 'fold')}"
        )
    for name in PATTERNS:
        pattern = getattr(matcher, name)
        if pattern is not None:
            folds = [] if name in UNFOLDED else default if matcher.fold is None else matcher.fold
            yield from _check_pattern(pattern, [*at, names[name]], folds, may_be_empty=name in _MAY_BE_EMPTY)
    targets = [group for group in ({"line"}, {"span"}, {"from_", "after", "until", "before"}) if given & group]
    if len(targets) > 1:
        found = ", ".join(sorted(names[name] for group in targets for name in given & group))
        yield Problem(
            at, f"{found} together", "one of `line`, `span`, or a region of `from`/`after` to `until`/`before`/`while`"
        )
    for pair in (("from_", "after"), ("until", "before"), ("until", "while_"), ("before", "while_")):
        if given.issuperset(pair):
            yield Problem([*at, names[pair[0]]], f"{names[pair[0]]} and {names[pair[1]]} together", "one of the two")
    if "while_" in given and not given & {"from_", "after"}:
        yield Problem([*at, "while"], "while without a beginning", "from = '…' or after = '…' with it")
    for tag in matcher.blocks or []:
        if tag not in TAGS:
            yield Problem(
                [*at, "blocks"], f"unknown kind of block {tag!r}", f"one of: {', '.join(TAGS)}", nearest(tag, TAGS)
            )


def _check_captures(rule: Rule, at: list[str | int]) -> Iterator[Problem]:
    for kind, captures in rule.capture.items():
        if kind not in FACT_KINDS:
            yield Problem([*at, "capture"], f"unknown fact {kind!r}", _kinds(), nearest(kind, FACT_KINDS))
        for capture in captures if isinstance(captures, list) else [captures]:
            if isinstance(capture, Capture) and capture.split:
                yield from _check_pattern(capture.split, [*at, "capture"], [])
            if isinstance(capture, Capture) and kind == "hop" and not capture.relation:
                yield Problem([*at, "capture"], "a hop without a relation", f"relation = '…'; known details: {DETAILS}")


def _check_pattern(
    pattern: str, at: list[str | int], folds: list[Fold], *, may_be_empty: bool = False
) -> Iterator[Problem]:
    try:
        compiled = compile_pattern(pattern, frozenset(folds))
    except PatternError as error:
        yield Problem(at, f"pattern {pattern!r}: {error.reason}", "an RE2 pattern, see docs/rules.md", error.instead)
        return
    if not may_be_empty and compiled.may_be_empty:
        expected = "a pattern that needs at least one character"
        yield Problem(at, f"pattern {pattern!r} matches the empty text, so it matches everywhere", expected)


def _kinds() -> str:
    return f"one of: {', '.join(FACT_KINDS)}"
