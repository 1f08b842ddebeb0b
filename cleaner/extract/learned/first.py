"""What the trees look at: numbers for each block of a page, made in one vectorised pass.

Nothing here knows a language. All numbers are counts, or quotients of counts, so they are the same to the last bit on
every machine: no logarithm, no sum of floats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.extract.learned.columns import Columns, rows_of, sums
from cleaner.extract.learned.flat_features import add_flat_features
from cleaner.extract.learned.scores import HINT_NAMES, name_scores, word_scores
from cleaner.extract.learned.targets import add_targets
from cleaner.extract.learned.vocabulary import (
    CAPITAL,
    CLASSES,
    COMMA,
    DIGIT,
    HEADING,
    LETTER,
    MARK,
    MARKED,
    MONEY,
    QUOTE,
    SEPARATOR,
    SIGN,
    SPACE,
    STOP,
    TAG,
    TAGS,
    WIDE,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from cleaner.extract.learned.scores import Tables
    from cleaner.extract.learned.view import View

    Ints = NDArray[np.int64]

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
_STEPS = np.array([-3, -2, -1, 1, 2, 3])[:, None]
_WIDTHS = np.array([5, 10, 25])[:, None]
_POINTS = np.array([60, 30, 10, 7, 5])[:, None]
"""Of a paragraph's points, in sixtieths, what goes to each of the containers around it, from the second on."""
_SMALL = 1 << 16
"""Numbers that are counted in a table of that size rather than by sorting."""


def _levels(pattern: str, levels: Iterable[int]) -> tuple[str, ...]:
    return tuple(pattern.replace("#", str(level)) for level in levels)


# Names of the rows that come in numbers, made once.
_OWN_NAMES = ("volume", "words", "length", "comma", "stop", "money", "links", "images", "first", "last", "sign")
_SHARE_NAMES = ("wide_share", "capital_share", "digit_share", "sign_share", "link_share", "bold_share")
_DENSITY_NAMES = ("comma_density", "stop_density", "separator_density", "quote_density")
_TAG_NAMES = _levels("tag_#", range(_LEVELS))
_IN_NAMES = tuple(f"in_{tag}" for tag in MARKED)
_NAME_NAMES = (*_levels("name_best_#", range(4)), *_levels("name_mean_#", range(4)))
_HINT_ROWS = tuple(f"{where}_{hint}" for hint in HINT_NAMES for where in ("near", "under"))
_CONTAINER_NAMES = tuple(
    f"c{level}_{what}"
    for what in ("volume", "share", "link", "long", "long_share", "blocks", "density", "comma", "place")
    for level in range(_LEVELS)
)
_KIN_NAMES = tuple(
    f"c{level}_{what}" for what in ("siblings", "alike", "children", "alike_volume") for level in range(4)
)
_BESIDE_NAMES = tuple(
    f"{title}{step:+d}"
    for title in ("volume", "link", "tag", "stop", "name", "word", "heading", "element", "same")
    for step in _STEPS.ravel().tolist()
)
_WINDOW_NAMES = tuple(
    f"w{width}_{what}" for width in _WIDTHS.ravel().tolist() for what in ("long", "link", "long_before", "long_after")
)
_TOP_NAMES = ("top_inside", *_levels("top_share_#", range(1, _LEVELS)), "top_share", "top_family", "top_size", "top_before",
              "top_after")  # fmt: skip
