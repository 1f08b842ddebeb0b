"""The log of a rule directory: every decision that was applied, with the exception and the tests that came of it.

What is generated is a pure function of the log and the pages beside it, so the log alone can be taken back.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct

from cleaner.errors import InputError
from cleaner.io.visible import harmless
from cleaner.review.decisions import Decision  # noqa: TC001 - msgspec reads the annotations
from cleaner.rules.schema import Id
from cleaner.testing.judge import Line  # noqa: TC001
from cleaner.testing.reviewed import Capture

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LOG = "reviewed/decisions.jsonl"
"""Below the rule directory."""


class Page(Struct, frozen=True):
    """A page that is kept as a test: `fixtures/<source>/<case>/<name>`."""

    case: Id
    """Id of its document."""
    name: Annotated[str, Meta(pattern=r"^input\.[a-z]+$(?!\n)")]
    """`input.txt`, `input.md`, `input.html`: the suffix says of what kind it is."""
    sha256: str
    capture: Capture = Capture()


class Entry(Struct, frozen=True, kw_only=True):
    """A decision that was applied."""

    run: int
    """The application, from 1; `undo` takes whole ones back."""
    id: str
    decision: Decision
    result: str
    manifest_digest: str
    tunes: bool = True
    """The source has a rule file to tune; `unknown` pages usually have none."""
    keep: tuple[dict[str, Any], ...] = ()
    """The `[[keep]]` rules that came of it."""
    page: Page | None = None
    lines: tuple[Line, ...] = ()
    """The tests that came of it, on `page`."""

    @property
    def source(self) -> str:
        """Of the removal."""
        return self.decision.source


def id_of(decision: Decision) -> str:
    """The id of *decision*: that of its group; of a span, with eight more digits that say which."""
    if decision.scope == "group":
        return decision.group
    place = hashlib.sha256(f"{decision.doc_id}\0{decision.seq}".encode("utf-8", "surrogatepass")).hexdigest()
    return f"{decision.group}-{place[:8]}"


def read_log(rules: Path, name: str = LOG) -> tuple[Entry, ...]:
    """The entries of the directory *rules*, the oldest first; none when there is no log, which is called *name*.

    Raises:
        InputError: it cannot be read, or is none of ours.
    """
    path = rules / name
    try:
        lines = path.read_bytes().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise InputError(f"{harmless(str(path))}: cannot be read: {error.strerror}") from None
    decoder = msgspec.json.Decoder(Entry)
    entries = []
    for number, line in enumerate(lines, start=1):
        try:
            entry = decoder.decode(line)
            # It is in names of files, which must not lead out of the directory.
            msgspec.convert(entry.source, Id)
            entries.append(entry)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            hint = "take back the change that somebody made to it, from version control or a backup"
            raise InputError(f"{harmless(str(path))}:{number}: no applied decision: {error}; {hint}") from None
    return tuple(entries)


def log_text(entries: Iterable[Entry]) -> bytes:
    """*entries* as the log is written."""
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)


def standing(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries in force by id: the last of each, in the order of the first."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found[entry.id] = entry
    return found
