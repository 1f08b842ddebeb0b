"""What a page says of itself, and where it says so."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

Confidence = Literal["stated", "inferred", "derived"]
"""`stated`: the page says it. `inferred`: it follows from something the page says. `derived`: computed from the text."""

FactKind = Literal[
    "alternate",
    "author",
    "channel",
    "chief-editor",
    "cites",
    "contact",
    "contributor",
    "department",
    "editor",
    "event",
    "fetched",
    "hop",
    "host",
    "hot-news-items",
    "image",
    "language",
    "machine-abstract",
    "managing-editor",
    "media-host",
    "media-prefix",
    "modified",
    "operator",
    "original-title",
    "photographer",
    "placeholder",
    "published",
    "publisher",
    "reference",
    "rights",
    "site",
    "submitter",
    "synthetic",
    "title",
    "topic",
    "translator",
    "url",
    "views",
]

FACT_KINDS: tuple[FactKind, ...] = get_args(FactKind)

Relation = Literal[
    "cites", "author", "origin", "translation", "syndication", "reprint", "user-upload", "page", "conversion"
]
"""How the text came from a party to the next one, in the order of its way to us.

`cites`: the text retells that party's report. `origin`: published it first. `syndication`: an agency or partner handed it
on. `reprint`: took it over. `user-upload`: the account put it on that publisher's platform. `page`: carries this page.
"""

RELATIONS: tuple[Relation, ...] = get_args(Relation)


class Evidence(Struct, frozen=True, gc=False):
    """Where a fact stands: a span of the decoded text (code points), its line from 1, the words, the rule that read it."""

    start: int
    end: int
    line: int
    quote: str
    rule: str


class Fact(Struct, frozen=True):
    """One thing read off the page. `detail` holds what belongs to it: a time zone, an account, a relation."""

    kind: FactKind
    value: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    detail: dict[str, str] = {}
