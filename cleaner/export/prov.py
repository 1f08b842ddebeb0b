"""W3C PROV: what a clean document was made from, by what, after which rules, and how its text came to the page.

PROV-JSON as in the member submission of 2013. Names of entities are in a namespace of the document's stamp, so documents of
many results can be put together. Each fact is an entity that was derived from the raw bytes; its confidence and evidence
are attributes. docs/exports.md lists the terms.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.export.facts import present
from cleaner.export.names import urn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.io.manifest import Run
    from cleaner.io.rows import DocumentRow
    from cleaner.model.fact import Confidence, Evidence
    from cleaner.model.stamp import DateStamp, Hop, Stamp

_WEAKEST: tuple[Confidence, ...] = ("derived", "inferred", "stated")
_QUOTED = frozenset({"syndication", "reprint", "user-upload"})
_DATE_TYPES = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"), "xsd:dateTime"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "xsd:date"),
    (re.compile(r"\d{4}-\d\d"), "xsd:gYearMonth"),
    (re.compile(r"\d{4}"), "xsd:gYear"),
)


def prov_of(row: DocumentRow, run: Run | None = None) -> dict[str, Any]:
    """The PROV-JSON document of *row*. Times of the *run* are in it when it is given, and no others."""
    stamp = row.stamp
    graph = _Graph(
        {
            "cleaner": urn("terms") + ":",
            "rules": urn("rules") + ":",
            "stamp": urn("stamp", stamp.stamp_digest) + ":",
            "tool": urn("tool") + ":",
        }
    )
    _add_cleaning(graph, row, run)
    for number, (kind, attributes, confidence, evidence) in enumerate(_facts_of(stamp), start=1):
        name = f"stamp:fact-{number}"
        sure = _sureness(confidence, evidence)
        graph.add("entity", name, {"prov:type": _name("cleaner:Fact"), "cleaner:kind": kind, **attributes, **sure})
        graph.derive(name, "stamp:raw", {"prov:activity": "stamp:cleaning"})
    _add_credits(graph, stamp)
    _add_chain(graph, stamp.chain)
    return graph.parts


class _Graph:
    """PROV-JSON being put together; relations are numbered, as they need an identifier."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self.parts: dict[str, Any] = {"prefix": prefixes}
        self._relations = 0

    def add(self, kind: str, name: str, attributes: dict[str, Any]) -> None:
        self.parts.setdefault(kind, {})[name] = present(attributes)

    def relate(self, kind: str, attributes: dict[str, Any]) -> None:
        self._relations += 1
        self.add(kind, f"_:r{self._relations}", attributes)

    def derive(self, generated: str, used: str, attributes: dict[str, Any]) -> None:
        self.relate("wasDerivedFrom", {"prov:generatedEntity": generated, "prov:usedEntity": used, **attributes})


