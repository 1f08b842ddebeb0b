"""The one post of a page of several that the page's address names: archives, threads, articles one below another.

An address names a post by its fragment (`#p123`), by the number in its query (`?p=123`), or as a whole, when it stands as
a link in one post only. That counts where the posts look alike, hold most of the page, and have names or links of the
same form of their own; so a section of a manual, a comment and a card in a list of links are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from urllib.parse import SplitResult

    from cleaner.model.document import Page
    from cleaner.model.outline import Outline

_MIN_CHARS = 80
"""Visible characters of a post that are no links."""
_SHARE = 2
"""Posts together have at least one in so many of the page's characters that are no links."""
_EDGE = 6
"""Blocks: so near to either end of a post stands the link to itself."""
_MAX_OTHERS = 5
"""Links of a post to others of the site; a part of a page with more is made of lists."""
_MAX_LINKS = 5000
_MAX_MARKS = 20_000
_FRAGMENT = re.compile(r"(?P<word>[A-Za-z]*)[-_]?(?P<number>\d{1,20})")
_POSTS = frozenset({"article", "blog", "diary", "entry", "message", "msg", "p", "pid", "post", "story"})
_FROM_ROOT = ("http://", "https://", "/", "mailto:", "javascript:")
"""How links begin that say themselves which page they lead to."""
_LONG = 4
"""Digits of a number that is no place in an order: `#12128` is a post, `#2` a section."""
_QUERY = frozenset({"article_id", "articleid", "entry", "p", "pid", "post", "post_id", "postid"})
_FORMS = ("post-{}", "post_{}", "post{}", "p{}", "pid{}", "entry-{}", "entry{}", "article-{}", "msg{}", "{}")
_DIGITS = re.compile(r"\d+")
_NO_POST = re.compile(r"comment|repl(?:y|ies)|respon[ds]|disqus|pinglun|huifu", re.IGNORECASE)
_NEVER = frozenset({"p", "td", "th", "dt", "dd", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "page"})
"""Elements that are parts of a post at most."""
_START = attrgetter("start")


class Post(NamedTuple):
    """Blocks `start` to `end` (excluded) are the post that the page's address names."""

    start: int
    end: int
    name: str
    """What of the address names it: `#p123`, `?p=123`, or `permalink`."""


def post_of(page: Page) -> Post | None:
    """The post of *page* that its address names, when it holds several and one is named."""
    address = page.address()[0]
    if address is None or page.outline is None or page.tree is None or len(page.blocks) < 4:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    posts = None
    for name, marks in _named(page, parts):
        posts = posts or _Posts(page, page.outline)
        found = posts.holding(marks)
        if found is not None:
            return Post(*found, name)
    if len(parts.path) > 1 or parts.query:
        own = _links_to(page, parts, address)
        # Addresses are slow to read, and few pages that link to themselves hold posts.
        posts = posts or (_Posts(page, page.outline) if own else None)
        if posts is not None and posts.may_hold(own):
            found = posts.linked(list(_links_like(page, parts, address)))
            if found is not None:
                return Post(*found, "permalink")
    return None


def _named(page: Page, parts: SplitResult) -> Iterator[tuple[str, list[tuple[int, bool]]]]:
    """What names a post in the address, and the blocks that elements so named begin with: is it the one, or another?"""
    fragment = _FRAGMENT.fullmatch(parts.fragment)
    if fragment and (fragment["word"].lower() in _POSTS or (not fragment["word"] and len(fragment["number"]) >= _LONG)):
        yield f"#{parts.fragment}", list(_marks(page, parts.fragment))
    for key, value in parse_qsl(parts.query)[:16]:
        if key.lower() in _QUERY and value.isascii() and value.isdecimal() and len(value) <= 20:
            for form in _FORMS:
                name = form.format(value)
                if f'"{name}"' in page.text or f"'{name}'" in page.text:
                    yield f"?{key}={value}", list(_marks(page, name))


def _marks(page: Page, name: str) -> Iterator[tuple[int, bool]]:
    """The blocks that elements with names of the form of *name* begin with, and whether it is *name* itself."""
    if name not in page.text:
        return
    form = _DIGITS.sub("0", name)
    for key, selector in (("id", "[id]"), ("name", "a[name]")):
        for element in page.tree.select(selector)[:_MAX_MARKS]:
            value = element.attr(key) or ""
            if _DIGITS.sub("0", value) == form:
                number = bisect_left(page.blocks, element.span.start, key=_START)
                if number < len(page.blocks):
                    yield number, value == name


def _links_to(page: Page, parts: SplitResult, address: str) -> list[int]:
    """The blocks of the links that lead to the page itself; none when no link says what is last in its address."""
    own = (parts.path.rstrip("/"), parts.query)
    slug = own[0].rpartition("/")[2] or parts.query
    links = [(number, link.href) for number, block in enumerate(page.blocks) for link in block.links]
    if len(links) > _MAX_LINKS or not slug:
        return []
    blocks: list[int] = []
    is_said = False
    for number, href in links:
        says = slug in href
        # Only what is told from the page's own address may lead there without saying so.
        may_lead = says or not (href.startswith(_FROM_ROOT) and href.isprintable())
        if may_lead and (href[:1] != "#" or len(href) == 1) and _target(address, href, parts) == own:
            blocks.append(number)
            is_said = is_said or says
    return blocks if is_said else []


