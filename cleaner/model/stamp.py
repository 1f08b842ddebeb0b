"""The provenance stamp: what another program can check of a clean document."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import UNSET, Struct, UnsetType

from cleaner.model.category import Action  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.fact import Confidence, Evidence, FactKind  # noqa: TC001
from cleaner.model.language import Language  # noqa: TC001
from cleaner.model.record import Record, place_of
from cleaner.model.source import Source  # noqa: TC001

SCHEMA = "cleaner/stamp/1"

SyntheticKind = Literal["summary", "refusal", "prompt", "text"]
"""An abstract by a machine, a machine's refusal, what a machine was told to do, any other text by a machine."""

SYNTHETIC_KINDS: tuple[SyntheticKind, ...] = get_args(SyntheticKind)

Newline = Literal["lf", "crlf", "cr", "mixed", "none"]


class RawStamp(Struct, frozen=True):
    """The bytes that went in."""

    sha256: str
    bytes: int
    media_type: str
    encoding: str
    encoding_evidence: str
    newline: Newline
    repairs: int
    """Stretches of bytes that the encoding does not give back; the removals file holds them."""


class CaptureStamp(Struct, frozen=True, omit_defaults=True):
    """How the bytes came to us."""

    path: str | None
    url: str | None
    fetched_at: str | None
    content_type: str | None
    """As whoever captured the page gave it."""
    given: tuple[Literal["url", "fetched_at"], ...]
    """What of these whoever captured the page gave; the rest is what the page says."""
    record: Record | None = None
    """Where in the file at `path` the bytes stood; left out when they are the whole file."""

    @property
    def place(self) -> str | None:
        """Path and record, for people."""
        return place_of(self.path, self.record)


class Statement(Struct, frozen=True):
    """One value with its evidence."""

    value: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class DateStamp(Struct, frozen=True):
    """A date on the page: ISO 8601 as far as stated, with the page's own words."""

    kind: Literal["published", "modified", "event", "fetched"]
    value: str
    precision: Literal["year", "month", "day", "minute", "second"]
    timezone: str | None
    literal: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    chosen: bool
    """This one is the document's date of its kind."""
    choice: str
    """Why it was chosen, or why another was."""


class Credit(Struct, frozen=True):
    """A person or account named in a role. A `placeholder` stands where an author should and is none."""

    role: str
    name: str
    literal: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class Hop(Struct, frozen=True):
    """A step on the way of the text to this page, from the origin on. Unnamed parties are null."""

    hop: int
    relation: str
    publisher: str | None
    account: str | None
    url: str | None
    title: str | None
    """Under which title it stood there."""
    note: str | None
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class Reference(Struct, frozen=True):
    """A work that the page names as its source."""

    url: str | None
    title: str | None
    publisher: str | None
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class ImageStamp(Struct, frozen=True):
    """An image of the article, lifted out of the text."""

    url: str
    alt: str
    evidence: tuple[Evidence, ...]


class NamedFact(Struct, frozen=True):
    """Anything else the page says of itself."""

    kind: FactKind
    value: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class Segment(Struct, frozen=True, gc=False):
    """Code points `start`–`end` of the clean text that share a language."""

    start: int
    end: int
    tag: str
    inherited: bool


class Synthetic(Struct, frozen=True):
    """A stretch that a machine wrote, or that was written for one."""

    kind: SyntheticKind
    digital_source_type: str
    """Concept of the IPTC NewsCodes: `http://cv.iptc.org/newscodes/digitalsourcetype/…`."""
    action: Action
    """What the profile did with it."""
    clean: tuple[int, int] | None
    """The code points of the clean text where it stands; null when it is out."""
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class CleanStamp(Struct, frozen=True):
    """The text that came out."""

    sha256: str
    chars: int


class RulesStamp(Struct, frozen=True):
    """The rules that were applied."""

    id: str
    digest: str
    layout: str | None
    fired: tuple[str, ...]


class ExtractionStamp(Struct, frozen=True, omit_defaults=True):
    """Who says where on the page the article stands."""

    by: Literal["rules", "layout", "statement", "extractor", "json-ld"]
    """A rule file, a layout in one, the page itself, an extractor; `json-ld`: the text is in the page's data only."""
    name: str
    """The selector, what of the page states it (`articleBody`, `#p12`), or the name of the extractor."""
    digest: str
    """First 16 hex digits of the SHA-256 over the selector, the model, or name and version of the extractor."""
    confidence: int | float | None = None
    """How much of the article is expected to be found and how much of the text to be article (F1), by the probabilities
    that the extractor gives; left out when it gives none."""


class ToolStamp(Struct, frozen=True):
    """The program."""

    name: str
    version: str


class RemovalStamp(Struct, frozen=True):
    """What was taken out, summed up. `share` is of the decoded text's code points, to four decimals."""

    count: int
    chars: int
    share: int | float
    by_category: dict[str, int]
    digest: str
    """SHA-256 over the ledger, see docs/formats.md."""


class Stamp(Struct, frozen=True):
    """See docs/formats.md for each field. Contains no time of the run: two runs compare equal."""

    schema: str
    doc_id: str
    raw: RawStamp
    capture: CaptureStamp
    source: Source
    title: Statement | None
    dates: tuple[DateStamp, ...]
    credits: tuple[Credit, ...]
    chain: tuple[Hop, ...]
    references: tuple[Reference, ...]
    images: tuple[ImageStamp, ...]
    rights: Statement | None
    facts: tuple[NamedFact, ...]
    language: Language
    segments: tuple[Segment, ...]
    synthetic: tuple[Synthetic, ...]
    clean: CleanStamp
    rules: RulesStamp
    profile: str
    form: Literal["as-is", "text", "markdown"]
    """How the clean text is written: as the page is, as plain text, or as Markdown."""
    tool: ToolStamp
    removal: RemovalStamp
    checks: tuple[str, ...]
    """Names of the checks that were made and held."""
    extraction: ExtractionStamp | UnsetType = UNSET
    """Who says where the article stands; left out when the whole page is taken for it."""
    stamp_digest: str = ""
    """SHA-256 over the RFC 8785 form of the stamp with this field empty."""
