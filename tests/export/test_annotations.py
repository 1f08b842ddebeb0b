from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import rdflib
from removal_results import BODY, HOSTILE, LAMP, cleaned, decoded

from cleaner import InputError
from cleaner.export.annotations import CONTEXT, annotations_of
from cleaner.export.formats import Options
from cleaner.export.names import urn
from cleaner.export.result import read_result
from cleaner.export.write import export, exported
from cleaner.io.rows import BARE

# rdflib 7.6 warns of what its own parser of JSON-LD does.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA = json.loads((Path(__file__).parent / "schemas/annotation.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
ACTIVITY = rdflib.Namespace("http://www.w3.org/ns/activitystreams#")
TERMS = {
    "id": "@id",
    "type": "@type",
    "motivation": {"@id": OA.motivatedBy, "@type": "@vocab"},
    "purpose": {"@id": OA.hasPurpose, "@type": "@vocab"},
    "creator": {"@id": "http://purl.org/dc/terms/creator", "@type": "@id"},
    "generator": {"@id": ACTIVITY.generator, "@type": "@id"},
    "Software": ACTIVITY.Application,
    "name": "http://xmlns.com/foaf/0.1/name",
    "body": {"@id": OA.hasBody, "@type": "@id"},
    "target": {"@id": OA.hasTarget, "@type": "@id"},
    "source": {"@id": OA.hasSource, "@type": "@id"},
    "scope": {"@id": OA.hasScope, "@type": "@id"},
    "selector": {"@id": OA.hasSelector, "@type": "@id"},
    "Text": "http://purl.org/dc/dcmitype/Text",
    "format": "http://purl.org/dc/elements/1.1/format",
    "value": str(rdflib.RDF.value),
} | {
    term: OA[term]
    for term in (
        "Annotation", "TextualBody", "SpecificResource", "TextPositionSelector", "TextQuoteSelector", "editing",
        "describing", "tagging", "start", "end", "exact", "prefix", "suffix",
    )
}  # fmt: skip
"""What https://www.w3.org/TR/annotation-vocab/ maps the terms to that are used here; nothing is fetched."""


def told(result, *, every=False):
    """Each annotation with its document and removal, as it is read from its line."""
    lines = b"".join(exported("annotations", result, Options(every=every or None))).splitlines()
    rows = [(item, row) for item in result.documents() for row in item.removals if every or row.category not in BARE]
    return [(*known, json.loads(line)) for known, line in zip(rows, lines, strict=True)]


def selectors(value):
    return {selector["type"]: selector for selector in value["target"]["selector"]}


def bodies(value):
    return {body["purpose"]: body["value"] for body in value["body"]}


def graph_of(value):
    used = {key: str(term) if isinstance(term, str) else term for key, term in TERMS.items()}
    return rdflib.Graph().parse(data=json.dumps(value | {"@context": used}), format="json-ld")


@pytest.mark.parametrize("name", ["result", "awkward", "redacted", "hostile_result"])
@pytest.mark.parametrize("every", [False, True], ids=["rules", "all"])
def test_every_annotation_is_one_of_the_model(request, name, every):
    for _, _, value in told(request.getfixturevalue(name), every=every):
        assert [(list(error.path), error.message) for error in VALIDATOR.iter_errors(value)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value.pop("@context"),
        lambda value: value.pop("target"),
        lambda value: value.update(id="no address"),
        lambda value: value.update(motivation="removing"),
        lambda value: value["body"][0].pop("value"),
        lambda value: value["target"]["selector"][0].pop("end"),
        lambda value: value["target"]["selector"][1].pop("exact"),
        lambda value: value["target"].update(source=[]),
    ],
    ids=["context", "target", "id", "motivation", "value", "end", "exact", "source"],
)
def test_the_validator_refuses_what_the_model_does_not_allow(awkward, spoil):
    value = told(awkward)[0][2]
    spoil(value)

    assert list(VALIDATOR.iter_errors(value))


def test_read_as_linked_data_nothing_of_it_is_lost(result):
    """A key that the vocabulary does not know would give no statement, and a value of the wrong kind no node."""
    for _, row, value in told(result)[:200]:
        graph = graph_of(value)
        (annotation,) = graph.subjects(rdflib.RDF.type, OA.Annotation)
        assert str(annotation) == value["id"]
        assert list(graph.objects(annotation, OA.motivatedBy)) == [OA[value["motivation"]]]
        target = graph.value(annotation, OA.hasTarget)
        source = graph.value(target, OA.hasSource)
        assert isinstance(source, rdflib.URIRef)
        (position,) = graph.subjects(rdflib.RDF.type, OA.TextPositionSelector)
        assert [int(graph.value(position, OA[edge])) for edge in ("start", "end")] == [row.start, row.end]
        (quote,) = graph.subjects(rdflib.RDF.type, OA.TextQuoteSelector)
        assert str(graph.value(quote, OA.exact)) == row.text
        purposes = {
            str(graph.value(body, rdflib.RDF.value)): graph.value(body, OA.hasPurpose)
            for body in graph.objects(annotation, OA.hasBody)
        }
        assert purposes[row.category] == OA.tagging
        assert purposes[row.why] == OA.describing
        assert len(graph) == statements(value)


