"""The graph in the DOT language of Graphviz, for whoever has it: `cleaner graph out --format dot | dot -Tpdf`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.graph.model import Document, Graph, Party


def dot_of(graph: Graph) -> bytes:
    """*graph* as DOT in UTF-8: the groups of copies as clusters, inferred edges dashed. No name can break out of its quotes."""
    return ("\n".join(_lines(graph)) + "\n").encode()


def _lines(graph: Graph) -> Iterator[str]:
    yield "digraph reprints {"
    yield '  graph [rankdir="LR", fontname="sans-serif"];'
    yield '  node [fontname="sans-serif", fontsize="11"];'
    yield '  edge [fontname="sans-serif", fontsize="9"];'
    for party in graph.parties:
        yield f"  {_id(party.id)} [{_party(party)}];"
    documents = {document.id: document for document in graph.documents}
    for group in graph.groups:
        yield f"  subgraph {_id('cluster_' + group.id)} {{"
        yield f"    label={_label(group.id)};"
        for step in group.documents:
            yield f"    {_id(step.document)} [{_document(documents[step.document])}];"
        yield "  }"
    for document in graph.documents:
        if document.group is None:
            yield f"  {_id(document.id)} [{_document(document)}];"
    for edge in graph.edges:
        yield f"  {_id(edge.party)} -> {_id(edge.document)} [label={_label(edge.relation)}{_style(edge.confidence)}];"
    for handover in graph.handovers:
        label = _label(f"{handover.relation} ×{len(handover.documents)}")
        style = _style(handover.confidence)
        yield f'  {_id(handover.origin)} -> {_id(handover.taker)} [label={label}, penwidth="2"{style}];'
    for link in (link for group in graph.groups for link in group.links):
        label = _label(f"{link.kind} {link.containment:.0%}")
        yield f'  {_id(link.longer)} -> {_id(link.shorter)} [label={label}, dir="none", color="gray", constraint="false"];'
    yield "}"


def _party(party: Party) -> str:
    style = ', style="dashed"' if "unnamed" in party.kinds else ""
    return f'shape="ellipse", label={_label(party.name)}{style}'


def _document(document: Document) -> str:
    return f'shape="box", label={_label(document.title or document.id, document.published or "no date")}'


def _style(confidence: str) -> str:
    return "" if confidence == "stated" else ', style="dashed"'


def _label(*lines: str) -> str:
    # Graphviz reads entities in labels.
    return '"' + "\\n".join(_escaped(line.replace("&", "&amp;")) for line in lines) + '"'


def _id(name: str) -> str:
    return f'"{_escaped(name)}"'


def _escaped(text: str) -> str:
    return harmless(text.replace("\t", " ")).replace("\\", "\\\\").replace('"', '\\"')
