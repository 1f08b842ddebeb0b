"""A result changed by somebody who knows how it is written: every digest in it fits, and only a signature can tell."""

from __future__ import annotations

import msgspec

from cleaner.audit.sums import Report
from cleaner.io.manifest import REPORT, read_manifest
from cleaner.io.result import parts
from cleaner.io.rows import QuarantineRow
from cleaner.io.tables import open_table
from cleaner.io.write import Options, Writer
from cleaner.model.digest import sealed


def forge(out, target, change, *, form="jsonl", part_bytes=64 << 20, with_quarantine=True):
    """Write the documents of *out*, as *change* returns them, into *target*."""
    manifest = read_manifest(out)
    documents = change([(item.row, item.removals) for part in parts(out, manifest) for item in part.stored()])
    held = [entry.path for entry in manifest.files if entry.role == "quarantine" and with_quarantine]
    rejected = [
        msgspec.json.decode(line, type=QuarantineRow)
        for name in held
        for line in (out / name).read_bytes().splitlines()
    ]
    sums = {"inputs": len(documents) + len(rejected), "documents": len(documents), "rejected": len(rejected)}
    report = msgspec.json.decode((out / REPORT).read_bytes(), type=Report)
    counts = msgspec.structs.replace(manifest.counts, **sums, removals=sum(len(rows) for _, rows in documents))
    with Writer(target, Options(form=form)) as writer:
        parts_of = [_part(writer.work, number, rows) for number, rows in enumerate(_stretches(documents, part_bytes))]
        if rejected:
            parts_of.append([_table(writer.work, "quarantine/held", "quarantine", rejected)])
        writer.commit(
            parts_of,
            msgspec.structs.replace(report, **sums),
            lambda files: msgspec.structs.replace(manifest, files=files, counts=counts),
        )
    return target


def _stretches(documents, part_bytes):
    """*documents* in lists of about *part_bytes* bytes of rows."""
    found, grown = [], 0
    for document in documents:
        found.append(document)
        grown += len(msgspec.json.encode(document))
        if grown >= part_bytes:
            yield found
            found, grown = [], 0
    if found:
        yield found


def _part(work, number, documents):
    rows = [row for row, _ in documents]
    removals = [removal for _, found in documents for removal in found]
    return [
        _table(work, f"documents/{number}", "documents", rows),
        _table(work, f"removals/{number}", "removals", removals),
    ]


def _table(work, name, role, rows):
    table = open_table(work, name, role, "jsonl")
    table.write(rows)
    return table.close()


def altered(document):
    """The same document, said to be from elsewhere."""
    row, removals = document
    capture = msgspec.structs.replace(row.stamp.capture, url="https://elsewhere.example/")
    stamp = sealed(msgspec.structs.replace(row.stamp, capture=capture, stamp_digest=""))
    return msgspec.structs.replace(row, stamp=stamp), removals
