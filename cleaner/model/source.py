"""Whose page it is."""

from __future__ import annotations

from msgspec import Struct

from cleaner.model.fact import Confidence, Evidence  # noqa: TC001 - msgspec reads the annotations


class Source(Struct, frozen=True):
    """The source of a page, with the evidence for it. `unknown` when nothing decides."""

    id: str
    """Id of the rule file: `solidot.org`; `unknown` when none fits."""
    name: str | None = None
    host: str | None = None
    platform: str | None = None
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = ()


UNKNOWN = Source(id="unknown")
