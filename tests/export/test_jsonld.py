from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

import pytest
import rdflib
from stamp_parts import credit, date, evidence, fact, hop, mark, statement

from cleaner.export.jsonld import jsonld_of, script_line
from cleaner.model.stamp import ImageStamp, Reference

# rdflib 7.6 warns of what its own parser of JSON-LD does.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA_ORG = "https://schema.org/"


@cache
def vocabulary():
    """schema.org: domains of each property, classes above each class."""
    graph = json.loads((files("rocrate") / "data/schema.jsonld").read_text("utf-8"))["@graph"]
    domains, above = {}, {}
    for node in graph:
        kinds = node.get("@type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if "rdf:Property" in kinds:
            domains[node["@id"]] = ids(node.get("schema:domainIncludes"))
        else:
            # A member of an enumeration is of its class.
            above[node["@id"]] = ids(node.get("rdfs:subClassOf")) + [
                kind for kind in kinds if kind.startswith("schema:")
            ]
    return domains, above


def ids(value):
    nodes = value if isinstance(value, list) else [value] if value else []
    return [node["@id"] for node in nodes]


def with_all_above(kind):
    _, above = vocabulary()
    assert kind in above, f"{kind} is no class of schema.org"
    return {kind}.union(*(with_all_above(parent) for parent in above[kind] if parent in above))


def check(value):
    """Every class and property exists, and every property is one of its subject's class; nothing is fetched."""
    domains, above = vocabulary()
    graph = rdflib.Graph().parse(data=script_line(value), format="json-ld")
    assert len(graph)
    for subject, predicate, target in graph:
        if predicate == rdflib.RDF.type:
            continue
        name = str(predicate).replace(SCHEMA_ORG, "schema:")
        assert name in domains, f"{name} is no property of schema.org"
        kinds = [str(kind).replace(SCHEMA_ORG, "schema:") for kind in graph.objects(subject, rdflib.RDF.type)]
        # A name without a class is a name; a Role takes the property that it stands for.
        if kinds and kinds != ["schema:Role"]:
            assert with_all_above(kinds[0]) & set(domains[name]), f"{name} is none of {kinds[0]}"
        if isinstance(target, rdflib.URIRef) and str(target).startswith(SCHEMA_ORG):
            assert str(target).replace(SCHEMA_ORG, "schema:") in above
    return value


def test_every_document_is_an_article_of_schema_org(rows):
    for row in rows:
        value = check(jsonld_of(row))
        assert value["articleBody"] == row.text
        assert json.loads(script_line(value)) == value


def test_a_check_that_finds_nothing_would_be_none():
    with pytest.raises(AssertionError, match="no property"):
        check({"@context": {"@vocab": SCHEMA_ORG}, "@type": "Article", "sdOriginalSource": "x"})
    with pytest.raises(AssertionError, match="is none of"):
        check({"@context": {"@vocab": SCHEMA_ORG}, "@type": "Article", "cookTime": "x"})


def test_a_line_ends_no_script_element(hostile_result):
    (row,) = [item.row for item in hostile_result.documents()]
    data = script_line(check(jsonld_of(row)))

    assert not re.search(rb"[<>&\n]", data[:-1])
    assert json.loads(data)["headline"] == row.title
    assert "</script>" in row.title


def test_what_is_inferred_is_left_out(row_with):
    bare = row_with()
    row = row_with(
        title=statement("Lamps", "inferred"),
        rights=statement("all rights", "inferred"),
        dates=(date("published", "2024-09-11", "day", "inferred"),),
        credits=(credit("author", "Lin", "inferred"), credit("placeholder", "admin")),
        chain=(hop(1, "cites", "Agency", "inferred"), hop(2, "origin", "Post", "inferred")),
        facts=(fact("publisher", "Post", "inferred"), fact("site", "Post", "derived"), fact("topic", "x", "inferred")),
        references=(Reference("https://a.example", None, None, "inferred", evidence()),),
        synthetic=(mark("text", (0, bare.stamp.clean.chars), "inferred"),),
    )

    assert jsonld_of(row) == jsonld_of(bare)
    assert jsonld_of(bare).keys() == {"@context", "@id", "@type", "identifier", "inLanguage", "articleBody"}


def test_what_is_stated_has_its_property(row_with):
    chars = row_with().stamp.clean.chars
    row = row_with(
        title=statement("Lamps"),
        rights=statement("no reprint"),
        dates=(date("published", "2024-09-11T10:00+08:00", "minute"), date("modified", "2024-09", "month")),
        credits=(
            credit("author", "Lin"),
            credit("editor", "Bai"),
            credit("chief-editor", "Song"),
            credit("translator", "Mo"),
        ),
        chain=(
            hop(1, "cites", "Agency", url="https://agency.example/1"),
            hop(2, "author", note="Lin"),
            hop(3, "origin", "Weixin", account="Lamp Room", title="Light"),
            hop(4, "user-upload", "Hao"),
            hop(5, "page", "Tower"),
        ),
        facts=(fact("publisher", "Tower"), fact("site", "Tower Online"), fact("topic", "lamps")),
        references=(
            Reference("/relative", None, None, "stated", ()),
            Reference(None, "A study", "Institute", "stated", ()),
        ),
        images=(ImageStamp("https://a.example/1.png", "a lamp", ()), ImageStamp("1.png", "", ())),
        synthetic=(mark("text", (0, chars)),),
    )
    value = check(jsonld_of(row))

    assert value["datePublished"] == "2024-09-11T10:00+08:00"
    assert "dateModified" not in value
    assert value["author"] == [{"name": "Lin"}]
    assert value["editor"] == [
        {"name": "Bai"},
        {"@type": "Role", "roleName": "chief-editor", "editor": {"name": "Song"}},
    ]
    assert value["translator"] == [{"name": "Mo"}]
    assert value["isBasedOn"] == [
        {"@type": "CreativeWork", "name": "Light", "publisher": [{"name": "Weixin"}, {"name": "Lamp Room"}]}
    ]
    assert [work.get("url") or work["name"] for work in value["citation"]] == ["https://agency.example/1", "A study"]
    assert value["digitalSourceType"] == {"@id": "https://schema.org/TrainedAlgorithmicMediaDigitalSource"}
    assert value["image"] == [{"@type": "ImageObject", "contentUrl": "https://a.example/1.png", "caption": "a lamp"}]
    assert value["usageInfo"] == [{"@type": "CreativeWork", "text": "no reprint"}]


@pytest.mark.parametrize(
    "code", ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "dataDrivenMedia"]
)
def test_each_source_type_is_one_of_schema_org(row_with, code):
    row = row_with(synthetic=(mark("text", (0, row_with().stamp.clean.chars), code=code),))

    assert "digitalSourceType" in check(jsonld_of(row))


def test_a_source_type_that_schema_org_does_not_know_is_left_out(row_with):
    row = row_with(synthetic=(mark("text", (0, row_with().stamp.clean.chars), code="somethingNew"),))

    assert "digitalSourceType" not in check(jsonld_of(row))
