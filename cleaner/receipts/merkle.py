"""Merkle trees as in RFC 6962, section 2.1, with SHA-256; RFC 9162, section 2.1.3, has the way back from a proof."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALGORITHM = "rfc6962-sha256"
SIZE = 32
"""Bytes of a hash."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds *data*."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others. Its first byte differs from a leaf's, so neither passes for the other."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows at its end, kept as the roots of its full subtrees: one for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf *hash*."""
        number, node = self.size, leaf
        while number & 1:
            node = node_hash(self._roots.pop(), node)
            number >>= 1
        self._roots.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The hash of the tree. Of the empty one, that of no bytes."""
        if not self._roots:
            return hashlib.sha256(b"").digest()
        node = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            node = node_hash(left, node)
        return node


def audit_path(leaves: bytes | bytearray, index: int) -> list[bytes]:
    """The hashes beside the way from leaf *index* up to the root, lowest first. *leaves*: all leaf hashes, joined.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < len(leaves) // SIZE:
        raise IndexError(index)
    path = []
    level: bytes | bytearray = leaves
    while len(level) > SIZE:
        beside = (index ^ 1) * SIZE
        if beside < len(level):
            path.append(bytes(level[beside : beside + SIZE]))
        level = _parents(level)
        index >>= 1
    return path


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that leaf hash *leaf* at *index* and its *path* give in a tree of *size*; None when they do not fit."""
    if not 0 <= index < size:
        return None
    # As RFC 9162, section 2.1.3.2: `number` and `last` are the places of the node and of the last one, level by level.
    number, last, node = index, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            node = node_hash(beside, node)
            while number and not number & 1:
                number >>= 1
                last >>= 1
        else:
            node = node_hash(node, beside)
        number >>= 1
        last >>= 1
    return node if last == 0 else None


def _parents(level: bytes | bytearray) -> bytearray:
    """The level above: two nodes are one, and the last of an odd number goes up as it is."""
    above = bytearray()
    for start in range(0, len(level), 2 * SIZE):
        pair = level[start : start + 2 * SIZE]
        above += hashlib.sha256(b"\x01" + pair).digest() if len(pair) == 2 * SIZE else pair
    return above
