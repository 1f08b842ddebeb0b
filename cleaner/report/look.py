"""Ten things to look at first: what most likely cost good text, or left chrome in, on most pages."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from cleaner.report.rules import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cleaner.audit.sums import Report, SourceReport
    from cleaner.report.groups import Group
    from cleaner.report.sources import SourceSums

MOST = 10
_A_KIND = 2
"""Of one kind so many at first; more only when there is room."""
_PAGES = 5
"""A source of fewer documents says nothing beside others."""
_SHARE, _TIMES = 0.2, 2.0
_UNKNOWN = "unknown"
_RISKY = 20
_QUOTED = 40
_NO_WORDS = frozenset({"image", "script"})
"""Single ones of these stand behind all else: pages without an image are rare, and nobody misses words."""
_WHY = {
    "quarantine": "what is in quarantine is missing from the documents; the rules may take too much, or the page is another one",
    "greedy": "a rule that takes so much of a page may have taken its article",
    "above": "a rule that fires more often than it should takes what it was not made for",
    "below": "a rule that fires less often than it should leaves chrome in the text: has the site a new layout?",
    "dead": "rules that never fire say that the site has another layout, or that the source was told wrongly",
    "loses-more": "it loses far more of its text than other sources do",
    "loses-nothing": "nothing was removed from it, so its chrome may still be in the text",
    "single": "it happened once, so nobody has seen it on another page",
    "unknown": "no rules of their own: only what is on every page was removed, or an extractor chose",
    "rejected": "they gave no document",
    "largest": "one judgement settles them all",
}


class _Thing(NamedTuple):
    weight: float
    kind: str
    text: str
    at: str


class Looked(NamedTuple):
    """What of a source is looked at."""

    report: SourceReport
    sums: SourceSums
    rules: dict[str, dict[str, Any]]
    """As the page lists them, by their ids."""
    groups: list[Group]
    """In the order of the page."""
    table: list[dict[str, Any]]
    """All rules of the page, by their numbers."""
    told: Callable[[Group], dict[str, Any]]
    """What the page says of a group."""


def look_first(report: Report, sources: Iterable[Looked]) -> list[dict[str, str]]:
    """At most ten things, the most pressing first; each with its number, the reason, and where it leads."""
    sources = list(sources)
    found = [*_rejected(report), *_unknown(report), *_losses(sources)]
    for source in sources:
        found += [*_quarantined(source.report), *_misbehaving(source), *_singles(source), *_largest(source)]
    found.sort(key=lambda thing: (-thing.weight, thing.kind, thing.text))
    seen: Counter[str] = Counter()
    first: list[_Thing] = []
    later: list[_Thing] = []
    for thing in found:
        seen[thing.kind] += 1
        (first if seen[thing.kind] <= _A_KIND else later).append(thing)
    chosen = sorted((first + later)[:MOST], key=lambda thing: -thing.weight)
    return [{"kind": thing.kind, "text": thing.text, "why": _WHY[thing.kind], "at": thing.at} for thing in chosen]


def at_source(source: str, **query: str) -> str:
    """The route of a source."""
    asked = "&".join(f"{key}={quote(value, safe='')}" for key, value in query.items())
    return f"#/source/{quote(source, safe='')}" + (f"?{asked}" if asked else "")


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number:,} pages"


def _documents(number: int) -> str:
    return "1 document" if number == 1 else f"{number:,} documents"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _quarantined(report: SourceReport) -> Iterator[_Thing]:
    held, pages = sum(report.quarantined.values()), report.pages
    if held:
        codes = ", ".join(
            f"{code} {number:,}" for code, number in sorted(report.quarantined.items(), key=lambda item: -item[1])
        )
        text = f"{held:,} of {_pages(pages)} of {report.source} {_are(held)} in quarantine: {codes}"
        yield _Thing(90 + 10 * held / pages, "quarantine", text, at_source(report.source, view="documents"))


def _misbehaving(source: Looked) -> Iterator[_Thing]:
    report, pages = source.report, source.report.pages
    dead = []
    for rule, entry in source.rules.items():
        at = at_source(report.source, rule=rule)
        if entry["state"] == "dead" and entry["expect"] is None:
            dead.append(rule)
        elif entry["state"] == "dead":
            yield _Thing(80 + 10 * entry["expect"], "dead", f"{rule} {entry['note']}", at)
        elif entry["state"] in {"above", "below"}:
            distance = abs(entry["fired"] / pages - entry["expect"])
            # A rule that was meant for most pages and is on all of them is no news.
            weight = 65 + 25 * distance if entry["state"] == "below" else 30 + 60 * distance
            yield _Thing(weight, entry["state"], f"{rule} {entry['note']}", at)
        use = source.sums.uses.get(rule)
        greed = use.greed() if use else None
        if greed:
            sentence, document, seq = greed
            at = at if document is None else f"#/document/{document}/{seq}"
            yield _Thing(75 + 10 * min(1.0, use.worst[0] if use else 0), "greedy", f"{rule} {sentence}", at)
    if dead:
        share = len(dead) / max(1, len(source.rules))
        more = f"{dead[0]}" if len(dead) == 1 else f"{len(dead):,} of the source's own rules, {dead[0]} among them,"
        text = f"{more} fired on none of {_pages(pages)} of {report.source}"
        yield _Thing(45 + 30 * share, "dead", text, at_source(report.source, view="rules"))


def _losses(sources: list[Looked]) -> Iterator[_Thing]:
    compared = [source for source in sources if source.report.documents >= _PAGES]
    if len(compared) < 3:
        return
    middle = median(source.sums.loss for source in compared)
    for source in compared:
        loss, report = source.sums.loss, source.report
        if loss >= max(_SHARE, _TIMES * middle):
            text = f"{report.source} loses {percent(loss)} of what could be body text, half of the sources less than {percent(middle)}"
            yield _Thing(50 + 20 * loss, "loses-more", text, at_source(report.source))
        elif not source.sums.body_chars and middle >= _SHARE / 4 and report.source != _UNKNOWN:
            text = f"{report.source} loses nothing of the text of {_documents(report.documents)}"
            yield _Thing(60, "loses-nothing", text, at_source(report.source, view="rules"))


def _singles(source: Looked) -> Iterator[_Thing]:
    # Single ones stand behind all others, the riskiest first.
    singles = (group for group in source.groups if group.count == 1 and group.risk >= _RISKY)
    for group, _ in zip(singles, range(_A_KIND), strict=False):
        document, seq = group.places[0]
        rule = source.table[group.rule]["id"]
        told = source.told(group)
        words = " ".join((told["text"] or "").split())
        quoted = f" “{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}”" if words else ""
        text = f"{rule} removed{quoted} once: {group.chars:,} code points, {', '.join(told['reasons'])}"
        told_by_words = source.table[group.rule]["category"] not in _NO_WORDS
        yield _Thing(group.risk * (0.85 if told_by_words else 0.1), "single", text, f"#/document/{document}/{seq}")


def _largest(source: Looked) -> Iterator[_Thing]:
    group = next((group for group in source.groups if not group.is_blank), None)
    if group and group.count > 1:
        rule = source.table[group.rule]["id"]
        text = f"{group.count:,} identical removals by {rule} on {_pages(group.documents)} of {source.report.source}"
        yield _Thing(
            20 + 15 * group.count / max(1, source.sums.removals),
            "largest",
            text,
            at_source(source.report.source, rule=rule),
        )


def _unknown(report: Report) -> Iterator[_Thing]:
    for source in report.sources:
        if source.source == _UNKNOWN and source.documents:
            share = source.documents / max(1, report.documents)
            text = f"{source.documents:,} of {_documents(report.documents)} {_are(source.documents)} of no known source"
            yield _Thing(40 + 40 * share, "unknown", text, at_source(_UNKNOWN))


def _rejected(report: Report) -> Iterator[_Thing]:
    codes = Counter(report.rejected_by_code) + Counter(report.unreadable_by_code)
    number = codes.total()
    if number:
        told = ", ".join(f"{code} {found:,}" for code, found in codes.most_common())
        inputs = "input" if report.inputs == 1 else "inputs"
        text = f"{number:,} of {report.inputs:,} {inputs} could not be cleaned at all: {told}"
        yield _Thing(60 + 30 * number / max(1, report.inputs), "rejected", text, "#/")
