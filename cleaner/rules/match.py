"""Rules against a page: which hit, where, and what they read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, or_
from typing import TYPE_CHECKING, ClassVar

from cleaner.model.span import Span
from cleaner.rules.fold import fold
from cleaner.rules.index import TextIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from cleaner.model.block import Block
    from cleaner.model.document import Page
    from cleaner.model.element import Element, Tree
    from cleaner.rules.compile import CompiledRule, RuleSet, Target
    from cleaner.rules.index import Found
    from cleaner.rules.pattern import Pattern

_CLAUSE_END = re.compile(r"[:：,，?？!！。|丨—]")
_START = attrgetter("start")
_MIN_CLAUSE = 4
"""Code points: a shorter beginning of a title begins many a paragraph too."""

CONTENT_ONLY = frozenset({"pre", "front-matter"})
"""What stands in a fence is content and front matter is data: only a rule that names them sees them."""


class Hit:
    """A rule that hit: blocks `first`–`last`, and in a single block perhaps only some of its text, a link or an image.

    `at` is the block that the rule's first pattern matched. A hit on an element knows it; its blocks are those that lie
    wholly in it (none, when `last` is before `first`), and `span` says which text of the one block that it lies in.
    """

    __slots__ = ("at", "element", "first", "found", "image", "last", "link", "rule", "span")

    def __init__(
        self,
        rule: CompiledRule,
        first: int,
        last: int,
        *,
        found: Found | None = None,
        span: tuple[int, int] | None = None,
        link: int | None = None,
        image: int | None = None,
        at: int | None = None,
        element: Element | None = None,
    ) -> None:
        self.rule = rule
        self.element = element
        self.first = first
        self.last = last
        self.found = found
        self.at = first if at is None else at
        self.span = span
        self.link = link
        self.image = image

    @property
    def is_whole(self) -> bool:
        """Whole blocks, not a part of one."""
        return self.span is None and self.image is None


def _holds(span: Span, bodies: Sequence[Span]) -> bool:
    """One of *bodies*, which are in order and disjoint, lies in *span*."""
    place = bisect_left(bodies, span.start, key=_START)
    return place < len(bodies) and bodies[place].end <= span.end


class Matcher:
    """One page as rules see it: the visible texts of its blocks, its links and its images, each indexed once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.blocks: tuple[Block, ...] = page.blocks
        self.head = 0
        while self.head < len(self.blocks) and self.blocks[self.head].tag in {"front-matter", "fence"}:
            self.head += 1
        self.top, self.bottom = self.head, len(self.blocks)
        self.texts = TextIndex([block.text for block in self.blocks])
        self.hidden = bytearray(len(self.blocks))
        # What only a rule that names it sees.
        self._data = bytearray([block.tag in CONTENT_ONLY for block in self.blocks])
        self.shut = self._data
        """Blocks that only a rule sees which asks for their tag, or for what is hidden."""
        # Of the elements of a selector: where they begin, and how far they and those before them reach.
        self._reaches: dict[str, tuple[list[int], list[int]]] = {}
        self._hide(page.hidden)

    def frame(self, gone: Container[int]) -> None:
        """The first and last blocks are those of the article, when other blocks are *gone* already."""
        article = [number for number in range(self.head, len(self.blocks)) if number not in gone]
        if article:
            self.top, self.bottom = article[0], article[-1] + 1

    def reveal(self, bodies: Sequence[Span]) -> tuple[Span, ...]:
        """Elements around the article are not hidden, whatever they say: scripts show them. Returns those that are."""
        hidden = tuple(span for span in self.page.hidden if not _holds(span, bodies))
        if len(hidden) < len(self.page.hidden):
            self.hidden = bytearray(len(self.blocks))
            self._hide(hidden)
        return hidden

    def _hide(self, spans: Iterable[Span]) -> None:
        for span in spans:
            for number in self.blocks_in(span):
                self.hidden[number] = 1
        self.shut = bytearray(map(or_, self._data, self.hidden)) if any(self.hidden) else self._data

    def blocks_in(self, span: Span) -> range:
        """The blocks that lie wholly in *span* of the source."""
        first = bisect_left(self.blocks, span.start, key=_START)
        last = bisect_left(self.blocks, span.end, lo=first, key=_START)
        while last > first and self.blocks[last - 1].end > span.end:
            last -= 1
        return range(first, last)

    def elements(self, selector: str) -> Sequence[Element]:
        """What *selector* finds; nothing on a page that has no elements."""
        tree: Tree | None = self.page.tree
        return [] if tree is None else tree.select(selector)

    def is_within(self, selector: str, span: Span) -> bool:
        """Whether *span* lies wholly in one of the elements that *selector* finds."""
        found = self._reaches.get(selector)
        if found is None:
            places = sorted(element.span for element in self.elements(selector))
            starts = [place.start for place in places]
            found = self._reaches[selector] = starts, list(accumulate((place.end for place in places), max))
        starts, reaches = found
        number = bisect_right(starts, span.start) - 1
        return number >= 0 and span.end <= reaches[number]

    @cached_property
    def by_tag(self) -> dict[str, list[int]]:
        """Numbers of the blocks of each kind."""
        numbers: dict[str, list[int]] = {}
        for number, block in enumerate(self.blocks):
            if block.tag in numbers:
                numbers[block.tag].append(number)
            else:
                numbers[block.tag] = [number]
        return numbers

    @cached_property
    def link_places(self) -> list[tuple[int, int]]:
        """`(block, number in the block)` of each link."""
        return [(number, n) for number, block in enumerate(self.blocks) for n in range(len(block.links))]

    @cached_property
    def hrefs(self) -> TextIndex:
        """The targets of the links."""
        return TextIndex([self.blocks[number].links[n].href for number, n in self.link_places])

    @cached_property
    def image_places(self) -> list[tuple[int, int]]:
        """`(block, number in the block)` of each image."""
        return [(number, n) for number, block in enumerate(self.blocks) for n in range(len(block.images))]

    @cached_property
    def srcs(self) -> TextIndex:
        """The addresses of the images."""
        return TextIndex([self.blocks[number].images[n].src for number, n in self.image_places])

    @cached_property
    def alts(self) -> TextIndex:
        """The texts of the images."""
        return TextIndex([self.blocks[number].images[n].alt for number, n in self.image_places])

    def beside(self, number: int, step: int) -> int:
        """The nearest block above or below that has visible text; -1 if there is none."""
        number += step
        while 0 <= number < len(self.blocks):
            text = self.blocks[number].text
            if text and not text.isspace() and not self.hidden[number]:
                return number
            number += step
        return -1


