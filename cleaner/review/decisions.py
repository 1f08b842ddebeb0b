"""Decisions on removals, as the report page saves them and `cleaner review` reads them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

SCHEMA = "cleaner/decisions/1"

Verdict = Literal["accept", "reject", "note"]
"""The removal is right; it is wrong; only something is said about it."""


class Decision(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody said of a removal, or of all that are alike."""

    verdict: Verdict
    scope: Literal["group", "span"]
    """`group`: every removal of the source by this rule with this text (`cleaner.audit.group`). `span`: this one."""
    source: str
    rule: str
    category: str
    group: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    doc_id: str
    """The document of the span; of a group, the document of its example."""
    seq: Annotated[int, Meta(ge=0)]
    """The removal's place in the ledger of that document."""
    count: Annotated[int, Meta(ge=1)]
    """How many removals the group had in the result; 1 for a span."""
    text: str
    """What was removed, at most 200 code points of it: for people. Empty when the result is redacted."""
    note: str = ""


class Decisions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of decisions: one for each group or span, in the order in which they were made."""

    schema: str
    result: str
    """Name of the folder of the result."""
    manifest_digest: str
    """Of the result that was judged."""
    decisions: tuple[Decision, ...] = ()
