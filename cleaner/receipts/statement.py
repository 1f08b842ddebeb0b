"""The in-toto Statement (version 1) that a receipt signs: which files, and which tree of stamps."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct, field

from cleaner.io.manifest import Counts, Tool  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.digest import canonical
from cleaner.model.finding import Finding
from cleaner.receipts.merkle import ALGORITHM

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:cleaner:receipt:1"
"""A name, and no address: the project has no site that could answer."""
_DIGEST = re.compile("[0-9a-f]{64}")


class Subject(Struct, frozen=True):
    """A file of the result, by the digest of its bytes."""

    name: str
    digest: dict[str, str]


class Tree(Struct, frozen=True):
    """The Merkle tree over the stamps, in the order of the documents."""

    algorithm: str
    size: int
    root: str
    leaves: str
    """SHA-256 over the list of leaves that lies beside the receipt."""


class Predicate(Struct, frozen=True, kw_only=True):
    """What is claimed of the files."""

    tree: Tree
    manifest_digest: str
    tool: Tool
    """The program that made the result, as its manifest says."""
    rules: dict[str, str]
    counts: Counts
    sealed_by: Tool
    sealed_at: str | None = None
    """As the signer states it: a signature proves no time."""


class Statement(Struct, frozen=True):
    """Subjects and a predicate. Keys that are not known are passed over, as the specification says."""

    type_: str = field(name="_type")
    subject: tuple[Subject, ...]
    predicate_type: str = field(name="predicateType")
    predicate: Predicate


class _Kind(Struct, frozen=True):
    type_: str = field(name="_type")
    predicate_type: str = field(name="predicateType")


def payload_of(statement: Statement) -> bytes:
    """*statement* in the form of RFC 8785; a time that is not stated is left out."""
    built = msgspec.to_builtins(statement)
    if statement.predicate.sealed_at is None:
        del built["predicate"]["sealed_at"]
    return canonical(built)


def statement_of(payload: bytes) -> Statement | Finding:
    """The statement that *payload* holds, or what is wrong with it."""
    try:
        kind = msgspec.json.decode(payload, type=_Kind)
        if kind.type_ != STATEMENT_TYPE:
            return _wrong("_type", f"is {kind.type_!r}, expected {STATEMENT_TYPE!r}")
        if kind.predicate_type != PREDICATE_TYPE:
            return _wrong("predicateType", f"is {kind.predicate_type!r}; this version reads {PREDICATE_TYPE!r}")
        statement = msgspec.json.decode(payload, type=Statement)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Finding(None, "receipt payload", "statement", f"no statement: {error}")
    tree = statement.predicate.tree
    if tree.algorithm != ALGORITHM:
        return _wrong("predicate.tree.algorithm", f"is {tree.algorithm!r}; this version reads {ALGORITHM!r}")
    if tree.size < 0:
        return _wrong("predicate.tree.size", f"is {tree.size}; a tree has no fewer than 0 leaves")
    for name, value in (("root", tree.root), ("leaves", tree.leaves)):
        if not _DIGEST.fullmatch(value):
            return _wrong(f"predicate.tree.{name}", "no SHA-256 in lower-case hexadecimal")
    for number, item in enumerate(statement.subject):
        if not _DIGEST.fullmatch(item.digest.get("sha256", "")):
            return _wrong(f"subject[{number}].digest.sha256", "missing, or no SHA-256 in lower-case hexadecimal")
    return statement


def _wrong(where: str, detail: str) -> Finding:
    return Finding(None, f"receipt {where}", "statement", detail)
