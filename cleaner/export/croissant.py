"""Croissant 1.0: the folder of a result as a data set, with the digest of each file and the fields of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.export.facts import present
from cleaner.export.names import uri
from cleaner.io.tables import form_of

if TYPE_CHECKING:
    from cleaner.io.manifest import FileEntry, Manifest, Role
    from cleaner.io.tables import TableForm

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""That of the specification, as its validator wants it."""

_TEXT, _INTEGER = "sc:Text", "sc:Integer"
_FIELDS: dict[Role, tuple[tuple[str, str, str | None, str], ...]] = {
    # Name, type, path within the column where it is not a column itself, description.
    "documents": (
        ("id", _TEXT, None, "Source id and the first 16 hex digits of the SHA-256 over the raw bytes."),
        ("text", _TEXT, None, "The clean text."),
        ("title", _TEXT, None, "As the page states it, or null."),
        ("language", _TEXT, None, "Base language subtag of BCP 47."),
        ("script", _TEXT, None, "ISO 15924 code."),
        ("source", _TEXT, None, "Id of the source whose rules were applied."),
        ("url", _TEXT, "capture.url", "Address of the page, or null."),
        ("raw_sha256", _TEXT, "raw.sha256", "SHA-256 over the raw bytes."),
        ("clean_sha256", _TEXT, "clean.sha256", "SHA-256 over the UTF-8 of the clean text."),
        ("stamp_digest", _TEXT, "stamp_digest", "SHA-256 over the provenance stamp in the form of RFC 8785."),
    ),
    "removals": (
        ("doc_id", _TEXT, None, "The document that the text was removed from."),
        ("seq", _INTEGER, None, "Place in the document's ledger, from 0."),
        ("start", _INTEGER, None, "First code point of the span in the decoded text."),
        ("end", _INTEGER, None, "The code point behind the span."),
        ("text", _TEXT, None, "What was removed."),
        ("replacement", _TEXT, None, "What stands in its place."),
        ("rule", _TEXT, None, "Id of the rule."),
        ("category", _TEXT, None, "What it was; null for bytes that did not decode."),
        ("why", _TEXT, None, "The reason that the rule gives."),
    ),
    "facts": (
        ("doc_id", _TEXT, None, "The document whose page says it."),
        ("seq", _INTEGER, None, "Number of the fact in the document, from 0."),
        ("part", _TEXT, None, "Field of the stamp that it stands in."),
        ("kind", _TEXT, None, "What it is."),
        ("value", _TEXT, None, "The value."),
        ("confidence", _TEXT, None, "Whether the page says it, or it was inferred or derived."),
        ("line", _INTEGER, None, "Line of the page, from 1."),
        ("quote", _TEXT, None, "What stands there, or its beginning."),
    ),
}
_ENCODINGS: dict[TableForm | None, str | list[str]] = {
    "jsonl": "application/jsonlines",
    "jsonl.gz": ["application/jsonlines", "application/gzip"],
    "jsonl.zst": "application/zstd",
    "parquet": "application/x-parquet",
    None: "text/markdown",
}
_WITHOUT_RECORDS: frozenset[TableForm | None] = frozenset({"jsonl.zst", None})
"""What Croissant has no way to read rows from."""


def croissant_of(manifest: Manifest, folder: str, name: str, rights: str | None) -> dict[str, Any]:
    """The description of a result whose files lie below *folder*, as seen from where the description will lie."""
    listed = [entry for entry in manifest.files if entry.role in _FIELDS]
    counts, tool = manifest.counts, manifest.tool
    forms = {entry.role: form_of(entry.path) for entry in listed}
    rows = {role: form for role, form in forms.items() if form not in _WITHOUT_RECORDS}
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": name,
        "description": f"{counts.documents} documents cleaned by {tool.name} {tool.version}, with provenance stamps, "
        f"and {counts.removals} rows that say what was removed from them.",
        "conformsTo": CONFORMS_TO,
        **present({"license": rights and (uri(rights) or rights)}),
        "distribution": [_file(entry, folder) for entry in listed]
        + [_file_set(role, rows[role], folder) for role in _FIELDS if role in rows],
        "recordSet": [_record_set(role, rows[role]) for role in _FIELDS if role in rows],
    }


def _file(entry: FileEntry, folder: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": entry.path,
        "name": entry.path,
        "contentUrl": folder + entry.path,
        "contentSize": f"{entry.bytes} B",
        "encodingFormat": _ENCODINGS[form_of(entry.path)],
        "sha256": entry.sha256,
    }


def _file_set(role: Role, form: TableForm | None, folder: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{role}-files",
        "name": f"{role}-files",
        "encodingFormat": _ENCODINGS[form],
        "includes": f"{_as_glob(folder)}{role}/*.{form}",
    }


def _as_glob(folder: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in folder)


def _record_set(role: Role, form: TableForm | None) -> dict[str, Any]:
    # In Parquet what stands within a stamp has a column of its own.
    within = form != "parquet"
    return {
        "@type": "cr:RecordSet",
        "@id": role,
        "name": role,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{role}/{name}",
                "name": name,
                "description": about,
                "dataType": kind,
                "source": {
                    "fileSet": {"@id": f"{role}-files"},
                    "extract": {"column": "stamp" if path and within else name},
                    **({"transform": {"jsonPath": path}} if path and within else {}),
                },
            }
            for name, kind, path, about in _FIELDS[role]
        ],
    }