class Scan:
    """A set of rules on one page: where their patterns match, and from that the hits of each rule."""

    def __init__(self, matcher: Matcher, rules: RuleSet) -> None:
        self.matcher = matcher
        self.blocks = matcher.blocks
        self.rules = rules
        self._at = matcher.texts.locate(rules.text, rules.can_hit if rules.are_rare else None)
        self._has_elements = matcher.page.tree is not None

    @cached_property
    def _hrefs(self) -> dict[Pattern, list[int]]:
        places = self.matcher.link_places
        return self.matcher.hrefs.confirmed(self.rules.href) if places and self.rules.href.patterns else {}

    @cached_property
    def _srcs(self) -> dict[Pattern, list[int]]:
        places = self.matcher.image_places
        return self.matcher.srcs.confirmed(self.rules.src) if places and self.rules.src.patterns else {}

    def candidates(self, absent: Container[CompiledRule] = ()) -> Iterator[CompiledRule]:
        """The rules that can hit this page at all, in order. Of some it is known already that they cannot."""
        rules, located = self.rules.rules, self._at
        numbers = self.rules.waiting_for(located)
        numbers.extend(self.rules.others if self._has_elements else self.rules.others_in_text)
        numbers.sort()
        for number in numbers:
            rule = rules[number]
            if rule in absent or (rule.beside and not all(map(located.__contains__, rule.beside))):
                continue
            if rule.select is not None and self._has_elements and self.matcher.elements(rule.select):
                possible = True
            elif rule.is_select_only or (rule.within is not None and not self._has_elements):
                possible = False
            elif rule.primary is not None:
                possible = rule.primary in located
            elif rule.target == "image":
                possible = bool(self.matcher.image_places) and (
                    rule.src is None or rule.src_may_be_empty or rule.src in self._srcs
                )
            elif rule.href is not None:
                possible = rule.href in self._hrefs
            else:
                possible = rule.tags is None or not rule.tags.isdisjoint(self.matcher.by_tag)
            if possible:
                yield rule

    def hits(self, rule: CompiledRule, title: str | None = None) -> Iterator[Hit]:
        """The hits of *rule* in order, its zone not yet looked at."""
        how = rule.matcher.title
        if rule.select is not None and self._has_elements:
            chosen = list(self._element_hits(rule, title))
            if chosen or rule.is_select_only:
                return iter(chosen)
        found = self._FINDERS[rule.target](self, rule)
        return found if how is None else (hit for hit in found if self._says(self.blocks[hit.first].text, title, how))

    def _element_hits(self, rule: CompiledRule, title: str | None) -> Iterator[Hit]:
        """The elements that *rule* selects and that fulfil its conditions."""
        matcher = rule.matcher
        assert rule.select is not None
        for element in self.matcher.elements(rule.select):
            inside = self.matcher.blocks_in(element.span)
            if rule.within is not None and not self._is_within(rule, element.span):
                continue
            if matcher.max_chars is not None and sum(len(self.blocks[n].text) for n in inside) > matcher.max_chars:
                continue
            if matcher.link_share is not None and _share([self.blocks[n] for n in inside]) < matcher.link_share:
                continue
            if matcher.title is not None and not self._says(element.text, title, matcher.title):
                continue
            span = None
            first, last = inside.start, inside.stop - 1
            if not inside:
                number = bisect_left(self.blocks, element.span.start, key=_START) - 1
                if number >= 0 and element.span.end <= self.blocks[number].end:
                    first = last = number
                    span = self.blocks[number].visible_span(element.span.start, element.span.end)
            yield Hit(rule, first, last, span=span, element=element)

    def _is_within(self, rule: CompiledRule, span: Span) -> bool:
        assert rule.within is not None
        return self.matcher.is_within(rule.within, span)

    def links_matching(self, rule: CompiledRule, number: int) -> list[int]:
        """Which links of block *number* have a target that *rule* asks for."""
        count = len(self.blocks[number].links)
        if rule.href is None or not count:
            return list(range(count))
        start = bisect_left(self.matcher.link_places, (number, 0))
        matched = self._hrefs.get(rule.href, [])
        return [n for n in range(count) if _contains(matched, start + n)]

    def _matches(self, pattern: Pattern, number: int) -> bool:
        if number < 0 or not _contains(self._at.get(pattern), number):
            return False
        return pattern.is_exact or self.matcher.texts.first_in(pattern, number) is not None

    def _held(self, rule: CompiledRule) -> Iterator[int]:
        """Blocks where the first pattern of *rule* matches and its conditions hold, in order."""
        primary = rule.primary
        numbers: Iterable[int] = range(len(self.blocks))
        if primary is not None:
            numbers = self._at.get(primary)
        elif rule.tags is not None:
            numbers = sorted(number for tag in rule.tags for number in self.matcher.by_tag.get(tag, ()))
        elif rule.href is not None:
            places = self.matcher.link_places
            numbers = sorted({places[n][0] for n in self._hrefs.get(rule.href, ())})
        for number in numbers:
            # What is cheap to ask is asked first.
            if self._holds(rule, number) and (
                primary is None or primary.is_exact or self.matcher.texts.first_in(primary, number) is not None
            ):
                yield number

    def _block_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        for number in self._held(rule):
            yield Hit(rule, number, number, found=self._found(rule, number))

    def _found(self, rule: CompiledRule, number: int) -> Found | None:
        """The match itself, looked up only for rules that read something from it."""
        if rule.primary is None or not rule.captures:
            return None
        return self.matcher.texts.first_in(rule.primary, number)

    def _span_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        assert rule.primary is not None
        for found in self.matcher.texts.every(rule.primary, self._held(rule)):
            # A pattern can say more than what goes: then the group `remove` is what goes.
            span = found.group("remove") or found.span()
            yield Hit(rule, found.number, found.number, found=found, span=span)

    def _region_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        matcher = rule.matcher
        if not (matcher.from_ or matcher.after):
            for number in self._held(rule):
                last = number - (matcher.before is not None)
                if last >= self.matcher.head and _fits(rule, last - self.matcher.head + 1):
                    yield Hit(rule, self.matcher.head, last, found=self._found(rule, number), at=number)
                return
        done = -1
        for number in self._held(rule):
            first = number + (matcher.after is not None)
            if first <= done or first >= len(self.blocks):
                continue
            end = self._region_end(rule, number, first)
            if end is None:
                return
            last = end
            if last >= first and _fits(rule, last - first + 1):
                done = last
                yield Hit(rule, first, last, found=self._found(rule, number), at=number)

    def _region_end(self, rule: CompiledRule, start: int, first: int) -> int | None:
        """The last block of the region that begins at *first*; None when it has no end on this page."""
        if rule.end is not None:
            ends = self._at.get(rule.end)
            for number in ends[bisect_left(ends, first) :]:
                if self._matches(rule.end, number):
                    return number - (rule.matcher.before is not None)
            return None
        if rule.while_ is None:
            return len(self.blocks) - 1
        last = start
        while last + 1 < len(self.blocks) and (
            self.blocks[last + 1].tag == "hr" or self._matches(rule.while_, last + 1)
        ):
            last += 1
        while self.blocks[last].tag == "hr" and last > first:
            last -= 1
        return last

    def _image_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        srcs = self.matcher.srcs
        matched = self._srcs.get(rule.src, []) if rule.src is not None else []
        for n, (number, image) in enumerate(self.matcher.image_places):
            if rule.src is not None and not _contains(matched, n) and not (rule.src_may_be_empty and not srcs.texts[n]):
                continue
            if rule.alt is not None and self.matcher.alts.first_in(rule.alt, n) is None:
                continue
            if self._holds(rule, number):
                found = srcs.first_in(rule.src, n) if rule.src is not None and rule.captures else None
                yield Hit(rule, number, number, image=image, found=found)

    def _link_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        assert rule.href is not None
        for n in self._hrefs.get(rule.href, ()):
            number, link = self.matcher.link_places[n]
            if self._holds(rule, number):
                target = self.blocks[number].links[link]
                found = self.matcher.hrefs.first_in(rule.href, n) if rule.captures else None
                yield Hit(rule, number, number, link=link, found=found, span=(target.start, target.end))

    def _holds(self, rule: CompiledRule, number: int) -> bool:
        """The conditions of *rule* that look at one block, its place and its neighbours."""
        matcher = rule.matcher
        if rule.tags is None and not matcher.hidden:
            if self.matcher.shut[number]:
                return False
        elif not self._is_of_kind(rule, number):
            return False
        if not rule.has_conditions:
            return True
        block = self.blocks[number]
        if matcher.first is not None and number - self.matcher.top >= matcher.first:
            return False
        if matcher.last is not None and self.matcher.bottom - number > matcher.last:
            return False
        if matcher.blank_before is not None and block.blank_before < matcher.blank_before:
            return False
        if matcher.max_chars is not None and len(block.text) > matcher.max_chars:
            return False
        if matcher.link_share is not None and _share([block]) < matcher.link_share:
            return False
        if rule.within is not None and not self._is_within(rule, Span(block.start, block.end)):
            return False
        if rule.target != "link" and rule.href is not None and not self.links_matching(rule, number):
            return False
        if rule.previous is not None and not self._matches(rule.previous, self.matcher.beside(number, -1)):
            return False
        return rule.next is None or self._matches(rule.next, self.matcher.beside(number, 1))

    def _is_of_kind(self, rule: CompiledRule, number: int) -> bool:
        """Block *number* has a tag that *rule* looks at, and is hidden only if it looks at what is hidden."""
        tag = self.blocks[number].tag
        if tag in CONTENT_ONLY if rule.tags is None else tag not in rule.tags:
            return False
        return bool(self.matcher.hidden[number]) == bool(rule.matcher.hidden)

    _FINDERS: ClassVar[Mapping[Target, Callable[[Scan, CompiledRule], Iterator[Hit]]]] = {
        "block": _block_hits,
        "span": _span_hits,
        "region": _region_hits,
        "image": _image_hits,
        "link": _link_hits,
    }

    @staticmethod
    def _says(text: str, title: str | None, how: str) -> bool:
        if not title:
            return False
        text = _plain(text)
        if how == "equals":
            return text == _plain(title)
        clause = _CLAUSE_END.split(title.strip(), maxsplit=1)[0]
        return len(clause) >= _MIN_CLAUSE and text.startswith(_plain(clause))


def _fits(rule: CompiledRule, blocks: int) -> bool:
    return rule.matcher.at_most is None or blocks <= rule.matcher.at_most


def _contains(numbers: list[int], number: int) -> bool:
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def _share(blocks: Iterable[Block]) -> float:
    """Which part of the visible characters of *blocks* stands in links; pictures alone count as a link."""
    visible = linked = pictures = 0
    for block in blocks:
        visible += len("".join(block.text.split()))
        linked += sum(len("".join(block.text[link.start : link.end].split())) for link in block.links)
        pictures += len(block.images)
    return linked / visible if visible else float(bool(pictures))


def _plain(text: str) -> str:
    """As titles are compared: width and white space make no difference."""
    return "".join(fold(text, frozenset({"width", "space"})).split())
