"""The JSON Schema of rule files, made from the types, so that an editor knows every key."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from cleaner.model.described import described
from cleaner.model.fact import FACT_KINDS
from cleaner.rules import schema
from cleaner.rules.check import TAGS
from cleaner.rules.load import builtin_dir
from cleaner.rules.schema import SourceFile

FILE = "schema.json"


def schema_text() -> str:
    """What `rules/schema.json` holds."""
    return msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode() + "\n"


def is_current() -> bool:
    """Whether the schema beside the built-in rules is the one that the types make."""
    path = builtin_dir() / FILE
    return path.is_file() and path.read_text("utf-8") == schema_text()


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12): of a source or pack, or with `tune` of changes to one."""
    (_,), definitions = msgspec.json.schema_components([SourceFile], ref_template="#/$defs/{name}")
    for name, definition in definitions.items():
        _describe(getattr(schema, name), definition)
    definitions["Test"]["properties"]["facts"]["propertyNames"] = {"enum": list(FACT_KINDS)}
    for name in ("Remove", "Keep", "Read", "Marker"):
        properties = definitions[name]["properties"]
        properties["blocks"]["anyOf"][0]["items"] = {"enum": list(TAGS)}
        if "capture" in properties:
            properties["capture"]["propertyNames"] = {"enum": list(FACT_KINDS)}
    definitions |= _tuning(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rule file of cleaner",
        "description": "See docs/rules.md.",
        "if": {"required": ["tune"]},
        "then": {"$ref": "#/$defs/Tuning"},
        "else": {"$ref": "#/$defs/SourceFile"},
        "$defs": dict(sorted(definitions.items())),
    }


def _describe(struct: type, definition: dict[str, Any]) -> None:
    described(struct, definition)
    # msgspec sorts what has no order, but a default of None is only noise in an editor.
    for value in definition["properties"].values():
        if "default" in value and value["default"] is None:
            del value["default"]


def _tuning(definitions: dict[str, Any]) -> dict[str, Any]:
    """The types of a file that changes another: only the id of a rule is needed."""
    tuning = copy.deepcopy(definitions["SourceFile"])
    tuning["title"] = "Tuning"
    tuning["description"] = "Changes to a source or pack: tables are merged, rules by their id, new rules come first."
    tuning["required"] = ["tune"]
    del tuning["properties"]["schema"], tuning["properties"]["id"]
    tuning["properties"]["tune"] = {"type": "string", "description": "Id of the source or pack to change."}
    added = {"Tuning": tuning}
    for table, name in (("remove", "Remove"), ("keep", "Keep"), ("read", "Read"), ("layout", "Layout")):
        changed = copy.deepcopy(definitions[name])
        changed["title"] = f"Tuned{name}"
        changed["required"] = ["id"]
        added[changed["title"]] = changed
        tuning["properties"][table]["items"] = {"$ref": f"#/$defs/{changed['title']}"}
    return added
