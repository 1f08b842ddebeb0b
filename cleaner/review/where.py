"""Which rule took something, where it stands, and what to do when no exception can help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.rules.body import bodies
from cleaner.rules.load import builtin_dir
from cleaner.rules.schema import SCHEMA, Matcher, SourceFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.rules.load import RuleBook
    from cleaner.testing.judge import Judge


class Origin(Struct, frozen=True):
    """Of a removal: the rule that took it, where it is one of a rule file."""

    matcher: Matcher | None
    advice: str
    """What to edit when there is no exception."""
    is_hopeless: bool = False
    """No exception can help."""


def whence(book: RuleBook, rule: str, extractor: str) -> Origin:
    """The origin of what *rule* (`163.com/hao-notice`, `extract/trafilatura`) removed under the rules of *book*."""
    owner, _, name = rule.partition("/")
    for key, file in book.files().items():
        if file.id != owner:
            continue
        if name == "body":
            advice = f"what lies outside of the article's element has no exceptions: {_edit_body(book, key)}"
            return Origin(None, advice, is_hopeless=True)
        for found in file.remove:
            if found.id == name:
                path, line, _ = book.whereabouts(key, "remove", name)
                return Origin(found, f"To let it stay, {_edit(rule, path, line)}")
    if owner == "extract":
        advice = (
            f"The extractor {extractor} left it out: a rule file with a `body` for the source says what the article is"
        )
        return Origin(None, advice)
    return Origin(None, f"{rule} is no rule of a file, so there is none to edit")


def beyond_body(book: RuleBook, judge: Judge, spans: Sequence[tuple[int, int]]) -> str:
    """What to edit when one of *spans* lies outside of the article's element, of which rules see nothing; else empty."""
    assert judge.page is not None
    assert judge.cleaned is not None
    rules = judge.cleaned.stamp.rules
    file = book.sources.get(rules.id) or SourceFile(schema=SCHEMA, id=rules.id)
    known = {removal.reason for removal in judge.cleaned.ledger.removals}
    for outside in bodies(judge.page, book.parts(file), rules.layout):
        # Of several only the first counts that has some text.
        if any(reason in known for _, reason in outside.spans):
            seen = [place for start, end in spans for place in judge.stretches(start, end)]
            if all(any(body.start <= start and end <= body.end for body in outside.bodies) for start, end in seen):
                return ""
            key = next(key for key, part in book.files().items() if part.id == outside.owner)
            return f"it lies outside of the article's element, where no exception reaches: {_edit_body(book, key)}"
    return ""


def _edit_body(book: RuleBook, key: str) -> str:
    path = book.tuned_by.get(key, (book.origins[key],))[-1]
    return f"{_edit('`body`', path)}, so that it selects it too"


def _edit(what: str, path: str, line: int | None = None) -> str:
    where = path if line is None else f"{path}:{line}"
    if Path(path).is_relative_to(builtin_dir()):
        return f"tune {what} of {where} in a file of your own rule directory"
    return f"edit {what} in {where}"
