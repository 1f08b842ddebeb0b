"""What a block beside the article is, and the evidence for it in one sentence: every removal can be read and judged.

The evidence, the strongest first: an element around the block that says by its name what is in it (comments, a list of
other pages, a share bar), the label that it stands below, its own words, an element that only says where on the page it
stands (`nav`, `footer`, a sidebar), links, place. Sentences are made of the words of our own tables and never quote the
page, so they may stand in a redacted result, and all pages have the same few hundred of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaner.extract.around import LIST, NAVIGATION, Around, Said
from cleaner.extract.chrome_words import MAX_LABEL, MAX_PHRASED, folded, label_of, phrases_in
from cleaner.extract.labels import is_link, labels_of, scopes_of
from cleaner.model.ledger import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaner.extract.around import Evidence
    from cleaner.extract.chrome_words import Named
    from cleaner.model.block import Block
    from cleaner.model.document import Page

_OF_ARTICLE = frozenset({"byline", "dateline", "view-counter", "image-credit"})
"""They speak of one article: far from this one they are another's."""
_LISTS = frozenset(
    {"related", "hot-news", "comments", "navigation", "share-bar", "topic", "advertisement", "promotion"}
)
"""Those that have many blocks, so that one without a sign of its own is still seen to be of them."""
_REACH = 5
"""Blocks on either side that are asked of one that says nothing itself."""
_LAST = frozenset({"copyright", "registration"})
"""They end a page, whatever label stands above them."""
_NEAR = 12
"""Blocks beyond the article in which something is still taken to be about it."""
_MAX_ENTRY = 100
"""Code points: longer words without a link are no entry of a menu."""
_MAX_LINKS = 20
_MAX_DATE = 40
_PATH_SIGNS = (">", "»", "›", "→")
_CAPTIONS = frozenset({"figcaption", "caption"})
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\d月\s?\d")
_WORD_OF_DATE = 12
_HEADLINE = 24
"""Width of a link's text, wide characters counted twice, from which it is a headline and no entry of a menu."""
_WIDE = "\u2e80"
_MIN_TITLE = 4
_TITLE_KEYS = frozenset({"title", "og:title"})
_TITLE_SIGNS = ("|", " - ", " – ", " — ", "_", "-", "·", "»")
_TITLE = Said("title-repeat", "the title of the article")


def reasons_of(page: Page, article: Sequence[int], reason: Reason) -> dict[int, Reason]:
    """For each block of *page* that is not of the *article*: *reason* with the category and the sentence of the block.

    *article* are numbers of blocks, in order. The same category for the same evidence is the same object. Linear in the
    blocks and the containers.
    """
    made: dict[Said, Reason] = {}
    reasons: dict[int, Reason] = {}
    for number, said in _Asked(page, article).said().items():
        found = made.get(said)
        if found is None:
            found = made[said] = Reason(reason.rule, said.category, said.why, reason.action, reason.digest)
        reasons[number] = found
    return reasons


