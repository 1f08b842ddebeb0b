"""Proposals become a ledger: every character gets its one fate.

`keep` beats `remove`; among removals the lowest order owns the span. What is left is written in the form that is asked
for, again only by removals and what stands in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from cleaner.model.ledger import Ledger, Removal
from cleaner.settle.claims import line_feeds, resolve
from cleaner.settle.lines import tidy_lines
from cleaner.settle.signs import MarkdownSigns, PlainSigns
from cleaner.settle.visible import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.model.document import Page
    from cleaner.model.proposal import Proposal

Form = Literal["text", "markdown"]
"""How the clean text is written: plain text, or Markdown."""

FORMS: tuple[Form, ...] = get_args(Form)


def form_of(page: Page, form: Form | None) -> Literal["as-is", "text", "markdown"]:
    """The form in which *page* is written when *form* is asked for: Markdown and plain text need no rewriting."""
    if page.media_type == "text/html":
        return form or "text"
    return "text" if form == "text" and page.media_type == "text/markdown" else "as-is"


def settle(page: Page, proposals: Iterable[Proposal], form: Form | None = None) -> Ledger:
    """The ledger of *page* under *proposals*. Linear in the text, and n log n in the proposals.

    Without a *form*, Markdown and plain text stay as they stand, and HTML becomes plain text.
    """
    proposals = list(proposals)
    claims = resolve(proposals)
    written = form_of(page, form)
    if written != "as-is":
        claims = show(page, claims, MarkdownSigns() if written == "markdown" else PlainSigns())
    else:
        claims = tidy_lines(page, claims, [(item.start, item.end) for item in proposals if item.reason is None])
    if "\r" in page.text:
        claims = line_feeds(page.text, claims)
    removals = tuple(Removal(claim.start, claim.end, claim.reason, claim.replacement) for claim in claims)
    return Ledger(length=len(page.text), removals=removals)
