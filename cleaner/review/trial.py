"""Exceptions tried on the pages that they are for: does the text come back, and nothing else change?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io.rows import BARE
from cleaner.model.document import Rejected
from cleaner.model.white_space import WHITE_SPACE
from cleaner.pipeline import Cleaner
from cleaner.rules.load import RuleBook
from cleaner.rules.schema import SCHEMA, Keep, SourceFile
from cleaner.testing.judge import Judge, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.review.found import Document

Taken = list[tuple[int, int, str]]
"""What is no markup or white space and was removed: code points and the rule."""


class Bench:
    """The rules of one source, to which exceptions are added: for a trial, or for good."""

    def __init__(self, book: RuleBook, source: str, options: dict[str, str | None]) -> None:
        self.source = source
        self.options = {**options, "source": source}
        self.book = book
        self.file = book.sources.get(source) or SourceFile(schema=SCHEMA, id=source)

    def cleaner(self, keeps: Sequence[Keep] = ()) -> Cleaner:
        """A cleaner that takes every page to be of the source, with *keeps* on top."""
        file = msgspec.structs.replace(self.file, keep=[*keeps, *self.file.keep])
        # A book of one source is made ready much faster than one of all.
        book = RuleBook(sources={self.source: file}, packs=self.book.packs, core=self.book.core, origins={})
        options: dict[str, Any] = self.options
        return Cleaner(book, **options)

    def add(self, keeps: Sequence[Keep]) -> None:
        """Let *keeps* hold from now on."""
        self.file = msgspec.structs.replace(self.file, keep=[*keeps, *self.file.keep])


class Trial:
    """The pages of one decision: as they are, and as exceptions would have them."""

    def __init__(self, bench: Bench, documents: Sequence[Document]) -> None:
        self.bench = bench
        self.documents = documents
        cleaner = bench.cleaner()
        self.before = [Judge(cleaner, document.raw) for document in documents]

    def is_kept(self) -> bool:
        """All of it is kept as it is."""
        return not any(
            judge.cleaned is None or judge.not_kept(start, end)
            for judge, document in zip(self.before, self.documents, strict=True)
            for start, end in document.spans
        )

    def objection(self, keeps: Sequence[Keep]) -> str:
        """Why *keeps* will not do; empty when they bring back what was removed and change nothing else."""
        cleaner = self.bench.cleaner(keeps)
        for before, document in zip(self.before, self.documents, strict=True):
            after = Judge(cleaner, document.raw)
            found = _objection(before, after, document)
            if found:
                return f"{document.id}: {found}"
        return ""


def _objection(before: Judge, after: Judge, document: Document) -> str:
    if after.cleaned is None or before.cleaned is None:
        return f"the page gives nothing: {after.code}"
    for start, end in document.spans:
        missing = after.not_kept(start, end)
        if missing:
            return missing[0]
    if isinstance(after.done, Rejected) and after.code != before.code:
        return f"the page would be quarantined: {after.code}: {after.done.detail}"
    was, now = _taken(before, document.spans), _taken(after, document.spans)
    if was != now:
        start, end, rule = min(set(was) ^ set(now))
        text = shown(before.cleaned.decoded.text[start:end])
        return (
            f"it would also keep what {rule} removes: {text!r}"
            if (start, end, rule) in was
            else f"then {rule} would remove {text!r}"
        )
    return ""


def _taken(judge: Judge, spans: Sequence[tuple[int, int]]) -> Taken:
    """What was removed outside of *spans*, which are in order."""
    assert judge.cleaned is not None
    text = judge.cleaned.decoded.text
    taken: Taken = []
    for removal in judge.cleaned.ledger.removals:
        if removal.reason.category in BARE:
            continue
        position = removal.start
        for start, end in [*spans, (removal.end, removal.end)]:
            _put(taken, text, position, min(start, removal.end), removal.reason.rule)
            position = max(position, min(end, removal.end))
    return taken


def _put(taken: Taken, text: str, start: int, end: int, rule: str) -> None:
    while start < end and text[start] in WHITE_SPACE:
        start += 1
    while end > start and text[end - 1] in WHITE_SPACE:
        end -= 1
    if start >= end:
        return
    # One removal may be two in another ledger, when white space between them was kept.
    if taken and taken[-1][2] == rule and not text[taken[-1][1] : start].strip(WHITE_SPACE):
        taken[-1] = (taken[-1][0], end, rule)
    else:
        taken.append((start, end, rule))
