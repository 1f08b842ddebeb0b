"""What a comparison of two results finds. `a` is the earlier result, `b` the later one."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["removes", "keeps", "writes"]
"""What the rule does in b, and did not do in a: remove what was kept, keep what it removed, write something else in its place."""

KINDS: dict[Kind, str] = {"removes": "now removes", "keeps": "no longer removes", "writes": "writes something else for"}

BARE_CHANGE = "core/markup-or-white-space"
"""Stands for the rule where a result without bare removals (`--ledger rules`) does not say which it was."""


class Stretch(Struct, frozen=True):
    """A stretch of a document whose fate differs.

    `start`, `end`: code points of the decoded text, from the first to the last that the rule took, or gave back. `a`, `b`:
    the code points of the clean texts that are changed, white space around them that follows included: b is a with
    all `a` replaced by `b`. Null where a result was written with `--ledger rules`.
    """

    kind: Kind
    rule: str
    category: str | None
    line: int
    """Of the page, where the removal begins."""
    start: int
    end: int
    a: tuple[int, int] | None
    b: tuple[int, int] | None
    text: str | None
    """What the clean text lost or won, without white space around it; null when a result is redacted."""
    chars: int
    """Code points of it."""
    before: str
    """What stands before it in the clean text that has it: the rest of the last line that is not empty, at most 80 code points."""
    after: str
    """The same behind it."""


class Move(Struct, frozen=True):
    """A stretch that both remove, by another rule."""

    a: str
    b: str
    chars: int


class Changed(Struct, frozen=True):
    """A document whose clean text differs.

    `is_explained`: the stretches account for every character. Else `note` says why not.
    """

    path: str | None
    a: str
    """Id of the document in a."""
    b: str
    source: str
    """In b."""
    stretches: tuple[Stretch, ...]
    is_explained: bool
    note: str = ""


class Setting(Struct, frozen=True):
    """Something of the runs that differs, and may be the reason for all else."""

    what: str
    a: str
    b: str


class Gone(Struct, frozen=True):
    """A document that only one result has. `outcome` and `code`: what the other has instead; null when nothing."""

    path: str | None
    id: str
    outcome: str | None = None
    code: str | None = None


class Group(Struct, frozen=True):
    """Stretches of one rule with the same text, numbers and the like taken as equal; `example` is the first."""

    count: int
    documents: int
    chars: int
    """Of all."""
    path: str | None
    example: Stretch


class RuleChange(Struct, frozen=True):
    """What a rule does that it did not do, summed up."""

    kind: Kind
    rule: str
    category: str | None
    documents: int
    stretches: int
    chars: int
    texts: int
    """Different texts, numbers and the like taken as equal."""


class Moves(Struct, frozen=True):
    """What rule `a` removed and rule `b` removes now: the clean texts do not show it."""

    a: str
    b: str
    documents: int
    stretches: int
    chars: int


class Counts(Struct, frozen=True):
    """Documents that both results have are `same` or `changed`; `stamps`: of these, how many differ in what."""

    same: int
    changed: int
    unexplained: int
    """Of the changed ones: those whose stretches do not account for everything."""
    only_a: int
    only_b: int
    stamps: dict[str, int]
    broken: int
    """Lines of the results that could not be read."""
