"""Proof that a result is as it was written: every digest computed again, every document replayed and restored."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.audit.check import Finding, check_document
from cleaner.audit.check_tables import FactFiles, columns_differ
from cleaner.audit.raw_files import RawFiles, digest_differs, reading_of
from cleaner.audit.replay import replayed, replayed_rejection
from cleaner.audit.restore import restored_bytes
from cleaner.audit.sums import Report
from cleaner.errors import LedgerError
from cleaner.io.manifest import (
    NAME,
    REPORT,
    Counts,
    FileEntry,
    Manifest,
    Role,
    encoded,
    held,
    manifest_digest,
    read_manifest,
)
from cleaner.io.markdown import markdown_of, removed_list
from cleaner.io.result import Broken, Part, Stored, parts, quarantine, whole_lines
from cleaner.io.tables import form_of
from cleaner.io.write import FACTS, FOLDERS, PAGE, is_passing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.audit.replay import Replayer
    from cleaner.io.rows import DocumentRow, QuarantineRow

__all__ = ["Finding", "Verification", "verify"]

_PAGE_DIGEST = re.compile(rb'id="run">{"schema":"[^"]*","manifest_digest":"([0-9a-f]*)"')
_PAGE_HEAD = 4 << 20
"""Bytes in which a report page names the result that it is of: behind its style and its text, before all data."""


class Verification(Struct, frozen=True):
    """What was looked at, and what was found. `skipped` says what could not be checked, and why."""

    documents: int
    removals: int
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]


def verify(out: Path, raw_dir: Path | None = None, replayer: Replayer | None = None) -> Verification:
    """Check the result in *out*, and the raw files under *raw_dir* against it. Memory holds one part at a time.

    With a *replayer*, a `Cleaner` with the options of the run, every document is made anew from its raw bytes: those
    under *raw_dir*, or as the result restores them.

    Raises:
        InputError: there is no result in *out*.
    """
    manifest = read_manifest(out)
    check = _Check(out, manifest, raw_dir, replayer)
    findings = tuple(check.run())
    return Verification(check.documents, check.removals, findings, tuple(check.skipped))


class _Check:
    def __init__(self, out: Path, manifest: Manifest, raw_dir: Path | None, replayer: Replayer | None) -> None:
        self.replayer = replayer
        self.out = out
        self.manifest = manifest
        self.raw = RawFiles(raw_dir, reading_of(manifest)) if raw_dir else None
        self.is_redacted = manifest.options.get("redact") is True
        self.documents = self.removals = self.held = 0
        self.outcomes = {"quarantined": 0, "rejected": 0, "unreadable": 0}
        self.skipped: list[str] = []
        self.facts = FactFiles(out, manifest)

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
        yield from self.facts.left()
        yield from self._quarantine()
        yield from self._counts()
        if self.replayer:
            self._left_out()

    def _left_out(self) -> None:
        """Inputs without a document have no bytes in the result that could be cleaned once more."""
        for outcome, number, why in (
            ("rejected", 0 if self.raw else self.outcomes["rejected"], "their bytes are not in it (--raw DIR)"),
            ("unreadable", self.outcomes["unreadable"], "nobody read them"),
        ):
            if number:
                self.skipped.append(f"replay of {number:,} {outcome} inputs: {why}")

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
                found = _entry_of(path, entry.path)
            except OSError as error:
                yield Finding(None, entry.path, "file-unreadable", f"cannot be read: {error.strerror}")
                continue
            if found.sha256 != entry.sha256:
                detail = f"the file has {found.sha256}, the manifest says {entry.sha256}"
                yield Finding(None, entry.path, "file-digest", detail)
                continue
            for name in ("role", "rows", "bytes"):
                said, is_ = getattr(entry, name), getattr(found, name)
                if said != is_:
                    yield Finding(None, f"{NAME} {entry.path} {name}", "file-entry", f"is {said!r}, computed {is_!r}")
            yield from columns_differ(path, entry.path, entry.role)
        known = {entry.path for entry in self.manifest.files}
        if len(known) != len(self.manifest.files):
            for name, number in Counter(entry.path for entry in self.manifest.files).items():
                if number > 1:
                    yield Finding(None, name, "file-repeated", f"the manifest names it {number} times")
        for folder in (".", *FOLDERS, FACTS):
            for path in sorted((self.out / folder).glob("*")):
                name = path.relative_to(self.out).as_posix()
                if name not in known and name not in {NAME, PAGE, *FOLDERS, FACTS} and not is_passing(name):
                    yield Finding(None, name, "file-unknown", "the manifest does not name it")
        yield from self._page()

    def _page(self) -> Iterator[Finding]:
        """`report.html` is of this result. What else it says, nobody vouches for: `cleaner report OUT` makes it anew."""
        if not os.path.lexists(self.out / PAGE):
            return
        path = held(self.out, PAGE)
        if path is None:
            detail = "no regular file of the folder: a link that leads elsewhere, a pipe, a device or a folder"
            yield Finding(None, PAGE, "file-kind", detail)
            return
        try:
            with path.open("rb") as file:
                named = _PAGE_DIGEST.search(file.read(_PAGE_HEAD))
        except OSError as error:
            yield Finding(None, PAGE, "file-unreadable", f"cannot be read: {error.strerror}")
            return
        found = named[1].decode() if named else "no digest"
        if found != self.manifest.manifest_digest:
            detail = f"is of a result with {found}, the manifest has {self.manifest.manifest_digest}: `cleaner report` makes it anew"
            yield Finding(None, PAGE, "report-page", detail)

    def _part(self, part: Part, *, as_files: bool) -> Iterator[Finding]:
        yield from map(_broken, part.broken)
        if part.broken:
            self.facts.give_up()
        for stored in part.stored():
            self.documents += 1
            self.removals += len(stored.removals)
            yield from self._document(stored)
            yield from self.facts.compared(stored)
            if as_files:
                yield from self._rendered(stored)
        for doc_id, number in part.orphans().items():
            self.removals += number
            yield Finding(doc_id, "removals.doc_id", "no-document", f"{number} rows of a document that is not there")

    def _document(self, stored: Stored) -> Iterator[Finding]:
        data, differences = self._against_raw(self.raw, stored) if self.raw else (None, ())
        yield from check_document(stored.row, stored.removals, None if differences else data)
        yield from self._against_manifest(stored.row)
        for unchecked in self._unchecked(stored.row):
            if unchecked not in self.skipped:
                self.skipped.append(unchecked)
        yield from differences
        if self.replayer:
            yield from self._replayed(stored, data, self.replayer)

    def _unchecked(self, row: DocumentRow) -> Iterator[str]:
        """What of a document cannot be checked, and why."""
        is_made_anew = self.replayer is not None and self.raw is not None
        if row.removals.ledger != "full" and not is_made_anew:
            yield (
                "restore, replay and the digest of the ledger: written with --ledger rules, without markup and white space; "
                "--replay needs the raw files then (--raw DIR)"
            )
        if row.removals.redacted and self.raw is None:
            yield (
                "the digests of what was removed, quotations from it, its bytes and lines, restore and replay: "
                "written with --redact, without what was removed; they need the raw files (--raw DIR)"
            )

    def _against_manifest(self, row: DocumentRow) -> Iterator[Finding]:
        """The stamp says of program, profile and rules what the manifest says for all documents."""
        stamp, manifest = row.stamp, self.manifest
        for name, found, said in (
            ("tool.version", stamp.tool.version, manifest.tool.version),
            ("profile", stamp.profile, manifest.options.get("profile")),
            ("rules.digest", stamp.rules.digest, manifest.rules.get(stamp.source.id)),
        ):
            if found != said:
                yield Finding(row.id, f"stamp.{name}", "manifest", f"is {found!r}, the manifest says {said!r}")
        if row.removals.redacted != self.is_redacted:
            detail = f"is {row.removals.redacted}, the manifest says {self.is_redacted}"
            yield Finding(row.id, "removals.redacted", "manifest", detail)

    def _replayed(self, stored: Stored, data: bytes | None, replayer: Replayer) -> Iterator[Finding]:
        if data is None:
            if stored.row.removals.ledger != "full" or stored.row.removals.redacted:
                # Said already: there is nothing to restore the bytes from.
                return
            try:
                data = restored_bytes(stored.row, stored.removals)
            except LedgerError as error:
                yield Finding(stored.row.id, "text or removals", "replay-impossible", f"no raw bytes: {error}")
                return
        yield from replayed(stored.row, stored.removals, data, replayer, stored.held)

    def _rendered(self, stored: Stored) -> Iterator[Finding]:
        """The parts of the Markdown file and the list that are there for people say the same as the rows."""
        shown = {
            stored.where: markdown_of(stored.row),
            f"{stored.where.removesuffix('.md')}.removed.txt": removed_list(stored.row, stored.removals),
        }
        for name, expected in shown.items():
            path = held(self.out, name)
            try:
                found = path.read_bytes() if path else expected
            except OSError:
                # Said already, of the file.
                continue
            if found != expected:
                yield Finding(
                    stored.row.id, name, "rendering", "says something else than the stamp and the removal rows"
                )

    def _against_raw(self, raw: RawFiles, stored: Stored) -> tuple[bytes | None, tuple[Finding, ...]]:
        """The raw bytes, and how they differ."""
        row, capture = stored.row, stored.row.stamp.capture
        found = raw.document(capture.path, capture.record, row.id)
        if isinstance(found, Finding):
            return None, (found,)
        place, data = found[0], found[1].data
        detail = digest_differs(place, data, row.stamp.raw.sha256)
        if detail:
            return data, (
                Finding(row.id, str(capture.place), "raw-file", detail + self._first_difference(stored, data)),
            )
        return data, ()

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
                yield from self._rejected(row)
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
            yield from self._document(Stored(where, row.document, row.removals, held=row))

    def _rejected(self, row: QuarantineRow) -> Iterator[Finding]:
        if self.raw is None or row.outcome != "rejected":
            return
        found = self.raw.document(row.path, row.record, None)
        if isinstance(found, Finding):
            yield found
            return
        place, raw = found
        detail = digest_differs(place, raw.data, row.raw_sha256)
        if detail:
            yield Finding(None, str(row.place), "raw-file", detail)
        elif self.replayer:
            yield from replayed_rejection(row, raw, self.replayer, redact=self.is_redacted)

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


def _entry_of(path: Path, name: str) -> FileEntry:
    """What the manifest must say of the file *name* of a result, which lies at *path*."""
    digest, size, lines = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
            lines += block.count(b"\n")
    form = form_of(name)
    if form not in {None, "jsonl"}:
        lines = sum(isinstance(line, bytes) for line in whole_lines(path, name))
    return FileEntry(name, _role_of(name), lines if form else 1, size, digest.hexdigest())


def _role_of(name: str) -> Role:
    """What a file of a result is for, which its place alone decides."""
    match name.partition("/")[0]:
        case "documents":
            return "removed-list" if name.endswith(".removed.txt") else "documents"
        case "removals" | "quarantine" | "facts" as role:
            return role
        case "repeats.jsonl":
            return "repeats"
        case _:
            return "report"


def _broken(item: Broken) -> Finding:
    return Finding(item.doc_id, item.where, "row-invalid", item.detail)
