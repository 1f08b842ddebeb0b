"""`report.html` made from a result: one pass over it, two more when it is too large to be shown whole."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner.audit.sums import Report
from cleaner.errors import OutputError
from cleaner.io.intact import damaged, stored
from cleaner.io.manifest import REPORT, held, read_manifest
from cleaner.io.visible import harmless
from cleaner.report import groups as grouping
from cleaner.report.assemble import write_page
from cleaner.report.chunks import Chunks, DocumentChunks
from cleaner.report.document import Judged, chars_in, record_of, told_of
from cleaner.report.groups import Groups
from cleaner.report.pieces import Pieces
from cleaner.report.risk import is_rare, risk_of
from cleaner.report.rules import RuleNumbers, is_extractor
from cleaner.report.run import Tables, run_of
from cleaner.report.sample import Sample, sample_of
from cleaner.report.sources import SourceSums
from cleaner.report.stamp import day_of
from cleaner.report.visible import prose_chars

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cleaner.io.manifest import Manifest
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

MOST_DOCUMENTS = 10_000
"""Documents in a page: of more a sample is shown."""


class Options(Struct, frozen=True, kw_only=True):
    """How the page is made."""

    documents: int = MOST_DOCUMENTS
    """At most so many documents are shown; of more, a sample."""
    name: str | None = None
    """Name of the result in the page; without it that of its folder."""
    live: str | None = None
    """Where a live page reads and saves decisions, relative to its own address; None for a page that is a file."""
    on_progress: Callable[[int, int], None] | None = None
    """Called for each document with how many have been read, and how many will be."""


class Made(Struct, frozen=True):
    """What the page shows."""

    documents: int
    of: int
    """Documents in the result, those in quarantine among them."""
    removals: int
    """By rules, in the whole result."""
    groups: int


def write_report(folder: Path, file: Path, options: Options | None = None) -> Made:
    """Write the page of the result in *folder* to *file*, replacing it. A pure function of the result and *options*.

    Raises:
        InputError: there is no result in *folder*, or not as it was written.
        OutputError: *file* cannot be written.
    """
    options = options or Options()
    manifest = read_manifest(folder)
    report = _report_of(folder)
    name = options.name or folder.resolve().name
    try:
        with ExitStack() as stack:
            chunks = stack.enter_context(Chunks(file.parent))
            groups = stack.enter_context(Groups(file.parent))
            builder = _Builder(folder, manifest, report, options, groups, chunks)
            run = builder.run(name)
            with file.open("wb") as out:
                write_page(out, name, run, chunks)
    except OSError as error:
        raise OutputError(f"{harmless(str(file))}: cannot be written: {error.strerror}") from None
    return Made(builder.documents.number, builder.whole, run["removals"], run["groups"])


def _report_of(folder: Path) -> Report:
    path = held(folder, REPORT)
    if path is None:
        raise damaged(folder, REPORT, "is not there, or is no regular file")
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        raise damaged(folder, REPORT, str(error)) from None


class _Builder:
    def __init__(
        self, folder: Path, manifest: Manifest, report: Report, options: Options, groups: Groups, chunks: Chunks
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.report = report
        self.options = options
        self.groups = groups
        self.chunks = chunks
        self.documents = DocumentChunks(chunks)
        self.rules = RuleNumbers()
        self.sums: dict[str, SourceSums] = {}
        self.scripts: Counter[str] = Counter()
        self.reports = {source.source: source for source in report.sources}
        self.numbers = {source.source: number for number, source in enumerate(report.sources)}
        self.whole = manifest.counts.documents + manifest.counts.quarantined
        self._rare: dict[tuple[str, str], bool] = {}
        self._read = 0

    def run(self, name: str) -> dict[str, Any]:
        """Everything but RUN goes into chunks; RUN comes back."""
        sample: Sample | None = None
        if self.whole > self.options.documents:
            sample = sample_of(self._items(3), self.options.documents)
            for place, item in enumerate(self._items(3)):
                if place in sample.chosen:
                    self._show(item)
            for place, item in enumerate(self._items(3)):
                if place not in sample.chosen:
                    self._count(item, place)
        else:
            for item in self._items(1):
                self._show(item)
        self.documents.close()
        tables = Tables(self.rules, self.groups, self.sums, self.scripts, self.documents, self.chunks)
        told = {"documents": self.documents.number, "of": self.whole, "how": sample.how} if sample else None
        live = {"decisions": self.options.live} if self.options.live else None
        return {**run_of(self.manifest, self.report, tables), "result": name, "live": live, "sample": told}

    def _items(self, passes: int) -> Iterator[Stored]:
        for item in stored(self.folder, self.manifest):
            if item.row.source not in self.reports:
                raise damaged(self.folder, REPORT, f"does not know the source {item.row.source}")
            yield item
            self._read += 1
            if self.options.on_progress:
                self.options.on_progress(self._read, self.whole * passes)

    def _show(self, item: Stored) -> None:
        """A document that the page shows."""
        source, number = item.row.source, self.documents.number
        sums, day, decoded_chars = self._summed(item)
        pieces = Pieces(item)
        judged = [self._judged(item, pieces, at) for at in range(len(pieces.removals))]
        for at, one in enumerate(judged):
            group = self.groups.of(source, one.group, one.rule)
            grouping.add(group, number, day, one.removal)
            if one.risk > group.risk:
                group.risk = one.risk
                group.is_blank = not (pieces.texts[at] or "-").strip()
                group.chars = one.removal.end - one.removal.start
                before, after = pieces.around(at)
                place = {"document": number, "seq": one.removal.seq, "line": one.removal.line}
                example = {**place, "before": before, "after": after}
                self.groups.remember(group, {**told_of(one, pieces, at), "example": example})
        prose = [_prose(pieces, at, removal) for at, removal in enumerate(pieces.removals)]
        sums.took(item, list(zip(pieces.removals, prose, strict=True)), number)
        record = record_of(item, pieces, judged, self.numbers[source], day, decoded_chars)
        sums.show(record, number, item.row.stamp.removal.share)
        self.documents.add(record)

    def _count(self, item: Stored, place: int) -> None:
        """A document that the page does not show: its removals count all the same."""
        sums, _, _ = self._summed(item)
        pieces = Pieces(item)
        for removal in pieces.removals:
            self.rules.of_removal(removal)
            group = self.groups.known(item.row.source, self.groups.key(item.row.source, removal))
            if group:
                # Shown ones have the numbers from 0 on.
                grouping.count(group, self.options.documents + place)
        prose = [_prose(pieces, at, removal) for at, removal in enumerate(pieces.removals)]
        sums.took(item, list(zip(pieces.removals, prose, strict=True)), None)

    def _summed(self, item: Stored) -> tuple[SourceSums, str | None, int]:
        """The sums of its source with the document in them, its day, and the code points it was decoded of."""
        row = item.row
        sums = self.sums.get(row.source)
        if sums is None:
            sums = self.sums[row.source] = SourceSums()
        day = day_of(row.stamp)
        decoded_chars = chars_in(item)
        sums.count(item, day, decoded_chars)
        if item.outcome == "document":
            self.scripts[row.script] += 1
        return sums, day, decoded_chars

    def _judged(self, item: Stored, pieces: Pieces, at: int) -> Judged:
        row, removal = item.row, pieces.removals[at]
        is_markup = pieces.is_html and not pieces.seen[at]
        reckoned = risk_of(
            None if is_markup else pieces.texts[at],
            "outside-body" if is_extractor(removal.rule) else removal.category or "",
            row.script,
            removal.clean_at,
            len(row.text),
            is_rare=self._is_rare(row.source, removal.rule),
            confidence=None if removal.confidence is msgspec.UNSET else removal.confidence,
        )
        return Judged(removal, self.rules.of_removal(removal), self.groups.key(row.source, removal), reckoned)

    def _is_rare(self, source: str, rule: str) -> bool:
        found = self._rare.get((source, rule))
        if found is None:
            report = self.reports[source]
            found = self._rare[source, rule] = is_rare(report.fired.get(rule, 0), report.pages)
        return found


def _prose(pieces: Pieces, at: int, removal: RemovalRow) -> int:
    """Code points of a removal that could have been an article's; of one that is not known all."""
    text = pieces.texts[at]
    if text is None:
        return 0 if pieces.is_html else removal.end - removal.start
    if pieces.is_html and not pieces.seen[at]:
        return 0
    return prose_chars(text)
