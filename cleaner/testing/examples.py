"""The `[[test]]` tables of rule files: a snippet, the rules that fire on it, and what is left of it.

A test runs as if the page were known to be of the file's source, with all rules that apply there. What it says of
rules is read thus:

- `fires` lists *all* rules of the test's own file that fire, no other. A name with a slash is of another file
  (`credits/editor-line`): that rule must fire too. Rules of other files that are not named are not looked at.
- `spares` lists rules that must not fire, of this file or (with a slash) of another.
- `text` and `facts` are looked at when they are given: the text line by line without blank lines and outer white
  space, a kind of fact as the set of its values.

Limits are for pages: a snippet may lose all its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cleaner.model.document import RawDocument, Rejected
from cleaner.pipeline import Cleaner
from cleaner.rules.load import CORE, RuleBook
from cleaner.rules.schema import SCHEMA, SourceFile
from cleaner.testing.result import Finding, Result, result

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cleaner.model.document import Cleaned
    from cleaner.rules.schema import Test

_FOR_PAGES = frozenset({"empty-body", "removed-share", "too-short"})
"""Checks that a page has to pass, and a snippet does not."""


def run_examples(book: RuleBook, ids: Collection[str] = (), tick: Callable[[str], None] | None = None) -> list[Result]:
    """The results of all examples in the files *ids* of *book* (of every file when none is named), in order.

    *tick* is called with the name of each test when it is done.
    """
    results = []
    for key, file in book.files().items():
        if ids and file.id not in ids:
            continue
        cleaner = Cleaner(_with_source(book, file), source=file.id)
        for test in file.test:
            path, line, _ = book.whereabouts(key, "test", test.name)
            results.append(_run(cleaner, file, test, f"{path}:{line}"))
            if tick:
                tick(results[-1].name)
    return results


def _with_source(book: RuleBook, file: SourceFile) -> RuleBook:
    """*book* with *file* as a source, whatever it is: a pack is tried alone, and so is the core."""
    source = SourceFile(schema=SCHEMA, id=CORE) if file.id == CORE else file
    return msgspec.structs.replace(book, sources={**book.sources, file.id: source})


def _run(cleaner: Cleaner, file: SourceFile, test: Test, where: str) -> Result:
    name = f"{file.id}: {test.name}"
    spared = tuple(_full(file, rule) for rule in test.spares)
    raw = RawDocument(data=test.input.encode(), url=test.url, fetched_at=test.fetched_at)
    done = cleaner.clean(raw)
    cleaned = done.held if isinstance(done, Rejected) else done
    if cleaned is None or (isinstance(done, Rejected) and done.code not in _FOR_PAGES):
        assert isinstance(done, Rejected)
        return result(name, [Finding(where, f"{done.code}: {done.detail}", "a result")], spared=spared)
    fired = cleaned.stamp.rules.fired
    problems = [*_rules(file, test, fired, where), *_text(test, cleaned, where), *_facts(test, cleaned, where)]
    return result(name, problems, fired, spared)


def _full(file: SourceFile, rule: str) -> str:
    return rule if "/" in rule else f"{file.id}/{rule}"


def _rules(file: SourceFile, test: Test, fired: tuple[str, ...], where: str) -> Iterator[Finding]:
    named = {_full(file, rule) for rule in test.fires}
    for rule in test.fires:
        if _full(file, rule) not in fired:
            yield Finding(where, f"{rule!r} did not fire", f"fires = {test.fires}", "`cleaner explain` shows what did")
    # `body` says where the article stands, and is no rule: every page of HTML has it.
    for rule in fired:
        if rule.startswith(f"{file.id}/") and rule not in named and rule != f"{file.id}/body":
            yield Finding(where, f"{rule.removeprefix(f'{file.id}/')!r} fired", f"fires = {test.fires} and no other")
    for rule in test.spares:
        # A rule of the file that fires and is not in `fires` has been reported above.
        full = _full(file, rule)
        if full in fired and (full in named or not full.startswith(f"{file.id}/")):
            yield Finding(where, f"{rule!r} fired", f"spares = {test.spares}")


def _text(test: Test, cleaned: Cleaned, where: str) -> Iterator[Finding]:
    if test.text is not None:
        found, expected = _lines(cleaned.text), _lines(test.text)
        if found != expected:
            yield Finding(where, f"text {'⏎'.join(found)!r}", f"text {'⏎'.join(expected)!r}")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _facts(test: Test, cleaned: Cleaned, where: str) -> Iterator[Finding]:
    for kind, wanted in test.facts.items():
        expected = sorted({wanted} if isinstance(wanted, str) else set(wanted))
        found = sorted({fact.value for fact in cleaned.facts if fact.kind == kind})
        if found != expected:
            yield Finding(where, f"{kind} = {found}", f"{kind} = {expected}")
