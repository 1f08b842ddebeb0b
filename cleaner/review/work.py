"""A rule directory while decisions are applied to it: what stands, what is tried, what holds together."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from cleaner.engines.noted import noted_rules
from cleaner.errors import InputError
from cleaner.io.visible import harmless
from cleaner.model.white_space import WHITE_SPACE
from cleaner.pipeline import Cleaner
from cleaner.review import store
from cleaner.review.exception import exception_for, keeps_of, lines_for, near_lines
from cleaner.review.found import DEFAULTS, MOST, Found, is_bare, options_of
from cleaner.review.log import Entry, Page, id_of, read_log, standing
from cleaner.review.render import case_of, rendered, rule_file
from cleaner.review.trial import Bench, Trial
from cleaner.review.where import beyond_body, whence
from cleaner.rules.load import files_in, load_rules
from cleaner.rules.read import read_table
from cleaner.rules.schema import ID
from cleaner.testing.judge import Judge
from cleaner.testing.reviewed import REVIEW, raw_of, with_options

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cleaner.io.manifest import Manifest
    from cleaner.review.decisions import Decision, Decisions
    from cleaner.review.found import Document

Status = Literal["applied", "stands", "failed"]


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a decision."""

    id: str
    verdict: str
    rule: str
    status: Status
    """`applied` now; `stands` since an earlier time; `failed`: nothing of it is written."""
    text: str = ""
    documents: int = 0
    """With such a removal."""
    tried: int = 0
    """Of these, so many were looked at."""
    keep: tuple[str, ...] = ()
    """Ids of the rules that came of it."""
    rule_file: str | None = None
    test: str | None = None
    """The file of the test."""
    lines: int = 0
    before: str = ""
    """What its test said under the rules before; empty: it passed."""
    after: str = ""
    """What its test says now; empty: it passes."""
    reason: str = ""
    """Of a failure: why, and what to do. Of others: what else to know."""


