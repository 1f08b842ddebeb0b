"""A result on its way to disk: whole or not at all.

Everything is written below `OUT/.incomplete`, flushed to the disk, then renamed; the manifest comes last. So a folder
with a manifest is a complete result, and a run that fails leaves an earlier result as it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from typing import TYPE_CHECKING, Literal, Self

import msgspec
from msgspec import Struct

from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import NAME, REPORT, FileEntry, Manifest, Role, manifest_digest, read_manifest
from cleaner.io.markdown import FileNames, markdown_of, removed_list
from cleaner.io.rows import DocumentRow, LedgerChoice, QuarantineRow, RemovalRow, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

STAGING = ".incomplete"
PART_BYTES = 64 << 20
"""A part is closed when it has grown past this: what `cleaner verify` holds in memory at a time."""
FOLDERS = ("documents", "removals", "quarantine")

Form = Literal["jsonl", "files"]


class Options(Struct, frozen=True, kw_only=True):
    """How a result is written."""

    form: Form = "jsonl"
    """`jsonl`: rows. `files`: a Markdown file for each document, and beside it the list of what was removed."""
    ledger: LedgerChoice = "full"
    """`rules` leaves out bare markup and white space; then nothing can be restored."""
    force: bool = False
    """Replace an earlier result."""
    part_bytes: int = PART_BYTES
    noted: dict[str, str | list[str] | None] = {}
    """More options for the manifest to record."""


class _Part:
    """A file being written, with its digest."""

    def __init__(self, staging: Path, name: str, role: Role) -> None:
        self.name = name
        self.role = role
        self.rows = self.bytes = 0
        self._digest = hashlib.sha256()
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")

    def write(self, data: bytes, rows: int = 1) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.bytes += len(data)
        self.rows += rows

    def close(self) -> FileEntry:
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())
        return FileEntry(self.name, self.role, self.rows, self.bytes, self._digest.hexdigest())

    def abandon(self) -> None:
        # What is still in the buffer may not fit on the disk: that failure is known already.
        with contextlib.suppress(OSError):
            self._file.close()


class Writer:
    """Writes a result into a folder. Use as a context; what was not committed is taken away on leaving it.

    Raises:
        OutputError: the folder cannot be written, holds something else, or holds an earlier result and `force` is
            not set; later, when the disk is full.
    """

    def __init__(self, out: Path, options: Options) -> None:
        self.out = out
        self.options = options
        self._staging = out / STAGING
        self._parts: dict[str, _Part] = {}
        self._numbers = dict.fromkeys(FOLDERS, 0)
        self._entries: list[FileEntry] = []
        self._names = FileNames()
        self._earlier = _earlier(out)
        if self._earlier and not options.force:
            raise OutputError(f"{out}: holds an earlier result; name another folder, or replace it with --force")

    def __enter__(self) -> Self:
        with _explained(self.out):
            self._is_new = not self.out.exists()
            shutil.rmtree(self._staging, ignore_errors=True)
            self._staging.mkdir(parents=True)
            # Every result has the three folders, whether there is anything to put into them or not.
            for name in FOLDERS:
                (self._staging / name).mkdir()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for part in self._parts.values():
            part.abandon()
        shutil.rmtree(self._staging, ignore_errors=True)
        if kind and self._is_new:
            with contextlib.suppress(OSError):
                self.out.rmdir()

    def document(self, row: DocumentRow, removals: Sequence[RemovalRow]) -> None:
        """Write a document and its removal rows, into parts of the same number."""
        with _explained(self.out):
            if self.options.form == "files":
                name = self._names.unused(row)
                self._whole(f"documents/{name}.md", "documents", markdown_of(row))
                self._whole(f"documents/{name}.removed.txt", "removed-list", removed_list(row, removals))
            else:
                self._part("documents").write(lines_of([row]))
            self._part("removals").write(lines_of(removals), len(removals))
            if any(self._grown(name) for name in ("documents", "removals")):
                self._close("documents", "removals")

    def quarantine(self, row: QuarantineRow) -> None:
        """Write an input that gave no document."""
        with _explained(self.out):
            self._part("quarantine").write(lines_of([row]))
            if self._grown("quarantine"):
                self._close("quarantine")

    def commit(self, report: Struct, manifest: Callable[[tuple[FileEntry, ...]], Manifest]) -> Manifest:
        """Make the result final: *report*, then the manifest that *manifest* makes of the list of files."""
        with _explained(self.out):
            self._close(*list(self._parts))
            self._whole(REPORT, "report", _pretty(report))
            final = manifest(tuple(self._entries))
            final = msgspec.structs.replace(final, manifest_digest=manifest_digest(final))
            last = _Part(self._staging, NAME, "report")
            last.write(_pretty(final))
            last.close()
            self._take_earlier_away()
            for name in FOLDERS:
                (self.out / name).mkdir(exist_ok=True)
            for entry in self._entries:
                (self._staging / entry.path).replace(self.out / entry.path)
            for name in FOLDERS:
                _sync(self.out / name)
            (self._staging / NAME).replace(self.out / NAME)
            _sync(self.out)
        return final

    def _part(self, folder: Literal["documents", "removals", "quarantine"]) -> _Part:
        if folder not in self._parts:
            name = f"{folder}/part-{self._numbers[folder]:05d}.jsonl"
            self._numbers[folder] += 1
            self._parts[folder] = _Part(self._staging, name, folder)
        return self._parts[folder]

    def _grown(self, folder: str) -> bool:
        return folder in self._parts and self._parts[folder].bytes > self.options.part_bytes

    def _close(self, *folders: str) -> None:
        for folder in folders:
            if folder in self._parts:
                self._entries.append(self._parts[folder].close())
                del self._parts[folder]

    def _whole(self, name: str, role: Role, data: bytes) -> None:
        part = _Part(self._staging, name, role)
        try:
            part.write(data)
        except OSError:
            part.abandon()
            raise
        self._entries.append(part.close())

    def _take_earlier_away(self) -> None:
        if self._earlier:
            # The manifest first: from here to the end there is no complete result in the folder, and none is shown.
            (self.out / NAME).unlink()
            for entry in self._earlier.files:
                (self.out / entry.path).unlink(missing_ok=True)


def _earlier(out: Path) -> Manifest | None:
    """The result that *out* holds, None when it is new or empty; anything else there is an error."""
    with _explained(out):
        if not out.exists() and not out.is_symlink():
            return None
        if not out.is_dir():
            raise OutputError(f"{out}: is a file; -o takes a folder, which is made when it does not exist")
        present = {path.name for path in out.iterdir()} - {STAGING}
    if not present:
        return None
    if NAME not in present:
        known = present <= {*FOLDERS, REPORT}
        what = "an unfinished result" if known else f"something else ({min(present - {*FOLDERS, REPORT})})"
        raise OutputError(f"{out}: holds {what}, and nothing of it is overwritten; name a new or empty folder")
    try:
        manifest = read_manifest(out)
    except InputError as error:
        raise OutputError(f"{out}: holds something else, and nothing of it is overwritten: {error}") from None
    ours = {NAME, *(entry.path for entry in manifest.files)}
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir()}
    strange = sorted(name for name in found - ours if not name.startswith(f"{STAGING}/"))
    if strange:
        raise OutputError(f"{out}: beside an earlier result there is {strange[0]}, which is not ours; move it away")
    return manifest


def _pretty(value: Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _sync(folder: Path) -> None:
    # Not every system lets a folder be opened; where it does, the renames are on the disk with this.
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextlib.contextmanager
def _explained(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or out
        raise OutputError(
            f"{out}: cannot be written: {error.strerror} ({where}); "
            "free space or rights are missing, or name another folder with -o"
        ) from error
