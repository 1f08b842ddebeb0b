"""Rules against a page: which hit, where, and what they read."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from cleaner.rules.fold import fold
from cleaner.rules.index import TextIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cleaner.model.block import Block
    from cleaner.model.document import Page
    from cleaner.rules.compile import CompiledRule, RuleSet
    from cleaner.rules.fold import Fold
    from cleaner.rules.index import Found

_CLAUSE_END = re.compile(r"[:：,，?？!！。|丨—]")
_MIN_CLAUSE = 4
"""Code points: a shorter beginning of a title begins many a paragraph too."""

CONTENT_ONLY = frozenset({"pre", "front-matter"})
"""What stands in a fence is content and front matter is data: only a rule that names them sees them."""


class Hit:
    """A rule that hit: blocks `first`–`last`, and in a single block perhaps only some of its text, a link or an image."""

    __slots__ = ("first", "found", "image", "last", "link", "rule", "span")

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
    ) -> None:
        self.rule = rule
        self.first = first
        self.last = last
        self.found = found
        self.span = span
        self.link = link
        self.image = image

    @property
    def is_whole(self) -> bool:
        """Whole blocks, not a part of one."""
        return self.span is None and self.image is None


class Matcher:
    """One page as rules see it. Views of its text are made once for each way of folding."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.blocks: tuple[Block, ...] = page.blocks
        self.head = 0
        while self.head < len(self.blocks) and self.blocks[self.head].tag in {"front-matter", "fence"}:
            self.head += 1
        self._by_tag: dict[str, list[int]] = {}
        for number, block in enumerate(self.blocks):
            self._by_tag.setdefault(block.tag, []).append(number)
        self._texts = [block.text for block in self.blocks]
        self._views: dict[frozenset[Fold], TextIndex] = {}
        self._links: tuple[list[tuple[int, int]], TextIndex] | None = None
        self._images: tuple[list[tuple[int, int]], TextIndex, TextIndex] | None = None

    def view(self, folds: frozenset[Fold]) -> TextIndex:
        """The visible texts of the blocks, folded."""
        view = self._views.get(folds)
        if view is None:
            view = self._views[folds] = TextIndex(self._texts, folds)
        return view

    def candidates(self, rules: RuleSet) -> list[CompiledRule]:
        """The rules that can hit this page at all, in order: one pass over the text for each way of folding."""
        numbers = list(rules.always)
        for folds, indexes, patterns in rules.sets:
            matched = patterns.Match(self.view(folds).data)
            if matched:
                numbers.extend(indexes[number] for number in matched)
        numbers.sort()
        return [rules.rules[number] for number in numbers]

    def hits(self, rule: CompiledRule, title: str | None = None) -> Iterator[Hit]:
        """The hits of *rule* in order, its zone not yet looked at."""
        finders: dict[str, Callable[[CompiledRule], Iterator[Hit]]] = {
            "block": self._block_hits,
            "span": self._span_hits,
            "region": self._region_hits,
            "image": self._image_hits,
            "link": self._link_hits,
        }
        for hit in finders[rule.target](rule):
            if rule.matcher.title and not self._says(hit.first, title, rule.matcher.title):
                continue
            yield hit

    def _window(self, rule: CompiledRule) -> tuple[int, int]:
        """The blocks, low to high (excluded), that `first` and `last` of *rule* leave."""
        low, high = 0, len(self.blocks)
        if rule.matcher.first is not None:
            high = min(high, self.head + rule.matcher.first)
        if rule.matcher.last is not None:
            low = max(low, len(self.blocks) - rule.matcher.last)
        return low, max(low, high)

    def _block_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        low, high = self._window(rule)
        if rule.primary is None:
            for number in self._numbers(rule):
                if low <= number < high and self._holds(rule, number):
                    yield Hit(rule, number, number)
            return
        for found in self.view(rule.folds).first_of_each(rule.primary, low, high):
            if self._holds(rule, found.number):
                yield Hit(rule, found.number, found.number, found=found)

    def _numbers(self, rule: CompiledRule) -> Sequence[int]:
        """Blocks that can hit a rule without a pattern: those of its kinds, else those with links, else all."""
        if rule.tags is not None:
            return sorted(number for tag in rule.tags for number in self._by_tag.get(tag, ()))
        if rule.href is not None or rule.matcher.link_share:
            return [number for number, block in enumerate(self.blocks) if block.links]
        return range(len(self.blocks))

    def _span_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        assert rule.primary is not None
        low, high = self._window(rule)
        for found in self.view(rule.folds).every(rule.primary):
            if low <= found.number < high and self._holds(rule, found.number):
                yield Hit(rule, found.number, found.number, found=found, span=found.span())

    def _region_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        matcher = rule.matcher
        view = self.view(rule.folds)
        assert rule.primary is not None
        bounds = view.first_of_each(rule.primary, *self._window(rule))
        held = (found for found in bounds if self._holds(rule, found.number))
        if not (matcher.from_ or matcher.after):
            for found in held:
                last = found.number - (matcher.before is not None)
                if last >= self.head and _fits(rule, last - self.head + 1):
                    yield Hit(rule, self.head, last, found=found)
                return
        done = -1
        for found in held:
            first = found.number + (matcher.after is not None)
            if first <= done or first >= len(self.blocks):
                continue
            last = self._region_end(rule, found.number, first)
            if last is None:
                return
            if last >= first and _fits(rule, last - first + 1):
                done = last
                yield Hit(rule, first, last, found=found)

    def _region_end(self, rule: CompiledRule, start: int, first: int) -> int | None:
        """The last block of the region that begins at *first*; None when it has no end on this page."""
        view, total = self.view(rule.folds), len(self.blocks)
        if rule.end is not None:
            found = next(view.first_of_each(rule.end, first, total), None)
            return None if found is None else found.number - (rule.matcher.before is not None)
        if rule.while_ is None:
            return total - 1
        last = start
        while last + 1 < total and (self.blocks[last + 1].tag == "hr" or view.matches(rule.while_, last + 1)):
            last += 1
        while self.blocks[last].tag == "hr" and last > first:
            last -= 1
        return last

    def _image_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        if self._images is None:
            places = [(number, n) for number, block in enumerate(self.blocks) for n in range(len(block.images))]
            images = [self.blocks[number].images[n] for number, n in places]
            self._images = (places, TextIndex([i.src for i in images]), TextIndex([i.alt for i in images]))
        places, sources, alts = self._images
        if not places:
            return
        low, high = self._window(rule)
        found: dict[int, Found] = {}
        chosen = set(range(len(places)))
        for pattern, index in ((rule.src, sources), (rule.alt, alts)):
            if pattern is None:
                continue
            # `^$` is how a rule says "none": an index does not report empty matches.
            if pattern.search(b"") is not None:
                chosen &= {n for n, text in enumerate(index.texts) if not text}
                continue
            matched = {item.number: item for item in index.first_of_each(pattern, 0, len(places))}
            chosen &= matched.keys()
            found |= matched
        for n in sorted(chosen):
            number, image = places[n]
            if low <= number < high and self._holds(rule, number):
                yield Hit(rule, number, number, image=image, found=found.get(n))

    def _link_hits(self, rule: CompiledRule) -> Iterator[Hit]:
        assert rule.href is not None
        places, targets = self._link_index()
        low, high = self._window(rule)
        for found in targets.first_of_each(rule.href, 0, len(places)):
            number, link = places[found.number]
            if low <= number < high and self._holds(rule, number):
                target = self.blocks[number].links[link]
                yield Hit(rule, number, number, link=link, found=found, span=(target.start, target.end))

    def _link_index(self) -> tuple[list[tuple[int, int]], TextIndex]:
        if self._links is None:
            places = [(number, n) for number, block in enumerate(self.blocks) for n in range(len(block.links))]
            self._links = (places, TextIndex([self.blocks[number].links[n].href for number, n in places]))
        return self._links

    def links_matching(self, rule: CompiledRule, number: int) -> list[int]:
        """Which links of block *number* have a target that *rule* asks for."""
        if rule.href is None:
            return list(range(len(self.blocks[number].links)))
        places, targets = self._link_index()
        start = bisect_left(places, (number, 0))
        count = len(self.blocks[number].links)
        return [n for n in range(count) if targets.matches(rule.href, start + n)]

    def _holds(self, rule: CompiledRule, number: int) -> bool:
        """The conditions of *rule* that look at one block and its neighbours."""
        matcher = rule.matcher
        block = self.blocks[number]
        if rule.tags is None:
            if block.tag in CONTENT_ONLY:
                return False
        elif block.tag not in rule.tags:
            return False
        if matcher.blank_before is not None and block.blank_before < matcher.blank_before:
            return False
        if matcher.max_chars is not None and len(block.text) > matcher.max_chars:
            return False
        if matcher.link_share is not None and _link_share(block) < matcher.link_share:
            return False
        if rule.target != "link" and rule.href is not None and not self.links_matching(rule, number):
            return False
        view = self.view(rule.folds)
        if rule.previous is not None and not view.matches(rule.previous, self._beside(number, -1)):
            return False
        return rule.next is None or view.matches(rule.next, self._beside(number, 1))

    def _beside(self, number: int, step: int) -> int:
        """The nearest block above or below that has visible text; -1 if there is none."""
        number += step
        while 0 <= number < len(self.blocks):
            text = self.blocks[number].text
            if text and not text.isspace():
                return number
            number += step
        return -1

    def _says(self, number: int, title: str | None, how: str) -> bool:
        if not title:
            return False
        text = _plain(self.blocks[number].text)
        if how == "equals":
            return text == _plain(title)
        clause = _CLAUSE_END.split(title.strip(), maxsplit=1)[0]
        return len(clause) >= _MIN_CLAUSE and text.startswith(_plain(clause))


def _fits(rule: CompiledRule, blocks: int) -> bool:
    return rule.matcher.at_most is None or blocks <= rule.matcher.at_most


def _link_share(block: Block) -> float:
    visible = len("".join(block.text.split()))
    if not visible:
        return 1.0 if block.images else 0.0
    linked = sum(len("".join(block.text[link.start : link.end].split())) for link in block.links)
    return linked / visible


def _plain(text: str) -> str:
    """As titles are compared: width and white space make no difference."""
    return "".join(fold(text, frozenset({"width", "space"})).split())
