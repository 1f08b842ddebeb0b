"""The files that a log stands for: tune files with exceptions, and the judgements beside the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cleaner.review.log import LOG, log_text, standing
from cleaner.review.toml import table, text
from cleaner.rules.schema import SCHEMA
from cleaner.testing.reviewed import CAPTURE, REVIEW, Capture, review_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.review.log import Entry, Page
    from cleaner.testing.judge import Line

FIXTURES = "fixtures"
_HEAD = """\
# Made by `cleaner review apply` from {log}: exceptions for removals that people judged to be wrong.
# It is written anew each time; rules of your own belong in a file of their own. `cleaner review undo` takes back.
"""


def rule_file(source: str) -> str:
    """Name of the file with the exceptions of *source*."""
    return f"{source}.reviewed.toml"


def case_of(source: str, page: Page) -> str:
    """The folder of *page*, below the rule directory."""
    return f"{FIXTURES}/{source}/{page.case}"


def rendered(entries: Sequence[Entry]) -> dict[str, bytes]:
    """The bytes of every file that *entries* stand for, the pages aside, by its path below the rule directory."""
    if not entries:
        return {}
    files = {LOG: log_text(entries)}
    stand = list(standing(entries).values())
    for source in sorted({entry.source for entry in stand if entry.keep}):
        files[rule_file(source)] = _rules(source, [entry for entry in stand if entry.source == source]).encode()
    # The page of a decision that another took the place of stays: it comes back when that one is undone.
    lines: dict[str, list[Line]] = {case_of(entry.source, entry.page): [] for entry in entries if entry.page}
    captures = {case_of(entry.source, entry.page): entry.page.capture for entry in entries if entry.page}
    for entry in stand:
        if entry.page:
            lines[case_of(entry.source, entry.page)] += entry.lines
    for case, found in lines.items():
        ordered = sorted(found, key=lambda line: (line.start, line.end, line.verdict == "near", line.rule))
        files[f"{case}/{REVIEW}"] = review_text(ordered).encode()
        if captures[case] != Capture():
            files[f"{case}/{CAPTURE}"] = msgspec.json.format(msgspec.json.encode(captures[case]), indent=1) + b"\n"
    return files


def pages(entries: Sequence[Entry]) -> dict[str, Page]:
    """The pages of *entries* by their paths below the rule directory."""
    return {f"{case_of(entry.source, entry.page)}/{entry.page.name}": entry.page for entry in entries if entry.page}


def _rules(source: str, entries: Sequence[Entry]) -> str:
    whose = f"tune = {text(source)}\n"
    if not all(entry.tunes for entry in entries):
        whose = f"schema = {SCHEMA}\nid = {text(source)}\n"
    tables = [table("[[keep]]", keep) for entry in entries for keep in entry.keep]
    return "\n".join([_HEAD.format(log=LOG) + whose, *tables])
