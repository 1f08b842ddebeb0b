"""The pages of docs/examples, and what the kernel itself says of them: what every plane must say."""

from __future__ import annotations

import json
import runpy
from functools import cache
from pathlib import Path
from typing import Any

from cleaner import Cleaner
from cleaner.adapters.answer import Answer, answered
from cleaner.adapters.carried import usual_cleaner
from cleaner.adapters.record import item_of
from cleaner.io.containers import Fields
from cleaner.rules.load import RuleBook
from cleaner.rules.schema import SourceFile


def light_cleaner() -> Cleaner:
    """One without rules, which starts at once."""
    return Cleaner(RuleBook(sources={}, packs={}, core=SourceFile(schema=1, id="core"), origins={}))


EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PAGES: list[dict[str, Any]] = [json.loads(line) for line in (EXAMPLES / "pages.jsonl").read_text("utf-8").splitlines()]
TEXTS = [page for page in PAGES if page["text"]]


@cache
def wanted(name: str) -> tuple[str | None, Answer]:
    """The clean text of the page *name*, and its answer."""
    page = next(page for page in PAGES if page["id"] == name)
    return answered(usual_cleaner(), item_of(page, Fields(text="text")))


def told(name: str) -> list[str]:
    """What the examples print of it."""
    _, answer = wanted(name)
    return [name, answer.outcome, str(answer.code), str(answer.id), str(len(answer.removals))]


def run_example(name: str) -> None:
    """Run an example as `python docs/examples/NAME.py` does, in this process."""
    runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")


def printed(out: str) -> list[list[str]]:
    """Words of the lines that an example has printed about pages, in order of the pages."""
    names = [page["id"] for page in PAGES]
    found = [line.split() for line in out.splitlines() if line.split() and line.split()[0] in names]
    return sorted(found, key=lambda words: names.index(words[0]))
