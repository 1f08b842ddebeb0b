"""RUN, the small part of the data that the page reads at once, and the chunks of each source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cleaner.audit.sums import RuleTold
from cleaner.report.look import Looked, look_first
from cleaner.report.rules import RuleNumbers, entry_of
from cleaner.report.sources import SourceSums

if TYPE_CHECKING:
    from cleaner.audit.sums import Report, SourceReport
    from cleaner.io.manifest import Manifest
    from cleaner.report.chunks import Chunks, DocumentChunks
    from cleaner.report.groups import Groups

SCHEMA = "cleaner/report-page/1"
_GROUP_COLUMNS = ("key", "rule", "count", "documents", "chars", "risk")


class Tables(NamedTuple):
    """What the passes over the result have gathered."""

    rules: RuleNumbers
    groups: Groups
    sums: dict[str, SourceSums]
    scripts: Counter[str]
    documents: DocumentChunks
    chunks: Chunks


def run_of(manifest: Manifest, report: Report, tables: Tables) -> dict[str, Any]:
    """RUN, see docs/report.md, but for what depends on how the page is made. Puts the chunks of all sources where they belong."""
    looked = [_looked(number, source, tables) for number, source in enumerate(report.sources)]
    categories: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for source in report.sources:
        categories.update(source.removed)
        languages.update(source.languages)
    removals = _removals_by_category(tables)
    return {
        "schema": SCHEMA,
        "manifest_digest": manifest.manifest_digest,
        "tool": manifest.tool,
        "profile": manifest.options.get("profile"),
        "ledger": manifest.options.get("ledger"),
        "redacted": bool(manifest.options.get("redact")),
        "inputs": manifest.inputs,
        "counts": {
            name: getattr(report, name) for name in ("inputs", "documents", "quarantined", "rejected", "unreadable")
        },
        "rejected_by_code": report.rejected_by_code,
        "unreadable_by_code": report.unreadable_by_code,
        "passed_over": report.passed_over,
        "chars_in": sum(source.chars_in for source in report.sources),
        "chars_out": sum(source.chars_out for source in report.sources),
        "removed_chars": sum(source.removed_chars for source in report.sources),
        "removals": sum(sums.removals for sums in tables.sums.values()),
        "groups": sum(entry["groups"] for entry, _ in looked),
        "categories": [
            {"name": name, "chars": chars, "removals": removals[name]}
            for name, chars in sorted(categories.items(), key=lambda item: (-item[1], item[0]))
        ],
        "languages": _counted(languages),
        "scripts": _counted(tables.scripts),
        "rules": tables.rules.table,
        "sources": [entry for entry, _ in looked],
        "look_first": look_first(report, [source for _, source in looked]),
        "documents": tables.documents.number,
        "document_chunks": tables.documents.starts,
        "chunks": tables.chunks.number,
    }


def _looked(number: int, report: SourceReport, tables: Tables) -> tuple[dict[str, Any], Looked]:
    """Writes the chunks of a source; gives its entry in RUN, and what of it is looked at first."""
    source = report.source
    sums = tables.sums.get(source) or SourceSums()
    groups = tables.groups.in_order(source)
    table = tables.rules.table
    for group in groups:
        sums.uses[table[group.rule]["id"]].groups += 1
    told = {rule.rule: rule for rule in report.rules}
    for rule in sums.uses:
        # What is built in stands in no rule file.
        told.setdefault(rule, RuleTold(rule, "remove", None, "remove", "", None))
    rules = {
        rule: entry_of(tables.rules.of_told(known), known, report, sums.uses.get(rule)) for rule, known in told.items()
    }
    first, last, days = sums.days()
    group_chunks = tables.groups.write(groups, tables.chunks)
    chunk = {
        "source": number,
        "groups": {name: [getattr(group, name) for group in groups] for name in _GROUP_COLUMNS},
        "group_chunks": group_chunks,
        "documents": sums.columns,
    }
    entry = {
        "id": source,
        "name": sums.name,
        "documents": report.documents,
        "quarantined": report.quarantined,
        "chars_in": report.chars_in,
        "chars_out": report.chars_out,
        "removed_chars": report.removed_chars,
        "removed": report.removed,
        "languages": report.languages,
        "removals": sums.removals,
        "groups": len(groups),
        "rules": list(rules.values()),
        "first": first,
        "last": last,
        "by_day": days,
        "chunk": tables.chunks.add(msgspec.json.encode(chunk)),
    }
    return entry, Looked(report, sums, rules, groups, table, tables.groups.told)


def _removals_by_category(tables: Tables) -> Counter[str]:
    found: Counter[str] = Counter()
    for sums in tables.sums.values():
        found += sums.categories
    return found


def _counted(tags: Counter[str]) -> list[dict[str, Any]]:
    return [
        {"tag": tag, "documents": number} for tag, number in sorted(tags.items(), key=lambda item: (-item[1], item[0]))
    ]
