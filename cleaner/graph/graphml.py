"""The graph as GraphML (http://graphml.graphdrawing.org/), for networkx, Gephi, yEd and Cytoscape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.graph.model import Graph

    Value = str | int | float | bool | None

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NODE_KEYS = {
    "type": "string", "name": "string", "kinds": "string", "spellings": "string", "documents": "int", "title": "string",
    "source": "string", "published": "string", "authors": "string", "language": "string", "chars": "int", "group": "string",
    "likely_origin": "boolean", "lost": "string",
}  # fmt: skip
_EDGE_KEYS = {
    "type": "string", "relation": "string", "confidence": "string", "date": "string", "document": "string", "hop": "int",
    "evidence": "string", "weight": "int", "jaccard": "double", "containment": "double",
}  # fmt: skip


def graphml_of(graph: Graph) -> bytes:
    r"""*graph* as GraphML in UTF-8: a directed multigraph.

    Nodes are of type `party` and `document`; edges of type `states` (party to document), `handover` (party to party)
    and `copy` (the longer document to the shorter). Characters that XML cannot hold are spelt out: `\u{1b}`.
    """
    return ("\n".join(_lines(graph)) + "\n").encode()


def _lines(graph: Graph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
    )
    for whose, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, kind in keys.items():
            yield f'  <key id="{whose}-{name}" for="{whose}" attr.name="{name}" attr.type="{kind}"/>'
    yield '  <graph id="reprints" edgedefault="directed">'
    for node, data in _nodes(graph):
        yield f"    <node id={_attribute(node)}>{_data('node', data)}</node>"
    for number, (source, target, data) in enumerate(_edges(graph)):
        ends = f"source={_attribute(source)} target={_attribute(target)}"
        yield f'    <edge id="e{number}" {ends}>{_data("edge", data)}</edge>'
    yield "  </graph>"
    yield "</graphml>"


def _nodes(graph: Graph) -> Iterator[tuple[str, dict[str, Value]]]:
    for party in graph.parties:
        yield (
            party.id,
            {
                "type": "party",
                "name": party.name,
                "kinds": " ".join(party.kinds),
                "spellings": "\n".join(party.spellings),
                "documents": party.documents,
            },
        )
    origins = {group.origin.document for group in graph.groups if group.origin}
    lost: dict[str, list[str]] = {}
    for loss in (loss for group in graph.groups for loss in group.losses if loss.change == "lost"):
        lost.setdefault(loss.document, []).append(loss.what)
    for document in graph.documents:
        yield (
            document.id,
            {
                "type": "document",
                "name": document.title or document.id,
                "title": document.title,
                "source": document.source,
                "published": document.published,
                "authors": "\n".join(document.authors) or None,
                "language": document.language,
                "chars": document.chars,
                "group": document.group,
                "likely_origin": document.id in origins,
                "lost": " ".join(lost.get(document.id, ())) or None,
            },
        )


def _edges(graph: Graph) -> Iterator[tuple[str, str, dict[str, Value]]]:
    for edge in graph.edges:
        yield (
            edge.party,
            edge.document,
            {
                "type": "states",
                "relation": edge.relation,
                "confidence": edge.confidence,
                "date": edge.date,
                "document": edge.document,
                "hop": edge.hop,
                "evidence": "\n".join(f"line {each.line}: {each.quote}" for each in edge.evidence) or None,
            },
        )
    for handover in graph.handovers:
        yield (
            handover.origin,
            handover.taker,
            {
                "type": "handover",
                "relation": handover.relation,
                "confidence": handover.confidence,
                "document": "\n".join(handover.documents),
                "weight": len(handover.documents),
            },
        )
    for link in (link for group in graph.groups for link in group.links):
        yield (
            link.longer,
            link.shorter,
            {
                "type": "copy",
                "relation": link.kind,
                "confidence": "derived",
                "jaccard": link.jaccard,
                "containment": link.containment,
            },
        )


def _data(whose: str, values: dict[str, Value]) -> str:
    return "".join(
        f'<data key="{whose}-{name}">{_text(value)}</data>' for name, value in values.items() if value is not None
    )


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_held(str(value)), {"\r": "&#13;"})


def _attribute(value: str) -> str:
    return quoteattr(_held(value), {"\r": "&#13;"})


def _held(text: str) -> str:
    return _REFUSED.sub(lambda match: f"\\u{{{ord(match[0]):x}}}", text)
