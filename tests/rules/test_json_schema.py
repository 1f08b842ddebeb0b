from __future__ import annotations

import json
import tomllib

import pytest
from jsonschema import Draft202012Validator

from cleaner.model.described import field_docs
from cleaner.rules.json_schema import is_current, json_schema
from cleaner.rules.load import builtin_dir
from cleaner.rules.schema import Remove

FILES = sorted(builtin_dir().rglob("*.toml"))


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_schema_beside_the_rules_is_the_one_the_types_make():
    assert is_current(), "run: cleaner rules schema > rules/schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_file_is_valid_and_names_the_schema(path, validator):
    text = path.read_text("utf-8")
    assert [error.message for error in validator.iter_errors(tomllib.loads(text))] == []
    named = text.splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / named).resolve() == builtin_dir() / "schema.json"


WRONG = {
    "an unknown key": {"schema": 1, "id": "a", "limit": {}},
    "an unknown category": {"schema": 1, "id": "a", "remove": [{"id": "r", "why": "w", "category": "nav"}]},
    "an unknown fact": {"schema": 1, "id": "a", "read": [{"id": "r", "why": "w", "capture": {"autor": "x"}}]},
    "an unknown kind of block": {"schema": 1, "id": "a", "read": [{"id": "r", "why": "w", "blocks": ["h9"]}]},
    "a rule without a reason": {"schema": 1, "id": "a", "read": [{"id": "r"}]},
    "an unknown relation": {"schema": 1, "id": "a", "read": [{"id": "r", "why": "w", "capture": {"hop": {"value": "x", "relation": "{0}"}}}]},
    "an id with a slash": {"schema": 1, "id": "a/b"},
    "a weight of nothing": {"schema": 1, "id": "a", "match": {"markers": [{"line": "a", "weight": 0}]}},
    "none of the first": {"schema": 1, "id": "a", "read": [{"id": "r", "why": "w", "first": 0}]},
    "an id beside tune": {"tune": "a", "id": "b"},
    "an unknown key of a tuning file": {"tune": "a", "limit": {}},
}  # fmt: skip


@pytest.mark.parametrize("table", WRONG.values(), ids=WRONG.keys())
def test_the_schema_refuses_what_the_loader_refuses(table, validator):
    assert list(validator.iter_errors(table))


def test_a_tuning_file_needs_no_more_than_the_id_of_a_rule(validator):
    assert not list(validator.iter_errors({"tune": "a", "remove": [{"id": "r", "enabled": False}]}))


def test_an_editor_shows_what_a_key_means():
    schema = json_schema()["$defs"]["Remove"]["properties"]
    assert schema["from"]["description"] == field_docs(Remove)["from"] == "From the block that matches, it included …"
    assert json.dumps(schema)
