"""What rules, tidy steps and extractors hand to the ledger: never a changed text, only spans with reasons."""

from __future__ import annotations

from msgspec import Struct

from cleaner.model.ledger import Reason  # noqa: TC001 - msgspec reads the annotations


class Proposal(Struct, frozen=True, gc=False):
    """Take out code points `start` to `end`. The lower `order` owns what several propose; no reason means keep."""

    start: int
    end: int
    order: int
    reason: Reason | None
    replacement: str = ""
