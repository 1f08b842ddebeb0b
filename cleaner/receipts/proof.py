"""Proof that one document is in a sealed result, which can be checked without the result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.manifest import read_manifest
from cleaner.io.visible import harmless
from cleaner.model.finding import Finding
from cleaner.receipts.check import Checked, check, read_receipt
from cleaner.receipts.leaves import Stamps, leaf_of, own_digest_wrong
from cleaner.receipts.merkle import SIZE, audit_path, root_from
from cleaner.receipts.read import bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from cleaner.receipts.statement import Tree

SCHEMA = "cleaner/proof/1"
_HASH = re.compile("[0-9a-f]{64}")


class Proof(Struct, frozen=True):
    """A leaf on its way to the root: the hashes beside it, lowest first, and the stamp that it holds."""

    schema: str
    doc_id: str
    leaf_index: int
    tree_size: int
    audit_path: tuple[str, ...]
    root: str
    stamp: dict[str, Any]


def prove(out: Path, receipt: Path, key: Ed25519PublicKey | None, wanted: str) -> Proof | Checked:
    """The proof that document *wanted* (an id, or the number of a leaf from 0) of the result in *out* was sealed.

    When the result is not the sealed one, what was found instead. Memory holds 32 bytes a document.

    Raises:
        InputError: there is no result or receipt, no such document, or several with that id.
    """
    checked = check(out, receipt, key)
    if checked.findings:
        return checked
    leaves, found = bytearray(), []
    for item in Stamps(out, read_manifest(out)):
        if isinstance(item, Finding):
            raise InputError(f"{harmless(item.where)}: {item.detail}; it was changed just now")
        leaf, stamp = item
        number = len(leaves) // SIZE
        if wanted in {leaf.doc_id, str(number)}:
            found.append((number, leaf.doc_id, stamp))
        leaves += leaf.hash
    if len(found) > 1:
        numbers = ", ".join(str(number) for number, *_ in found)
        raise InputError(
            f"{harmless(wanted)}: the id of {len(found)} documents (the same bytes, given more than once); "
            f"choose one by its leaf: {numbers}"
        )
    if not found:
        raise InputError(
            f"{harmless(wanted)}: no document with this id, and no leaf with this number, among the "
            f"{len(leaves) // SIZE} that were sealed; those in quarantine are not among them"
        )
    number, doc_id, stamp = found[0]
    path = tuple(item.hex() for item in audit_path(leaves, number))
    return Proof(SCHEMA, doc_id, number, len(leaves) // SIZE, path, checked.root or "", stamp)


def check_proof(proof: Path, receipt: Path, key: Ed25519PublicKey | None) -> Checked:
    """Hold *proof* against *receipt*, and the signature against *key*.

    Raises:
        InputError: one of the files cannot be read.
    """
    data = bytes_of(proof)
    read = read_receipt(receipt, key)
    if read.statement is None:
        return Checked(read.findings, read.skipped, read.signed_by)
    tree = read.statement.predicate.tree
    findings = (*read.findings, *_against(data, tree))
    return Checked(findings, read.skipped, read.signed_by, tree.size, tree.root, read.statement.predicate.sealed_at)


def _against(data: bytes, tree: Tree) -> Iterator[Finding]:
    try:
        proof = msgspec.json.decode(data, type=Proof)
        leaf = leaf_of(proof.stamp, "proof stamp")
        yield from own_digest_wrong(leaf, proof.stamp)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Finding(None, "proof", "proof", f"no proof: {error}")
        return
    if proof.schema != SCHEMA:
        yield Finding(None, "proof schema", "proof", f"is {proof.schema!r}; this version reads {SCHEMA!r}")
        return
    if proof.doc_id != leaf.doc_id:
        yield Finding(proof.doc_id, "proof doc_id", "doc-id", f"the stamp says {leaf.doc_id!r}")
    if proof.tree_size != tree.size:
        yield Finding(proof.doc_id, "proof tree_size", "tree-size", f"is {proof.tree_size}, sealed was {tree.size}")
    if proof.root != tree.root:
        yield Finding(proof.doc_id, "proof root", "root", f"is {proof.root!r}, sealed was {tree.root}")
    wrong = [number for number, item in enumerate(proof.audit_path) if not _HASH.fullmatch(item)]
    if wrong:
        yield Finding(proof.doc_id, f"proof audit_path[{wrong[0]}]", "proof", "no SHA-256 in lower-case hexadecimal")
        return
    path = [bytes.fromhex(item) for item in proof.audit_path]
    root = root_from(leaf.hash, proof.leaf_index, tree.size, path)
    if root is None:
        detail = f"leaf {proof.leaf_index} of {tree.size} has no path of {len(path)} hashes"
        yield Finding(proof.doc_id, "proof leaf_index, audit_path", "inclusion", detail)
    elif root.hex() != tree.root:
        detail = f"the stamp at leaf {proof.leaf_index} leads to {root.hex()}, sealed was {tree.root}"
        yield Finding(proof.doc_id, "proof stamp, leaf_index or audit_path", "inclusion", detail)
