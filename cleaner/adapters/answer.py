"""What planes of other programs are told of one text: the clean text or why there is none, and the account of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from cleaner.engines.kernel import process
from cleaner.errors import InputError
from cleaner.io.rows import LedgerChoice, RemovalRow
from cleaner.io.visible import harmless
from cleaner.model.record import Record  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.stamp import Stamp  # noqa: TC001

if TYPE_CHECKING:
    from cleaner.engines.kernel import Outcome
    from cleaner.io.containers import Unreadable
    from cleaner.model.document import RawDocument
    from cleaner.pipeline import Cleaner

PREFIX = "cleaner_"
"""Begins the keys of `Answer.flat`: `source` and `title` are often taken."""


class Answer(Struct, frozen=True):
    """All but the clean text. Of what is quarantined, the fields speak of what is held."""

    outcome: Literal["document", "quarantined", "rejected", "unreadable"]
    code: str | None = None
    """Why there is no document, for machines."""
    detail: str | None = None
    """The same for people."""
    record: Record | None = None
    """Where in a stream of lines it stood."""
    id: str | None = None
    title: str | None = None
    language: str | None = None
    script: str | None = None
    source: str | None = None
    stamp: Stamp | None = None
    removals: tuple[RemovalRow, ...] = ()
    held: str | None = None
    """The clean text that is not emitted, when it is quarantined."""

    def flat(self) -> dict[str, str]:
        """The fields that have a value, under keys with `PREFIX`; `stamp` and `removals` as JSON text, `held` left out.

        For metadata that databases of vectors store: they take strings, and no null.
        """
        words = {name: getattr(self, name) for name in _PLAIN}
        if self.stamp:
            words["stamp"] = msgspec.json.encode(self.stamp).decode()
            words["removals"] = msgspec.json.encode(self.removals).decode()
        return {PREFIX + name: value for name, value in words.items() if value is not None}


_PLAIN = ("outcome", "code", "detail", "id", "title", "language", "script", "source")


def chosen(ledger: str) -> LedgerChoice:
    """The choice that *ledger*, which a program of somebody else's has set, names.

    Raises:
        InputError: there is no such choice.
    """
    for choice in get_args(LedgerChoice):
        if ledger == choice:
            return choice  # type: ignore[no-any-return]
    raise InputError(f"no ledger {harmless(str(ledger))!r}; one of: {', '.join(get_args(LedgerChoice))}")


def answered(
    cleaner: Cleaner, item: RawDocument | Unreadable, ledger: LedgerChoice = "rules", *, redact: bool = False
) -> tuple[str | None, Answer]:
    """The clean text of *item*, None when there is no document, and the rest of what there is to say. Never raises."""
    return answer_of(process(cleaner, item, ledger, redact=redact))


def answer_of(outcome: Outcome) -> tuple[str | None, Answer]:
    """The same of an *outcome*."""
    held = outcome.quarantine
    if held is None:
        row, removals = outcome.document, outcome.removals
        answer = Answer("document")
    else:
        row, removals = held.document, held.removals
        answer = Answer(held.outcome, held.code, held.detail, held.record)
    if row is None:
        return None, answer
    answer = replace(
        answer,
        record=row.stamp.capture.record,
        id=row.id,
        title=row.title,
        language=row.language,
        script=row.script,
        source=row.source,
        stamp=row.stamp,
        removals=removals,
        held=row.text if held else None,
    )
    return (None if held else row.text), answer
