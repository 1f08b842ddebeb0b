"""What an HTML page states of itself where machines read: head, JSON-LD, microdata, `<time>`.

In the order of trust: JSON-LD of the article, `<meta>`, microdata, `<time>`. Nothing is guessed: a site that calls
itself the author, a template's leftover, the date of another article give no fact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.blocks.html.json_ld import scripts_of
from cleaner.blocks.html.metadata import split_address
from cleaner.model.fact import Fact
from cleaner.model.folded import folded
from cleaner.model.span import Span
from cleaner.provenance.dates import read_date
from cleaner.provenance.front_matter import front_matter_facts
from cleaner.provenance.headline import is_in_suffix, title_of
from cleaner.provenance.json_ld import RULE as JSON_LD
from cleaner.provenance.json_ld import read_json_ld
from cleaner.provenance.microdata import RULE as MICRODATA
from cleaner.provenance.microdata import Microdata
from cleaner.provenance.statements import LONGEST_ELEMENT, Statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cleaner.model.block import Field
    from cleaner.model.document import Page
    from cleaner.model.element import Tree
    from cleaner.model.fact import Confidence, FactKind
    from cleaner.model.source import Source

META = "core/meta"
TITLE = "core/title"
HEADING = "core/heading"
TIME = "core/time"
LINK = "core/link"
LANG = "core/lang"

_METAS: tuple[tuple[FactKind, Confidence, tuple[str, ...]], ...] = (
    ("title", "stated", (
        "og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title", "parsely-title", "sailthru.title",
        "headline",
    )),
    ("author", "stated", (
        "article:author", "og:article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author",
        "sailthru.author", "cxenseparse:author", "byl",
    )),
    # Says who made the page: as often the company, and nothing tells.
    ("author", "inferred", ("author",)),
    ("published", "stated", (
        "article:published_time", "og:article:published_time", "og:published_time", "article:published",
        "bytedance:published_time", "weibo:article:create_at", "citation_publication_date", "citation_online_date",
        "citation_date", "dcterms.issued", "dc.date.issued", "parsely-pub-date", "sailthru.date",
        "cxenseparse:publishtime", "cxenseparse:recs:publishtime", "og:pubdate", "og:release_date", "pubdate", "publishdate",
        "publish-date", "publish_date", "publication_date", "publication-date", "datepublished",
    )),
    ("published", "inferred", ("dc.date", "dcterms.date", "og:time", "date")),
    ("modified", "stated", (
        "article:modified_time", "og:article:modified_time", "og:modified_time", "og:updated_time", "article:modified",
        "article:updated_time", "bytedance:updated_time", "weibo:article:update_at", "dcterms.modified",
        "dc.date.modified", "datemodified", "dateupdate", "lastmod", "last-modified",
    )),
    ("site", "stated", ("og:site_name",)),
    ("publisher", "stated", ("citation_publisher", "dc.publisher", "dcterms.publisher", "article:publisher", "publisher")),
    ("channel", "stated", ("article:section", "og:article:section", "parsely-section")),
    ("topic", "stated", ("article:tag", "og:article:tag")),
    ("language", "stated", ("content-language", "dc.language", "dcterms.language")),
    ("url", "stated", ("canonical", "og:url")),
)  # fmt: skip
"""Keys in small letters, without spaces and with `dc.` for `dc:`, in the order of trust."""
_KINDS = [(kind, confidence) for kind, confidence, keys in _METAS for _ in keys]
_RANK = {key: rank for rank, key in enumerate(key for _, _, keys in _METAS for key in keys)}
_SITE_KEYS = ("application-name", "apple-mobile-web-app-title", "twitter:site", "al:ios:app_name")
_ARTICLE_TYPES = ("article", "blog", "news")
"""Of `og:type`."""
_COMPANY = re.compile(r"(?:\b(?:GmbH|AG|Inc|LLC|Ltd|Corp|S\.?A|B\.?V)\.?|公司)$")
_DUBLIN_CORE = re.compile(r"(dc|dcterms):")
_ORDER: tuple[FactKind, ...] = (
    "author", "published", "modified", "site", "publisher", "channel", "topic", "language", "url", "alternate",
)  # fmt: skip
_PARTIES = frozenset(
    {"author", "editor", "photographer", "translator", "hop", "site", "publisher", "channel", "placeholder"}
)
_RULES = frozenset({META, JSON_LD, MICRODATA})
_MAX_HEADINGS = 64
_NEAR = 3000
"""Code points of source between a heading and a date that belongs to it."""
_CLASSES: dict[str, FactKind] = {
    "published": "published", "dt-published": "published", "updated": "modified", "dt-updated": "modified",
}  # fmt: skip
"""Of `<time>`, as hAtom and h-entry have them."""


def stated_facts(page: Page, source: Source) -> Iterator[Fact]:
    """The facts that *page*, one of *source*, states outside of its text: in front matter, or where machines read."""
    return front_matter_facts(page) if page.tree is None else _page_facts(page, source)


def beside(stated: Sequence[Fact], read: Sequence[Fact]) -> Iterator[Fact]:
    """The facts that are *stated* and hold beside those that rules have *read*.

    Who is named as author where machines read is none when rules know that name as a medium's or have it already.
    """
    known = {
        folded(name)
        for fact in read
        if fact.kind in _PARTIES
        for name in (fact.value, *map(fact.detail.get, ("publisher", "account")))
        if name
    }
    for fact in stated:
        if fact.kind != "author" or fact.evidence[0].rule not in _RULES or folded(fact.value) not in known:
            yield fact


def _page_facts(page: Page, source: Source) -> Iterator[Fact]:
    fields = page.front_matter.fields
    address = page.decoded.raw.url or next((field.value for field in fields.get("url", ())), None)
    title = next(iter(fields.get("title", ())), None)
    if title is not None and page.text[title.start + 1 : title.start + 6].lower() != "title":
        title = None
    whole = folded(title.value) if title else ""
    said = Statements(page)
    _read_elements(page, address, whole, said)
    names = _names_of_site(fields, said, source, address) - {whole}
    candidates = list(said.facts("title"))
    headings = _headings(page.tree, whole, {folded(fact.value) for fact in candidates})
    found = title_of(
        _titled(said, title.value, Span(title.start, title.end), TITLE) if title else None,
        candidates,
        [_titled(said, value, place, HEADING) for value, place in headings],
        names.union(_labels(address)),
    )
    if found is not None:
        yield found
        if not any(map(read_date, said.values("published"))):
            _read_times(page.tree, found, headings, said)
    is_article = bool(said.values("published")) or _type(fields).startswith(_ARTICLE_TYPES)
    for kind in _ORDER:
        for fact in said.facts(kind):
            name = folded(fact.value)
            if kind == "author":
                if name in names or (
                    fact.confidence == "inferred" and not (is_article and _is_person(fact.value, names))
                ):
                    continue
                if title is not None and found is not None and is_in_suffix(name, title.value, found.value):
                    continue
            elif kind == "site" and is_article and found is not None and name in {whole, folded(found.value)}:
                continue
            yield fact


def _read_elements(page: Page, address: str | None, title: str, said: Statements) -> None:
    """Take down what metadata says, the most trusted first."""
    tree = page.tree
    for element in tree.select("html[lang]"):
        tag = Span(element.span.start, page.text.find(">", element.span.start) + 1)
        said.add("language", element.attr("lang") or "", tag, LANG)
    scripts = scripts_of(page)
    if scripts:
        read_json_ld(scripts, address, title, said)
    _read_metas(page.front_matter.fields, said)
    properties = tree.select("[itemprop]")
    if properties:
        # An item may be a property, and stands only once in what is walked over.
        every = {element.span: element for element in (*tree.select("[itemscope]"), *properties)}
        microdata = Microdata()
        for span in sorted(every, key=lambda span: (span.start, -span.end)):
            microdata.feed(every[span])
        microdata.read(title, said)
    for element in tree.select("link[hreflang][href]"):
        language, relation = element.attr("hreflang") or "", element.attr("rel") or ""
        if "alternate" in relation.lower().split() and language.lower() != "x-default":
            said.add("alternate", element.attr("href") or "", element.span, LINK, detail={"language": language})


def _read_metas(fields: dict[str, tuple[Field, ...]], said: Statements) -> None:
    known = []
    for key, values in fields.items():
        rank = _RANK.get(key)
        if rank is None and (key.startswith("dc") or " " in key):
            rank = _RANK.get(_DUBLIN_CORE.sub(r"\1.", key.replace(" ", "")))
        if rank is not None:
            known.append((rank, key, values))
    for rank, key, values in sorted(known):
        kind, confidence = _KINDS[rank]
        for field in values:
            said.add(kind, field.value, Span(field.start, field.end), LINK if key == "canonical" else META, confidence)


def _titled(said: Statements, value: str, place: Span, rule: str) -> Fact:
    return Fact(kind="title", value=value, confidence="stated", evidence=(said.evidence(place, rule),))


def _headings(tree: Tree, title: str, said: Collection[str]) -> list[tuple[str, Span]]:
    """Text and place of the headings that can have to do with a title: part of `<title>`, or *said* to be one.

    Those of the first order go before those of the second. All, when the page has no title.
    """
    elements = [element for name in ("h1", "h2") for element in tree.select(name)[:_MAX_HEADINGS]]
    shown = ((" ".join(each.text.split()), each.span) for each in elements if len(each.span) <= LONGEST_ELEMENT)
    return [
        (value, span)
        for value, span in shown
        if value and (not title or (name := folded(value)) in title or name in said)
    ]


def _names_of_site(
    fields: dict[str, tuple[Field, ...]], said: Statements, source: Source, address: str | None
) -> frozenset[str]:
    """Folded names of the site, its publisher and its host."""
    host = _host(address) or source.host or ""
    names = [*said.values("site", "publisher"), source.name or "", source.id, host, f"www.{host}"]
    names.extend(field.value for key in _SITE_KEYS for field in fields.get(key, ())[:1])
    return frozenset(map(folded, filter(None, names)))


def _is_person(author: str, names: Collection[str]) -> bool:
    """Whether a plain `author` may be somebody who writes: no company, no site with its place behind it."""
    name = folded(author)
    return not _COMPANY.search(author) and not any(len(each) > 3 and name.startswith(each) for each in names)


def _host(address: str | None) -> str:
    parts = split_address(address) if address else None
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def _labels(address: str | None) -> list[str]:
    """What a site with this address may be called in a title: the labels of its host."""
    return [label for label in _host(address).replace("-", "").split(".") if label]


def _type(fields: dict[str, tuple[Field, ...]]) -> str:
    return next((field.value.lower() for field in fields.get("og:type", ())), "")


def _read_times(tree: Tree, title: Fact, headings: Iterable[tuple[str, Span]], said: Statements) -> None:
    """Take down the dates of `<time>` that follow the heading of that *title* in one header or article.

    Dates stand in sidebars, lists and comments too. So they must be near, in no article within the article, and agree.
    """
    wanted = folded(title.value)
    heading = next((place for value, place in headings if folded(value) == wanted), None)
    times = tree.select("time")
    if heading is None or not times:
        return
    holders = sorted(element.span for name in ("article", "header") for element in tree.select(name))
    around = [span for span in holders if span.start <= heading.start and heading.end <= span.end]
    if not around:
        return
    last = min(around[-1].end, heading.end + _NEAR)
    last = min([last, *(span.start for span in holders if span.start >= heading.end)])
    dates: dict[FactKind, dict[str, Span]] = {"published": {}, "modified": {}}
    for element in times:
        if around[-1].start <= element.span.start and element.span.end <= last:
            classes = (element.attr("class") or "").lower().split()
            kind: FactKind = next((_CLASSES[name] for name in classes if name in _CLASSES), "published")
            dates[kind].setdefault(element.attr("datetime") or element.text, element.span)
    for each, found in dates.items():
        if len(found) == 1:
            value, span = found.popitem()
            said.add(each, value, span, TIME, "inferred")
