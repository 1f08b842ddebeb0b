"""A result on its way to disk: whole or not at all.

Everything is written below `OUT/.incomplete-PID`, flushed to the disk, then renamed; the manifest comes last. So a
folder with a manifest is a complete result, and a run that fails leaves an earlier result as it was: what it replaces
is moved aside first, and put back on failure, or by the next run when this one is killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from typing import TYPE_CHECKING, Literal, Self

import msgspec
from msgspec import Struct

from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import NAME, REPORT, FileEntry, Manifest, Role, encoded, manifest_digest, read_manifest
from cleaner.io.markdown import FileNames, markdown_of, removed_list
from cleaner.io.rows import DocumentRow, LedgerChoice, QuarantineRow, RemovalRow, lines_of
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

STAGING = ".incomplete"
LOCK = ".incomplete.lock"
EARLIER = "earlier"
_HAS_FLOCK = os.name == "posix"
_STAGED = re.compile(r"\.incomplete(?:-\d+)?")
PART_BYTES = 64 << 20
"""A part is closed when it has grown past this: what `cleaner verify` holds in memory at a time."""
FOLDERS = ("documents", "removals", "quarantine")
PAGE = "report.html"
"""For people to look at. The manifest does not name it: how it is compressed depends on the machine."""

Form = Literal["jsonl", "files"]


class Options(Struct, frozen=True, kw_only=True):
    """How a result is written."""

    form: Form = "jsonl"
    """`jsonl`: rows. `files`: a Markdown file for each document, and beside it the list of what was removed."""
    ledger: LedgerChoice = "full"
    """`rules` leaves out bare markup and white space; then nothing can be restored."""
    redact: bool = False
    """Leave out the words that were removed: digests and lengths stand for them; then nothing can be restored."""
    force: bool = False
    """Replace an earlier result."""
    page: bool = False
    """Put `PAGE` beside the result."""
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
        OutputError: on entering: the folder cannot be written, holds something else, holds an earlier result and
            `force` is not set, or another run is writing there; later, when the disk is full. An earlier result is
            then as it was.
    """

    def __init__(self, out: Path, options: Options) -> None:
        self.out = out
        self.options = options
        # Each process has its own: two hosts may share a folder whose locks do not reach from one to the other.
        self._staging = out / f"{STAGING}-{os.getpid()}"
        self._parts: dict[str, _Part] = {}
        self._numbers = dict.fromkeys(FOLDERS, 0)
        self._entries: list[FileEntry] = []
        self._names = FileNames()
        self._lock = Lock(out / LOCK)
        self._earlier: Manifest | None = None

    def __enter__(self) -> Self:
        with _explained(self.out):
            if not _leftovers(self.out):
                # Before anything is made: a folder that is not ours does not get as much as a lock.
                self._replaceable()
            self.out.parent.mkdir(parents=True, exist_ok=True)
            try:
                self.out.mkdir()
                self._is_new = True
            except FileExistsError:
                self._is_new = False
            try:
                self._lock.take(self.out)
                for left in _leftovers(self.out):
                    # The lock is ours, so whoever made it is dead.
                    undo(self.out, left)
                    shutil.rmtree(left, ignore_errors=True)
                self._earlier = self._replaceable()
                self._staging.mkdir()
                # Every result has the three folders, whether there is anything to put into them or not.
                for name in FOLDERS:
                    (self._staging / name).mkdir()
            except BaseException:
                self._leave(failed=True)
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for part in self._parts.values():
            part.abandon()
        self._leave(failed=kind is not None)

    def _leave(self, *, failed: bool) -> None:
        if not (self._staging / EARLIER / NAME).exists() or (self.out / NAME).exists():
            shutil.rmtree(self._staging, ignore_errors=True)
        self._lock.give_back()
        if failed and self._is_new:
            with contextlib.suppress(OSError):
                self.out.rmdir()

    def _replaceable(self) -> Manifest | None:
        earlier = _earlier(self.out)
        if earlier and not self.options.force:
            raise OutputError(
                f"{harmless(str(self.out))}: holds an earlier result; name another folder, or replace it with --force"
            )
        return earlier

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

    def commit(
        self,
        report: Struct,
        manifest: Callable[[tuple[FileEntry, ...]], Manifest],
        page: Callable[[Path], None] | None = None,
    ) -> Manifest:
        """Make the result final: *report*, then the manifest that *manifest* makes of the list of files.

        *page* puts `PAGE` into the folder that it is given, in which everything else lies already.
        """
        with _explained(self.out):
            self._close(*list(self._parts))
            self._whole(REPORT, "report", encoded(report))
            final = manifest(tuple(self._entries))
            final = msgspec.structs.replace(final, manifest_digest=manifest_digest(final))
            last = _Part(self._staging, NAME, "report")
            last.write(encoded(final))
            last.close()
            if page:
                page(self._staging)
                _flush(self._staging / PAGE)
            if self._replaceable() != self._earlier:
                raise OutputError(f"{harmless(str(self.out))}: the result in it was changed while this run was writing")
            try:
                self._exchange()
            except BaseException:
                undo(self.out, self._staging)
                raise
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

    def _exchange(self) -> None:
        """The earlier result aside, the new one into its place. `undo` reverses it, from wherever it was left."""
        if self._earlier:
            # The manifest first: from here to the end there is no complete result in the folder, and none is shown.
            for name in (NAME, PAGE, *(entry.path for entry in self._earlier.files)):
                if os.path.lexists(self.out / name):
                    aside = self._staging / EARLIER / name
                    aside.parent.mkdir(parents=True, exist_ok=True)
                    (self.out / name).replace(aside)
        for name in FOLDERS:
            (self.out / name).mkdir(exist_ok=True)
        for entry in self._entries:
            (self._staging / entry.path).replace(self.out / entry.path)
        if (self._staging / PAGE).exists():
            (self._staging / PAGE).replace(self.out / PAGE)
        for name in FOLDERS:
            _sync(self.out / name)
        (self._staging / NAME).replace(self.out / NAME)
        _sync(self.out)


