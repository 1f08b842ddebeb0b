"""A result on its way into an object store: the manifest last, so a prefix with a manifest is complete."""

from __future__ import annotations

import contextlib
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from cleaner.errors import OutputError
from cleaner.io.manifest import NAME, Manifest, encoded, read_manifest
from cleaner.io.objects import shown_url, store_of, told
from cleaner.io.visible import harmless
from cleaner.io.write import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARK = ".incomplete.json"
"""An object beside a result that is being uploaded: what it will be, and what else there is ours."""

_FLAT = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "oci"})
"""Stores that have no folders; what is asked to make one makes a bucket."""
_BUCKETS = frozenset({"s3", "s3a"})
"""Stores that tell a bucket that is not there from a prefix with nothing in it."""
_MD5 = re.compile(r'"?([0-9a-f]{32})"?')


_AT_ONCE = 8
"""Files on their way at a time: most are small, and each waits for an answer."""


class _Mark(Struct, frozen=True):
    manifest: Manifest
    names: tuple[str, ...]
    """Of files of this result, and of those that it replaces."""


class Prefix:
    """The place *url* in an object store, into which a result goes.

    There is no lock: an object store has none. Of two machines that write to one prefix at a time, the one that began first
    notices it before it says that its result is complete.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.shown = harmless(shown_url(self.url))
        self._store: Any
        self._store, root = store_of(self.url)
        self._root = root.rstrip("/")

    def earlier(self) -> Manifest | None:
        """The result that is there, or was being uploaded; None when there is nothing.

        Raises:
            OutputError: there is something else, or nobody can tell.
        """
        present = self._present()
        if not present:
            return None
        whole, mark = self._manifest(present), self._mark(present)
        ours = {NAME, MARK, PAGE, *(mark.names if mark else ()), *(_names(whole) if whole else ())}
        strange = sorted(set(present) - ours)
        if strange or not (whole or mark):
            what = strange[0] if strange else min(present)
            raise OutputError(
                f"{self.shown}: holds something else ({harmless(what)}), and nothing of it is overwritten; "
                "name a prefix with nothing in it"
            )
        return whole or (mark.manifest if mark else None)

    def holds_earlier(self) -> OutputError:
        """What to raise when the result that is there is not to be replaced."""
        return OutputError(f"{self.shown}: holds an earlier result; name another prefix, or replace it with --force")

    def read(self, name: str) -> bytes:
        """The bytes of the file *name* of the result that is there."""
        with _explained(self.shown), told(self.url):
            return bytes(self._store.cat_file(f"{self._root}/{name}"))

    def is_complete(self) -> bool:
        """A whole result is there."""
        return NAME in self._present()

    def upload(self, folder: Path, on_file: Callable[[int, int], None] | None = None) -> None:
        """Put the result in *folder* there, in the place of an earlier one. What is there already is not sent again.

        Args:
            folder: a complete result.
            on_file: hears after each file how many bytes are there, of how many.

        Raises:
            InputError: there is no complete result in *folder*.
            OutputError: there is something else, or the store refuses. What was sent stays, and need not be sent again.
        """
        self.earlier()
        manifest = read_manifest(folder)
        with _explained(self.shown), told(self.url):
            present = self._present()
            old, mark = self._manifest(present), self._mark(present)
            names = _names(manifest) + ([PAGE] if (folder / PAGE).exists() else [])
            sizes = {name: (folder / name).stat().st_size for name in names}
            all_ours = {*names, *(_names(old) if old else ()), *(mark.names if mark else ()), PAGE}
            self._put_data(MARK, encoded(_Mark(manifest, tuple(sorted(all_ours)))))
            if old:
                self._store.rm_file(f"{self._root}/{NAME}")
            self._send(folder, sizes, present, on_file)
            present = self._present()
            mark = self._mark(present)
            if mark is None or mark.manifest != manifest:
                raise OutputError(
                    f"{self.shown}: somebody else has begun to write another result there; nothing says yet that this one "
                    "is complete. Write to another prefix, or do the same again when the other has ended"
                )
            for name in sorted((all_ours - set(names)) & set(present)):
                self._store.rm_file(f"{self._root}/{name}")
            if broken := [name for name, size in sizes.items() if present.get(name, {}).get("size") != size]:
                raise OutputError(
                    f"{self.shown}: {broken[0]} was uploaded and is not there as it was sent: does somebody else write there?"
                )
            self._put(NAME, folder / NAME)
            self._store.rm_file(f"{self._root}/{MARK}")

    def _send(
        self,
        folder: Path,
        sizes: dict[str, int],
        present: dict[str, dict[str, Any]],
        on_file: Callable[[int, int], None] | None,
    ) -> None:
        """Send the files of *folder* that *sizes* names, several at a time, but for those that are *present* already."""

        def send(name: str) -> None:
            if not _is_same(present.get(name), folder / name, sizes[name]):
                self._put(name, folder / name)

        sent, whole = 0, sum(sizes.values())
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            tasks = {pool.submit(send, name): name for name in sizes}
            try:
                for task in as_completed(tasks):
                    task.result()
                    sent += sizes[tasks[task]]
                    if on_file:
                        on_file(sent, whole)
            except BaseException:
                # Those that are under way come to their end; it may be Ctrl-C.
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _present(self) -> dict[str, dict[str, Any]]:
        """What is there, by its name below the prefix."""
        with _explained(self.shown), told(self.url):
            self._store.invalidate_cache()
            try:
                found = self._store.find(self._root, detail=True)
            except FileNotFoundError:
                if self._is_of(_BUCKETS):
                    # Before all is cleaned for it: S3 says so of a bucket, and of a prefix with nothing in it nothing.
                    raise OutputError(
                        f"{self.shown}: cannot be written: there is no such bucket, and none is made; make it, or name another"
                    ) from None
                return {}
            below = {str(path).removeprefix(self._root).lstrip("/"): info for path, info in found.items()}
            # An empty object may stand in the place of a folder.
            return {name: info for name, info in below.items() if name and not name.endswith("/")}

    def _manifest(self, present: dict[str, Any]) -> Manifest | None:
        return self._decoded(NAME, Manifest) if NAME in present else None

    def _mark(self, present: dict[str, Any]) -> _Mark | None:
        return self._decoded(MARK, _Mark) if MARK in present else None

    def _decoded(self, name: str, kind: type[Any]) -> Any:  # noqa: ANN401
        try:
            return msgspec.json.decode(self.read(name), type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise OutputError(
                f"{self.shown}: holds a {name} that is none of ours, and nothing is overwritten; name another prefix"
            ) from None

    def _put(self, name: str, path: Path) -> None:
        self._make_folder(name)
        self._store.put_file(str(path), f"{self._root}/{name}")

    def _put_data(self, name: str, data: bytes) -> None:
        self._make_folder(name)
        self._store.pipe_file(f"{self._root}/{name}", data)

    def _is_of(self, protocols: frozenset[str]) -> bool:
        named = self._store.protocol
        return not protocols.isdisjoint([named] if isinstance(named, str) else named)

    def _make_folder(self, name: str) -> None:
        if not self._is_of(_FLAT):
            self._store.makedirs(f"{self._root}/{name}".rpartition("/")[0], exist_ok=True)


def _names(manifest: Manifest) -> list[str]:
    return [entry.path for entry in manifest.files]


def _is_same(info: dict[str, Any] | None, path: Path, size: int) -> bool:
    """The object holds what the file at *path* does, as far as its store says: S3 and its kin tell the MD5 of most."""
    if info is None or info.get("size") != size:
        return False
    told_digest = _MD5.fullmatch(str(info.get("ETag", "")))
    if not told_digest:
        return False
    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    return found.hexdigest() == told_digest[1]


@contextlib.contextmanager
def _explained(shown: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{shown}: cannot be written: {error.strerror}") from None
