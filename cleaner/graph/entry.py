"""What the graph needs of a document: who is named in it, in which order the text went through their hands, and when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from cleaner.graph.fold import name_of
from cleaner.graph.model import Document, PartyKind
from cleaner.graph.order import Moment, moment_of
from cleaner.model.fact import Confidence, Evidence  # noqa: TC001 - msgspec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Collection

    from cleaner.io.rows import DocumentRow
    from cleaner.model.stamp import DateStamp, Hop, Stamp

PARTY, UNNAMED = "party:", "unnamed:"
_FRONT_MATTER = "core/front-matter"
_CARRIERS = frozenset({"page", "user-upload"})
_NOT_TAKEN_OVER = frozenset({"author", "cites", "conversion"})
"""Relations of which nobody republished anything."""
_AND = re.compile(r"\s*[、,，/&;；]\s*|\s+(?:and|und|et|y)\s+")
_EDITORS = frozenset({"editor", "managing-editor", "chief-editor"})
_PLATFORMS: dict[str, frozenset[str]] = {
    "mp.weixin.qq.com": frozenset({"微信公众号", "wechat official account"}),
    "qq.com": frozenset({"企鹅号"}),
}
"""Sources whose pages belong to accounts, where the platform of an account is called otherwise than the page."""


class Mention(Struct, frozen=True):
    """A party named in a document. `hop` is its place in the chain."""

    party: str
    spelling: str
    kind: PartyKind
    platform: str | None
    relation: str
    hop: int | None
    confidence: Confidence
    evidence: tuple[Evidence, ...]


class Level(Struct, frozen=True):
    """Parties that stand in one place on the way of the text; usually one."""

    relation: str
    parties: tuple[str, ...]
    confidence: Confidence


class Named(Struct, frozen=True):
    """A name or title, with the place that says it."""

    value: str
    evidence: tuple[Evidence, ...]


class Entry(Struct, frozen=True):
    """A document without its text."""

    document: Document
    mentions: tuple[Mention, ...]
    way: tuple[Level, ...]
    """From the origin to the party whose page it is."""
    authors: tuple[Named, ...]
    editors: tuple[Named, ...]
    title: Named | None
    earlier_titles: tuple[str, ...]
    """Titles under which it says that it stood elsewhere."""
    published: Named | None
    moment: Moment | None
    prefixes: tuple[str, ...]
    account: str | None
    """The account that it states as its origin."""
    stamp_digest: str

    @property
    def id(self) -> str:
        """Id of the document."""
        return self.document.id

    @property
    def sources(self) -> frozenset[str]:
        """Named parties that had the text before the one whose page it is."""
        found = (party for level in self.way for party in level.parties if not party.startswith(UNNAMED))
        return frozenset(found) - {self.document.party}


def entry_of(row: DocumentRow) -> Entry:
    """The part of *row* that the graph is made of."""
    stamp = row.stamp
    mentions = _mentions(stamp)
    published = next((date for date in stamp.dates if date.kind == "published" and date.chosen), None)
    way, party = _way(mentions, stamp)
    author_names = {m.party: Named(m.spelling, m.evidence) for m in mentions if m.relation == "author"}
    document = Document(
        id=row.id,
        source=row.source,
        title=row.title,
        published=published.value if published else None,
        timezone=published.timezone if published else None,
        in_front_matter=published is not None and _is_front_matter(published),
        authors=tuple(each.value for each in author_names.values()),
        party=party,
        language=stamp.language.tag,
        chars=stamp.clean.chars,
        clean_sha256=stamp.clean.sha256,
        group=None,
    )
    titles = [fact.value for fact in stamp.facts if fact.kind == "original-title"]
    titles += [hop.title for hop in stamp.chain if hop.title]
    return Entry(
        document=document,
        mentions=mentions,
        way=way,
        authors=tuple(author_names.values()),
        editors=tuple(Named(each.name, each.evidence) for each in stamp.credits if each.role in _EDITORS),
        title=Named(stamp.title.value, stamp.title.evidence) if stamp.title else None,
        earlier_titles=tuple(dict.fromkeys(titles)),
        published=Named(published.value, published.evidence) if published else None,
        moment=moment_of(published) if published else None,
        prefixes=tuple(sorted({fact.value for fact in stamp.facts if fact.kind == "media-prefix"})),
        account=next(
            (m.party for m in mentions if m.kind == "account" and m.relation == "origin" and m.confidence == "stated"),
            None,
        ),
        stamp_digest=stamp.stamp_digest,
    )


def _is_front_matter(date: DateStamp) -> bool:
    return all(each.rule == _FRONT_MATTER for each in date.evidence)


def _mentions(stamp: Stamp) -> tuple[Mention, ...]:
    """Everyone whom the stamp names, in the order of the chain; an author who is named twice is one."""
    found: dict[tuple[str, str, int | None], Mention] = {}
    authors: set[str] = set()
    credited = {credit.name for credit in stamp.credits if credit.role == "author"}
    for hop in stamp.chain:
        for mention in _of_hop(hop, stamp.doc_id, credited):
            found.setdefault((mention.party, mention.relation, mention.hop), mention)
            if mention.relation == "author":
                authors.add(mention.party)
    for credit in stamp.credits:
        if credit.role == "author" and (party := _party(credit.name)) and party not in authors:
            authors.add(party)
            found[party, "author", None] = Mention(
                party, credit.name, "author", None, "author", None, credit.confidence, credit.evidence
            )
    site = stamp.source.name or stamp.source.host
    if site and (party := _party(site)) and not any(hop.relation in _CARRIERS for hop in stamp.chain):
        found[party, "page", None] = Mention(
            party, site, "site", None, "page", None, stamp.source.confidence or "inferred", stamp.source.evidence
        )
    return tuple(found.values())


def _of_hop(hop: Hop, doc_id: str, credited: Collection[str]) -> list[Mention]:
    """The parties of a hop: an account goes before the platform that it is on, and a page belongs to its publisher."""
    publisher, account = hop.publisher, hop.account
    if (hop.note or "").startswith("unnamed"):
        # What stands there is the name of a channel or of a robot.
        account = None
    named: list[tuple[str, PartyKind, str | None]] = []
    if hop.relation == "author":
        name = account or publisher or hop.note or ""
        names = _AND.split(name)
        # Several on one line are told apart where the credits tell them apart.
        named = [(each, "author", None) for each in (names if all(each in credited for each in names) else [name])]
    elif account and (hop.relation != "page" or not publisher):
        named = [(account, "account", publisher)]
        if hop.relation == "user-upload" and publisher:
            named.append((publisher, "site", None))
    elif publisher:
        named = [(publisher, "site" if hop.relation in _CARRIERS else "publisher", None)]
    elif host := _host(hop.url):
        named = [(host, "site", None)]
    mentions = [
        Mention(party, name, kind, platform, hop.relation, hop.hop, hop.confidence, hop.evidence)
        for name, kind, platform in named
        if (party := _party(name))
    ]
    if mentions or hop.relation in _NOT_TAKEN_OVER:
        return mentions
    unnamed = hop.note or "unnamed"
    party = f"{UNNAMED}{doc_id}:{hop.hop}"
    return [Mention(party, unnamed, "unnamed", None, hop.relation, hop.hop, hop.confidence, hop.evidence)]


def _party(name: str) -> str | None:
    folded = name_of(name)
    return PARTY + folded if folded else None


def _host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _way(mentions: tuple[Mention, ...], stamp: Stamp) -> tuple[tuple[Level, ...], str | None]:
    """The hands that the text went through, and whose page it is: of a platform, the account's."""
    levels: list[Level] = []
    owner: str | None = None
    for mention in mentions:
        if mention.relation in _NOT_TAKEN_OVER:
            continue
        if mention.relation == "page" and owner:
            # The account's own page: the platform took nothing over.
            break
        last = levels[-1] if levels else None
        if last and last.relation == mention.relation and mention.kind != "site":
            levels[-1] = Level(last.relation, (*last.parties, mention.party), last.confidence)
            continue
        levels.append(Level(mention.relation, (mention.party,), mention.confidence))
        if mention.platform and _is_platform(mention.platform, stamp):
            # Of several in one place, the first: a page names its own account above the article.
            owner = mention.party
    carrier = next((level.parties[0] for level in levels if level.relation == "user-upload"), None)
    page = next((level.parties[0] for level in levels if level.relation == "page"), None)
    return tuple(levels), owner or page or carrier


def _is_platform(platform: str, stamp: Stamp) -> bool:
    """Whether the page is one of *platform*."""
    name = name_of(platform)
    pages = [hop.publisher for hop in stamp.chain if hop.relation == "page"]
    return name in _PLATFORMS.get(stamp.source.id, ()) or name in {name_of(page) for page in pages if page}
