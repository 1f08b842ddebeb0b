"""What the machine-readable parts of an HTML page say, cleaned of what is no statement at all."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from cleaner.blocks.html.metadata import split_address
from cleaner.model.document import MAX_QUOTE
from cleaner.model.fact import Evidence, Fact
from cleaner.model.folded import folded
from cleaner.provenance.dates import read_date
from cleaner.provenance.relative_dates import placeable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.model.document import Page
    from cleaner.model.fact import Confidence, FactKind
    from cleaner.model.span import Span

LONGEST_ELEMENT = 8192
"""Code points of source: the text of a longer element is no name, no date and no headline."""
_MAX_EVIDENCE = 16
_LONGEST: dict[FactKind, int] = {"title": 500, "url": 2000, "alternate": 2000}
_LONGEST_OTHER = 100
_NOT_TEXT = re.compile(r"[\0-\x1f\x7f-\x9f\ud800-\udfff]|@@|\{\{|\}\}|<[%!/a-zA-Z]|%>|\$\{|\[object |^%\w+%$")
"""Leftovers of templates, markup, and characters that no line of text holds."""
_NOTHING = frozenset({"false", "n/a", "none", "null", "true", "undefined", "unknown", "未知"})
_NOT_NAMES = frozenset(
    {
        "admin", "administrator", "anonymous", "author", "default", "discuz! team and comsenz ui team", "editor", "guest",
        "name", "no author", "root", "super user", "user", "webmaster", "your name", "佚名", "作者", "匿名", "管理员",
    }
)  # fmt: skip
"""Accounts and words that stand where an author should."""
_BY = re.compile(r"(?:by:?\s+|作者\s*[:：]\s*)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+(?:com|net|org|info|[a-z]{2})", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_START = attrgetter("start")


class _Lines:
    """Numbers of lines, counted from the nearest place whose line is known."""

    def __init__(self, page: Page) -> None:
        self._text = page.text
        self._newline = "\n" if "\n" in page.text else "\r"
        self._blocks = page.blocks
        self._fields = sorted(
            (each.start, each.line) for fields in page.front_matter.fields.values() for each in fields
        )
        self._last = (0, 1)

    def of(self, position: int) -> int:
        """The line of a code point, from 1."""
        near = self._last if self._last[0] <= position else (0, 1)
        number = bisect_left(self._fields, (position + 1, 0))
        if number:
            near = max(near, self._fields[number - 1])
        number = bisect_right(self._blocks, position, key=_START)
        if number:
            near = max(near, (self._blocks[number - 1].start, self._blocks[number - 1].line))
        start, line = near
        self._last = (position, line + self._text.count(self._newline, start, position))
        return self._last[1]


class Statements:
    """Facts in the order of trust; a place that says what another has said is more evidence for it."""

    def __init__(self, page: Page) -> None:
        self._text = page.text
        self._lines = _Lines(page)
        self._facts: dict[tuple[FactKind, str], tuple[str, Confidence, dict[str, str], list[Evidence]]] = {}

    def add(
        self,
        kind: FactKind,
        value: str,
        place: Span,
        rule: str,
        confidence: Confidence = "stated",
        detail: dict[str, str] | None = None,
    ) -> None:
        """Take down that *place* says *value*, unless that says nothing."""
        cleaned = _cleaned(kind, value)
        if cleaned is None:
            return
        fresh: tuple[str, Confidence, dict[str, str], list[Evidence]] = (cleaned, confidence, detail or {}, [])
        known = self._facts.setdefault((kind, _same(kind, cleaned)), fresh)[-1]
        # A <meta> may be metadata and microdata at once.
        if len(known) < _MAX_EVIDENCE and all(each.start != place.start for each in known):
            known.append(self.evidence(place, rule))

    def evidence(self, place: Span, rule: str) -> Evidence:
        """What stands in *place*, as *rule* read it."""
        start, end = place.start, place.end
        return Evidence(start, end, self._lines.of(start), self._text[start : min(end, start + MAX_QUOTE)], rule)

    def values(self, *kinds: FactKind) -> list[str]:
        """What is said of *kinds*, the most trusted first."""
        return [value for (kind, _), (value, *_) in self._facts.items() if kind in kinds]

    def facts(self, kind: FactKind) -> Iterator[Fact]:
        """The facts of *kind*, the most trusted first."""
        for (each, _), (value, confidence, detail, evidence) in self._facts.items():
            if each == kind:
                yield Fact(kind, value, confidence, tuple(evidence), detail)


def _same(kind: FactKind, value: str) -> str:
    """What two ways to write the same value have in common."""
    if kind in {"published", "modified"}:
        stated = read_date(value)
        return stated.value if stated else value
    if kind in {"url", "alternate"}:
        return value.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")
    return value if kind == "title" else folded(value)


def _cleaned(kind: FactKind, value: str) -> str | None:
    """*value* as a fact of *kind*; None when it is no statement."""
    value = " ".join(value.split())
    if "&" in value and ";" in value:
        value = " ".join(html.unescape(value).split())
    if not value or len(value) > _LONGEST.get(kind, _LONGEST_OTHER) or _NOT_TEXT.search(value):
        return None
    if kind == "title":
        return value
    if kind in {"url", "alternate"}:
        return value if split_address(value) else None
    if kind in {"published", "modified"}:
        return placeable(value)
    if kind == "language":
        return value if _LANGUAGE.fullmatch(value) else None
    if kind == "author":
        by = _BY.match(value)
        value = value[by.end() :] if by else value
        if "@" in value or value.lower() in _NOT_NAMES or _DOMAIN.fullmatch(value):
            return None
    nothing = value.lower() in _NOTHING or "://" in value or value.startswith(("@", "www."))
    return None if nothing or not any(map(str.isalpha, value)) else value
