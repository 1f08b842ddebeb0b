"""The manifest: what a result was made from, and the digest of every file in it."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = "cleaner/manifest/1"
_ANY_SCHEMA = "cleaner/manifest/"
NAME = "manifest.json"
REPORT = "report.json"
REPEATS = "repeats.jsonl"

Role = Literal["documents", "removals", "removed-list", "quarantine", "facts", "repeats", "report"]


class FileEntry(Struct, frozen=True):
    """A file of the result. `rows` counts the documents, removals or inputs in it."""

    path: str
    role: Role
    rows: int
    bytes: int
    sha256: str


class Counts(Struct, frozen=True):
    """What became of the inputs: inputs = documents + quarantined + rejected + unreadable."""

    inputs: int = 0
    documents: int = 0
    quarantined: int = 0
    rejected: int = 0
    unreadable: int = 0
    removals: int = 0
    """Rows in `removals/`."""


class Tool(Struct, frozen=True):
    """The program that made the result."""

    name: str
    version: str


class Run(Struct, frozen=True):
    """When and where: the one part that differs between two runs over the same inputs."""

    started: str
    finished: str
    seconds: float
    python: str
    platform: str


class Manifest(Struct, frozen=True, kw_only=True):
    """Everything about a result but the result."""

    schema: str
    tool: Tool
    inputs: tuple[str, ...]
    options: dict[str, bool | str | list[str] | None]
    rules: dict[str, str]
    """Digest of the rules in force, by source, for the sources found."""
    counts: Counts
    files: tuple[FileEntry, ...]
    """In the order in which they were written: documents of a part in the order of the inputs."""
    run: Run | None
    shards: tuple[str, ...] = ()
    """The key of each shard: the digest of what decides its result."""
    manifest_digest: str = ""
    """SHA-256 over the manifest without `run`, with this field empty."""


def manifest_digest(manifest: Manifest) -> str:
    """SHA-256 over the JSON of *manifest* with sorted keys and no spaces, `run` null and `manifest_digest` empty."""
    bare = msgspec.structs.replace(manifest, run=None, manifest_digest="")
    return hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()


def encoded(value: Struct) -> bytes:
    """*value* as `manifest.json` and `report.json` are written."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


class _Schema(Struct):
    schema: str


def is_manifest(data: bytes) -> bool:
    """*data* is the manifest of a result, of this version or another."""
    try:
        return msgspec.json.decode(data, type=_Schema).schema.startswith(_ANY_SCHEMA)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def held(folder: Path, name: str) -> Path | None:
    """The regular file *name* of the result in *folder*; None for what is missing, a pipe or device, or lies elsewhere.

    Reading a pipe would wait for ever, and a link may lead to one, or to what is nobody's business.
    """
    path = folder / name
    try:
        found = path.resolve(strict=True)
        return path if found.is_file() and found.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError, RuntimeError):
        # Too long, a NUL in it, links in a circle.
        return None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the result in *folder*.

    Raises:
        InputError: there is none, or it is none of ours.
    """
    path = folder / NAME
    shown = harmless(str(path))
    try:
        if path.exists() and held(folder, NAME) is None:
            raise InputError(f"{shown}: is no regular file of the folder")
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(
            f"{harmless(str(folder))}: no {NAME} in it, so it is no complete result; name the folder that `cleaner clean -o` wrote"
        ) from None
    except OSError as error:
        raise InputError(f"{shown}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"{shown}: not a manifest: {error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{shown}: not a manifest: not UTF-8") from None
    if manifest.schema != SCHEMA:
        raise InputError(f"{shown}: schema {manifest.schema!r}; this version reads {SCHEMA!r}")
    for entry in manifest.files:
        # A manifest from elsewhere must not lead out of its folder: files it names are read, and replaced.
        if PurePosixPath(entry.path).is_absolute() or ".." in PurePosixPath(entry.path).parts:
            raise InputError(f"{shown}: names a file outside the folder: {harmless(entry.path)}")
    return manifest
