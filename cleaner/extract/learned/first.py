"""What the trees look at: numbers for each block of a page, made in one vectorised pass.

Nothing here knows a language. All numbers are counts, or quotients of counts, so they are the same to the last bit on
every machine: no logarithm, no sum of floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.extract.learned.columns import Columns, sums
from cleaner.extract.learned.flat_features import add_flat_features
from cleaner.extract.learned.scores import HINT_NAMES, name_scores, word_scores
from cleaner.extract.learned.targets import add_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaner.extract.learned.scores import Tables
    from cleaner.extract.learned.view import View

    Ints = NDArray[np.int64]

TAGS = [
    "page",
    "html",
    "body",
    "nav",
    "footer",
    "form",
    "legend",
    "option",
    "aside",
    "header",
    "dialog",
    "noscript",
    "menu",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "center",
    "table",
    "thead",
    "tfoot",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
    "figure",
    "figcaption",
    "fieldset",
    "details",
    "summary",
    "address",
    "div",
    "section",
    "hgroup",
    "main",
    "article",
    "img",
    "hr",
    "h6",
    "h5",
    "h4",
    "h3",
    "h2",
    "h1",
    "pre",
    "blockquote",
    "p",
]
"""From machinery to running text, so that one comparison parts the two."""
_TAG = {tag: number for number, tag in enumerate(TAGS, start=1)}
_MARKED = ("article", "main", "nav", "footer", "aside", "header", "form", "li", "table", "td", "noscript", "blockquote",
           "figure", "section", "details", "dl", "pre", "figcaption")  # fmt: skip
_HEADINGS = {_TAG[f"h{level}"]: level for level in range(1, 7)}

OTHER, LETTER, CAPITAL, DIGIT, SPACE, WIDE, COMMA, STOP, SEPARATOR, SIGN, MONEY, QUOTE = range(12)
"""Classes of characters."""
_CLASSES = 12
_LEVELS = 6
_JUMPS = 8
_LONG = 60
"""Letters that make a stretch of text, not a label."""
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "form"})
_CHROME_HINTS = sum(
    1 << HINT_NAMES.index(name)
    for name in ("comment", "related", "nav", "footer", "side", "share", "consent", "promotion", "advert")
)
_LOW_WORD = -250
"""Score of a word that says that something else than the article begins."""


def class_of(character: str) -> int:
    """The class of a character, as the table that is shipped with the model has it."""
    code = ord(character)
    if 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x0E00 <= code <= 0x0EFF:
        return WIDE
    if 0xAC00 <= code <= 0xD7AF:
        return WIDE
    for found, signs in (
        (COMMA, ",，、;；،"),
        (STOP, ".。!！?？…؟।"),
        (SEPARATOR, "|›»·•/>→←<«‹∙–—-"),
        (MONEY, "$€£¥₹%"),
        (QUOTE, "\"'“”‘’()（）《》「」"),
    ):
        if character in signs:
            return found
    if character.isupper():
        return CAPITAL
    if character.isalpha():
        return LETTER
    if character.isdigit():
        return DIGIT
    return SPACE if character.isspace() else SIGN


class Around(NamedTuple):
    """What is asked of a page after the first look at it."""

    containers: Ints
    """By level and block."""
    starts: Ints
    ends: Ints
    volume: Ints
    looks: Ints
    """By level and block: the number of what the container looks like."""
    comments: NDArray[np.bool_]
    """Blocks in elements that are called comments; none on a page that says to be a discussion."""
    hidden: NDArray[np.bool_]
    """Blocks that a reader does not see."""
    says_article: bool
    """The page says to be an article."""
    is_bare: bool
    """An HTML page without a link and an element for what surrounds a text: there is nothing but the text."""


def _last(mask: NDArray[np.bool_], places: Ints) -> Ints:
    """At each place the last one up to it where *mask* holds; -1 before the first."""
    return np.maximum.accumulate(np.where(mask, places, -1))


def _next(mask: NDArray[np.bool_], places: Ints) -> Ints:
    """At each place the next one from it on where *mask* holds; `len(mask)` behind the last."""
    return np.minimum.accumulate(np.where(mask, places, len(mask))[::-1])[::-1]


def first_features(view: View, tables: Tables) -> tuple[Columns, Around]:
    """The numbers of the first look at the blocks of *view*, of which there is at least one."""
    look = _Look(view, tables)
    look.own_text()
    look.elements()
    look.names()
    look.containers()
    look.place()
    look.headings()
    look.words()
    look.repeats()
    look.neighbours()
    look.windows()
    look.readability()
    look.kinship()
    look.page()
    add_targets(look.out, view)
    if view.page.tree is None:
        add_flat_features(look.out, view)
    return look.out, Around(
        containers=look.at,
        starts=look.starts,
        ends=look.stops,
        volume=look.volume,
        looks=look.looks[look.at[:4]],
        comments=np.zeros(look.n, bool) if view.is_discussion else (look.under & 1) > 0,
        hidden=look.hidden,
        says_article=view.says_article,
        is_bare=view.page.tree is not None and not any(view.links) and not look.names_chrome(),
    )


class _Look:
    """A page in arrays; each method adds the numbers of one side of it. The order of the methods is that of the rows."""

    def __init__(self, view: View, tables: Tables) -> None:
        self.view = view
        self.tables = tables
        self.n = n = len(view.texts)
        self.out = Columns(n)
        self.places = np.arange(n)
        self._characters()
        outline = view.outline
        self.parents = np.array(outline.parents)
        self.tags = np.fromiter((_TAG.get(tag, 0) for tag in outline.tags), np.int64, len(self.parents))
        self.starts, self.stops = np.array(outline.starts), np.array(outline.ends)
        self.leaves = np.array(outline.leaves)
        levels = [self.leaves]
        for _ in range(_LEVELS - 1):
            levels.append(self.parents[levels[-1]])
        self.at = np.stack(levels)
        self.own = np.fromiter((_TAG.get(tag, 0) for tag in view.tags), np.int64, n)

    def _characters(self) -> None:
        view, n = self.view, self.n
        self.length = length = np.fromiter(map(len, view.texts), np.int64, n)
        codes = np.frombuffer("".join(view.texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.classes = self.tables.classes[np.minimum(codes, 0xFFFF)]
        owners = np.repeat(self.places * _CLASSES, length)
        self.counts = counts = np.bincount(owners + self.classes, minlength=n * _CLASSES).reshape(n, _CLASSES).T
        self.letters = counts[LETTER] + counts[CAPITAL] + counts[DIGIT]
        self.volume = volume = self.letters + 3 * counts[WIDE]
        self.size = 10 * (counts[SPACE] + 1) + 6 * counts[WIDE]
        self.linked = linked = np.minimum(np.fromiter(view.linked, np.int64, n), length)
        self.volume_linked = volume * linked // np.maximum(length, 1)
        is_text = (volume > _LONG) & (linked * 3 < length)
        self.is_prose = is_text & (counts[STOP] > 0)
        self.long = np.where(is_text | (volume > _LONG), volume - self.volume_linked, 0)
        self.before, self.before_linked, self.before_long = sums(volume), sums(self.volume_linked), sums(self.long)
        self.total = max(1, int(self.before[-1]))
        self.total_long = int(self.before_long[-1]) + 1

    def own_text(self) -> None:
        view, n, counts, length = self.view, self.n, self.counts, self.length
        ends = np.concatenate(([0], np.cumsum(length)))
        padded = np.concatenate((self.classes, [SPACE])).astype(np.int64)
        first = np.where(length > 0, padded[ends[:-1]], SPACE)
        last = np.where(length > 0, padded[np.maximum(ends[1:] - 1, 0)], SPACE)
        links, images = np.fromiter(view.links, np.int64, n), np.fromiter(view.images, np.int64, n)
        bold = np.minimum(np.fromiter(view.bold, np.int64, n), length)
        self.out.add_all(
            ["volume", "words", "length", "comma", "stop", "money", "links", "images", "first", "last", "sign"],
            np.stack(
                (self.volume, self.size, length, counts[COMMA], counts[STOP], counts[MONEY], links, images, first, last,
                 counts[SIGN])
            ),
        )  # fmt: skip
        self.out.add_all(
            ["wide_share", "capital_share", "digit_share", "sign_share", "link_share", "bold_share"],
            np.stack((counts[WIDE], counts[CAPITAL], counts[DIGIT], counts[SIGN], self.linked, bold))
            / np.maximum(length, 1),
        )
        self.out.add_all(
            ["comma_density", "stop_density", "separator_density", "quote_density"],
            np.stack((counts[COMMA], counts[STOP], counts[SEPARATOR], counts[QUOTE])) * 10 / self.size,
        )
        self.out.add("word_length", self.letters / (counts[SPACE] + 1))
        self.out.add("own_tag", self.own)
        self.out.add("blank", np.fromiter(view.blanks, np.int64, n))
        self.hidden = np.zeros(n, bool)
        self.hidden[view.hidden] = True
        self.out.add("hidden", self.hidden)

    def elements(self) -> None:
        self.out.add_all([f"tag_{level}" for level in range(_LEVELS)], self.tags[self.at])
        depth, marks = _above(self.parents, self.tags)
        for number, tag in enumerate(_MARKED):
            self.out.add(f"in_{tag}", (marks[self.leaves] >> number) & 1)
        deep = depth[self.leaves]
        self.out.add("depth", deep)
        self.out.add("depth_share", deep / max(1, int(deep.max())))

    def names(self) -> None:
        self.called = called = name_scores(self.view.outline.names, self.tables)
        at, out = self.at, self.out
        lowest, highest, total, hints = called.best, called.best, called.mean, called.hints
        jump = self.parents
        own = np.arange(len(jump))
        for _ in range(_JUMPS + 1):
            total = total + np.where(jump == own, 0, total[jump])
            lowest = np.minimum(lowest, lowest[jump])
            highest = np.maximum(highest, highest[jump])
            hints = hints | hints[jump]
            jump = jump[jump]
            if not jump.any():
                break
        out.add_all([f"name_best_{level}" for level in range(4)], called.best[at[:4]])
        out.add_all([f"name_mean_{level}" for level in range(4)], called.mean[at[:4]])
        leaves = self.leaves
        out.add_all(["name_low", "name_high", "name_total"], np.stack((lowest[leaves], highest[leaves], total[leaves])))
        near = called.hints[at[0]] | called.hints[at[1]] | called.hints[at[2]]
        self.under = anywhere = hints[leaves]
        for number, hint in enumerate(called.titles):
            out.add(f"near_{hint}", (near >> number) & 1)
            out.add(f"under_{hint}", (anywhere >> number) & 1)

    def names_chrome(self) -> bool:
        """An element is made for what surrounds a text, or called so."""
        is_called = bool((self.called.hints & _CHROME_HINTS).any())
        return is_called or not _CHROME_TAGS.isdisjoint(self.view.outline.tags)

    def containers(self) -> None:
        """Every container is a range of blocks, so all that is in it is a difference of sums."""
        starts, stops, at, out = self.starts, self.stops, self.at, self.out
        before_comma = sums(self.counts[COMMA])
        self.inside = inside = self.before[stops] - self.before[starts]
        self.inside_linked = self.before_linked[stops] - self.before_linked[starts]
        self.inside_long = self.before_long[stops] - self.before_long[starts]
        inside_comma = before_comma[stops] - before_comma[starts]
        blocks = stops - starts
        size = np.maximum(1, inside[at])
        each = range(_LEVELS)
        out.add_all([f"c{k}_volume" for k in each], inside[at])
        out.add_all([f"c{k}_share" for k in each], inside[at] / self.total)
        out.add_all([f"c{k}_link" for k in each], self.inside_linked[at] / size)
        out.add_all([f"c{k}_long" for k in each], self.inside_long[at] / size)
        out.add_all([f"c{k}_long_share" for k in each], self.inside_long[at] / self.total_long)
        out.add_all([f"c{k}_blocks" for k in each], blocks[at])
        out.add_all([f"c{k}_density" for k in each], inside[at] / np.maximum(1, blocks[at]))
        out.add_all([f"c{k}_comma" for k in each], inside_comma[at] * 100 / size)
        out.add_all([f"c{k}_place" for k in each], (self.places - starts[at]) / np.maximum(1, blocks[at]))
        self.looks, alike, siblings, kinds = _looks(self.view, self.parents)
        near = at[:4]
        out.add_all([f"c{k}_siblings" for k in range(4)], siblings[near])
        out.add_all([f"c{k}_alike" for k in range(4)], alike[near])
        children = np.bincount(self.parents, minlength=len(self.parents))
        out.add_all([f"c{k}_children" for k in range(4)], children[near])
        per_look = np.bincount(self.looks, inside, kinds)
        out.add_all([f"c{k}_alike_volume" for k in range(4)], (per_look[self.looks] / alike)[near])

    def place(self) -> None:
        n, before, before_long = self.n, self.before, self.before_long
        self.out.add("place", self.places / max(1, n - 1))
        self.out.add("text_place", before[:-1] / self.total)
        self.out.add_all(
            ["blocks_before", "blocks_after", "text_before", "text_after"],
            np.stack((self.places, n - self.places, before[:-1], int(before[-1]) - before[1:])),
        )
        both = np.stack((before_long[:-1], before_long[-1] - before_long[1:]))
        self.out.add_all(["long_before", "long_after"], both / self.total_long)

    def headings(self) -> None:
        places, out = self.places, self.out
        self.heading = heading = _heading(self.own, self.tags, self.at)
        self.is_title = is_title = np.fromiter(self.view.is_title(self.size.tolist()), bool, self.n)
        out.add("heading", heading)
        out.add("is_title", is_title)
        top = _last(((heading == 1) | is_title) & (self.volume > 8), places)
        out.add("since_top", np.where(top >= 0, places - top, -1))
        out.add("text_since_top", np.where(top >= 0, self.before[places] - self.before[np.maximum(top, 0)], -1))
        tops = np.cumsum(heading == 1)
        out.add_all(["tops_before", "tops_after"], np.stack((tops, tops[-1] - tops)))
        self.head = head = _last(heading > 0, places)
        out.add("since_heading", np.where(head >= 0, places - head, -1))
        out.add("heading_above", np.where(head >= 0, heading[np.maximum(head, 0)], 0))
        prose, following = _last(self.is_prose, places), _next(self.is_prose, places)
        out.add("since_prose", np.where(prose >= 0, places - prose, -1))
        out.add("to_prose", np.where(following < self.n, following - places, -1))

    def words(self) -> None:
        head, out = self.head, self.out
        self.said = said = word_scores(self.view.texts, self.volume, self.tables)
        out.add_all(["word_low", "word_high", "word_mean", "label"], said)
        out.add("word_above", np.where(head >= 0, said[2][np.maximum(head, 0)], 0))
        out.add("label_above", np.where(head >= 0, said[3][np.maximum(head, 0)], 0))
        low = _last(said[0] < _LOW_WORD, self.places)
        out.add("since_low_word", np.where(low >= 0, self.places - low, -1))

    def repeats(self) -> None:
        self.out.add_all(["times", "nth"], np.stack(_repeats(self.view.texts)))

    def neighbours(self) -> None:
        base = np.stack(
            (self.volume, self.linked * 1000 // np.maximum(self.length, 1), self.own, self.counts[STOP],
             self.called.best[self.leaves], self.said[2], self.heading, self.tags[self.leaves])
        )  # fmt: skip
        titles = ("volume", "link", "tag", "stop", "name", "word", "heading", "element")
        steps = (-3, -2, -1, 1, 2, 3)
        beside = self.places[None, :] + np.array(steps)[:, None]
        is_there = (beside >= 0) & (beside < self.n)
        beside = np.clip(beside, 0, self.n - 1)
        around = np.where(is_there[None], base[:, beside], -1)
        self.out.add_all([f"{title}{step:+d}" for title in titles for step in steps], around)
        leaves, looks = self.leaves, self.looks[self.leaves]
        same = is_there * ((leaves[beside] == leaves) * 2 + (looks[beside] == looks))
        self.out.add_all([f"same{step:+d}" for step in steps], same)

    def windows(self) -> None:
        places, long = self.places, self.before_long
        for width in (5, 10, 25):
            low, high = np.maximum(0, places - width), np.minimum(self.n, places + width + 1)
            volume = np.maximum(1, self.before[high] - self.before[low])
            self.out.add(f"w{width}_long", (long[high] - long[low]) / (high - low))
            self.out.add(f"w{width}_link", (self.before_linked[high] - self.before_linked[low]) / volume)
            self.out.add(f"w{width}_long_before", long[places] - long[low])
            self.out.add(f"w{width}_long_after", long[high] - long[np.minimum(self.n, places + 1)])

    def readability(self) -> None:
        """As Readability.js does: a paragraph gives points to what it lies in, all to its parent, less and less above."""
        starts, stops, at, out = self.starts, self.stops, self.at, self.out
        points = np.where(self.length >= 25, 1 + self.counts[COMMA] + np.minimum(self.length // 100, 3), 0) * 60
        score = np.zeros(len(self.parents), np.int64)
        for level, part in ((1, 60), (2, 30), (3, 10), (4, 7), (5, 5)):
            np.add.at(score, at[level], points * part // 60)
        score[0] = 0
        score = np.maximum(0, score + np.where(score > 0, self.called.mean * 2, 0))
        size = np.maximum(1, self.inside)
        final = score * (size - np.minimum(self.inside_linked, size)) // size
        top = int(np.argmax(final))
        best = max(1, int(final[top]))
        out.add("top_inside", (self.places >= starts[top]) & (self.places < stops[top]))
        share = final[at[1:]] / best
        out.add_all([f"top_share_{level}" for level in range(1, _LEVELS)], share)
        out.add("top_share", share.max(axis=0))
        above = int(self.parents[top])
        out.add("top_family", (self.places >= starts[above]) & (self.places < stops[above]))
        out.add("top_size", int(stops[top] - starts[top]) / self.n)
        out.add("top_before", self.places - int(starts[top]))
        out.add("top_after", int(stops[top]) - self.places)

    def kinship(self) -> None:
        """How near a block stands to the longest text and the title, and whether most text stands in what looks so."""
        out = self.out
        title = np.flatnonzero(self.is_title | (self.heading == 1))
        for name, place in (
            ("longest", int(np.argmax(self.long))),
            ("title", int(title[0]) if title.size else -1),
        ):
            # The level of the first container around the block that holds the other one as well.
            holds = (self.starts[self.at] <= place) & (place < self.stops[self.at])
            out.add(f"{name}_level", np.where(holds.any(axis=0), holds.argmax(axis=0), _LEVELS))
            out.add(f"{name}_from", self.places - place)
        per_look = np.bincount(self.looks, self.inside_long)
        out.add_all([f"look_share_{k}" for k in range(3)], per_look[self.looks][self.at[:3]] / self.total_long)
        # An article with comments below it, or a discussion that is nothing else?
        comments = (self.under & 1) > 0
        said = int(self.long[comments].sum())
        out.add("page_said", said / self.total_long)
        out.add("page_unsaid", int(self.long.sum()) - said)
        largest = int(self.long[~comments].max(initial=0))
        out.add("page_largest_unsaid", largest)
        unsaid = sums(np.where(comments, 0, self.long))
        out.add("unsaid_before", unsaid[:-1])

    def page(self) -> None:
        """What the page says of itself, and what it is."""
        view, n, tags, volume = self.view, self.n, self.tags, self.volume
        self.out.add("stated", np.array(view.stated))
        self.out.add("described", np.array(view.described))
        is_long = (volume > 150) & (self.linked * 3 < self.length)
        for name, value in [
            ("page_volume", int(self.before[-1])),
            ("page_blocks", n),
            ("page_link", int(self.before_linked[-1]) / self.total),
            ("page_long", int(self.before_long[-1]) / self.total),
            ("page_largest", int(volume.max())),
            ("page_density", int(self.before[-1]) / n),
            ("page_headings", int((self.heading > 0).sum())),
            ("page_articles", int((tags == _TAG["article"]).sum())),
            ("page_mains", int((tags == _TAG["main"]).sum())),
            ("page_wide", int(self.counts[WIDE].sum()) / max(1, int(self.length.sum()))),
            ("page_texts", int(is_long.sum())),
            ("page_main_share", int(self.inside_long[1:].max(initial=0)) / self.total_long),
            ("page_money", int(self.counts[MONEY].sum())),
            ("page_tables", int((tags == _TAG["table"]).sum())),
            ("page_items", int((tags == _TAG["li"]).sum())),
            ("page_paragraphs", int((tags == _TAG["p"]).sum())),
            ("page_comments", int(((self.called.hints & 1) > 0).any())),
            ("page_prose", int(self.is_prose.sum())),
            *view.traits,
        ]:
            self.out.add(name, value)


def _above(parents: Ints, tags: Ints) -> tuple[Ints, Ints]:
    """How deep each container lies, and bits for the marked elements that it is or lies in."""
    bit = np.zeros(len(TAGS) + 2, np.int64)
    for number, tag in enumerate(_MARKED):
        bit[_TAG[tag]] = 1 << number
    marks = bit[tags]
    depth = (np.arange(len(parents)) > 0).astype(np.int64)
    jump = parents
    for _ in range(_JUMPS + 1):
        marks = marks | marks[jump]
        depth = depth + depth[jump]
        jump = jump[jump]
        if not jump.any():
            break
    return depth, marks


def _looks(view: View, parents: Ints) -> tuple[Ints, Ints, Ints, int]:
    """For each container: the number of its look, how many look so, and how many of its siblings do; the number of looks."""
    numbers: dict[tuple[str, str], int] = {}
    looks = np.fromiter(
        (numbers.setdefault(look, len(numbers)) for look in zip(view.outline.tags, view.outline.names, strict=True)),
        np.int64,
        len(parents),
    )
    alike = np.bincount(looks)[looks]
    _, family = np.unique(parents * len(numbers) + looks, return_inverse=True)
    return looks, alike, np.bincount(family)[family], len(numbers)


def _heading(own: Ints, tags: Ints, at: Ints) -> Ints:
    """The level of the heading that a block is or lies in, 0 for none."""
    level = np.zeros(len(TAGS) + 2, np.int64)
    for tag, number in _HEADINGS.items():
        level[tag] = number
    found = level[own]
    for row in at[:3]:
        found = np.where(found > 0, found, level[tags[row]])
    return found


def _repeats(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """How often each text stands on the page, and which of them it is."""
    seen: dict[str, int] = {}
    nth = []
    for text in texts:
        number = seen.get(text, 0) + 1
        seen[text] = number
        nth.append(number)
    return np.fromiter(map(seen.__getitem__, texts), np.int64, len(texts)), np.array(nth, np.int64)