_KINSHIP_NAMES = (
    "longest_level", "longest_from", "title_level", "title_from", *_levels("look_share_#", range(3)), "page_said",
    "page_unsaid", "page_largest_unsaid", "unsaid_before",
)  # fmt: skip


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
        outline, tag = view.outline, TAG.get
        lengths, linked, self.links, self.images, self.blanks, bold, self.own, self.leaves = rows_of(
            list(map(len, view.texts)), view.linked, view.links, view.images, view.blanks, view.bold,
            [tag(each, 0) for each in view.tags], outline.leaves,
        )  # fmt: skip
        self.parents, self.starts, self.stops, self.tags = rows_of(
            outline.parents, outline.starts, outline.ends, [tag(each, 0) for each in outline.tags]
        )
        self.at = at = np.empty((_LEVELS, n), np.int64)
        at[0] = self.leaves
        for level in range(1, _LEVELS):
            at[level] = self.parents[at[level - 1]]
        self.length = lengths
        self.linked, self.bold = np.minimum((linked, bold), lengths)
        self._characters()

    def _characters(self) -> None:
        view, n, length = self.view, self.n, self.length
        codes = np.frombuffer("".join(view.texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        self.classes = self.tables.classes[np.minimum(codes, 0xFFFF)]
        owners = np.repeat(self.places * CLASSES, length)
        self.counts = counts = np.bincount(owners + self.classes, minlength=n * CLASSES).reshape(n, CLASSES).T
        self.letters = counts[LETTER] + counts[CAPITAL] + counts[DIGIT]
        self.volume = volume = self.letters + 3 * counts[WIDE]
        self.size = 10 * (counts[SPACE] + 1) + 6 * counts[WIDE]
        self.least_length = np.maximum(length, 1)
        self.volume_linked = volume * self.linked // self.least_length
        is_long = volume > _LONG
        is_text = is_long & (self.linked * 3 < length)
        self.is_prose = is_text & (counts[STOP] > 0)
        self.long = np.where(is_long, volume - self.volume_linked, 0)
        sums = np.zeros((4, n + 1), np.int64)
        np.cumsum((volume, self.volume_linked, self.long, counts[COMMA]), axis=1, out=sums[:, 1:])
        self.before, self.before_linked, self.before_long, self.before_comma = self.sums = sums
        self.total = max(1, int(self.before[-1]))
        self.total_long = int(self.before_long[-1]) + 1

    def own_text(self) -> None:
        n, counts, length = self.n, self.counts, self.length
        ends = np.zeros(n + 1, np.int64)
        np.cumsum(length, out=ends[1:])
        # A sign behind the last one, for blocks without any.
        padded = np.append(self.classes, np.uint8(SPACE))
        is_empty = length == 0
        first, last = padded[ends[:-1]], padded[np.maximum(ends[1:] - 1, 0)]
        first[is_empty] = last[is_empty] = SPACE
        rows = self.out.take(_OWN_NAMES)
        rows[0], rows[1], rows[2] = self.volume, self.size, length
        rows[3], rows[4], rows[5] = counts[COMMA], counts[STOP], counts[MONEY]
        rows[6], rows[7], rows[8], rows[9], rows[10] = self.links, self.images, first, last, counts[SIGN]
        shares = np.concatenate((counts.take((WIDE, CAPITAL, DIGIT, SIGN), 0), (self.linked, self.bold)))
        self.out.add_all(_SHARE_NAMES, shares / self.least_length)
        self.out.add_all(_DENSITY_NAMES, counts.take((COMMA, STOP, SEPARATOR, QUOTE), 0) * 10 / self.size)
        self.hidden = np.zeros(n, bool)
        self.hidden[self.view.hidden] = True
        rows = self.out.take(("word_length", "own_tag", "blank", "hidden"))
        rows[0], rows[1], rows[2] = self.letters / (counts[SPACE] + 1), self.own, self.blanks
        rows[3] = self.hidden

    def elements(self) -> None:
        self.out.add_all(_TAG_NAMES, self.tags[self.at])
        depth, marks = _above(self.parents, self.tags)
        self.out.add_all(_IN_NAMES, _bits(marks[self.leaves], len(MARKED)))
        deep = depth[self.leaves]
        rows = self.out.take(("depth", "depth_share"))
        rows[0], rows[1] = deep, deep / max(1, int(deep.max()))

    def names(self) -> None:
        self.called = called = name_scores(self.view.outline.names, self.tables)
        at, leaves = self.at, self.leaves
        lowest = highest = called.best
        total, hints = called.mean, called.hints
        jump = self.parents
        if called.says:
            own = np.arange(len(jump))
            for _ in range(_JUMPS + 1):
                total = total + np.where(jump == own, 0, total[jump])
                lowest = np.minimum(lowest, lowest[jump])
                highest = np.maximum(highest, highest[jump])
                hints = hints | hints[jump]
                jump = jump[jump]
                if not jump.any():
                    break
        rows = self.out.take(_NAME_NAMES)
        rows[:4], rows[4:] = called.best[at[:4]], called.mean[at[:4]]
        rows = self.out.take(("name_low", "name_high", "name_total"))
        rows[0], rows[1], rows[2] = lowest[leaves], highest[leaves], total[leaves]
        near = np.bitwise_or.reduce(called.hints[at[:3]])
        self.under = anywhere = hints[leaves]
        rows = self.out.take(_HINT_ROWS)
        rows[::2], rows[1::2] = _bits(near, len(HINT_NAMES)), _bits(anywhere, len(HINT_NAMES))

    def names_chrome(self) -> bool:
        """An element is made for what surrounds a text, or called so."""
        is_called = bool((self.called.hints & _CHROME_HINTS).any())
        return is_called or not _CHROME_TAGS.isdisjoint(self.view.outline.tags)

    def containers(self) -> None:
        """Every container is a range of blocks, so all that is in it is a difference of sums."""
        starts, stops, at = self.starts, self.stops, self.at
        inside = np.empty((6, len(starts)), np.int64)
        np.subtract(self.sums[:, stops], self.sums[:, starts], out=inside[:4])
        inside[4], inside[5] = stops - starts, starts
        self.inside, self.inside_linked, self.inside_long = inside[:3]
        volume, linked, long, comma, blocks, first = inside[:, at]
        size, parts = np.maximum(1, volume), np.maximum(1, blocks)
        rows = self.out.take(_CONTAINER_NAMES).reshape(9, _LEVELS, self.n)
        rows[0], rows[1], rows[2] = volume, volume / self.total, linked / size
        rows[3], rows[4], rows[5] = long / size, long / self.total_long, blocks
        rows[6], rows[7], rows[8] = volume / parts, comma * 100 / size, (self.places - first) / parts
        self.looks, alike, siblings, kinds = _looks(self.view, self.parents)
        children = np.bincount(self.parents, minlength=len(self.parents))
        per_look = np.bincount(self.looks, self.inside, kinds)
        near = at[:4]
        rows = self.out.take(_KIN_NAMES).reshape(4, 4, self.n)
        rows[:3] = np.stack((siblings, alike, children))[:, near]
        rows[3] = (per_look[self.looks] / alike)[near]

    def place(self) -> None:
        places, n, before, long = self.places, self.n, self.before, self.before_long
        rows = self.out.take(
            (
                "place",
                "text_place",
                "blocks_before",
                "blocks_after",
                "text_before",
                "text_after",
                "long_before",
                "long_after",
            )
        )
        rows[0], rows[1] = places / max(1, n - 1), before[:-1] / self.total
        rows[2], rows[3], rows[4], rows[5] = places, n - places, before[:-1], int(before[-1]) - before[1:]
        rows[6], rows[7] = long[:-1] / self.total_long, (long[-1] - long[1:]) / self.total_long

    def headings(self) -> None:
        places = self.places
        self.heading = heading = _heading(self.own, self.tags, self.at)
        self.is_title = is_title = np.fromiter(self.view.is_title(self.size.tolist()), bool, self.n)
        is_top, is_heading = heading == 1, heading > 0
        top, head, prose = np.maximum.accumulate(
            np.where(((is_top | is_title) & (self.volume > 8), is_heading, self.is_prose), places, -1), axis=1
        )
        self.head = head
        following = _next(self.is_prose, places)
        has_top, self.has_head = top >= 0, head >= 0
        tops = np.cumsum(is_top)
        rows = self.out.take(
            ("heading", "is_title", "since_top", "text_since_top", "tops_before", "tops_after", "since_heading",
             "heading_above", "since_prose", "to_prose")
        )  # fmt: skip
        rows[0], rows[1], rows[2] = heading, is_title, np.where(has_top, places - top, -1)
        rows[3] = np.where(has_top, self.before[:-1] - self.before[np.maximum(top, 0)], -1)
        rows[4], rows[5] = tops, tops[-1] - tops
        rows[6] = np.where(self.has_head, places - head, -1)
        rows[7] = np.where(self.has_head, heading[np.maximum(head, 0)], 0)
        rows[8] = np.where(prose >= 0, places - prose, -1)
        rows[9] = np.where(following < self.n, following - places, -1)

    def words(self) -> None:
        self.said = said = word_scores(self.view.texts, self.volume, self.tables)
        above = said[2:, np.maximum(self.head, 0)]
        low = _last(said[0] < _LOW_WORD, self.places)
        rows = self.out.take(
            ("word_low", "word_high", "word_mean", "label", "word_above", "label_above", "since_low_word")
        )
        rows[:4], rows[4:6] = said, np.where(self.has_head, above, 0)
        rows[6] = np.where(low >= 0, self.places - low, -1)

    def repeats(self) -> None:
        self.out.add_all(["times", "nth"], np.stack(_repeats(self.view.texts)))

    def neighbours(self) -> None:
        base = np.empty((9, self.n), np.int64)
        leaves = self.leaves
        base[0], base[1], base[2] = self.volume, self.linked * 1000 // self.least_length, self.own
        base[3], base[4], base[5] = self.counts[STOP], self.called.best[leaves], self.said[2]
        base[6], base[7], base[8] = self.heading, self.tags[leaves], self.looks[leaves]
        beside = self.places + _STEPS
        is_there = (beside >= 0) & (beside < self.n)
        beside = np.minimum(np.maximum(beside, 0), self.n - 1)
        around = base[:, beside]
        rows = self.out.take(_BESIDE_NAMES).reshape(9, len(_STEPS), self.n)
        rows[:8] = np.where(is_there, around[:8], -1)
        rows[8] = is_there * ((leaves[beside] == leaves) * 2 + (around[8] == base[8]))

    def windows(self) -> None:
        low = np.maximum(0, self.places - _WIDTHS)
        high = np.minimum(self.n, self.places + (_WIDTHS + 1))
        below, above = self.sums[:3, low], self.sums[:3, high]
        volume, linked, long = above - below
        rows = self.out.take(_WINDOW_NAMES).reshape(len(_WIDTHS), 4, self.n)
        rows[:, 0], rows[:, 1] = long / (high - low), linked / np.maximum(1, volume)
        rows[:, 2], rows[:, 3] = self.before_long[:-1] - below[2], above[2] - self.before_long[1:]

    def readability(self) -> None:
        """As Readability.js does: a paragraph gives points to what it lies in, all to its parent, less and less above."""
        starts, stops, at, places = self.starts, self.stops, self.at, self.places
        points = np.where(self.length >= 25, 1 + self.counts[COMMA] + np.minimum(self.length // 100, 3), 0)
        score = np.bincount(at[1:].ravel(), (points * _POINTS).ravel(), len(self.parents)).astype(np.int64)
        score[0] = 0
        score = np.maximum(0, score + np.where(score > 0, self.called.mean * 2, 0))
        size = np.maximum(1, self.inside)
        final = score * (size - np.minimum(self.inside_linked, size)) // size
        top = int(np.argmax(final))
        best = max(1, int(final[top]))
        share = final[at[1:]] / best
        start, stop, above = int(starts[top]), int(stops[top]), int(self.parents[top])
        rows = self.out.take(_TOP_NAMES)
        rows[0] = (places >= start) & (places < stop)
        rows[1:_LEVELS], rows[_LEVELS] = share, share.max(axis=0)
        rows[_LEVELS + 1] = (places >= starts[above]) & (places < stops[above])
        rows[_LEVELS + 2], rows[_LEVELS + 3], rows[_LEVELS + 4] = (stop - start) / self.n, places - start, stop - places

    def kinship(self) -> None:
        """How near a block stands to the longest text and the title, and whether most text stands in what looks so."""
        rows = self.out.take(_KINSHIP_NAMES)
        title = np.flatnonzero(self.is_title | (self.heading == 1))
        starts, stops = self.starts[self.at], self.stops[self.at]
        for number, place in enumerate((int(np.argmax(self.long)), int(title[0]) if title.size else -1)):
            # The level of the first container around the block that holds the other one as well.
            holds = (starts <= place) & (place < stops)
            rows[2 * number] = np.where(holds.any(axis=0), holds.argmax(axis=0), _LEVELS)
            rows[2 * number + 1] = self.places - place
        per_look = np.bincount(self.looks, self.inside_long)
        rows[4:7] = per_look[self.looks][self.at[:3]] / self.total_long
        # An article with comments below it, or a discussion that is nothing else?
        comments = (self.under & 1) > 0
        said = int(self.long[comments].sum())
        rows[7], rows[8] = said / self.total_long, int(self.long.sum()) - said
        rows[9] = int(self.long[~comments].max(initial=0))
        rows[10] = sums(np.where(comments, 0, self.long))[:-1]

    def page(self) -> None:
        """What the page says of itself, and what it is."""
        view, n, tags, volume = self.view, self.n, self.tags, self.volume
        self.out.add_all(("stated", "described"), rows_of(view.stated, view.described))
        is_long = (volume > 150) & (self.linked * 3 < self.length)
        of_tag = np.bincount(tags, minlength=len(TAGS) + 1).tolist()
        values = [
            ("page_volume", int(self.before[-1])),
            ("page_blocks", n),
            ("page_link", int(self.before_linked[-1]) / self.total),
            ("page_long", int(self.before_long[-1]) / self.total),
            ("page_largest", int(volume.max())),
            ("page_density", int(self.before[-1]) / n),
            ("page_headings", int((self.heading > 0).sum())),
            ("page_articles", of_tag[TAG["article"]]),
            ("page_mains", of_tag[TAG["main"]]),
            ("page_wide", int(self.counts[WIDE].sum()) / max(1, int(self.length.sum()))),
            ("page_texts", int(is_long.sum())),
            ("page_main_share", int(self.inside_long[1:].max(initial=0)) / self.total_long),
            ("page_money", int(self.counts[MONEY].sum())),
            ("page_tables", of_tag[TAG["table"]]),
            ("page_items", of_tag[TAG["li"]]),
            ("page_paragraphs", of_tag[TAG["p"]]),
            ("page_comments", int(((self.called.hints & 1) > 0).any())),
            ("page_prose", int(self.is_prose.sum())),
            *view.traits,
        ]
        self.out.add_all([name for name, _ in values], np.array([value for _, value in values], np.float64))


def _bits(values: Ints, count: int) -> Ints:
    """By row the lowest *count* bits of *values*."""
    return (values >> np.arange(count)[:, None]) & 1


def _above(parents: Ints, tags: Ints) -> tuple[Ints, Ints]:
    """How deep each container lies, and bits for the marked elements that it is or lies in."""
    marks = MARK[tags]
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
    family = parents * len(numbers) + looks
    if len(parents) * len(numbers) > _SMALL:
        _, family = np.unique(family, return_inverse=True)
    return looks, alike, np.bincount(family)[family], len(numbers)


def _heading(own: Ints, tags: Ints, at: Ints) -> Ints:
    """The level of the heading that a block is or lies in, 0 for none."""
    found: Ints = HEADING[own]
    if HEADING[tags].any():
        for row in at[:3]:
            found = np.where(found > 0, found, HEADING[tags[row]])
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
