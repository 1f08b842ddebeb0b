"""The rule directory on disk: written whole or not at all, and never over what somebody changed by hand."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cleaner.errors import InputError, OutputError
from cleaner.io.lock import Lock
from cleaner.io.visible import harmless
from cleaner.review.log import LOG, read_log
from cleaner.review.render import pages, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cleaner.review.log import Entry

_ASIDE = ".new"
_LOCK = ".reviewed.lock"


def check(rules: Path, entries: Sequence[Entry], after: Sequence[Entry] | None = None) -> None:
    """See that the files of *entries* in the directory *rules* are as they were written. One that is missing is no harm.

    Args:
        rules: the rule directory.
        entries: of its log.
        after: those that shall be left of them; a page of none of these may be missing. Default: all.

    Raises:
        OutputError: somebody changed one, or a page is missing.
    """
    expected = rendered(entries)
    # When a write was broken off, the log is ahead of some of the files.
    last = max((entry.run for entry in entries), default=0)
    earlier = rendered([entry for entry in entries if entry.run < last])
    # Or, of decisions that were taken back, behind them: then the log that was to be is still there.
    begun = rendered(_begun(rules))
    for name, data in expected.items():
        found = _read(rules / name)
        if found not in {None, data, earlier.get(name), begun.get(name)}:
            raise OutputError(
                f"{harmless(str(rules / name))}: was changed by hand, and is not overwritten; put what you wrote into a file "
                "of your own and delete this one, the next `cleaner review apply` writes it anew"
            )
    needed = pages(entries if after is None else after)
    for name, page in pages(entries).items():
        found = _read(rules / name)
        if found is None and name not in needed:
            continue
        if found is None or hashlib.sha256(found).hexdigest() != page.sha256:
            what = "is missing" if found is None else "was changed by hand"
            raise OutputError(
                f"{harmless(str(rules / name))}: {what}, and the judgements of it say nothing without; bring it back, or "
                "delete it and take these judgements back with `cleaner review undo`"
            )


def write(rules: Path, before: Sequence[Entry], after: Sequence[Entry], new: Mapping[str, bytes]) -> list[str]:
    """Make the directory *rules*, which holds the files of *before*, hold those of *after*. Returns what changed.

    Args:
        rules: the rule directory; made when it is absent.
        before: the entries that `check` has found in order.
        after: the entries to hold.
        new: bytes of pages by their paths, for those that are not there yet.

    Raises:
        OutputError: a file cannot be written, one of somebody else has its name, or another run writes there.
    """
    old, wanted = rendered(before), rendered(after)
    kept = pages(after)
    for name in wanted.keys() - old.keys():
        if name != LOG and _read(rules / name) not in {None, wanted[name]}:
            raise OutputError(f"{harmless(str(rules / name))}: is not of `cleaner review`, and is not overwritten")
    steps: list[tuple[str, bytes | None]] = [(name, new[name]) for name in kept if name in new]
    rest = [(name, wanted.get(name)) for name in [*wanted, *(old.keys() - wanted.keys())] if name != LOG]
    gone = [(name, None) for name in pages(before) if name not in kept]
    log = (LOG, wanted.get(LOG))
    # What is broken off half way, the next run can finish: the log is never behind the files.
    steps += [log, *rest] if len(after) > len(before) else [*rest, *gone, log]
    changed = [(name, data) for name, data in steps if _read(rules / name) != data]
    if not changed:
        return []
    with _locked(rules):
        if _read(rules / LOG) != old.get(LOG):
            raise OutputError(
                f"{harmless(str(rules / LOG))}: another run wrote it meanwhile; nothing is changed, run the command again"
            )
        try:
            _change(rules, changed)
        finally:
            # Of a run that was killed some may be left. The log that was to be, when decisions are taken back, tells the
            # next run how far this one came.
            is_useless = len(after) > len(before) or _read(rules / LOG) == wanted.get(LOG)
            for name in {*old, *wanted, *kept, *pages(before)}:
                if is_useless or name != LOG:
                    (rules / (name + _ASIDE)).unlink(missing_ok=True)
            _tidy(rules, {name for name, _ in changed})
    return sorted(name for name, _ in changed)


@contextlib.contextmanager
def _locked(rules: Path) -> Iterator[None]:
    """The directory *rules*, made when it is absent, for this run alone; all that goes wrong in it is an OutputError."""
    is_new = not rules.exists()
    lock = Lock(rules / _LOCK)
    try:
        rules.mkdir(parents=True, exist_ok=True)
        lock.take(rules)
        yield
    except OSError as error:
        raise OutputError(f"{harmless(str(error.filename or rules))}: cannot be written: {error.strerror}") from None
    finally:
        lock.give_back()
        if is_new:
            with contextlib.suppress(OSError):
                rules.rmdir()


def _change(rules: Path, changed: Sequence[tuple[str, bytes | None]]) -> None:
    """All or, when there is no room or no right to write, nothing; whoever is killed in between leaves the log aside."""
    try:
        for name, data in changed:
            if data is not None:
                _put(rules / (name + _ASIDE), data)
    except BaseException:
        (rules / (LOG + _ASIDE)).unlink(missing_ok=True)
        raise
    for name, data in changed:
        if data is None:
            (rules / name).unlink(missing_ok=True)
        else:
            (rules / (name + _ASIDE)).replace(rules / name)


def _begun(rules: Path) -> Sequence[Entry]:
    """The log that a run which was broken off was about to write; nothing when there is none, or a piece of one."""
    try:
        return read_log(rules, LOG + _ASIDE)
    except InputError:
        return ()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _tidy(rules: Path, names: set[str]) -> None:
    """Folders below *rules* that nothing is left in are as if they had not been."""
    folders = {parent for name in names for parent in PurePosixPath(name).parents if parent != PurePosixPath()}
    for folder in sorted(folders, key=lambda path: len(path.parts), reverse=True):
        with contextlib.suppress(OSError):
            (rules / folder).rmdir()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{harmless(str(path))}: cannot be read: {error.strerror}") from None
