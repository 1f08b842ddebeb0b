"""RO-Crate 1.2: the folder of a result as a research object, its files with their digests, and the run that made them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cleaner.export.facts import present
from cleaner.export.names import uri, urn
from cleaner.io.manifest import NAME, FileEntry, encoded

if TYPE_CHECKING:
    from cleaner.io.manifest import Manifest, Role

VERSION = "https://w3id.org/ro/crate/1.2"
FILE = "ro-crate-metadata.json"
"""The one name that the standard allows."""

_ABOUT: dict[Role, str] = {
    "documents": "Clean documents with their provenance stamps",
    "removals": "What was removed from the documents, a row a span",
    "removed-list": "What was removed from a document, as a list to read",
    "quarantine": "Inputs that gave no document, and why",
    "facts": "What the pages of the documents say of themselves, a row a fact",
    "repeats": "Blocks that recur on the pages of a host",
    "report": "Sums by source",
}
_MANIFEST = "What went in, the options, and the digest of every other file"
_FORMATS = {
    "jsonl": "application/jsonlines",
    "gz": "application/gzip",
    "zst": "application/zstd",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "md": "text/markdown",
    "txt": "text/plain",
}


def ro_crate_of(manifest: Manifest, folder: str, name: str, rights: str | None) -> dict[str, Any]:
    """The crate of a result whose files lie below *folder*, as seen from where the crate's metadata will lie."""
    data = encoded(manifest)
    own = FileEntry(NAME, "report", 1, len(data), hashlib.sha256(data).hexdigest())
    files = [_file(entry, folder) for entry in (*manifest.files, own)]
    tool, counts, run = manifest.tool, manifest.counts, manifest.run
    tool_id = urn("tool", f"{tool.name}-{tool.version}")
    parts = [{"@id": file["@id"]} for file in files]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": name,
        "description": f"{counts.documents} documents cleaned by {tool.name} {tool.version}, with provenance stamps and "
        f"the account of what was removed; {counts.quarantined + counts.rejected + counts.unreadable} of "
        f"{counts.inputs} inputs gave none.",
        # The standard demands a date. The day on which the files were finished is the one that is known.
        "datePublished": run and run.finished,
        "license": rights and ({"@id": address} if (address := uri(rights)) else rights),
        "hasPart": parts,
        "mentions": {"@id": "#cleaning"},
    }
    cleaning = {
        "@id": "#cleaning",
        "@type": "CreateAction",
        "name": f"Cleaning with {tool.name} {tool.version}",
        "startTime": run and run.started,
        "endTime": run and run.finished,
        "instrument": {"@id": tool_id},
        "result": parts,
    }
    licence = {"@id": uri(rights), "@type": "CreativeWork", "name": rights} if uri(rights) else None
    graph = [
        {"@id": FILE, "@type": "CreativeWork", "conformsTo": {"@id": VERSION}, "about": {"@id": "./"}},
        present(root),
        *files,
        present(cleaning),
        {"@id": tool_id, "@type": "SoftwareApplication", "name": tool.name, "version": tool.version},
    ]
    return {"@context": f"{VERSION}/context", "@graph": [*graph, licence] if licence else graph}


def _file(entry: FileEntry, folder: str) -> dict[str, Any]:
    return present(
        {
            "@id": quote(folder + entry.path),
            "@type": "File",
            "name": entry.path,
            "description": _MANIFEST if entry.path == NAME else _ABOUT.get(entry.role),
            "contentSize": str(entry.bytes),
            "encodingFormat": _FORMATS.get(entry.path.rpartition(".")[2]),
            "sha256": entry.sha256,
        }
    )
