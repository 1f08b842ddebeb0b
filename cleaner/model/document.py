"""A document on its way, one type a stage: `RawDocument → DecodedText → Page → Settled → Cleaned | Rejected`."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import Any, Literal

from msgspec import Struct

from cleaner.model.block import Block, FrontMatter  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.fact import Evidence, Fact
from cleaner.model.ledger import Ledger  # noqa: TC001
from cleaner.model.outline import Outline  # noqa: TC001
from cleaner.model.record import Record  # noqa: TC001
from cleaner.model.span import Span  # noqa: TC001
from cleaner.model.stamp import Stamp  # noqa: TC001

MAX_QUOTE = 200
"""Code points of evidence quoted; the span says where the rest is."""

_ADDRESS_KEYS = ("url", "link", "canonical", "source_url", "permalink")
_START = attrgetter("start")

MediaType = Literal["text/plain", "text/markdown", "text/html"]


class RawDocument(Struct, frozen=True, kw_only=True):
    """Bytes as they were captured, and what the capturer knows of them."""

    data: bytes
    path: str | None = None
    """Where the bytes came from, as the user gave it. Goes into the stamp, and names nothing else."""
    url: str | None = None
    media_type: str | None = None
    """`text/markdown; charset=gbk` as in a Content-Type header. None: told from the path and the text."""
    fetched_at: str | None = None
    """Time of capture, ISO 8601."""
    record: Record | None = None
    """Where in the file at `path` the bytes stood; None when they are the whole file."""

    def __post_init__(self) -> None:
        """Refuse what is no document at all, where the mistake is made.

        Raises:
            TypeError: *data* is not bytes, or another field no string.
            ValueError: a field holds lone surrogates, which no output can hold.
        """
        if not isinstance(self.data, bytes):
            raise TypeError(f"data must be bytes, not {type(self.data).__name__}; encode a string first")
        for name in ("path", "url", "media_type", "fetched_at"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{name} must be a string or None, not {type(value).__name__}")
            if value is not None and not value.isascii():
                try:
                    value.encode()
                except UnicodeEncodeError:
                    raise ValueError(f"{name} holds a lone surrogate: {value!r}") from None


class Repair(Struct, frozen=True, gc=False):
    """Bytes that the encoding does not give back: `raw` stood where the text has code points `start`–`end`."""

    start: int
    end: int
    raw: bytes


class DecodedText(Struct, frozen=True):
    """The text of a document, newlines untouched, and how it was read."""

    raw: RawDocument
    text: str
    encoding: str
    """Python name of the codec: `utf-8`, `gb18030`, `utf-16-le`."""
    encoding_evidence: str
    """`bom`, `valid`, `valid-cut-tail`, `shape`, `few-bad-bytes`, `declared`, `detected`."""
    repairs: tuple[Repair, ...] = ()


class Page(Struct, frozen=True):
    """A text cut into blocks."""

    decoded: DecodedText
    media_type: MediaType
    blocks: tuple[Block, ...]
    front_matter: FrontMatter
    """What the page states of itself in front of its text: fields between fences, or `<title>` and `<meta>`."""
    tree: Any = None
    """The elements of an HTML page (`cleaner.model.element.Tree`); None for other pages."""
    hidden: tuple[Span, ...] = ()
    """Elements that a reader does not see."""
    outline: Outline | None = None
    """The containers of the blocks of an HTML page."""

    @property
    def text(self) -> str:
        """The decoded text."""
        return self.decoded.text

    def evidence(self, start: int, end: int, rule: str) -> Evidence:
        """The evidence that code points *start* to *end* give, as *rule* read it."""
        return Evidence(start, end, self._line_of(start), self.decoded.text[start : min(end, start + MAX_QUOTE)], rule)

    def address(self) -> tuple[str | None, Evidence | None]:
        """The address of the page: as the capturer has it, or as its front matter states it."""
        if self.decoded.raw.url:
            return self.decoded.raw.url, None
        field = self.front_matter.first(*_ADDRESS_KEYS)
        if field is None or "://" not in field.value:
            return None, None
        return field.value, self.evidence(field.start, field.end, "core/front-matter")

    def _line_of(self, position: int) -> int:
        if self.tree is not None:
            return int(self.tree.line_of(position))
        number = bisect_right(self.blocks, position, key=_START) - 1
        if number < 0:
            return 1
        block = self.blocks[number]
        if block.tag not in {"pre", "front-matter"}:
            return block.line
        inside = self.text[block.start : position]
        return block.line + inside.count("\n") + inside.count("\r") - inside.count("\r\n")


class Settled(Struct, frozen=True):
    """A page whose every character has its fate, and the clean text that this leaves."""

    page: Page
    ledger: Ledger
    text: str


class Cleaned(Struct, frozen=True):
    """A clean document, its stamp, and the account of all that was removed."""

    text: str
    stamp: Stamp
    ledger: Ledger
    facts: tuple[Fact, ...]
    decoded: DecodedText

    @property
    def id(self) -> str:
        """Stable id, from the source and the digest of the raw bytes."""
        return self.stamp.doc_id

    @property
    def title(self) -> str | None:
        """The title that the page states, if it states one."""
        return self.stamp.title.value if self.stamp.title else None


Stage = Literal["decode", "parse", "extract", "apply", "checks", "run"]


class Rejected(Struct, frozen=True):
    """A document that is not emitted. `code` is for machines, `detail` for people.

    `held` is what would have been emitted, when the document is quarantined: cleaned, but with a suspicious result.
    """

    raw: RawDocument
    stage: Stage
    code: str
    detail: str
    held: Cleaned | None = None

    @property
    def is_quarantined(self) -> bool:
        """There is a result, and it is suspicious."""
        return self.held is not None
