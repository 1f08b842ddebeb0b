"""GraphML, DOT and SVG hold any name there is, and the page about them names every field."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.graph import model
from cleaner.graph.dot import dot_of
from cleaner.graph.graphml import graphml_of
from cleaner.graph.svg import svg_of
from cleaner.io.manifest import encoded
from cleaner.io.visible import harmless

DOCS = Path(__file__).parents[2] / "docs"
HOSTILE = [
    'a" ] ; b -> c ["', "back\\slash\\", "-->", "]]>", "<script>alert(1)</script>", "&lt;&amp;", "two\nlines", "\r\n", "tab\there",
    "turned \u202e round", "hidden \u200b", "bell \x07 nul \x00", "\ufffe", "$(rm)", "{x}", "\\N\\G", "عنوان", "𠮷", "x" * 3000,
]  # fmt: skip
NAMES = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_ATTRIBUTES = rf"\[\w+={_QUOTED}(?:, \w+={_QUOTED})*\]"
_DOT_LINE = re.compile(
    rf"digraph reprints \{{|\s*\}}|\s*(?:graph|node|edge) {_ATTRIBUTES};|\s*{_QUOTED} {_ATTRIBUTES};"
    rf"|\s*subgraph {_QUOTED} \{{|\s*label={_QUOTED};|\s*{_QUOTED} -> {_QUOTED} {_ATTRIBUTES};"
)


def named(graph: model.Graph, name: str) -> model.Graph:
    """*graph* with every party and document called *name*."""
    replace = msgspec.structs.replace
    return replace(
        graph,
        parties=tuple(replace(party, name=name, spellings={name: 1}) for party in graph.parties),
        documents=tuple(replace(each, title=name, source=name, authors=(name,)) for each in graph.documents),
    )


def test_networkx_reads_nodes_and_edges_with_their_types(corpus):
    read = nx.read_graphml(io.BytesIO(graphml_of(corpus.graph)))

    graph = corpus.graph
    assert set(read.nodes) == {each.id for each in (*graph.parties, *graph.documents)}
    links = sum(len(group.links) for group in graph.groups)
    assert read.number_of_edges() == len(graph.edges) + len(graph.handovers) + links
    document = read.nodes[corpus.ids["wechat"]]
    assert (document["title"], document["chars"], document["likely_origin"]) == ("一座停了十一年的钟", 637, True)
    assert read.nodes[corpus.ids["aggregator"]]["lost"].split()[0] == "author"
    shares = [data["containment"] for *_, data in read.edges(data=True) if data["type"] == "copy"]
    assert all(isinstance(share, float) for share in shares)


@settings(max_examples=40)
@given(NAMES)
def test_graphml_gives_any_name_back(corpus, name):
    read = nx.read_graphml(io.BytesIO(graphml_of(named(corpus.graph, name))))

    held = "".join(
        char if re.fullmatch("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", char) else f"\\u{{{ord(char):x}}}"
        for char in name
    )
    assert {data["name"] for _, data in read.nodes(data=True)} == {held}


@settings(max_examples=40)
@given(NAMES)
def test_no_name_breaks_out_of_the_quotes_of_dot(corpus, name):
    lines = dot_of(named(corpus.graph, name)).decode().split("\n")

    assert [line for line in lines[:-1] if not _DOT_LINE.fullmatch(line)] == []
    assert [line for line in lines if harmless(line) != line] == []


@settings(max_examples=40)
@given(NAMES)
def test_no_name_becomes_markup_in_the_picture(corpus, name):
    plain, hostile = ET.fromstring(svg_of(corpus.graph)), ET.fromstring(svg_of(named(corpus.graph, name)))

    assert {each.tag for each in hostile.iter()} <= {each.tag for each in plain.iter()}
    shown = "".join(hostile.itertext())
    assert not set(shown) & set("\u202e\u200b\x07")


def test_the_picture_says_what_it_shows_to_those_who_do_not_see_it(corpus):
    picture = ET.fromstring(svg_of(corpus.graph))
    described = picture.find("{*}desc").text

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby").split() == ["title", "desc"]
    assert "11 documents" in picture.find("{*}title").text
    assert "The author is lost at" in described


def test_the_picture_has_rules_for_dark_screens_and_nothing_from_elsewhere(corpus):
    picture = svg_of(corpus.graph).decode()

    assert "prefers-color-scheme:dark" in picture
    assert not re.search(r"<script|href|url\(|@import|<image|<foreignObject", picture)


@pytest.mark.parametrize("most", [1, 3, 6, 8])
def test_a_larger_graph_shows_so_many_documents_and_says_what_is_left_out(corpus, most):
    picture = ET.fromstring(svg_of(corpus.graph, most))

    cards = [each for each in picture.iter() if (each.get("class") or "").split()[:1] == ["card"]]
    assert len(cards) == most
    assert f"Not shown: {11 - most} documents." in "".join(picture.itertext())


def test_everything_stays_within_the_picture(corpus):
    picture = ET.fromstring(svg_of(corpus.graph))
    width, height = float(picture.get("width")), float(picture.get("height"))

    for each in picture.iter("{http://www.w3.org/2000/svg}rect"):
        right = float(each.get("x", 0)) + float(each.get("width"))
        bottom = float(each.get("y", 0)) + float(each.get("height"))
        assert right <= width
        assert bottom <= height


@pytest.mark.parametrize("form", [graphml_of, dot_of, svg_of, encoded], ids=["graphml", "dot", "svg", "json"])
def test_what_is_written_is_the_same_each_time(corpus, form):
    assert form(corpus.graph) == form(corpus.graph)


def test_the_json_is_read_back_as_it_was(corpus):
    assert msgspec.json.decode(encoded(corpus.graph), type=model.Graph) == corpus.graph


def test_the_example_of_the_page_is_what_the_corpus_gives(corpus):
    assert (DOCS / "graph.svg").read_bytes() == svg_of(corpus.graph), (
        "cleaner clean tests/graph/corpus -o out && cleaner graph out -o docs/graph.svg"
    )


def test_the_page_names_every_field():
    page = (DOCS / "graph.md").read_text("utf-8")
    structs = [
        value for value in vars(model).values() if isinstance(value, type) and value.__module__ == model.__name__
    ]

    fields = {name for struct in structs for name in struct.__struct_fields__}
    assert {name for name in fields if f"`{name}`" not in page and f"`{name}[]`" not in page} == set()
