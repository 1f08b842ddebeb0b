"""Is a result the one that was sealed? Signature, files, manifest and tree are held against the receipt."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.manifest import NAME, Manifest, held, manifest_digest, read_manifest
from cleaner.io.visible import harmless
from cleaner.model.finding import Finding
from cleaner.receipts.compare import differences
from cleaner.receipts.envelope import PAYLOAD_TYPE, Opened, opened
from cleaner.receipts.keys import fits, keyid
from cleaner.receipts.leaves import Stamps, listed, own_digest_wrong
from cleaner.receipts.merkle import Frontier
from cleaner.receipts.read import bytes_of
from cleaner.receipts.statement import Statement, statement_of
from cleaner.receipts.write import leaves_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Checked(Struct, frozen=True):
    """What was found against a receipt. `skipped` says what could not be checked, and why."""

    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]
    signed_by: str | None = None
    """The id of the given key, when a signature is its own."""
    size: int | None = None
    root: str | None = None
    sealed_at: str | None = None


class Read(Struct, frozen=True):
    """A receipt by itself: the statement, if there is one, and what is wrong with the envelope around it."""

    statement: Statement | None
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]
    signed_by: str | None


def check(out: Path, receipt: Path, key: Ed25519PublicKey | None) -> Checked:
    """Hold the result in *out* against *receipt*, and the signature against *key*. Time is linear in the documents.

    When the tree differs, the list of leaves beside the receipt says which documents do; two hashes a document are
    then in memory, and one otherwise not at all.

    Raises:
        InputError: there is no result in *out*, or *receipt* cannot be read.
    """
    manifest = read_manifest(out)
    read = read_receipt(receipt, key)
    if read.statement is None:
        return Checked(read.findings, read.skipped, read.signed_by)
    against = _Against(out, manifest, read.statement, leaves_path(receipt))
    findings = (*read.findings, *against.run())
    predicate = read.statement.predicate
    return Checked(
        findings,
        (*read.skipped, *against.skipped),
        read.signed_by,
        predicate.tree.size,
        predicate.tree.root,
        predicate.sealed_at,
    )


def read_receipt(path: Path, key: Ed25519PublicKey | None) -> Read:
    """The statement in the receipt at *path*, and whether *key* signed it.

    Raises:
        InputError: the file cannot be read.
    """
    envelope = opened(bytes_of(path))
    if isinstance(envelope, Finding):
        return Read(None, (envelope,), (), None)
    findings, skipped, signed_by = [], [], None
    if not envelope.signatures:
        findings.append(Finding(None, "receipt signatures", "unsigned", "nobody signed it: it proves nothing"))
    elif key is None:
        named = ", ".join(repr(name) for name, _ in envelope.signatures)
        skipped.append(f"the signature: no public key was given, and anybody may write a receipt; it names {named}")
    else:
        signed_by = _signer(envelope, key)
        if signed_by is None:
            findings.append(_not_signed(envelope, key))
        elif len(envelope.signatures) > 1:
            skipped.append(f"{len(envelope.signatures) - 1} more signatures: only that of the given key counts")
    if envelope.payload_type != PAYLOAD_TYPE:
        detail = f"is {envelope.payload_type!r}, expected {PAYLOAD_TYPE!r}"
        findings.append(Finding(None, "receipt payloadType", "payload-type", detail))
        return Read(None, tuple(findings), tuple(skipped), signed_by)
    statement = statement_of(envelope.payload)
    if isinstance(statement, Finding):
        return Read(None, (*findings, statement), tuple(skipped), signed_by)
    return Read(statement, tuple(findings), tuple(skipped), signed_by)


def _signer(envelope: Opened, key: Ed25519PublicKey) -> str | None:
    # By trying: a keyid is not signed, so it decides nothing.
    return keyid(key) if any(fits(key, sig, envelope.signed) for _, sig in envelope.signatures) else None


def _not_signed(envelope: Opened, key: Ed25519PublicKey) -> Finding:
    named = [name for name, _ in envelope.signatures]
    if keyid(key) in named:
        detail = f"names the given key {keyid(key)}, whose signature it is not: the receipt was changed after signing"
    else:
        detail = f"no signature is of the given key {keyid(key)}; named are {', '.join(map(repr, named))}"
    return Finding(None, "receipt signatures", "signature", detail)


class _Against:
    def __init__(self, out: Path, manifest: Manifest, statement: Statement, leaves: Path) -> None:
        self.out = out
        self.manifest = manifest
        self.statement = statement
        self.leaves = leaves
        self.skipped: list[str] = []

    def run(self) -> Iterator[Finding]:
        yield from self._claims()
        tree, files = Frontier(), Stamps(self.out, self.manifest)
        for item in files:
            if isinstance(item, Finding):
                yield item
                continue
            leaf, stamp = item
            tree.add(leaf.hash)
            yield from own_digest_wrong(leaf, stamp)
        yield from self._files(files.digests)
        sealed = self.statement.predicate.tree
        if tree.size != sealed.size:
            detail = f"{sealed.size} documents were sealed, {tree.size} are there"
            yield Finding(None, "documents", "tree-size", detail)
        differs = tree.root().hex() != sealed.root
        if differs:
            detail = f"the stamps give {tree.root().hex()}, sealed was {sealed.root}"
            yield Finding(None, "documents", "root", detail)
        yield from self._named(differs=differs)

    def _claims(self) -> Iterator[Finding]:
        predicate = self.statement.predicate
        computed = manifest_digest(self.manifest)
        if computed != predicate.manifest_digest:
            detail = f"the manifest gives {computed}, sealed was {predicate.manifest_digest}"
            yield Finding(None, NAME, "manifest-digest", detail)
        for name in ("tool", "rules", "counts"):
            found, said = getattr(self.manifest, name), getattr(predicate, name)
            if found != said:
                shown = [msgspec.json.encode(value).decode() for value in (found, said)]
                yield Finding(None, f"{NAME} {name}", f"sealed-{name}", f"is {shown[0]}, sealed was {shown[1]}")

    def _files(self, digests: dict[str, str]) -> Iterator[Finding]:
        sealed = {item.name: item.digest["sha256"] for item in self.statement.subject}
        found = {**digests}
        path = held(self.out, NAME)
        if path is not None:
            found[NAME] = hashlib.sha256(path.read_bytes()).hexdigest()
        for name, digest in sealed.items():
            if name not in found:
                yield Finding(None, name, "subject-missing", "the file was sealed, and is no file of documents now")
            elif found[name] != digest:
                yield Finding(None, name, "subject-digest", f"the file has {found[name]}, sealed was {digest}")
        for name in sorted(found.keys() - sealed.keys()):
            yield Finding(None, name, "subject-unknown", "the file was not sealed")

    def _named(self, *, differs: bool) -> Iterator[Finding]:
        """Which documents differ, as far as the list of leaves can be had. It counts by its signed digest alone."""
        sealed = self.statement.predicate.tree.leaves
        if not self.leaves.is_file():
            # Nor a pipe or a device, which may have no end.
            what = "which documents differ" if differs else "the list of leaves"
            self.skipped.append(f"{what}: there is no file {harmless(str(self.leaves))}")
            return
        try:
            with self.leaves.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                if digest != sealed:
                    detail = f"the list has {digest}, sealed was {sealed}; it is not used"
                    yield Finding(None, self.leaves.name, "leaves-digest", detail)
                elif differs:
                    file.seek(0)
                    stamps = Stamps(self.out, self.manifest)
                    there = [item[0] for item in stamps if not isinstance(item, Finding)]
                    yield from differences(listed(file), there)
        except OSError as error:
            raise InputError(f"{harmless(str(self.leaves))}: cannot be read: {error.strerror}") from None
        except ValueError as error:
            yield Finding(None, self.leaves.name, "leaves-form", f"no list of leaves, and sealed as it is: {error}")