class Lock:
    """Only one run writes into a folder. The lock of a run that died holds nobody up, its file may stay."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._number: int | None = None

    def take(self, out: Path) -> None:
        """Take the lock of *out*, or raise at once.

        Raises:
            OutputError: another run has it.
        """
        busy = OutputError(
            f"{harmless(str(out))}: another run is writing there; wait for its end, or name another folder"
        )
        flags = os.O_RDWR | os.O_CREAT | (os.O_NOFOLLOW if _HAS_FLOCK else os.O_EXCL)
        while True:
            try:
                number = os.open(self.path, flags, 0o644)
            except FileExistsError:
                # Without flock nobody can tell whether its owner lives.
                raise busy from None
            try:
                if _HAS_FLOCK:
                    import fcntl

                    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Whoever had it may have taken the file away since it was opened: then this is a lock on nothing.
                if not _HAS_FLOCK or os.path.samestat(os.fstat(number), os.stat(self.path)):  # noqa: PTH116
                    os.truncate(number, 0)
                    os.write(number, f"{os.getpid()}\n".encode())
                    self._number = number
                    return
            except BlockingIOError:
                raise busy from None
            except FileNotFoundError:
                pass
            finally:
                if self._number is None:
                    os.close(number)

    def give_back(self) -> None:
        """Take the file away and let the next one in."""
        if self._number is not None:
            with contextlib.suppress(OSError):
                self.path.unlink()
            os.close(self._number)
            self._number = None


def undo(out: Path, staging: Path) -> None:
    """Put back the earlier result that a run moved into *staging*, unless its own is complete."""
    if (out / NAME).exists():
        return
    with contextlib.suppress(InputError):
        # A manifest in the staging folder is whole before anything is moved; without one nothing was.
        for entry in read_manifest(staging).files:
            if not (staging / entry.path).exists():
                (out / entry.path).unlink(missing_ok=True)
        if not any((staging / name).exists() for name in (PAGE, REPORT)):
            # It comes last. As long as others wait, what lies there is the earlier one, not yet moved.
            (out / PAGE).unlink(missing_ok=True)
    with contextlib.suppress(InputError):
        earlier = read_manifest(staging / EARLIER)
        for name in (*(entry.path for entry in earlier.files), PAGE, NAME):
            if os.path.lexists(staging / EARLIER / name):
                (out / name).parent.mkdir(exist_ok=True)
                (staging / EARLIER / name).replace(out / name)
    if not (out / NAME).exists():
        # Of a first result that never was: its folders, if nothing is in them.
        for name in FOLDERS:
            with contextlib.suppress(OSError):
                (out / name).rmdir()


def _leftovers(out: Path) -> list[Path]:
    """Folders in which runs into *out* were writing."""
    if not out.is_dir():
        return []
    return sorted(path for path in out.iterdir() if _STAGED.fullmatch(path.name) and not path.is_symlink())


def _earlier(out: Path) -> Manifest | None:
    """The result that *out* holds, None when it is new or empty; anything else there is an error."""
    with _explained(out):
        if not out.exists() and not out.is_symlink():
            return None
        if not out.is_dir():
            raise OutputError(
                f"{harmless(str(out))}: is a file; -o takes a folder, which is made when it does not exist"
            )
        present = {path.name for path in out.iterdir() if not _is_passing(path.name)}
    if not present:
        return None
    if NAME not in present:
        others = present - {*FOLDERS, REPORT, PAGE}
        what = f"something else ({harmless(min(others))})" if others else "an unfinished result"
        raise OutputError(
            f"{harmless(str(out))}: holds {what}, and nothing of it is overwritten; name a new or empty folder"
        )
    try:
        manifest = read_manifest(out)
    except InputError as error:
        raise OutputError(
            f"{harmless(str(out))}: holds something else, and nothing of it is overwritten: {error}"
        ) from None
    ours = {NAME, PAGE, *(entry.path for entry in manifest.files)}
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir()}
    strange = sorted(name for name in found - ours if not _is_passing(name.partition("/")[0]))
    if strange:
        raise OutputError(
            f"{harmless(str(out))}: beside an earlier result there is {harmless(strange[0])}, which is not ours; move it away"
        )
    return manifest


def _is_passing(name: str) -> bool:
    return name == LOCK or _STAGED.fullmatch(name) is not None


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


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
            f"{harmless(str(out))}: cannot be written: {error.strerror} ({harmless(str(where))}); "
            "free space or rights are missing, or name another folder with -o"
        ) from error
