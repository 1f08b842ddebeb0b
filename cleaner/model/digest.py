"""Digests that another program can recompute: over the ledger, and over the stamp in the form of RFC 8785."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from cleaner.model.ledger import Ledger
    from cleaner.model.stamp import Stamp


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """RFC 8785 form of *value*. Its keys must be ASCII, and its numbers integers or short decimals: ours are."""
    return msgspec.json.encode(value, order="sorted")


def ledger_digest(ledger: Ledger) -> str:
    """SHA-256 over the RFC 8785 form of the array of `[start, end, rule, action, replacement]` of each removal."""
    rows = [(item.start, item.end, item.reason.rule, item.reason.action, item.replacement) for item in ledger.removals]
    return hashlib.sha256(canonical(rows)).hexdigest()


def stamp_digest(stamp: Stamp) -> str:
    """SHA-256 over the canonical form of *stamp* with an empty `stamp_digest`."""
    bare = msgspec.structs.replace(stamp, stamp_digest="") if stamp.stamp_digest else stamp
    return hashlib.sha256(canonical(bare)).hexdigest()


def sealed(stamp: Stamp) -> Stamp:
    """*stamp* with its digest."""
    return msgspec.structs.replace(stamp, stamp_digest=stamp_digest(stamp))


def text_digest(text: str) -> str:
    """SHA-256 over the UTF-8 bytes of *text*."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
