"""Whose page is it? Evidence is added up; where it does not suffice, the answer is unknown."""

from __future__ import annotations

import re
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from cleaner.blocks.html.literals import literals
from cleaner.model.fact import Evidence, Fact
from cleaner.model.source import UNKNOWN, Source
from cleaner.model.span import Span
from cleaner.rules.compile import RuleSet, compile_marker
from cleaner.rules.index import PatternSet
from cleaner.rules.match import Matcher, Scan
from cleaner.rules.pattern import compile_pattern
from cleaner.rules.schema import Marker

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from cleaner.model.block import Field
    from cleaner.model.document import Page
    from cleaner.model.fact import FactKind
    from cleaner.rules.compile import CompiledRule
    from cleaner.rules.fold import Fold
    from cleaner.rules.match import Hit
    from cleaner.rules.pattern import Pattern
    from cleaner.rules.schema import Layout, SourceFile

STRING_WEIGHT = 0.5
HOST_WEIGHT = 1.0
FRONT_MATTER_WEIGHT = 0.9
THRESHOLD = 0.6
"""A single marker of the usual weight (0.5) does not decide; two do."""


class Identified:
    """The source of a page, and the facts that stood in its evidence."""

    def __init__(self, source: Source, facts: tuple[Fact, ...] = (), words: Sequence[Pattern] | None = None) -> None:
        self.source = source
        self.facts = facts
        self.words = words
        """The patterns of markers that stand in the source of the page; None when they were not asked for."""


class MarkerSet:
    """Markers of many owners: patterns over the source text in one set, matchers in another."""

    def __init__(self, owned: Iterable[tuple[str, Sequence[str | Marker], Sequence[Fold]]]) -> None:
        self._owners: dict[Pattern, str] = {}
        rules = []
        # Words without which a selector finds nothing; walks through the tree of a page take far longer than this pass.
        self._needed: dict[CompiledRule, list[Pattern]] = {}
        for owner, markers, folds in owned:
            for marker in markers:
                if isinstance(marker, Marker):
                    rule = compile_marker(owner, marker, folds)
                    rules.append(rule)
                    words = [max(needed, key=len, default="") for needed in literals(marker.select or "*")]
                    if rule.is_select_only and all(words):
                        self._needed[rule] = [compile_pattern(re.escape(word)) for word in words]
                else:
                    self._owners[compile_pattern(marker)] = owner
        needed = chain.from_iterable(self._needed.values())
        self._searched = PatternSet(list(dict.fromkeys(chain(self._owners, needed))))
        self._searched_in_text = PatternSet(list(self._owners))
        self._rules = RuleSet(rules, are_rare=True)

    def words(self, page: Page) -> Sequence[Pattern]:
        """The patterns that stand in the source of *page*: what is visible of it lacks the targets of links.

        Of a page without elements they are those of markers alone.
        """
        return (self._searched_in_text if page.tree is None else self._searched).matching(_source(page))

    def evidence(self, page: Page, matcher: Matcher, present: Sequence[Pattern]) -> list[tuple[str, float, Evidence]]:
        """`(owner, weight, evidence)` for each marker that is on the page, in whose source those *present* stand."""
        found = []
        for pattern in present:
            owner = self._owners.get(pattern)
            data = _source(page) if owner is not None else b""
            if owner is not None and (match := pattern.regexp.search(data)):
                start, end = (len(data[:at].decode("utf-8", "replace")) for at in match.span())
                found.append((owner, STRING_WEIGHT, page.evidence(start, end, f"{owner}/marker")))
        absent: Container[CompiledRule] = ()
        if page.tree is not None:
            absent = {rule for rule, needed in self._needed.items() if not any(word in present for word in needed)}
        scan = Scan(matcher, self._rules)
        for rule in scan.candidates(absent):
            hit = next(scan.hits(rule), None)
            if hit is not None:
                span = hit.element.span if hit.element else _shown(matcher, hit)
                found.append((rule.id, rule.weight, page.evidence(span.start, span.end, f"{rule.id}/marker")))
        return found


