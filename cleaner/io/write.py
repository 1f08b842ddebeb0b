"""A result on its way to disk: whole or not at all.

Shards are put down below `OUT/.incomplete`, one by one. When all are there, the result is put together below
`OUT/.incomplete-PID`, flushed to the disk, then renamed; the manifest comes last. So a folder with a manifest is a
complete result, and a run that fails leaves an earlier result as it was: what it replaces is moved aside first, and put
back on failure, or by the next run when this one is killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from functools import cached_property
from typing import TYPE_CHECKING, Self

import msgspec
from msgspec import Struct

from cleaner.errors import InputError, OutputError
from cleaner.io.lock import Lock
from cleaner.io.manifest import (
    NAME,
    REPEATS,
    REPORT,
    FileEntry,
    Manifest,
    Role,
    encoded,
    manifest_digest,
    read_manifest,
)
from cleaner.io.markdown import FileNames, as_files
from cleaner.io.rows import LedgerChoice  # noqa: TC001 - msgspec reads the annotations
from cleaner.io.shards import Size
from cleaner.io.tables import Form, suffix
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

WORK = ".incomplete"
DONE = "done"
"""Folder below the work folder: a note for each shard that is whole."""
COUNTS = "counts"
"""Folder below the work folder: what was counted for the repeats of a host, shard by shard."""
LOCK = ".incomplete.lock"
EARLIER = "earlier"
_STAGED = re.compile(r"\.incomplete-\d+")
_UNFINISHED = re.compile(r"[0-9a-f]{64}\.[0-9a-f]{12}(\..+)?")
"""A file of a shard that is being written."""
FACTS = "facts"
FOLDERS = ("documents", "removals", "quarantine")
PAGE = "report.html"
"""For people to look at. The manifest does not name it: how it is compressed depends on the machine."""


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
    page: bool | None = False
    """Put `PAGE` beside the result. None: unless it is a large one."""
    facts: bool = False
    """Write what the stamps say as a table of its own, `facts/`, too; Parquet has it always."""
    shard: Size = Size()
    noted: dict[str, str | list[str] | None] = {}
    """More options for the manifest to record."""

    @property
    def has_facts(self) -> bool:
        """There is to be a table of facts."""
        return self.facts or self.form == "parquet"


class Writer:
    """Puts a result into a folder. Use as a context.

    `work` is the folder in which shards are put down until all are there; on leaving it is taken away, unless shards in it
    are finished and the result is not: the next run goes on from there.

    Raises:
        OutputError: on entering: the folder cannot be written, holds something else, holds an earlier result and
            `force` is not set, or another run is writing there; later, when the disk is full. An earlier result is
            then as it was.
    """

    def __init__(self, out: Path, options: Options) -> None:
        self.out = out
        self.options = options
        self.work = out / WORK
        # Each process has its own: two hosts may share a folder whose locks do not reach from one to the other.
        self._staging = out / f"{WORK}-{os.getpid()}"
        self._entries: list[FileEntry] = []
        self._lock = Lock(out / LOCK)
        self._earlier: Manifest | None = None
        self._is_committed = False

    def __enter__(self) -> Self:
        with _explained(self.out):
            if not leftovers(self.out):
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
                for left in leftovers(self.out):
                    # The lock is ours, so whoever made it is dead.
                    undo(self.out, left)
                    shutil.rmtree(left, ignore_errors=True)
                self._earlier = self._replaceable()
                for name in (*self._folders, DONE):
                    (self.work / name).mkdir(parents=True, exist_ok=True)
                self.is_resumed = self._has_shards()
                for left in self.work.glob("*/*.*.*"):
                    # Of a worker that was killed while it wrote.
                    if _UNFINISHED.fullmatch(left.name):
                        left.unlink()
            except BaseException:
                self._leave(failed=True)
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._leave(failed=kind is not None)

    def _leave(self, *, failed: bool) -> None:
        if self._lock.is_taken:
            # Else what lies there is the work of another run.
            if not (self._staging / EARLIER / NAME).exists() or (self.out / NAME).exists():
                shutil.rmtree(self._staging, ignore_errors=True)
            if self._is_committed or not self._has_shards():
                shutil.rmtree(self.work, ignore_errors=True)
        self._lock.give_back()
        if failed and self._is_new:
            with contextlib.suppress(OSError):
                self.out.rmdir()

    def _has_shards(self) -> bool:
        return any((self.work / DONE).glob("*.json")) or any((self.work / COUNTS).glob("*"))

    def give_up(self) -> None:
        """Take away the shards: nothing will come of them."""
        shutil.rmtree(self.work, ignore_errors=True)

    def _replaceable(self) -> Manifest | None:
        earlier = earlier_result(self.out)
        if earlier and not self.options.force:
            raise holds_earlier(self.out)
        return earlier

    def commit(
        self,
        shards: Iterable[Sequence[FileEntry]],
        report: Struct,
        manifest: Callable[[tuple[FileEntry, ...]], Manifest],
        page: Callable[[Path], None] | None = None,
        beside: Sequence[FileEntry] = (),
    ) -> Manifest:
        """Make the result final: the parts of *shards*, *report*, then the manifest that *manifest* makes of all files.

        Args:
            shards: the files of each shard, in the order of the result, at their places below `work`.
            report: `report.json`.
            manifest: makes the manifest of the list of files.
            page: puts `PAGE` into the folder that it is given, in which everything else lies already.
            beside: files that are of no shard, at their places below `work` and in the result.
        """
        with _explained(self.out):
            shutil.rmtree(self._staging, ignore_errors=True)
            for name in self._folders:
                (self._staging / name).mkdir(parents=True)
            for number, files in enumerate(shards):
                self._take(number, files)
            for entry in beside:
                _link(self.work / entry.path, self._staging / entry.path)
                self._entries.append(entry)
            self._whole(REPORT, "report", encoded(report))
            final = manifest(tuple(self._entries))
            final = msgspec.structs.replace(final, manifest_digest=manifest_digest(final))
            (self._staging / NAME).write_bytes(encoded(final))
            _flush(self._staging / NAME)
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
        self._is_committed = True
        return final

    def _take(self, number: int, files: Sequence[FileEntry]) -> None:
        """The files of a shard under their names in the result."""
        if self.options.form == "files":
            for name, role, data in as_files(self.work, files, self._names):
                self._whole(name, role, data)
            files = [entry for entry in files if entry.role != "documents"]
        for entry in files:
            path = f"{entry.role}/part-{number:05d}{suffix(self.options.form)}"
            _link(self.work / entry.path, self._staging / path)
            self._entries.append(msgspec.structs.replace(entry, path=path))

    @property
    def _folders(self) -> tuple[str, ...]:
        return (*FOLDERS, FACTS) if self.options.has_facts else FOLDERS

    @cached_property
    def _names(self) -> FileNames:
        return FileNames()

    def _whole(self, name: str, role: Role, data: bytes) -> None:
        path = self._staging / name
        path.write_bytes(data)
        _flush(path)
        self._entries.append(FileEntry(name, role, 1, len(data), hashlib.sha256(data).hexdigest()))

    def _exchange(self) -> None:
        """The earlier result aside, the new one into its place. `undo` reverses it, from wherever it was left."""
        if self._earlier:
            # The manifest first: from here to the end there is no complete result in the folder, and none is shown.
            for name in (NAME, PAGE, *(entry.path for entry in self._earlier.files)):
                if os.path.lexists(self.out / name):
                    aside = self._staging / EARLIER / name
                    aside.parent.mkdir(parents=True, exist_ok=True)
                    (self.out / name).replace(aside)
        for name in self._folders:
            (self.out / name).mkdir(exist_ok=True)
        for entry in self._entries:
            (self._staging / entry.path).replace(self.out / entry.path)
        if (self._staging / PAGE).exists():
            (self._staging / PAGE).replace(self.out / PAGE)
        for name in self._folders:
            flush_folder(self.out / name)
        if FACTS not in self._folders:
            # Of the earlier result; it is empty now.
            with contextlib.suppress(OSError):
                (self.out / FACTS).rmdir()
        (self._staging / NAME).replace(self.out / NAME)
        flush_folder(self.out)


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
        for name in (*FOLDERS, FACTS):
            with contextlib.suppress(OSError):
                (out / name).rmdir()


def leftovers(out: Path) -> list[Path]:
    """Folders in which runs into *out* were writing."""
    if not out.is_dir():
        return []
    return sorted(path for path in out.iterdir() if _STAGED.fullmatch(path.name) and not path.is_symlink())


def sweep(out: Path) -> None:
    """Take away what a run has left that was killed when its result in *out* was complete."""
    if not leftovers(out) and not any((out / name).exists() for name in (WORK, LOCK)):
        return
    lock = Lock(out / LOCK)
    # Whoever is writing there, or forbids it, has something else in mind.
    with contextlib.suppress(OSError, OutputError):
        lock.take(out)
        for left in (*leftovers(out), out / WORK):
            shutil.rmtree(left, ignore_errors=True)
        lock.give_back()


def holds_earlier(out: Path) -> OutputError:
    """What to raise when the result in *out* is not to be replaced."""
    return OutputError(
        f"{harmless(str(out))}: holds an earlier result; name another folder, or replace it with --force"
    )


def earlier_result(out: Path) -> Manifest | None:
    """The result that *out* holds, None when it is new or empty; anything else there is an error."""
    with _explained(out):
        if not out.exists() and not out.is_symlink():
            return None
        if not out.is_dir():
            raise OutputError(
                f"{harmless(str(out))}: is a file; -o takes a folder, which is made when it does not exist"
            )
        present = {path.name for path in out.iterdir() if not is_passing(path.name)}
    if not present:
        return None
    if NAME not in present:
        others = present - {*FOLDERS, FACTS, REPORT, REPEATS, PAGE}
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
    strange = sorted(name for name in found - ours if not is_passing(name.partition("/")[0]))
    if strange:
        raise OutputError(
            f"{harmless(str(out))}: beside an earlier result there is {harmless(strange[0])}, which is not ours; move it away"
        )
    return manifest


def is_passing(name: str) -> bool:
    """*name*, in the folder of a result, is of a run that is under way or was stopped, and no part of the result."""
    return name in {LOCK, WORK} or _STAGED.fullmatch(name) is not None


def _link(path: Path, place: Path) -> None:
    """*path* at *place* too. A link, so that a run killed at this point has lost nothing; else, a copy."""
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
        _flush(place)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """See to it that renames in *folder* are on the disk."""
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