class _Asked:
    """A page with its article, asked block by block."""

    def __init__(self, page: Page, article: Sequence[int]) -> None:
        self.page = page
        self.blocks = page.blocks
        self.inside = inside = frozenset(article)
        self.outside = [number for number in range(len(page.blocks)) if number not in inside]
        self.first = article[0] if article else len(page.blocks)
        self.last = article[-1] if article else len(page.blocks)
        self.around = Around(page, inside)

    def said(self) -> dict[int, Said]:
        """By number, in order. First what the elements alone say, then only what is left is looked at closely."""
        said: dict[int, Said | None] = {}
        rest: list[int] = []
        veiled: list[int] = []
        for number in self.outside:
            evidence = self.around.of(number)
            if evidence is None or evidence.rank < NAVIGATION or (evidence.rank < LIST and self._is_prose(number)):
                rest.append(number)
                said[number] = None
            else:
                said[number] = evidence.said
                if evidence.rank < LIST:
                    veiled.append(number)
        labels = labels_of(self.blocks, rest)
        phrased = self._phrased([number for number in rest if number not in labels])
        scopes = scopes_of(self.blocks, self.outside, labels, self.around)
        if scopes:
            scopes = {n: label for n, label in scopes.items() if n not in phrased or phrased[n].says not in _LAST}
            for number in (*rest, *veiled):
                if number in scopes:
                    said[number] = _below(scopes[number])
            rest = [number for number in rest if number not in scopes]
        self._look(rest, {**phrased, **labels}, said)
        return {number: each or self._among(number, said) for number, each in said.items()}

    def _look(self, rest: Sequence[int], told: Mapping[int, Named], said: dict[int, Said | None]) -> None:
        """What the blocks *rest* say themselves, and where they stand."""
        widths = self._widths(rest)
        titles = self._titles()
        for number in rest:
            if number < self.last and self._is_near(number) and self._is_title(number, titles):
                said[number] = _TITLE
                continue
            one = self._one(number, told.get(number), widths.get(number))
            above = said.get(number - 1)
            # A word of one of them is a word of all that goes with it.
            is_alike = one and above and one.category == above.category and _is_word(one) and _is_word(above)
            said[number] = above if is_alike else one

    def _among(self, number: int, said: Mapping[int, Said | None]) -> Said:
        """What nothing else says: as the blocks on both sides, if these are alike; else only where it stands."""
        before = next((said[each] for each in range(number - 1, number - _REACH, -1) if said.get(each)), None)
        after = next((said[each] for each in range(number + 1, number + _REACH) if said.get(each)), None)
        if before and after and before.category == after.category and before.category in _LISTS:
            if before == after and not before.why.startswith("in "):
                return before
            return Said(before.category, f"stands amid blocks of this kind, {self._where(number)}")
        evidence = self.around.of(number)
        at = f", {evidence.why}" if evidence else ""
        block = self.blocks[number]
        what = "a caption" if block.tag in _CAPTIONS else "text" if block.text.strip() else "no words"
        return Said("outside-body", f"{what} {self._where(number)}{at}")

    def _one(self, number: int, told: Named | None, width: float | None) -> Said | None:
        """What no element and no label above says."""
        around = self.around.of(number)
        if told and self._can_be(told.says, number):
            return Said(told.says, f"says “{told.word}”")  # type: ignore[arg-type]
        if around and 0 < around.rank < NAVIGATION and self._can_be(around.says, number):
            return around.said
        if around and around.is_place:
            found = self._placed(number, around, width)
            if found:
                return found
        block = self.blocks[number]
        said = self._by_links(block) if len(block.links) > 1 else None
        if said:
            return said
        if width is not None:
            return _links(width, self._where(number))
        if number < self.first and block.links and any(sign in block.text for sign in _PATH_SIGNS):
            return Said("navigation", "the path to the page, above the article")
        if self._is_near(number) and block.tag != "td" and _is_date(block.text):
            return Said("dateline", f"a date or time {self._where(number)}")
        if block.images and not block.text and self.first < number < self.last:
            return Said("image", "an image between parts of the article")
        return None

    def _by_links(self, block: Block) -> Said | None:
        """What half of its links say as labels."""
        found: dict[str, list[Named]] = {}
        for link in block.links[:_MAX_LINKS]:
            label = label_of(block.text[link.start : link.end]) if link.end - link.start <= MAX_LABEL else None
            if label:
                found.setdefault(label.says, []).append(label)
        best = max(found.values(), key=len, default=[])
        if 2 * len(best) < min(len(block.links), _MAX_LINKS):
            return None
        return Said(best[0].says, f"its links say “{best[0].word}”")  # type: ignore[arg-type]

    def _placed(self, number: int, around: Evidence, linked: float | None) -> Said | None:
        """What a block is that stands in a place of the page with a name."""
        if linked is not None:
            if around.says == "foot" or (around.says == "head" and number < self.first):
                return Said("navigation", f"links {around.why}")
            return _links(linked, around.why)
        if around.says == "foot" and len(self.blocks[number].text) <= MAX_PHRASED:
            return Said("copyright", f"text {around.why}")
        if around.says == "head" and number < self.first:
            return Said("navigation", f"text {around.why} of the page")
        if around.says in {"form", "veil"}:
            return Said("site-notice", f"words {around.why}")
        return None

    def _is_prose(self, number: int) -> bool:
        block = self.blocks[number]
        return len(block.text) > _MAX_ENTRY and not block.links

    def _is_near(self, number: int) -> bool:
        return self.first - _NEAR <= number <= self.last + _NEAR

    def _can_be(self, says: str, number: int) -> bool:
        return says not in _OF_ARTICLE or self._is_near(number)

    def _is_title(self, number: int, titles: frozenset[str]) -> bool:
        block = self.blocks[number]
        return (block.tag == "h1" and number < self.first) or folded(block.text) in titles

    def _where(self, number: int) -> str:
        if number < self.first:
            return "above the article"
        return "below the article" if number > self.last else "between parts of the article"

    def _titles(self) -> frozenset[str]:
        """What the page is called, as labels are compared; also without the name of the site."""
        found = set()
        for key, fields in self.page.front_matter.fields.items():
            if fields and key.lower() in _TITLE_KEYS:
                found.add(folded(fields[0].value))
                for sign in _TITLE_SIGNS:
                    head, parted, _ = fields[0].value.partition(sign)
                    if parted:
                        found.add(folded(head))
        return frozenset(title for title in found if len(title) >= _MIN_TITLE)

    def _phrased(self, numbers: Sequence[int]) -> dict[int, Named]:
        """For each of the blocks *numbers* the first phrase of our tables that stands in it."""
        numbers = [number for number in numbers if 0 < len(self.blocks[number].text) <= MAX_PHRASED]
        found = phrases_in([self.blocks[number].text for number in numbers])
        return {numbers[place]: told for place, told in found.items()}

    def _widths(self, numbers: Sequence[int]) -> dict[int, float]:
        """For each of the blocks *numbers* that is links: the mean width of a link in it and in those beside it in one container."""
        widths: dict[int, float] = {}
        group: list[int] = []
        total = links = 0
        owner = -1
        for number in [*numbers, -1]:
            block = self.blocks[number] if number >= 0 else None
            is_linked = block is not None and is_link(block)
            holder = self.around.holder(number) if is_linked else -1
            if group and (not is_linked or holder != owner or group[-1] != number - 1):
                for each in group:
                    widths[each] = total / links
                group, total, links = [], 0, 0
            if is_linked and block is not None:
                owner = holder
                group.append(number)
                total += _width(block.text)
                links += len(block.links)
        return widths


def _below(label: Named) -> Said:
    return Said(label.says, f"stands below the label “{label.word}”")  # type: ignore[arg-type]


def _is_word(said: Said) -> bool:
    return said.why.startswith(("says", "its links say"))


def _links(width: float, where: str) -> Said:
    if width >= _HEADLINE:
        return Said("related", f"links as long as headlines, {where}")
    return Said("navigation", f"short links, {where}")


def _width(text: str) -> int:
    return len(text) * 2 if text and max(text) >= _WIDE else len(text)


def _is_date(text: str) -> bool:
    return len(text) <= _MAX_DATE and _DATE.search(text) is not None and len(folded(text)) <= _WORD_OF_DATE
