from __future__ import annotations

import json
from graphlib import TopologicalSorter
from importlib.resources import files

import jsonschema
import msgspec
import pytest
from prov.model import ProvDocument
from stamp_parts import credit, date, evidence, fact, hop, mark, statement

from cleaner.export.facts import line
from cleaner.export.prov import prov_of
from cleaner.model.stamp import Reference

SCHEMA = json.loads((files("prov") / "tests/schemas/prov-json.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
ENDS = {
    # PROV-DM: what stands at each end of a relation.
    "prov:entity": "entity",
    "prov:activity": "activity",
    "prov:agent": "agent",
    "prov:plan": "entity",
    "prov:generatedEntity": "entity",
    "prov:usedEntity": "entity",
}


def check(value):
    """Schema, library, and the constraints that neither looks at."""
    data = line(value)
    assert [error.message for error in VALIDATOR.iter_errors(json.loads(data))] == []
    document = ProvDocument.deserialize(content=data.decode(), format="json")
    assert ProvDocument.deserialize(content=document.serialize(format="json"), format="json") == document
    assert len(document.unified().records) == len(document.records)
    for kind, records in value.items():
        if kind in {"prefix", "entity", "activity", "agent"}:
            continue
        for record in records.values():
            for end, wanted in ENDS.items():
                assert end not in record or record[end] in value[wanted], (kind, record)
    assert not value["entity"].keys() & value["activity"].keys()
    assert not value["agent"].keys() & value["activity"].keys()
    made = [record["prov:entity"] for record in value["wasGeneratedBy"].values()]
    assert len(made) == len(set(made)), "an entity is generated once"
    order = TopologicalSorter()
    for record in value["wasDerivedFrom"].values():
        order.add(record["prov:generatedEntity"], record["prov:usedEntity"])
    order.prepare()
    return value


def derivations(value):
    return {
        (
            record["prov:generatedEntity"].removeprefix("stamp:"),
            record["prov:usedEntity"].removeprefix("stamp:"),
        ): record
        for record in value["wasDerivedFrom"].values()
    }


def test_every_document_is_valid_prov_json(rows):
    assert len(rows) == 19
    for row in rows:
        check(prov_of(row))


def test_documents_of_a_result_can_be_put_together(rows):
    together = ProvDocument()
    for row in rows:
        document = ProvDocument.deserialize(content=line(prov_of(row)).decode(), format="json")
        for record in document.records:
            together.add_record(record)
    texts = [
        str(record.identifier.uri)
        for record in together.unified().records
        if str(record.identifier or "").endswith(":text")
    ]
    assert len(texts) == len(rows)


def test_a_page_of_hostile_words_is_valid(hostile_result):
    (row,) = [item.row for item in hostile_result.documents()]

    value = check(prov_of(row))

    assert any(entity.get("prov:value") == row.title for entity in value["entity"].values())
    assert len(row.title) > 1_000_000


def test_text_is_derived_from_raw_by_the_tool_after_the_rules(rows):
    row = rows[0]
    value = prov_of(row)

    assert value["entity"]["stamp:raw"]["cleaner:sha256"] == row.stamp.raw.sha256
    assert value["entity"]["stamp:text"]["cleaner:sha256"] == row.stamp.clean.sha256
    assert value["entity"]["stamp:removals"]["cleaner:ledgerDigest"] == row.stamp.removal.digest
    assert derivations(value)["text", "raw"]["prov:activity"] == "stamp:cleaning"
    (association,) = value["wasAssociatedWith"].values()
    assert association["prov:plan"] == f"rules:{row.stamp.rules.digest}"
    assert association["prov:agent"] == f"tool:cleaner-{row.stamp.tool.version}"


def test_the_time_of_the_run_is_there_when_it_is_asked_for(rows, result):
    run = result.manifest.run

    assert run.started not in line(prov_of(rows[0])).decode()
    value = check(prov_of(rows[0], run))
    assert value["activity"]["stamp:cleaning"]["cleaner:runFinished"]["$"] == run.finished


def test_each_version_derives_from_the_one_before_it(row_with):
    chain = (
        hop(1, "origin", "Harbour Post", title="Lamps"),
        hop(2, "translation", "River Desk"),
        hop(3, "reprint", "Bridge News", confidence="inferred"),
        hop(4, "page", "Tower"),
    )
    found = derivations(check(prov_of(row_with(chain=chain))))

    assert {pair for pair in found if pair[0].startswith("hop") or pair[1].startswith("hop")} == {
        ("hop-2", "hop-1"),
        ("hop-3", "hop-2"),
        ("hop-4", "hop-3"),
        ("raw", "hop-4"),
    }
    assert found["hop-3", "hop-2"]["prov:type"]["$"] == "prov:Quotation"
    assert "prov:type" not in found["hop-2", "hop-1"]
    assert [
        found[pair]["cleaner:confidence"] for pair in (("hop-2", "hop-1"), ("hop-3", "hop-2"), ("hop-4", "hop-3"))
    ] == [
        "stated",
        "inferred",
        "inferred",
    ]


def test_two_origins_stand_beside_each_other(row_with):
    chain = (hop(1, "origin", "Harbour Post"), hop(2, "origin", "Pier Gazette"), hop(3, "page", "Tower"))
    found = derivations(check(prov_of(row_with(chain=chain))))

    assert ("hop-2", "hop-1") not in found
    assert {("hop-3", "hop-1"), ("hop-3", "hop-2"), ("raw", "hop-3")} <= found.keys()


@pytest.mark.parametrize(
    ("chain", "telling"),
    [
        pytest.param((hop(1, "cites", "Agency"),), "raw", id="by the page itself"),
        pytest.param(
            (hop(1, "cites", "Agency"), hop(2, "origin", "Post"), hop(3, "page", "Tower")), "hop-2", id="by the origin"
        ),
    ],
)
def test_a_report_that_is_cited_is_a_primary_source(row_with, chain, telling):
    found = derivations(check(prov_of(row_with(chain=chain))))

    assert found[telling, "hop-1"]["prov:type"]["$"] == "prov:PrimarySource"


def test_people_have_their_parts_and_a_placeholder_is_nobody(row_with):
    row = row_with(
        credits=(credit("author", "Lin"), credit("editor", "Song", "inferred"), credit("placeholder", "admin"))
    )
    value = check(prov_of(row))

    labels = {agent["prov:label"] for agent in value["agent"].values()}
    assert labels == {"cleaner", "Lin", "Song"}
    parts = {record["cleaner:role"]: record["cleaner:confidence"] for record in value["wasAttributedTo"].values()}
    assert parts == {"author": "stated", "editor": "inferred"}
    kinds = [entity.get("cleaner:kind") for entity in value["entity"].values()]
    assert "placeholder" in kinds


def test_nobody_is_said_to_have_made_the_clean_text_but_the_tool(rows):
    for row in rows:
        assert all(item["prov:entity"] != "stamp:text" for item in prov_of(row).get("wasAttributedTo", {}).values())


def test_facts_carry_confidence_and_evidence(row_with):
    row = row_with(
        title=statement("Lamps", "inferred"),
        facts=(fact("topic", "lamps"),),
        references=(Reference("https://a.example/x", "X", None, "stated", evidence()),),
        synthetic=(mark("summary", (0, 4), "inferred"), mark("prompt", None)),
    )
    value = check(prov_of(row))

    facts = {entity["cleaner:kind"]: entity for entity in value["entity"].values() if "cleaner:kind" in entity}
    assert facts["title"]["cleaner:confidence"] == "inferred"
    assert json.loads(facts["title"]["cleaner:evidence"][0]) == msgspec.to_builtins(evidence()[0])
    assert facts["reference"]["prov:location"] == "https://a.example/x"
    marks = [item for item in value["entity"].values() if item.get("cleaner:kind") == "synthetic"]
    assert [item.get("cleaner:cleanSpan") for item in marks] == ["0-4", None]


@pytest.mark.parametrize(
    ("value", "precision", "kind"),
    [
        ("2024", "year", "xsd:gYear"),
        ("2024-09", "month", "xsd:gYearMonth"),
        ("2024-09-11", "day", "xsd:date"),
        ("2024-09-11T10:00+08:00", "minute", None),
        ("2024-09-11T10:00:07+08:00", "second", "xsd:dateTime"),
        ("2024-09-11T10:00:07.500Z", "second", "xsd:dateTime"),
    ],
)
def test_a_date_has_the_type_of_its_precision(row_with, value, precision, kind):
    found = check(prov_of(row_with(dates=(date("published", value, precision),))))

    (entity,) = [item for item in found["entity"].values() if item.get("cleaner:kind") == "published"]
    assert entity["prov:value"] == ({"$": value, "type": kind} if kind else value)
