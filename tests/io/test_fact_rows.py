"""Rows of facts: all that a stamp states, once, in its order, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from cleaner import Cleaner, RawDocument
from cleaner.io.facts import fact_rows
from cleaner.io.json_schema import schema_text
from cleaner.io.rows import rows_of

ROOT = Path(__file__).parents[2]
NAMES = (
    "163.com/author-disclaimer",
    "163.com/html-hao-2019",
    "csdn.net/blog",
    "gptnb.com/leaked-prompt",
    "gptnb.com/plain",
)
PAGES = [path for name in NAMES for path in (ROOT / "fixtures" / name).glob("input.*")]
LISTS = ("dates", "credits", "chain", "references", "images", "synthetic", "facts")


@pytest.fixture(scope="module")
def documents():
    cleaner = Cleaner()
    return [rows_of(cleaner.clean(RawDocument(data=path.read_bytes(), path=path.name)))[0] for path in PAGES]


def test_every_fact_of_a_stamp_has_one_row_in_the_order_of_the_stamp(documents):
    for row in documents:
        stamp = row.stamp
        expected = [part for part in ("title", "rights") if getattr(stamp, part)]
        expected += [part for part in LISTS for _ in getattr(stamp, part)]
        found = fact_rows(row)

        assert [fact.part for fact in found] == expected
        assert [fact.seq for fact in found] == list(range(len(expected)))
        assert {fact.doc_id for fact in found} <= {row.id}


def test_the_facts_of_the_pages_are_of_many_parts(documents):
    """So the other tests see them."""
    parts = {fact.part for row in documents for fact in fact_rows(row)}

    assert parts >= {"title", "rights", "dates", "credits", "chain", "references", "images", "synthetic", "facts"}


def test_a_row_says_nothing_that_its_stamp_does_not(documents):
    for row in documents:
        said = json.dumps(msgspec.to_builtins(row.stamp), ensure_ascii=False)
        for fact in fact_rows(row):
            words = [fact.quote, *(value for value in fact.detail.values() if isinstance(value, str))]
            words += (fact.value or "").split(" / ") if fact.part == "chain" else [fact.value]
            assert [each for each in words if each and json.dumps(each, ensure_ascii=False)[1:-1] not in said] == []


def test_rows_are_valid_by_their_schema(documents):
    check = jsonschema.Draft202012Validator(json.loads(schema_text("fact")))
    facts = [msgspec.to_builtins(fact) for row in documents for fact in fact_rows(row)]

    for fact in facts:
        check.validate(fact)
    assert not check.is_valid({**facts[0], "added": 1})


def test_a_date_says_why_it_was_chosen_and_a_hop_whose_it_is(documents):
    facts = [fact for row in documents for fact in fact_rows(row)]
    date = next(fact for fact in facts if fact.part == "dates" and fact.detail["chosen"])
    hop = next(fact for fact in facts if fact.part == "chain" and fact.detail.get("publisher"))

    assert {"precision", "literal", "choice"} <= date.detail.keys()
    assert (hop.value or "").startswith(hop.detail["publisher"])
    assert None not in {value for fact in facts for value in fact.detail.values()}
