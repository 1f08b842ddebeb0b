"""The file of decisions that a live page saves into: whole or not at all, and nothing of another window written over."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from threading import Lock

import msgspec
from msgspec import Struct

from cleaner.errors import InputError, OutputError
from cleaner.io.manifest import encoded
from cleaner.io.visible import harmless
from cleaner.review.decisions import SCHEMA, Decisions

MOST_BYTES = 64 << 20
"""A larger file of decisions is refused."""


def default_decisions(out: Path) -> Path:
    """Where the decisions on *out* lie when nobody says: `OUT.decisions.json`, beside the folder.

    Raises:
        OutputError: nothing lies beside the folder.
    """
    place = out if out.name not in {"", ".."} else out.resolve()
    if not place.name:
        raise OutputError(f"{harmless(str(out))}: nothing lies beside it; name a place with --decisions")
    return place.with_name(f"{place.name}.decisions.json")


class Version(Struct, frozen=True):
    """The file as it is at one time."""

    data: bytes
    number: int
    """How many decisions are in it."""

    @property
    def tag(self) -> str:
        """What no other content has, in quotation marks, as HTTP writes it."""
        return f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'


class Outdated(Exception):  # noqa: N818 - nothing went wrong: somebody else was first
    """The file is not the one that was changed. `now`: what it is."""

    def __init__(self, now: Version) -> None:
        self.now = now
        super().__init__("the decisions were changed elsewhere in between")


class Store:
    """Decisions on one result, at *path*.

    Raises:
        InputError: there is a file that cannot be read, or holds no decisions, or those on another result.
        OutputError: no file can be written there.
    """

    def __init__(self, path: Path, *, result: str, manifest_digest: str) -> None:
        self.path = path
        self._result = result
        self._manifest_digest = manifest_digest
        self._lock = Lock()
        self.now()
        folder = path.resolve().parent
        if not folder.is_dir():
            raise OutputError(f"{harmless(str(path))}: there is no folder {harmless(str(folder))}")
        if not os.access(folder, os.W_OK):
            raise OutputError(f"{harmless(str(path))}: its folder cannot be written; name another with --decisions")

    def now(self) -> Version:
        """The file as it is; as long as there is none, one without decisions.

        Raises:
            InputError: as for the store: somebody put another file there.
        """
        shown = harmless(str(self.path))
        try:
            if self.path.exists() and not self.path.is_file():
                raise InputError(f"{shown}: no file; name another place with --decisions")
            data = self.path.read_bytes()
        except FileNotFoundError:
            return _version(Decisions(schema=SCHEMA, result=self._result, manifest_digest=self._manifest_digest))
        except OSError as error:
            raise InputError(f"{shown}: cannot be read: {error.strerror}") from None
        return Version(data, len(self._checked(data, shown).decisions))

    def save(self, data: bytes, tag: str) -> Version:
        """Put the decisions in *data* in place of those with *tag*.

        Raises:
            InputError: *data* holds no decisions on this result.
            Outdated: what is there now has another tag.
            OSError: it cannot be written; the file is as it was.
        """
        made = _version(self._checked(data, "what was sent"))
        with self._lock:
            now = self.now()
            # Sent twice because an answer was lost: it is saved.
            if now.tag not in {tag, made.tag}:
                raise Outdated(now)
            self._replace(made.data)
        return made

    def close(self) -> None:
        """Wait for what is being written."""
        with self._lock:
            pass

    def _checked(self, data: bytes, what: str) -> Decisions:
        try:
            found = msgspec.json.decode(data, type=Decisions)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"{what}: no decisions: {error}") from None
        if found.schema != SCHEMA:
            raise InputError(f"{what}: schema '{harmless(found.schema)}'; this version reads {SCHEMA!r}")
        if found.manifest_digest != self._manifest_digest:
            raise InputError(
                f"{what}: decisions on another result, '{harmless(found.result)}', whose manifest has the digest "
                f"{harmless(found.manifest_digest[:16])}…; this one has {self._manifest_digest[:16]}…; "
                "name another place with --decisions, or serve the result that was judged"
            )
        return found

    def _replace(self, data: bytes) -> None:
        # A link keeps leading where it led.
        place = Path(os.path.realpath(self.path))
        aside = place.with_name(f".{place.name}.incomplete-{os.getpid()}")
        try:
            with aside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(place)
        finally:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            # The name is safe only when its folder is; not every system can say so.
            folder = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _version(decisions: Decisions) -> Version:
    return Version(encoded(decisions), len(decisions.decisions))
