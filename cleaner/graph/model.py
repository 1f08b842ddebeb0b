"""The graph as it is written: parties, documents, what joins them, and what was lost on the way. docs/graph.md has each field."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from cleaner.model.fact import Confidence, Evidence  # noqa: TC001 - msgspec reads the annotations

SCHEMA = "cleaner/graph/1"
SIMILAR = 0.8
"""Share of shingles from which two texts are copies, unless another is asked for."""
LEAST = 0.5
"""Lowest share that can be asked for: below it, most pairs are no longer found."""
MOST = 60
"""Documents in the picture, unless more are asked for."""

PartyKind = Literal["site", "publisher", "account", "author", "unnamed"]
LinkKind = Literal["same", "near", "contained"]
"""The same letters; nearly the same shingles; the shorter stands in the longer."""
Order = Literal["before", "same", "undecided"]
LossKind = Literal["author", "editor", "source", "title", "date"]


class Options(Struct, frozen=True):
    """What the graph was made with."""

    similar: float
    """Share of shingles from which two texts are copies."""


class Counts(Struct, frozen=True):
    """How much went in, and what came of it."""

    documents: int
    repeated: int
    """Rows left out since a document with their id was there already."""
    quarantined: int
    """Documents held in quarantine, which are left out."""
    broken: int
    """Documents that a manifest promises and that could not be read."""
    too_short: int
    """Documents with fewer letters than can be compared."""
    parties: int
    edges: int
    groups: int


class Party(Struct, frozen=True):
    """A name, however often and in whatever role it is given. Two parties of one name are one here."""

    id: str
    name: str
    """The spelling met most often."""
    spellings: dict[str, int]
    """Every spelling, and in how many edges."""
    kinds: tuple[PartyKind, ...]
    platforms: tuple[str, ...]
    """Where its accounts are: `微信公众号`."""
    documents: int


class Document(Struct, frozen=True):
    """A clean document."""

    id: str
    source: str
    title: str | None
    published: str | None
    """The chosen date of publication: ISO 8601 as far as stated."""
    timezone: str | None
    in_front_matter: bool
    """That date is stated in front matter alone, which whoever made the dump wrote."""
    authors: tuple[str, ...]
    party: str | None
    """Id of the party whose page it is; null when the document does not tell."""
    language: str
    chars: int
    """Code points of the clean text."""
    clean_sha256: str
    group: str | None


class Edge(Struct, frozen=True):
    """A document states what a party has to do with it."""

    party: str
    document: str
    relation: str
    hop: int | None
    """The place in the document's chain; null for a credit, or for the site whose page it is."""
    confidence: Confidence
    date: str | None
    evidence: tuple[Evidence, ...]
    """Empty only when it is the address under which the page was captured that names the site."""


class Handover(Struct, frozen=True):
    """One party took texts over from another, as the chains of `documents` have it."""

    origin: str
    taker: str
    relation: str
    """How the taker took it."""
    confidence: Confidence
    """The surest of the documents'."""
    documents: tuple[str, ...]


class Link(Struct, frozen=True):
    """Two documents with one text. Shares are counted over all shingles, not estimated."""

    shorter: str
    longer: str
    kind: LinkKind
    jaccard: float
    containment: float
    """Share of the shorter's shingles that stand in the longer."""


class Step(Struct, frozen=True):
    """A document of a group in its order, and whether that order is more than a way to list them."""

    document: str
    order: Order | None
    """How the one listed before stands to it; null for the first."""
    why: str | None
    """What leaves it undecided."""


class Origin(Struct, frozen=True):
    """The document with the earliest stated publication: probably the first, and never more than that."""

    document: str
    confidence: Confidence
    caveats: tuple[str, ...]


class NamedOrigin(Struct, frozen=True):
    """A party that documents of the group name as its origin."""

    party: str
    documents: tuple[str, ...]


class Loss(Struct, frozen=True):
    """What a copy no longer says, or says otherwise, that another document of its group says."""

    document: str
    what: LossKind
    change: Literal["lost", "changed"]
    had: str
    has: str | None
    witness: str
    """The document that says it."""
    order: Order
    """How the witness stands to the document in time."""
    at: str | None
    """Id of the party at which it went missing, as far as the documents of the group tell."""
    evidence: tuple[Evidence, ...]
    """In the witness."""


class Group(Struct, frozen=True):
    """Documents that have one text."""

    id: str
    documents: tuple[Step, ...]
    sources: tuple[str, ...]
    parties: tuple[str, ...]
    """Whose pages they are."""
    links: tuple[Link, ...]
    """What joins them: as many as are needed, one less than there are documents."""
    origin: Origin | None
    why_no_origin: str | None
    named_origins: tuple[NamedOrigin, ...]
    losses: tuple[Loss, ...]


class Contained(Struct, frozen=True):
    """A document that holds others with nothing in common, or stands in others with little else in common."""

    document: str
    kind: Literal["collection", "quoted"]
    """`collection`: a digest, a list of notices: the longer of each link. `quoted`: a statement, a notice: the shorter."""
    links: tuple[Link, ...]


class Media(Struct, frozen=True):
    """Documents whose images have one media prefix: probably of one account."""

    prefix: str
    documents: tuple[str, ...]
    accounts: tuple[str, ...]
    """Parties that documents among them state as the account."""
    hints: tuple[str, ...]
    """Documents that state no account, and probably have that one."""
    confidence: Confidence


class Graph(Struct, frozen=True, kw_only=True):
    """Everything, in an order that does not depend on that of the inputs."""

    schema: str
    tool: str
    options: Options
    counts: Counts
    parties: tuple[Party, ...]
    documents: tuple[Document, ...]
    edges: tuple[Edge, ...]
    handovers: tuple[Handover, ...]
    groups: tuple[Group, ...]
    contained: tuple[Contained, ...]
    media: tuple[Media, ...]