def _links_like(page: Page, parts: SplitResult, address: str) -> Iterator[tuple[int, bool]]:
    """The links of the site whose addresses are of the form of the page's: the block, and whether it is the page's."""
    own = (parts.path.rstrip("/"), parts.query)
    depth, keys = own[0].count("/"), [key for key, _ in parse_qsl(parts.query)]
    for number, block in enumerate(page.blocks):
        for link in block.links:
            found = _target(address, link.href, parts)
            if found is not None and found[0].count("/") == depth and [key for key, _ in parse_qsl(found[1])] == keys:
                yield number, found == own


def _target(address: str, href: str, parts: SplitResult) -> tuple[str, str] | None:
    """Path and query of a link to a whole page of the same host."""
    try:
        target = urlsplit(urljoin(address, href))
    except ValueError:
        return None
    if target.fragment or target.hostname != parts.hostname:
        return None
    return target.path.rstrip("/"), target.query


class _Posts:
    """The groups of like containers on a page that may be posts."""

    def __init__(self, page: Page, outline: Outline) -> None:
        self.outline = outline
        sizes = [len(block.text) - block.link_chars() for block in page.blocks]
        self.sums = [0, *accumulate(sizes)]
        self.children: dict[int, list[int]] = {}
        for number, parent in enumerate(outline.parents[1:], 1):
            self.children.setdefault(parent, []).append(number)

    def holding(self, marks: Sequence[tuple[int, bool]]) -> tuple[int, int] | None:
        """The blocks of the innermost post that alone holds the mark that is meant, where others hold other marks."""
        return next((found for found, _ in self._holding(marks)), None)

    def linked(self, links: Sequence[tuple[int, bool]]) -> tuple[int, int] | None:
        """The same by links: of three named posts, one has the page's address where it begins or ends, and few others."""
        for (first, last), holders in self._holding(links):
            inside = [(block, is_own) for block, is_own in links if first <= block < last]
            at_edge = any(block - first < _EDGE or last - block <= _EDGE for block, is_own in inside if is_own)
            if holders > 1 and at_edge and sum(not is_own for _, is_own in inside) <= _MAX_OTHERS:
                return first, last
        return None

    def may_hold(self, meant: Sequence[int]) -> bool:
        """Some posts alone hold all that is *meant*, wherever others hold other marks."""
        return any(True for _ in self._around(meant))

    def _holding(self, marks: Sequence[tuple[int, bool]]) -> Iterator[tuple[tuple[int, int], int]]:
        """The ranges of posts that alone hold what is meant, innermost first, and how many others hold other marks."""
        meant = [block for block, is_meant in marks if is_meant]
        others = sorted({block for block, is_meant in marks if not is_meant})
        for number, group in self._around(meant) if others else ():
            holders = sum(self._holds(others, each) for each in group if each != number)
            if holders:
                yield self._range(number), holders

    def _around(self, meant: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """The posts that hold all that is *meant*, innermost first, and those that look like each."""
        number = self.outline.leaves[meant[0]] if meant else 0
        while number:
            first, last = self._range(number)
            if all(first <= block < last for block in meant):
                group = self._like(number)
                if len(group) > 1 and self._are_posts(group):
                    yield number, group
            number = self.outline.parents[number]

    def _like(self, number: int) -> list[int]:
        """The siblings of a container that look like it and have a text, itself among them when it has."""
        tags, names = self.outline.tags, self.outline.names
        own = _words(names[number])
        if tags[number] in _NEVER or _NO_POST.search(names[number]):
            return []
        group = [
            each
            for each in self.children[self.outline.parents[number]]
            if tags[each] == tags[number] and self._size(each) >= _MIN_CHARS and _alike(own, _words(names[each]))
        ]
        return group if number in group else []

    def _are_posts(self, group: Iterable[int]) -> bool:
        """They hold most of the page, and are more than paragraphs."""
        group = list(group)
        blocks = sum(last - first for first, last in map(self._range, group))
        return _SHARE * sum(map(self._size, group)) >= self.sums[-1] and blocks >= 2 * len(group)

    def _range(self, number: int) -> tuple[int, int]:
        return self.outline.starts[number], self.outline.ends[number]

    def _size(self, number: int) -> int:
        first, last = self._range(number)
        return self.sums[last] - self.sums[first]

    def _holds(self, blocks: Sequence[int], number: int) -> bool:
        first, last = self._range(number)
        at = bisect_right(blocks, first - 1)
        return at < len(blocks) and blocks[at] < last


def _words(names: str) -> frozenset[str]:
    """The names of a container; numbers in them count for nothing."""
    return frozenset(_DIGITS.sub("0", names).split())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one.isdisjoint(other) or not (one or other)