def _name(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _add_cleaning(graph: _Graph, row: DocumentRow, run: Run | None) -> None:
    stamp = row.stamp
    raw, rules, removal = stamp.raw, stamp.rules, stamp.removal
    plan, tool = f"rules:{rules.digest}", f"tool:{stamp.tool.name}-{stamp.tool.version}"
    graph.add(
        "entity",
        "stamp:raw",
        {
            "prov:type": _name("cleaner:Raw"),
            "prov:location": stamp.capture.url,
            "cleaner:path": stamp.capture.path,
            "cleaner:fetchedAt": stamp.capture.fetched_at,
            "cleaner:sha256": raw.sha256,
            "cleaner:bytes": raw.bytes,
            "cleaner:mediaType": raw.media_type,
            "cleaner:encoding": raw.encoding,
        },
    )
    graph.add(
        "entity",
        "stamp:text",
        {
            "prov:type": _name("cleaner:CleanText"),
            "cleaner:documentId": stamp.doc_id,
            "cleaner:stampDigest": stamp.stamp_digest,
            "cleaner:sha256": stamp.clean.sha256,
            "cleaner:codePoints": stamp.clean.chars,
            "cleaner:form": stamp.form,
            "cleaner:language": stamp.language.tag,
        },
    )
    graph.add(
        "entity",
        "stamp:removals",
        {
            "prov:type": _name("cleaner:Removals"),
            "cleaner:rows": row.removals.rows,
            "cleaner:sha256": row.removals.sha256,
            "cleaner:ledger": row.removals.ledger,
            "cleaner:ledgerDigest": removal.digest,
            "cleaner:codePoints": removal.chars,
        },
    )
    graph.add(
        "entity",
        plan,
        {
            "prov:type": [_name("prov:Plan"), _name("cleaner:Rules")],
            "cleaner:rulesId": rules.id,
            "cleaner:digest": rules.digest,
        },
    )
    graph.add(
        "activity",
        "stamp:cleaning",
        {
            "prov:type": _name("cleaner:Cleaning"),
            "cleaner:profile": stamp.profile,
            "cleaner:layout": rules.layout,
            "cleaner:fired": list(rules.fired),
            "cleaner:check": list(stamp.checks),
            "cleaner:runStarted": run and {"$": run.started, "type": "xsd:dateTime"},
            "cleaner:runFinished": run and {"$": run.finished, "type": "xsd:dateTime"},
        },
    )
    agent = {"prov:type": _name("prov:SoftwareAgent"), "prov:label": stamp.tool.name}
    graph.add("agent", tool, {**agent, "cleaner:version": stamp.tool.version})
    graph.relate("used", {"prov:activity": "stamp:cleaning", "prov:entity": "stamp:raw"})
    for name in ("stamp:text", "stamp:removals"):
        graph.relate("wasGeneratedBy", {"prov:entity": name, "prov:activity": "stamp:cleaning"})
        graph.derive(name, "stamp:raw", {"prov:activity": "stamp:cleaning"})
    graph.relate("wasAssociatedWith", {"prov:activity": "stamp:cleaning", "prov:agent": tool, "prov:plan": plan})


def _facts_of(stamp: Stamp) -> Iterator[tuple[str, dict[str, Any], Confidence, Sequence[Evidence]]]:
    """Kind, attributes, confidence and evidence of what is neither a person's part nor a step of the way."""
    source = stamp.source
    if source.confidence:
        attributes = {"cleaner:host": source.host, "cleaner:platform": source.platform, "prov:label": source.name}
        yield "source", {"prov:value": source.id, **attributes}, source.confidence, source.evidence
    for kind, statement in (("title", stamp.title), ("rights", stamp.rights)):
        if statement:
            yield kind, {"prov:value": statement.value}, statement.confidence, statement.evidence
    for date in stamp.dates:
        attributes = {"cleaner:precision": date.precision, "cleaner:timezone": date.timezone}
        said = {"cleaner:literal": date.literal, "cleaner:chosen": date.chosen, "cleaner:choice": date.choice}
        yield date.kind, {"prov:value": _date(date), **attributes, **said}, date.confidence, date.evidence
    for credit in stamp.credits:
        if credit.role == "placeholder":
            yield credit.role, {"prov:value": credit.name}, credit.confidence, credit.evidence
    for reference in stamp.references:
        attributes = {"prov:label": reference.title, "cleaner:publisher": reference.publisher}
        yield "reference", {"prov:location": reference.url, **attributes}, reference.confidence, reference.evidence
    for mark in stamp.synthetic:
        place = None if mark.clean is None else f"{mark.clean[0]}-{mark.clean[1]}"
        attributes = {"cleaner:syntheticKind": mark.kind, "cleaner:action": mark.action, "cleaner:cleanSpan": place}
        yield "synthetic", {"prov:value": mark.digital_source_type, **attributes}, mark.confidence, mark.evidence
    for fact in stamp.facts:
        yield fact.kind, {"prov:value": fact.value}, fact.confidence, fact.evidence


def _date(date: DateStamp) -> str | dict[str, str]:
    """With its type, where XML Schema has one; it has none for minutes."""
    kind = next((kind for pattern, kind in _DATE_TYPES if pattern.fullmatch(date.value)), None)
    return {"$": date.value, "type": kind} if kind else date.value


def _sureness(confidence: Confidence, evidence: Sequence[Evidence]) -> dict[str, Any]:
    quotes = [msgspec.json.encode(item).decode() for item in evidence]
    return {"cleaner:confidence": confidence, "cleaner:evidence": quotes}


def _add_credits(graph: _Graph, stamp: Stamp) -> None:
    people = [credit for credit in stamp.credits if credit.role != "placeholder"]
    for number, credit in enumerate(people, start=1):
        name = f"stamp:credit-{number}"
        graph.add("agent", name, {"prov:label": credit.name})
        # Of the raw page, not of the clean text: whoever an entity is attributed to has taken part in its making
        # (PROV-CONSTRAINTS, inference 13), and the clean text was made by the cleaning.
        attributes = {"cleaner:role": credit.role, "cleaner:literal": credit.literal}
        sure = _sureness(credit.confidence, credit.evidence)
        graph.relate("wasAttributedTo", {"prov:entity": "stamp:raw", "prov:agent": name, **attributes, **sure})


def _add_chain(graph: _Graph, chain: Sequence[Hop]) -> None:
    """The versions of the text from its origin on. Hops of one relation stand beside each other: which came first, nobody says."""
    for hop in chain:
        _add_hop(graph, hop)
    steps = [
        list(hops) for _, hops in groupby((hop for hop in chain if hop.relation != "cites"), lambda hop: hop.relation)
    ]
    before: list[Hop] = []
    for hops in steps:
        for hop in hops:
            kind = _name("prov:Quotation") if hop.relation in _QUOTED and before else None
            for earlier in before:
                sure = min(hop.confidence, earlier.confidence, key=_WEAKEST.index)
                graph.derive(_hop(hop), _hop(earlier), {"prov:type": kind, "cleaner:confidence": sure})
        before = hops
    for last in before:
        graph.derive("stamp:raw", _hop(last), {"cleaner:confidence": last.confidence})
    retelling = [_hop(hop) for hop in steps[0]] if steps else ["stamp:raw"]
    for cited in (hop for hop in chain if hop.relation == "cites"):
        for name in retelling:
            kind = _name("prov:PrimarySource")
            graph.derive(name, _hop(cited), {"prov:type": kind, "cleaner:confidence": cited.confidence})


def _add_hop(graph: _Graph, hop: Hop) -> None:
    name = _hop(hop)
    said = {"prov:location": hop.url, "prov:label": hop.title, "cleaner:note": hop.note}
    kind = {"prov:type": _name("cleaner:Version"), "cleaner:hop": hop.hop, "cleaner:relation": hop.relation}
    graph.add("entity", name, {**kind, **said, **_sureness(hop.confidence, hop.evidence)})
    for role, party in (("publisher", hop.publisher), ("account", hop.account)):
        if party:
            graph.add("agent", f"{name}-{role}", {"prov:label": party})
            sure = {"cleaner:role": role, "cleaner:confidence": hop.confidence}
            graph.relate("wasAttributedTo", {"prov:entity": name, "prov:agent": f"{name}-{role}", **sure})


def _hop(hop: Hop) -> str:
    return f"stamp:hop-{hop.hop}"
