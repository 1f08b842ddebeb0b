"""The JSON Schemas of what is written, made from the types, with the rule of every digest in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.io.facts import FactRow
from cleaner.io.manifest import Manifest
from cleaner.io.rows import DocumentRow, QuarantineRow, RemovalRow
from cleaner.model.described import described
from cleaner.model.stamp import ExtractionStamp, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS: dict[str, type] = {
    "stamp": Stamp,
    "document": DocumentRow,
    "removal": RemovalRow,
    "quarantine": QuarantineRow,
    "fact": FactRow,
    "manifest": Manifest,
}

_SHA256 = {"sha256", "digest", "stamp_digest", "manifest_digest", "raw_sha256", "text_sha256"}

DIGESTS: dict[str, list[dict[str, Any]]] = {
    "document": [
        {"at": "stamp.raw.sha256", "form": "bytes", "of": "raw", "unless": "removals.redacted"},
        {"at": "stamp.clean.sha256", "form": "utf-8", "of": "text"},
        {
            "at": "stamp.removal.digest",
            "form": "rfc8785",
            "of": "removals",
            "without": {"action": "repair"},
            "columns": ["start", "end", "rule", "action", "replacement"],
        },
        {"at": "stamp.stamp_digest", "form": "rfc8785", "of": "stamp", "with": {"stamp_digest": ""}},
        {"at": "removals.sha256", "form": "lines", "of": "removals"},
    ],
    "stamp": [{"at": "stamp_digest", "form": "rfc8785", "of": "", "with": {"stamp_digest": ""}}],
    "manifest": [
        {"at": "manifest_digest", "form": "rfc8785", "of": "", "with": {"run": None, "manifest_digest": ""}},
        {"at": "files.sha256", "form": "bytes", "of": "files.path"},
    ],
}
"""`x-digests`: the SHA-256 *at* a field is over *of*, in *form*: the bytes themselves (`raw`: as docs/formats.md restores
them), the UTF-8 of a text, canonical JSON (RFC 8785) *with* some fields changed or of some *columns* of the removal rows
*without* others, the lines of the removal rows as they were written; *unless* a field says that what it is over is not there."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the rows of that *name* in `SCHEMAS`."""
    kind = SCHEMAS[name]
    (_,), definitions = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for struct in _structs(kind):
        definition = definitions[struct.__name__]
        described(struct, definition)
        # All is written, and nothing else.
        definition["additionalProperties"] = False
        if not struct.__struct_config__.omit_defaults:
            # A field that may be left out says so by its default.
            free = {field.name for field in msgspec.structs.fields(struct) if field.default is msgspec.UNSET}
            definition["required"] = [key for key in definition["properties"] if key not in free]
        for key, value in definition["properties"].items():
            value.pop("default", None)
            for each in (value, *value.get("anyOf", ())):
                if key in _SHA256 and each.get("type") == "string":
                    each["pattern"] = "^[0-9a-f]{16}$" if struct is ExtractionStamp else "^[0-9a-f]{64}$"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cleaner {name}",
        "description": "See docs/formats.md. Offsets are code points.",
        "$ref": f"#/$defs/{kind.__name__}",
        **({"x-digests": DIGESTS[name]} if name in DIGESTS else {}),
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text(name: str) -> str:
    """The schema as it is published."""
    return msgspec.json.format(msgspec.json.encode(schema_of(name)), indent=2).decode() + "\n"


def _structs(kind: type) -> Iterator[type[msgspec.Struct]]:
    """*kind* and every type that its fields name, once each."""
    waiting: list[Any] = [msgspec.inspect.type_info(kind)]
    seen = set()
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            yield info.cls
            waiting.extend(field.type for field in info.fields)
        for name in ("item_type", "item_types", "types", "key_type", "value_type"):
            inner = getattr(info, name, ())
            waiting.extend(inner if isinstance(inner, tuple) else (inner,))
