"""A receipt for a result: its stamps in one tree, and a signature over the root."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner._version import VERSION
from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import NAME, Manifest, Tool, manifest_digest, read_manifest
from cleaner.io.visible import harmless
from cleaner.model.finding import Finding
from cleaner.receipts.envelope import PAYLOAD_TYPE, pae, sealed
from cleaner.receipts.keys import keyid
from cleaner.receipts.leaves import Stamps, line_of, own_digest_wrong
from cleaner.receipts.merkle import ALGORITHM, Frontier
from cleaner.receipts.statement import (
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Predicate,
    Statement,
    Subject,
    Tree,
    payload_of,
)
from cleaner.receipts.write import Writer, leaves_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class Sealed(Struct, frozen=True):
    """What was written: two paths, the key by its id, the tree by its size and root."""

    receipt: str
    leaves: str
    keyid: str
    size: int
    root: str


def default_receipt(out: Path) -> Path:
    """Where the receipt of *out* lies when nobody says: `OUT.receipt.json`, beside the folder.

    In the folder it would be a file that no manifest names.

    Raises:
        OutputError: nothing lies beside the folder.
    """
    if out.name not in {"", ".."}:
        return Path(f"{out}.receipt.json")
    place = out.resolve()
    if not place.name:
        raise OutputError(f"{harmless(str(out))}: nothing lies beside it; name a place for the receipt with -o")
    return place.with_name(f"{place.name}.receipt.json")


def seal(
    out: Path, key: Ed25519PrivateKey, receipt: Path, *, at: str | None = None, force: bool = False
) -> Sealed | tuple[Finding, ...]:
    """Seal the result in *out*, or say what is wrong with it: what is not as it was written is not signed.

    Its stamps, files of documents, counts and manifest are held against their digests; the rest is for `verify`. Time
    is linear in the documents; memory holds one stamp, and a hash for each bit of their number. The same result, key
    and *at* give the same bytes.

    Raises:
        InputError: there is no result in *out*, or *at* is no time.
        OutputError: *receipt* or its list of leaves exists and *force* is not set, lies in *out*, or cannot be written.
    """
    manifest = read_manifest(out)
    stated = None if at is None else _in_utc(at)
    if receipt.resolve().is_relative_to(out.resolve()):
        raise OutputError(f"{harmless(str(receipt))}: lies in the result, whose manifest cannot name it; put it beside")
    tree, leaves, files = Frontier(), hashlib.sha256(), Stamps(out, manifest)
    findings: list[Finding] = []
    with Writer(receipt, force=force) as writer:
        for item in files:
            if isinstance(item, Finding):
                findings.append(item)
                continue
            leaf, stamp = item
            findings += own_digest_wrong(leaf, stamp)
            line = line_of(leaf)
            writer.leaf(line)
            leaves.update(line)
            tree.add(leaf.hash)
        findings += _unlike_manifest(manifest, files, tree.size)
        if findings:
            return tuple(findings)
        statement = Statement(
            STATEMENT_TYPE,
            _subjects(out, files),
            PREDICATE_TYPE,
            Predicate(
                tree=Tree(ALGORITHM, tree.size, tree.root().hex(), leaves.hexdigest()),
                manifest_digest=manifest.manifest_digest,
                tool=manifest.tool,
                rules=manifest.rules,
                counts=manifest.counts,
                sealed_by=Tool("cleaner", VERSION),
                sealed_at=stated,
            ),
        )
        payload, name = payload_of(statement), keyid(key.public_key())
        writer.commit(sealed(payload, name, key.sign(pae(PAYLOAD_TYPE, payload))))
    return Sealed(str(receipt), str(leaves_path(receipt)), name, tree.size, tree.root().hex())


def _subjects(out: Path, files: Stamps) -> tuple[Subject, ...]:
    first = Subject(NAME, {"sha256": hashlib.sha256((out / NAME).read_bytes()).hexdigest()})
    return (first, *(Subject(name, {"sha256": digest}) for name, digest in files.digests.items()))


def _unlike_manifest(manifest: Manifest, files: Stamps, size: int) -> Iterator[Finding]:
    if manifest_digest(manifest) != manifest.manifest_digest:
        detail = f"manifest_digest is {manifest.manifest_digest!r}, computed {manifest_digest(manifest)!r}"
        yield Finding(None, NAME, "manifest-digest", detail)
    said = {entry.path: entry.sha256 for entry in manifest.files}
    for name, digest in files.digests.items():
        if digest != said[name]:
            yield Finding(None, name, "file-digest", f"the file has {digest}, the manifest says {said[name]}")
    if size != manifest.counts.documents:
        detail = f"the manifest says {manifest.counts.documents}, there are {size}"
        yield Finding(None, "counts.documents", "counts", detail)


def _in_utc(text: str) -> str:
    try:
        time = datetime.now(UTC) if text == "now" else datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        pass
    raise InputError(f"{text!r}: no time with its zone; write 2026-01-31T12:00:00Z, or now")