def statements(value):
    """How many statements the keys of *value* make."""
    if isinstance(value, dict):
        return sum(
            statements(item) + (len(item) if isinstance(item, list) else 1)
            for key, item in value.items()
            if key not in {"@context", "id"}
        )
    return sum(map(statements, value)) if isinstance(value, list) else 0


@pytest.mark.parametrize("name", ["result", "awkward"])
@pytest.mark.parametrize("every", [False, True], ids=["rules", "all"])
def test_both_selectors_find_what_was_removed_in_the_page_read_anew(request, name, every):
    for item, row, value in told(request.getfixturevalue(name), every=every):
        _, text = decoded(item)
        position, quote = selectors(value)["TextPositionSelector"], selectors(value)["TextQuoteSelector"]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"] == (row.text if row.start else row.text.removeprefix("\ufeff"))
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])
        assert len(quote["prefix"]) == min(start, 32) or row.prefix.startswith("\ufeff")


def test_positions_do_not_depend_on_a_byte_order_mark(tmp_path):
    marked, plain = (
        value["target"]["selector"]
        for *_, value in told(cleaned(tmp_path, {"a.txt": b"\xef\xbb\xbf" + LAMP.encode(), "b.txt": LAMP.encode()}))
    )

    assert marked == plain


def test_a_removal_says_what_it_was_and_why_and_who_says_so(awkward):
    value = next(value for *_, value in told(awkward) if value["creator"]["name"] == "lighthouse/keeper")

    assert bodies(value) == {"tagging": "promotion", "describing": "the keeper's own advertisement"}
    assert value["motivation"] == "editing"
    assert value["generator"]["name"].startswith("cleaner ")


def test_what_stands_in_place_of_a_removal_is_an_edit(awkward):
    replaced = [(row, bodies(value)) for _, row, value in told(awkward, every=True) if row.replacement]

    assert replaced
    assert all(said["editing"] == row.replacement for row, said in replaced)
    assert all("editing" not in bodies(value) for _, row, value in told(awkward, every=True) if not row.replacement)


def test_a_repair_edits_nothing(awkward):
    (value,) = [value for _, row, value in told(awkward) if row.action == "repair"]

    assert value["motivation"] == "describing"
    assert bodies(value) == {"describing": "bytes that utf-8 does not give back"}


def test_of_a_redacted_result_positions_are_told_and_no_words(awkward, redacted):
    for (*_, value), (*_, whole) in zip(told(redacted), told(awkward), strict=True):
        assert value["target"]["selector"] == whole["target"]["selector"][:1]
        assert value["target"]["source"] == whole["target"]["source"]
    assert "赞助" not in json.dumps([value for *_, value in told(redacted)], ensure_ascii=False)


def test_what_is_annotated_are_the_raw_bytes_and_the_address_is_where_they_were_seen(result):
    seen = {value["target"].get("scope") for *_, value in told(result)}

    assert len(seen) > 2
    for item, _, value in told(result):
        assert value["target"]["source"]["id"] == urn("raw", item.row.stamp.raw.sha256)


def test_each_annotation_has_an_id_of_its_own(result, awkward):
    ids = [value["id"] for each in (result, awkward) for *_, value in told(each, every=True)]

    assert len(set(ids)) == len(ids)


def test_hostile_words_come_back_as_they_were(awkward):
    exact = {selectors(value)["TextQuoteSelector"]["exact"].rstrip("\n") for *_, value in told(awkward)}

    assert exact >= set(HOSTILE)


def test_a_line_is_an_annotation_that_stands_alone(awkward):
    for piece in exported("annotations", awkward, Options()):
        for line in piece.splitlines():
            assert json.loads(line)["@context"] == CONTEXT


def test_documents_are_counted_also_those_that_nothing_was_removed_from(tmp_path):
    result = cleaned(tmp_path, {"plain.txt": BODY.encode(), "lamp.txt": LAMP.encode()})
    path, number = export("annotations", result, tmp_path / "removals.jsonl", Options())

    assert (number, len(path.read_bytes().splitlines())) == (2, 1)


def test_one_document_gives_its_own(awkward):
    wanted = next(item.row.id for item in awkward.documents() if item.row.stamp.capture.path.endswith("mixed.txt"))
    one = told(read_result(awkward.folder, wanted))

    assert len(one) == 3
    assert {item.row.id for item, *_ in one} == {wanted}


def test_all_of_a_result_without_bare_removals_is_refused(tmp_path):
    result = cleaned(tmp_path, {"lamp.txt": LAMP.encode()}, ledger="rules")

    assert len(told(result)) == 1
    with pytest.raises(InputError, match=r"--ledger rules.*export without --all"):
        list(annotations_of(next(result.documents()), every=True))
