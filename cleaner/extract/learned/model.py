"""The file that holds what was learned, and the numbers in it."""

from __future__ import annotations

import hashlib
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.extract.learned.scores import Tables
from cleaner.extract.learned.trees import Trees

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
HERE = Path(__file__).parent
_MAX_BYTES = 64 << 20


class Stored(Struct, frozen=True):
    """A model as it lies in a file: compressed MessagePack. Arrays are little-endian bytes."""

    format: int
    features: list[str]
    """Names of the rows of the first look, in order."""
    more: list[str]
    """Names of the rows that the second look adds."""
    classes: bytes
    curve: bytes
    typical: bytes
    """For each feature of the first look what it is on an ordinary block."""
    names: dict[str, int]
    parts: dict[str, tuple[int, int]]
    words: dict[str, int]
    labels: dict[str, int]
    first: StoredTrees
    second: StoredTrees


class StoredTrees(Struct, frozen=True):
    """See `Trees`."""

    depth: int
    features: bytes
    borders: bytes
    asked: bytes
    leaves: bytes
    bias: int


class Model(Struct, frozen=True):
    """What was learned, ready for use."""

    digest: str
    """First 16 hex digits of the SHA-256 of its file."""
    features: list[str]
    more: list[str]
    tables: Tables
    first: Trees
    second: Trees
    curve: NDArray[np.int16]
    typical: NDArray[np.float32]


def pack(stored: Stored) -> bytes:
    """The bytes of a model file."""
    return zlib.compress(msgspec.msgpack.encode(stored, order="sorted"), 9)


@cache
def load(path: Path) -> Model:
    """The model in the file *path*.

    Raises:
        InputError: the file is no model, or one of another format.
    """
    data = path.read_bytes()
    try:
        stored = msgspec.msgpack.decode(zlib.decompressobj().decompress(data, _MAX_BYTES), type=Stored)
    except (zlib.error, msgspec.DecodeError) as error:
        raise InputError(f"{path} is no model of blocks: {error}") from None
    if stored.format != FORMAT:
        raise InputError(f"{path} is a model of format {stored.format}; expected {FORMAT}. Train it again.")
    return Model(
        digest=hashlib.sha256(data).hexdigest()[:16],
        features=stored.features,
        more=stored.more,
        tables=Tables(_array(stored.classes, "u1"), stored.names, stored.parts, stored.words, stored.labels),
        first=_trees(stored.first),
        second=_trees(stored.second),
        curve=_array(stored.curve, "<i2"),
        typical=_array(stored.typical, "<f4"),
    )


@cache
def shipped(kind: str) -> Model:
    """The model that comes with the package: `html`, or `text` for Markdown and plain text."""
    return load(HERE / f"{kind}.model")


def _array(data: bytes, kind: str) -> NDArray[Any]:
    # In the order of this machine, so that all arithmetic is plain.
    return np.frombuffer(data, kind).astype(np.dtype(kind).newbyteorder("="))


def _trees(stored: StoredTrees) -> Trees:
    leaves = _array(stored.leaves, "<i2")
    return Trees(
        features=_array(stored.features, "<i2"),
        borders=_array(stored.borders, "<f4"),
        asked=_array(stored.asked, "<i2").reshape(stored.depth, -1),
        leaves=leaves.reshape(-1, 1 << stored.depth),
        bias=stored.bias,
    )
