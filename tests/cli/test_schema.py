from __future__ import annotations

import json

import jsonschema
import pytest


@pytest.mark.parametrize("name", ["stamp", "document", "removal", "quarantine", "manifest"])
def test_the_schema_of_what_is_written_is_a_json_schema(command, name):
    ran = command("schema", name)

    assert ran.code == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(ran.out))


def test_a_name_of_nothing_that_is_written_is_a_misuse(command):
    assert command("schema", "stump").code == 2