class Work:
    """The rule directory while it is worked on."""

    def __init__(self, manifest: Manifest, rules: Path, scratch: Path) -> None:
        self.rules = rules
        self.scratch = scratch
        self.log = read_log(rules)
        store.check(rules, self.log)
        self.standing = standing(self.log)
        self.kept = dict(self.standing)
        self.options = options_of(manifest)
        self.others = [_there(place) for place in noted_rules(manifest) if place.resolve() != rules.resolve()]
        self._benches: dict[str, Bench] = {}
        self._base: Cleaner | None = None

    @property
    def base(self) -> Cleaner:
        """With all that holds whatever is decided now."""
        if self._base is None:
            self._base = self.cleaner(list(self.kept.values()))
        return self._base

    def stands(self, decision: Decision, manifest_digest: str) -> bool:
        """It was applied, and no later one has taken its place."""
        entry = self.standing.get(id_of(decision))
        return entry is not None and (entry.decision, entry.manifest_digest) == (decision, manifest_digest)

    def leave_out(self, ids: set[str]) -> None:
        """Work as if the decisions *ids*, which are made anew, had not been."""
        self.kept = {name: entry for name, entry in self.standing.items() if name not in ids}

    def cleaner(self, entries: Sequence[Entry]) -> Cleaner:
        """As the run that was judged, with the rules of the directory and the exceptions of *entries* on top."""
        ours = rendered(self.log)
        own = [path for path in files_in(self.rules) if path.relative_to(self.rules).as_posix() not in ours]
        own.sort(key=lambda path: "tune" in read_table(path))
        made = []
        for name, data in rendered(entries).items():
            if name.endswith(".toml"):
                made.append(self.scratch / name)
                made[-1].write_bytes(data)
        return with_options(Cleaner(load_rules([*self.others, *own, *made])), self.options)

    def bench(self, source: str) -> Bench:
        """Where exceptions of *source* are tried; those that were found hold."""
        if source not in self._benches:
            self._benches[source] = Bench(self.base.book, source, self.options)
        return self._benches[source]

    def entry(self, decision: Decision, found: Found, run: int, decisions: Decisions) -> tuple[Entry | None, Outcome]:
        """What is to be noted of *decision*, if it can be followed, and what became of it."""
        name = id_of(decision)
        bare = Entry(
            run=run, id=name, decision=decision, result=decisions.result, manifest_digest=decisions.manifest_digest,
            tunes=decision.source in self.base.book.sources and not self._is_ours(decision.source),
        )  # fmt: skip
        outcome = Outcome(
            id=name, verdict=decision.verdict, rule=decision.rule, text=decision.text, status="applied",
            documents=found.number, tried=len(found.documents),
        )  # fmt: skip
        is_blank = is_bare(decision) or bool(decision.text and not decision.text.strip(WHITE_SPACE))
        if decision.verdict == "note" or (decision.verdict == "accept" and is_blank):
            return bare, outcome
        if is_blank:
            reason = "it is white space or markup, of which no reader misses anything"
            return None, replace(outcome, status="failed", reason=reason)
        problem = _problem(decision, found)
        if problem:
            return None, replace(outcome, status="failed", reason=problem)
        if decision.verdict == "accept":
            return self._accepted(bare, outcome, found.documents[0])
        return self._rejected(bare, outcome, found.documents)

    def _is_ours(self, source: str) -> bool:
        """The rule file of *source* is one that was made here."""
        return any(entry.source == source and not entry.tunes for entry in self.kept.values())

    def _page(self, document: Document) -> Page:
        digest = hashlib.sha256(document.data).hexdigest()
        return Page(document.id, document.name, digest, document.capture)

    def _accepted(self, entry: Entry, outcome: Outcome, document: Document) -> tuple[Entry | None, Outcome]:
        # One place stands for all.
        document = replace(document, spans=document.spans[:1])
        judge = Judge(self.base, document.raw)
        if judge.cleaned is None:
            return None, replace(outcome, status="failed", reason=f"the page gives nothing: {judge.code}")
        lines = lines_for(judge, entry.decision, document)
        for found, expected in (problem for line in lines for problem in judge.problems(line)):
            reason = f"under the rules as they are now it is {found}; expected: {expected}"
            return None, replace(outcome, status="failed", reason=reason)
        entry = replace(entry, page=self._page(document), lines=lines)
        return entry, replace(outcome, lines=len(lines), test=self._test(entry))

    def _test(self, entry: Entry) -> str:
        assert entry.page is not None
        return f"{case_of(entry.source, entry.page)}/{REVIEW}"

    def _rejected(self, entry: Entry, outcome: Outcome, documents: Sequence[Document]) -> tuple[Entry | None, Outcome]:
        decision = entry.decision
        origin = whence(self.base.book, decision.rule, self.base.extractor)
        if origin.is_hopeless:
            return None, replace(outcome, status="failed", reason=origin.advice)
        bench = self.bench(decision.source)
        trial = Trial(bench, documents)
        keep: tuple[dict[str, object], ...] = ()
        for judge, document in zip(trial.before, documents, strict=True):
            advice = self._out_of_reach(judge, decision, document)
            if advice:
                return None, replace(outcome, status="failed", reason=advice)
        if not trial.is_kept():
            found = exception_for(trial, decision, origin.matcher)
            if not found.keep:
                return None, replace(outcome, status="failed", reason=f"{found.objection}. {origin.advice}")
            keep = found.keep
        first = documents[0]
        before = Judge(self.base, first.raw)
        lines = lines_for(before, decision, first)
        near = near_lines(bench, keep, first, lines, before)
        bench.add(keeps_of(keep))
        entry = replace(entry, keep=keep, page=self._page(first), lines=(*lines, *near))
        said = next((f"{found}" for line in lines for found, _ in before.problems(line)), "")
        notes = [
            *(["it is kept already: only the test is written"] if not keep else []),
            *([f"tried on {MOST} of {outcome.documents:,} documents"] if outcome.documents > len(documents) else []),
            *(
                ["without a `near` line: a text nearly the same is kept too, or makes it a page of another source"]
                if len(near) < len(keep)
                else []
            ),
        ]
        return entry, replace(
            outcome,
            keep=tuple(f"{decision.source}/{table['id']}" for table in keep),
            rule_file=rule_file(decision.source) if keep else None,
            test=self._test(entry),
            lines=len(entry.lines),
            before=said,
            reason="; ".join(notes),
        )

    def _out_of_reach(self, judge: Judge, decision: Decision, document: Document) -> str:
        """Why nothing of it can come back, whatever a rule says."""
        if judge.cleaned is None or judge.page is None:
            return f"the page gives nothing: {judge.code}"
        if decision.category == "image" and not judge.shows_images:
            return "plain text has no images: `cleaner clean --to markdown` keeps those that a rule keeps"
        return beyond_body(self.base.book, judge, document.spans)

    def contradictions(self, made: dict[str, Entry], data: dict[str, bytes]) -> list[tuple[str, str]]:
        """New decisions that do not hold together with the others, each with the reason."""
        made = dict(made)
        failed: list[tuple[str, str]] = []
        while made:
            cleaner = self.cleaner([*self.kept.values(), *made.values()])
            bad = dict(self._failing(cleaner, made, data))
            if not bad:
                break
            for name, reason in bad.items():
                failed.append((name, reason))
                del made[name]
        return failed

    def _failing(self, cleaner: Cleaner, made: dict[str, Entry], data: dict[str, bytes]) -> list[tuple[str, str]]:
        judges: dict[str, Judge] = {}
        for entry in [*made.values(), *self.kept.values()]:
            if entry.page is None:
                continue
            path = f"{case_of(entry.source, entry.page)}/{entry.page.name}"
            if path not in judges:
                page = data[path] if path in data else (self.rules / path).read_bytes()
                raw = raw_of(entry.page.name, page, entry.page.capture)
                judges[path] = Judge(with_options(cleaner, {**DEFAULTS, **entry.page.capture.options}), raw)
            judge = judges[path]
            for found, expected in (problem for line in entry.lines for problem in judge.problems(line)):
                if entry.id in made:
                    return [(entry.id, f"together with the other rules: {found}; expected: {expected}")]
                # A decision that stood is broken by a new one whose exception fires on its page.
                for name, other in made.items():
                    if any(f"{other.source}/{table['id']}" in judge.fired for table in other.keep):
                        return [(name, f"it contradicts {entry.id} ({entry.decision.verdict}): {found}")]
        return []


def _problem(decision: Decision, found: Found) -> str:
    """Why nothing can be done about a decision."""
    for name in (decision.source, *(document.id for document in found.documents)):
        # A result from elsewhere must not lead out of the rule directory: both are in names of files.
        if not re.search(ID, name):
            return f"{harmless(name)!r} is no id of a source or document"
    if found.problem:
        return f"{found.problem}; name the raw files with --raw DIR"
    return "" if found.documents else "there is no such removal in the result"


def _there(place: Path) -> Path:
    if not place.is_dir():
        raise InputError(
            f"{harmless(str(place))}: the result was made with rules from there too, and it is no folder; bring it back"
        )
    return place