class Identifier:
    """Tells the source of pages, for a set of rule files."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        self.files = {file.id: file for file in files}
        self.hosts: dict[str, list[tuple[str, str]]] = {}
        for file in self.files.values():
            for pattern in file.match.hosts:
                host, slash, path = pattern.partition("/")
                self.hosts.setdefault(host.lower(), []).append((slash + path, file.id))
        self._stated = [
            (file.id, key, compile_pattern(pattern))
            for file in self.files.values()
            for key, pattern in file.match.front_matter.items()
        ]
        # Most files ask for the title: its patterns are looked for all at once.
        self._of_key: dict[str, tuple[list[int], PatternSet]] = {}
        for wanted in dict.fromkeys(key for _, key, _ in self._stated):
            numbers = [number for number, (_, key, _) in enumerate(self._stated) if key == wanted]
            self._of_key[wanted] = numbers, PatternSet([self._stated[number][2] for number in numbers])
        self.markers = MarkerSet((file.id, file.match.markers, file.fold) for file in self.files.values())

    def identify(self, page: Page, matcher: Matcher, words: Sequence[Pattern] | None = None) -> Identified:
        """The source with the most evidence; unknown below the threshold or when two have the same.

        Who knows already which *words* of markers stand in the source of the page (`Identified.words`) may say so.
        """
        scores: dict[str, list[tuple[float, Evidence | None]]] = {}
        url, url_evidence = page.address()
        host = _host(url)
        owner = self._owner(url, host)
        if owner:
            scores.setdefault(owner, []).append((HOST_WEIGHT, url_evidence))
        facts: dict[str, list[Fact]] = {}
        for number, field in self._stating(page) if page.front_matter.fields else ():
            name, _, pattern = self._stated[number]
            self._front_matter(page, name, field, pattern, scores, facts)
        # An address decides; nothing on the page could outweigh it.
        if not owner:
            words = self.markers.words(page) if words is None else words
            for name, weight, evidence in self.markers.evidence(page, matcher, words):
                scores.setdefault(name, []).append((weight, evidence))
        ranked = sorted(((_sum(found), name) for name, found in scores.items()), reverse=True)
        if not ranked or ranked[0][0] < THRESHOLD or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            unknown = Source(id=UNKNOWN.id, host=host, evidence=(url_evidence,) if url_evidence else ())
            return Identified(unknown, words=words)
        name = ranked[0][1]
        file = self.files[name]
        stated = any(weight >= FRONT_MATTER_WEIGHT and _is_statement(item) for weight, item in scores[name])
        source = Source(
            id=name,
            name=file.name,
            host=host,
            platform=file.platform,
            confidence="stated" if stated or owner == name else "inferred",
            evidence=tuple(dict.fromkeys(item for _, item in scores[name] if item)),
        )
        return Identified(source, tuple(facts.get(name, ())))

    def _owner(self, url: str | None, host: str | None) -> str | None:
        if not host or not url:
            return None
        path = urlsplit(url).path
        best: tuple[int, int, str] | None = None
        labels = host.split(".")
        for depth in range(len(labels)):
            domain = ".".join(labels[depth:])
            patterns = [domain] if not depth else [f"*.{domain}"]
            for pattern in patterns:
                for prefix, owner in self.hosts.get(pattern, ()):
                    if path.startswith(prefix):
                        # The longest host wins, then the longest path: never the order of the files.
                        rank = (len(labels) - depth, len(prefix), owner)
                        best = max(best, rank) if best else rank
        return best[2] if best else None

    def _stating(self, page: Page) -> list[tuple[int, Field]]:
        """Numbers of the patterns over front matter that may match, in order, each with its field."""
        found = []
        lowered = page.front_matter.lowered()
        for key, (numbers, patterns) in self._of_key.items():
            for field in lowered.get(key, ())[:1]:
                found += [(numbers[n], field) for n in patterns.numbers(field.value.encode("utf-8", "replace"))]
        return sorted(found, key=itemgetter(0))

    def _front_matter(
        self,
        page: Page,
        owner: str,
        field: Field,
        pattern: Pattern,
        scores: dict[str, list[tuple[float, Evidence | None]]],
        facts: dict[str, list[Fact]],
    ) -> None:
        match = pattern.regexp.search(field.value.encode("utf-8", "replace"))
        if match is None:
            return
        evidence = Evidence(
            field.start, field.end, field.line, page.text[field.start : field.end], f"{owner}/front-matter"
        )
        scores.setdefault(owner, []).append((FRONT_MATTER_WEIGHT, evidence))
        for name, value in match.groupdict().items():
            if value:
                kind = cast("FactKind", name.decode())
                fact = Fact(kind=kind, value=value.decode(), confidence="stated", evidence=(evidence,))
                facts.setdefault(owner, []).append(fact)


def choose_layout(
    layouts: Sequence[Layout], markers: MarkerSet, page: Page, matcher: Matcher, day: str | None
) -> str | None:
    """The layout with the most evidence on the page; without any, the one live on the *day* of capture, else none."""
    counts: dict[str, int] = {}
    for owner, _, _ in markers.evidence(page, matcher, markers.words(page)):
        counts[owner] = counts.get(owner, 0) + 1
    if counts:
        return max(layouts, key=lambda layout: counts.get(layout.id, 0)).id
    if day:
        for layout in layouts:
            if (layout.since or layout.until) and (layout.since or "") <= day[:10] <= (layout.until or "9999"):
                return layout.id
    return None


def _source(page: Page) -> bytes:
    """The text of *page* in UTF-8."""
    return page.decoded.raw.data if page.decoded.encoding == "utf-8" else page.text.encode()


def _shown(matcher: Matcher, hit: Hit) -> Span:
    """Where in the source stands what a text matcher found."""
    block = matcher.blocks[hit.first]
    return block.source_span(*hit.span) if hit.span else Span(block.content, block.end)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def _is_statement(evidence: Evidence | None) -> bool:
    return evidence is None or evidence.rule.endswith("/front-matter")


def _sum(found: list[tuple[float, Evidence | None]]) -> float:
    """Evidence that adds up without ever passing 1: each piece takes its share of the remaining doubt."""
    doubt = 1.0
    for weight, _ in found:
        doubt *= 1.0 - weight
    return round(1.0 - doubt, 6)
