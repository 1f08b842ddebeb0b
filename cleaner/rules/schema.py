"""The format of a rule file, as types: what TOML may say, and nothing else. `rules/schema.json` is made from these."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from cleaner.model.category import Category  # noqa: TC001 - msgspec reads the annotations
from cleaner.model.fact import Confidence, Relation  # noqa: TC001
from cleaner.rules.fold import Fold  # noqa: TC001
from cleaner.rules.writing import Writing  # noqa: TC001

SCHEMA = 1
ID = r"^[a-z0-9][a-z0-9._-]*$(?!\n)"
"""What an id looks like: ids stand in ids of documents and in names of files."""

Id = Annotated[str, Meta(pattern=ID)]
Share = Annotated[float, Meta(ge=0, le=1)]
Weight = Annotated[float, Meta(gt=0, le=1)]
Count = Annotated[int, Meta(ge=1)]
CountOrNone = Annotated[int, Meta(ge=0)]


class Capture(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact read from what a rule matched. Texts may name groups: `{submitter}`, `{0}`, `{text}`, `{href}`, `{count}`."""

    value: str
    confidence: Confidence = "stated"
    split: str | None = None
    """Pattern that parts several values: `[、,]`."""
    timezone: str | None = None
    """IANA name, where the source implies one: `Asia/Shanghai`."""
    relation: Relation | None = None
    """For a `hop`: how the text came from there."""
    publisher: str | None = None
    account: str | None = None
    url: str | None = None
    title: str | None = None
    note: str | None = None


Captures = dict[str, str | Capture | list[str | Capture]]


class Matcher(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a rule applies. Patterns are RE2 over the visible text of a block.

    All that is given must hold. Only `select` is a second way to the same thing: on an HTML page whose elements it finds,
    the text matchers (`line`, `span`, `from` …) are not asked.
    """

    select: str | None = None
    """Elements of an HTML page, as CSS, or as XPath when it begins with `/` or `(`."""
    within: str | None = None
    """Only blocks inside an element that this selects (CSS or XPath). Pages that are no HTML have none."""
    hidden: bool | None = None
    """Look at blocks in hidden elements (`true`); otherwise only at those that a reader sees."""
    line: str | None = None
    """A block whose text matches, the whole block."""
    span: str | None = None
    """What matches, and only that; of a pattern with a group named `remove`, only this group."""
    from_: str | None = field(default=None, name="from")
    """From the block that matches, it included …"""
    after: str | None = None
    """… or from the one below it …"""
    until: str | None = None
    """… to the block that matches, it included …"""
    before: str | None = None
    """… or to the one above it."""
    while_: str | None = field(default=None, name="while")
    """… or as long as blocks match."""
    at_most: Count | None = None
    """A region of more blocks is none: a guard against an end that was found too far away."""
    href: str | None = None
    """Target of a link in the block."""
    src: str | None = None
    """Address of an image in the block."""
    alt: str | None = None
    """Text of an image in the block."""
    blocks: list[str] | None = None
    """Kinds of block: `p h1…h6 li blockquote pre tr img hr comment fence front-matter`."""
    title: Literal["equals", "starts"] | None = None
    """The block says what the title says (`equals`), or begins with the title or its first clause (`starts`)."""
    link_share: Share | None = None
    """At least this share of the visible characters stands in links; a block of images only has 1."""
    first: Count | None = None
    """Among the first N blocks of the page."""
    last: Count | None = None
    """Among the last N blocks of the page."""
    zone: Literal["head", "tail"] | None = None
    """Only chrome stands above (`head`) or below (`tail`)."""
    blank_before: CountOrNone | None = None
    """At least N empty lines directly above."""
    previous: str | None = None
    """The block above matches."""
    next: str | None = None
    """The block below matches."""
    max_chars: Count | None = None
    """The visible text is at most so long, in code points."""
    fold: list[Fold] | None = None
    """Spellings that count as one; default: `fold` of the file."""


class Rule(Matcher, frozen=True, kw_only=True):
    """What all rules have."""

    id: Id
    why: str
    capture: Captures = {}
    layout: str | None = None
    """Only on pages of this layout."""
    expect: Share | None = None
    """Share of the source's pages on which it should fire."""
    enabled: bool = True


class Remove(Rule, frozen=True, kw_only=True):
    """Something to take out."""

    category: Category


class Keep(Rule, frozen=True, kw_only=True):
    """Something that stays, whatever a `remove` says."""


class Read(Rule, frozen=True, kw_only=True):
    """Something to read facts from; it stays or goes as other rules say."""


class Marker(Matcher, frozen=True, kw_only=True):
    """Something on the page that tells whose page it is."""

    weight: Weight = 0.5


class Match(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose page is it? Evidence adds up: a host decides, front matter nearly does, markers need each other."""

    hosts: list[str] = []
    """`example.com`, `*.example.com`, `example.com/section`."""
    front_matter: dict[str, str] = {}
    """A pattern for a value of the front matter; its named groups are facts."""
    markers: list[str | Marker] = []
    """A string is a pattern over the source text as it stands, markup included; its weight is 0.5."""


class Limits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a normal page of the source loses. Outside: quarantine."""

    removed_share: tuple[float, float] = (0.0, 1.0)
    """Of the characters of a page of text or Markdown; most of an HTML page is markup."""
    min_chars: CountOrNone = 1


class Layout(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of the layouts that pages of the source have: told by markers first, by the date of capture second."""

    id: Id
    why: str
    markers: list[str | Marker] = []
    since: str | None = None
    """First day of capture: `2020-12-31`."""
    until: str | None = None
    """Last day of capture."""
    body: str | list[str] | None = None
    """Where the article stands on HTML pages of this layout; instead of the file's own `body`."""


class Test(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An example: which rules of the file fire on it, which must not, and what is left."""

    name: str
    input: str
    fires: list[str] = []
    """All rules of this file that fire, no other."""
    spares: list[str] = []
    """Rules for which the example is a trap: they must not fire."""
    text: str | None = None
    facts: dict[str, str | list[str]] = {}
    url: str | None = None
    fetched_at: str | None = None


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One source, or one platform that sources run on."""

    schema: int
    id: Id
    name: str | None = None
    platform: str | None = None
    """Software or service that the pages run on: `Discuz!`, `Hexo`."""
    packs: list[str] = []
    """Files of `packs/` whose rules apply too, behind this file's own."""
    scripts: list[Writing] = []
    """Of a pack: only on pages written in one of these (ISO 15924)."""
    define: dict[str, str] = {}
    """Parts of patterns: `{{name}}` in a pattern stands for the part of that name. One may use those above it."""
    fold: list[Fold] = []
    match: Match = Match()
    limits: Limits = Limits()
    body: str | list[str] = []
    """Where the article stands on an HTML page (CSS or XPath); of several the first that finds some text. The rest goes."""
    protect: list[str] = []
    """Patterns over the clean text: what they find on the page must survive."""
    layout: list[Layout] = []
    remove: list[Remove] = []
    keep: list[Keep] = []
    read: list[Read] = []
    test: list[Test] = []


@cache
def fields_of(struct: type[Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    """The fields of *struct*; msgspec reads the annotations anew each time it is asked."""
    return msgspec.structs.fields(struct)
