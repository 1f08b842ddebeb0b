"""Proof that a result is as it was written: every digest computed again, every document replayed and restored."""

from __future__ import annotations

import hashlib
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.audit.check import Finding, check_document
from cleaner.audit.report import Report
from cleaner.audit.restore import restored_bytes
from cleaner.errors import LedgerError
from cleaner.io.manifest import NAME, REPORT, Counts, Manifest, encoded, held, manifest_digest, read_manifest
from cleaner.io.markdown import markdown_of, removed_list
from cleaner.io.result import Broken, Part, Stored, parts, quarantine
from cleaner.io.write import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Finding", "Verification", "verify"]


class Verification(Struct, frozen=True):
    """What was looked at, and what was found. `skipped` says what could not be checked, and why."""

    documents: int
    removals: int
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]


def verify(out: Path, raw_dir: Path | None = None) -> Verification:
    """Check the result in *out*, and the raw files under *raw_dir* against it. Memory holds one part at a time.

    Raises:
        InputError: there is no result in *out*.
    """
    manifest = read_manifest(out)
    check = _Check(out, manifest, raw_dir)
    findings = tuple(check.run())
    return Verification(check.documents, check.removals, findings, tuple(check.skipped))


class _Check:
    def __init__(self, out: Path, manifest: Manifest, raw_dir: Path | None) -> None:
        self.out = out
        self.manifest = manifest
        self.raw_dir = raw_dir
        self.documents = self.removals = self.held = 0
        self.outcomes = {"quarantined": 0, "rejected": 0, "unreadable": 0}
        self.skipped: list[str] = []

    def run(self) -> Iterator[Finding]:
        if manifest_digest(self.manifest) != self.manifest.manifest_digest:
            detail = (
                f"manifest_digest is {self.manifest.manifest_digest!r}, computed {manifest_digest(self.manifest)!r}"
            )
            yield Finding(None, NAME, "manifest-digest", detail)
        path = held(self.out, NAME)
        if path is None or path.read_bytes() != encoded(self.manifest):
            detail = "not in the form in which it is written: a key that is unknown or there twice, or white space"
            yield Finding(None, NAME, "manifest-form", detail)
        yield from self._files()
        as_files = any(entry.role == "removed-list" for entry in self.manifest.files)
        for part in parts(self.out, self.manifest):
            yield from self._part(part, as_files=as_files)
        yield from self._quarantine()
        yield from self._counts()

    def _files(self) -> Iterator[Finding]:
        for entry in self.manifest.files:
            path = held(self.out, entry.path)
            if path is None:
                if os.path.lexists(self.out / entry.path):
                    detail = "no regular file of the folder: a link that leads elsewhere, a pipe, a device or a folder"
                    yield Finding(None, entry.path, "file-kind", detail)
                else:
                    yield Finding(None, entry.path, "file-missing", "the manifest names it, and it is not there")
                continue
            try:
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                yield Finding(None, entry.path, "file-unreadable", f"cannot be read: {error.strerror}")
                continue
            if digest != entry.sha256:
                detail = f"the file has {digest}, the manifest says {entry.sha256}"
                yield Finding(None, entry.path, "file-digest", detail)
        known = {entry.path for entry in self.manifest.files}
        for folder in (".", *FOLDERS):
            for path in sorted((self.out / folder).glob("*")):
                name = path.relative_to(self.out).as_posix()
                if name not in known and name not in {NAME, *FOLDERS}:
                    yield Finding(None, name, "file-unknown", "the manifest does not name it")

    def _part(self, part: Part, *, as_files: bool) -> Iterator[Finding]:
        yield from map(_broken, part.broken)
        for stored in part.stored():
            self.documents += 1
            self.removals += len(stored.removals)
            yield from self._document(stored)
            if as_files:
                yield from self._rendered(stored)
        for doc_id, number in part.orphans().items():
            self.removals += number
            yield Finding(doc_id, "removals.doc_id", "no-document", f"{number} rows of a document that is not there")

    def _document(self, stored: Stored) -> Iterator[Finding]:
        yield from check_document(stored.row, stored.removals)
        if stored.row.removals.ledger != "full" and not self.skipped:
            self.skipped.append(
                "restore, replay and the digest of the ledger: written with --ledger rules, without markup and white space"
            )
        if self.raw_dir:
            yield from self._against_raw(stored)

    def _rendered(self, stored: Stored) -> Iterator[Finding]:
        """The parts of the Markdown file and the list that are there for people say the same as the rows."""
        shown = {
            stored.where: markdown_of(stored.row),
            f"{stored.where.removesuffix('.md')}.removed.txt": removed_list(stored.row, stored.removals),
        }
        for name, expected in shown.items():
            path = held(self.out, name)
            if path and path.read_bytes() != expected:
                yield Finding(
                    stored.row.id, name, "rendering", "says something else than the stamp and the removal rows"
                )

    def _against_raw(self, stored: Stored) -> Iterator[Finding]:
        row = stored.row
        path = row.stamp.capture.path
        place = next((found for found in _candidates(path, self.raw_dir) if _is_file(found)), None)
        if place is None:
            yield Finding(row.id, str(path), "raw-missing", f"raw file not found below {self.raw_dir}")
            return
        try:
            data = place.read_bytes()
        except OSError as error:
            yield Finding(row.id, str(path), "raw-unreadable", f"cannot be read: {error.strerror}")
            return
        if hashlib.sha256(data).hexdigest() != row.stamp.raw.sha256:
            detail = f"{place}: the file has {hashlib.sha256(data).hexdigest()}, the stamp says {row.stamp.raw.sha256}"
            yield Finding(row.id, str(path), "raw-file", detail + self._first_difference(stored, data))

    def _first_difference(self, stored: Stored, data: bytes) -> str:
        try:
            ours = restored_bytes(stored.row, stored.removals)
        except LedgerError:
            return ""
        at = next((n for n, (a, b) in enumerate(zip(ours, data, strict=False)) if a != b), min(len(ours), len(data)))
        return f"; the first difference is at byte {at}"

    def _quarantine(self) -> Iterator[Finding]:
        for item in quarantine(self.out, self.manifest):
            if isinstance(item, Broken):
                yield _broken(item)
                continue
            where, row = item
            self.outcomes[row.outcome] += 1
            if row.outcome == "quarantined" and row.document is None:
                yield Finding(None, f"{where} document", "row", "a quarantined document is not held")
            if row.document is None:
                continue
            stamp = row.document.stamp
            told = (row.path, row.raw_sha256, row.raw_bytes)
            held = (stamp.capture.path, stamp.raw.sha256, stamp.raw.bytes)
            for name, found, expected in zip(("path", "raw_sha256", "raw_bytes"), told, held, strict=True):
                if found != expected:
                    detail = f"is {found!r}, the stamp says {expected!r}"
                    yield Finding(row.document.id, f"{where} {name}", "row", detail)
            for other in {item.doc_id for item in row.removals} - {row.document.id}:
                yield Finding(row.document.id, f"{where} removals.doc_id", "row", f"names {other!r}")
            yield from self._document(Stored(where, row.document, row.removals))

    def _counts(self) -> Iterator[Finding]:
        said = self.manifest.counts
        found = Counts(
            inputs=self.documents + sum(self.outcomes.values()),
            documents=self.documents,
            removals=self.removals,
            **self.outcomes,
        )
        for name in Counts.__struct_fields__:
            if getattr(said, name) != getattr(found, name):
                detail = f"the manifest says {getattr(said, name)}, there are {getattr(found, name)}"
                yield Finding(None, f"counts.{name}", "counts", detail)
        path = held(self.out, REPORT)
        if path is None:
            return
        try:
            report = msgspec.json.decode(path.read_bytes(), type=Report)
        except OSError:
            return
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Finding(None, REPORT, "row-invalid", str(error))
            return
        for name in ("inputs", "documents", "quarantined", "rejected", "unreadable"):
            if getattr(report, name) != getattr(found, name):
                detail = f"says {getattr(report, name)}, there are {getattr(found, name)}"
                yield Finding(None, f"{REPORT} {name}", "counts", detail)


def _candidates(path: str | None, raw_dir: Path | None) -> Iterator[Path]:
    """Where the file of *path* may lie: below the folder, with as much of its path as there is."""
    if not path or not raw_dir:
        return
    names = [name for name in PurePosixPath(path).parts if name not in {"/", ".", ".."}]
    for first in range(len(names)):
        yield raw_dir.joinpath(*names[first:])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name that is too long, or has a NUL in it.
        return False


def _broken(item: Broken) -> Finding:
    return Finding(item.doc_id, item.where, "row-invalid", item.detail)
