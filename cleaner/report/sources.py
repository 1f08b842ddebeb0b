"""Sums over the documents of each source, beyond those of report.json."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cleaner.report.rules import Use, is_of_body

if TYPE_CHECKING:
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

MAX_DAYS = 60
"""Entries of a line of days; when there are more days, of months, then of years."""
_COLUMNS = ("number", "title", "chars", "removed", "risk", "outcome")
_MAX_TITLE = 200


class SourceSums:
    """What the page says of one source, growing."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.documents = self.removals = self.kept = self.body_chars = 0
        """`body_chars`: code points removed that could have been a part of the body; `kept`: of clean text."""
        self.uses: dict[str, Use] = {}
        self.categories: Counter[str] = Counter()
        self.columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        self._days: dict[str, list[int]] = {}

    def count(self, item: Stored, day: str | None, chars_in: int) -> None:
        """One more document, decoded of *chars_in* code points."""
        row = item.row
        self.name = self.name or row.stamp.source.name
        if item.outcome == "document":
            self.documents += 1
            self.kept += len(row.text)
        if day:
            days = self._days.setdefault(day, [0, 0, 0])
            days[0] += 1
            days[1] += row.stamp.removal.chars
            days[2] += chars_in

    def took(self, item: Stored, taken: list[tuple[RemovalRow, int]], number: int | None) -> None:
        """The removals of a document, each with the code points of it that a reader sees; *number* when it is shown."""
        body = len(item.row.text)
        by_rule: dict[str, list[Any]] = {}
        for removal, seen in taken:
            found = by_rule.get(removal.rule)
            if found is None:
                found = by_rule[removal.rule] = [0, 0, 0, 0, removal.seq]
            found[0] += 1
            found[1] += removal.end - removal.start
            self.categories[removal.category or ""] += 1
            if is_of_body(removal):
                found[2] += seen
                if item.outcome == "document":
                    self.body_chars += seen
            if seen > found[3]:
                found[3], found[4] = seen, removal.seq
        for rule, (removals, chars, seen, _, seq) in by_rule.items():
            use = self.uses.get(rule)
            if use is None:
                use = self.uses[rule] = Use()
            use.add(removals, chars, seen / (body + seen) if seen >= _MIN_SEEN else 0.0, (number, seq))
        self.removals += len(taken)

    def show(self, record: dict[str, Any], number: int, share: float) -> None:
        """One more document that the page shows."""
        title = record["title"] or (record["path"] or "").rpartition("/")[2]
        values = (
            number,
            title[:_MAX_TITLE] or None,
            record["chars_out"],
            share,
            record["risk"],
            record["code"] or record["outcome"],
        )
        for name, value in zip(_COLUMNS, values, strict=True):
            self.columns[name].append(value)

    def days(self) -> tuple[str | None, str | None, list[tuple[str, int, float]]]:
        """First and last day, and documents and removed share by day, month or year, whichever fits."""
        if not self._days:
            return None, None, []
        first, last = min(self._days), max(self._days)
        for length in (10, 7, 4):
            merged: dict[str, list[int]] = {}
            for day, sums in self._days.items():
                into = merged.setdefault(day[:length], [0, 0, 0])
                for at, number in enumerate(sums):
                    into[at] += number
            if len(merged) <= MAX_DAYS:
                break
        entries = [
            (day, sums[0], round(sums[1] / sums[2], 4) if sums[2] else 0.0) for day, sums in sorted(merged.items())
        ]
        return first, last, entries[-MAX_DAYS:]

    @property
    def loss(self) -> float:
        """Share of what could have been body that was removed."""
        whole = self.kept + self.body_chars
        return self.body_chars / whole if whole else 0.0


_MIN_SEEN = 200
