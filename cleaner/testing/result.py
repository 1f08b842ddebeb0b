"""What a test says: passed, or where what was found instead of what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class Finding(Struct, frozen=True):
    """A difference: where (file and line), what was found, what was expected, what to do."""

    where: str
    found: str
    expected: str
    hint: str = ""


class Result(Struct, frozen=True):
    """One test that ran."""

    name: str
    """`solidot.org: the name of the example`, `fixtures/solidot.org/plain`."""
    passed: bool
    problems: tuple[Finding, ...] = ()
    fired: tuple[str, ...] = ()
    """Full ids of all rules that fired."""
    spared: tuple[str, ...] = ()
    """Full ids of the rules that the test is a trap for."""


def result(name: str, problems: Iterable[Finding], fired: tuple[str, ...] = (), spared: tuple[str, ...] = ()) -> Result:
    """The result of a test with *problems*: passed when there are none."""
    found = tuple(problems)
    return Result(name=name, passed=not found, problems=found, fired=fired, spared=spared)
