"""Which blocks of a page go because they recur, and which recur and stay: what belongs to an article is no chrome."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from cleaner.model.ledger import Reason
from cleaner.model.proposal import Proposal
from cleaner.repeats.keys import MIN_WEIGHT, host_of, keyed, kind_of
from cleaner.repeats.letters import letters_of, weight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cleaner.model.block import Block
    from cleaner.model.category import Action, Category
    from cleaner.model.document import Page
    from cleaner.repeats.keys import Keyed
    from cleaner.repeats.table import Repeats

MOST = 0.5
"""What stands on such a share of a host's pages is taken where less would have to stay."""
_PROSE = 60
"""Weight of a sentence."""
_LABEL = 24
"""Weight of words that name what stands below them."""
_MENU = 3
"""So many labels in a row name nothing."""
_COLUMN = 3
"""Lines that differ in their numbers alone."""
_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl", "table"})
_FIELDS = re.compile(r"[|｜丨_\-–—·•»:：]+")
"""Between the parts of a title."""

_KEPT, _GONE, _PASSED, _ASKS = range(4)
"""A block stays; is out already; says nothing, so it parts nothing either; recurs."""


class _Look:
    """A page while it is decided."""

    def __init__(self, page: Page, blocks: list[Keyed], pages: list[int], of: int) -> None:
        self.page = page
        self.of = of
        self.keyed = {block.number: block for block in blocks}
        self.pages = {block.number: number for block, number in zip(blocks, pages, strict=True)}
        self.states = [
            _ASKS if self.pages.get(number) else _KEPT if number in self.keyed or block.tag == "pre" else _PASSED
            for number, block in enumerate(page.blocks)
        ]
        self.titles: set[int] = set()

    def asking(self) -> list[Keyed]:
        return [block for number, block in self.keyed.items() if self.states[number] == _ASKS]

    def keep(self, blocks: Iterable[Keyed]) -> None:
        for block in blocks:
            if self.states[block.number] == _ASKS:
                self.states[block.number] = _KEPT

    def is_on_most(self, block: Keyed) -> bool:
        return self.pages[block.number] / self.of >= MOST


def recurring(
    page: Page,
    source: str,
    proposals: Sequence[Proposal],
    titles: Iterable[str],
    table: Repeats,
    actions: Mapping[Category, Action],
) -> list[Proposal]:
    """What of *page* recurs on its host and may go, behind all that is proposed already.

    A page of which nothing else would be left loses nothing. Linear in its blocks.

    Args:
        page: cut into blocks, whole or in part.
        source: id of its source, which is its home when it has no address.
        proposals: of rules and extractor.
        titles: as the page and its rules state them.
        table: what recurs.
        actions: what becomes of each category.
    """
    host = host_of(page, source)
    if host is None or host not in table.hosts:
        return []
    blocks = keyed(page, host)
    look = _Look(page, blocks, table.find([block.key for block in blocks]), table.hosts[host])
    _mark_settled(look, proposals)
    _keep_titles(look, titles)
    _keep_said_twice(look)
    _keep_lists(look)
    _keep_amid(look)
    _keep_versions(look)
    _keep_labels(look)
    if not any(look.states[number] == _KEPT and number not in look.titles for number in look.keyed):
        return []
    order = max((proposal.order for proposal in proposals), default=0) + 1
    found = []
    reasons: dict[tuple[int, bool], Reason] = {}
    for block in look.asking():
        number = look.pages[block.number]
        reason = reasons.get((number, block.is_linked))
        if reason is None:
            reason = reasons[number, block.is_linked] = _reason(host, number, look.of, table, block, actions)
        if reason.action != "keep":
            place = page.blocks[block.number]
            found.append(Proposal(place.start, place.stop, order, reason))
    return found


def _reason(host: str, pages: int, of: int, table: Repeats, block: Keyed, actions: Mapping[Category, Action]) -> Reason:
    category: Category = "navigation" if block.is_linked else "site-notice"
    return Reason(
        rule=f"repeats/{host}",
        category=category,
        why=f"on {pages:,} of {of:,} pages of {host}",
        action=actions[category],
        digest=table.digest[:16],
    )


def _mark_settled(look: _Look, proposals: Iterable[Proposal]) -> None:
    """What is proposed already is out, and what a rule keeps stays."""
    gone: list[tuple[int, int]] = []
    kept: list[tuple[int, int]] = []
    for proposal in sorted(proposals, key=lambda proposal: proposal.start):
        spans = kept if proposal.reason is None else gone
        if spans and proposal.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], proposal.end))
        else:
            spans.append((proposal.start, proposal.end))
    at_gone = at_kept = 0
    for number, block in enumerate(look.page.blocks):
        while at_kept < len(kept) and kept[at_kept][1] <= block.start:
            at_kept += 1
        while at_gone < len(gone) and gone[at_gone][1] <= block.start:
            at_gone += 1
        if at_kept < len(kept) and kept[at_kept][0] < block.end:
            look.states[number] = _KEPT
        elif at_gone < len(gone) and gone[at_gone][0] <= block.start and block.end <= gone[at_gone][1]:
            look.states[number] = _GONE


def _keep_titles(look: _Look, titles: Iterable[str]) -> None:
    """A headline may recur, as a line of every list of news. What is on most pages is the name of the site."""
    parts = {letters_of(part) for title in titles for part in (title, *_FIELDS.split(title))}
    for number, block in look.keyed.items():
        if block.letters in parts and look.states[number] != _GONE and not look.is_on_most(block):
            look.titles.add(number)
            look.keep([block])


def _keep_said_twice(look: _Look) -> None:
    """What an article says stands here twice where a teaser beside it quotes it; a number again and again is a column of data."""
    times: dict[str, int] = {}
    for block in look.keyed.values():
        times[block.letters] = times.get(block.letters, 0) + 1
    look.keep(
        block
        for block in look.asking()
        if times[block.letters] > 1 and (_is_prose(block) or ("0" in block.letters and times[block.letters] >= _COLUMN))
    )


def _keep_lists(look: _Look) -> None:
    """Of a list or a table all of its lines go, or none: some of the ingredients of a recipe are those of many."""
    for group in _lists(look):
        if any(look.states[number] == _KEPT or _is_value(look.page.blocks[number]) for number in group):
            look.keep(look.keyed[number] for number in group if number in look.keyed)


def _is_value(block: Block) -> bool:
    """A cell with a number, or too little to be counted: what the others of its row are names of."""
    return kind_of(block) == "cell" and bool(letters_of(block.text)) and weight_of(letters_of(block.text)) < MIN_WEIGHT


def _lists(look: _Look) -> Iterator[list[int]]:
    """The numbers of the blocks of each list and table."""
    blocks, outline = look.page.blocks, look.page.outline
    if outline is None or look.page.tree is None:
        for kind, run in groupby(range(len(blocks)), lambda number: kind_of(blocks[number])):
            if kind in {"item", "cell"}:
                yield list(run)
        return
    homes: list[int] = []
    for number, (parent, tag) in enumerate(zip(outline.parents, outline.tags, strict=True)):
        homes.append(number if tag in _LISTS or not number else homes[parent])
    groups: dict[int, list[int]] = {}
    for number, leaf in enumerate(outline.leaves):
        groups.setdefault(homes[leaf], []).append(number)
    for home, group in groups.items():
        # A table around headings and sentences is the frame of a page.
        found = [look.keyed[number] for number in group if number in look.keyed]
        is_frame = outline.tags[home] == "table" and any(map(_is_prose, found))
        if home and not is_frame and all(block.kind in {"item", "cell"} for block in found):
            yield group


def _keep_amid(look: _Look) -> None:
    """Between blocks that stay, only what stands on most pages goes."""
    for is_kept, run in groupby(range(len(look.states)), lambda number: look.states[number] == _KEPT):
        numbers = list(run)
        at_edge = numbers[0] == 0 or numbers[-1] == len(look.states) - 1
        if is_kept or at_edge or any(look.states[number] == _GONE for number in numbers):
            continue
        asking = [look.keyed[number] for number in numbers if look.states[number] == _ASKS]
        look.keep(block for block in asking if not look.is_on_most(block))


def _keep_versions(look: _Look) -> None:
    """Where more prose recurs than does not, the page is a version of others."""
    rare = [block for block in look.asking() if _is_prose(block) and not look.is_on_most(block)]
    stays = sum(
        block.weight for number, block in look.keyed.items() if look.states[number] == _KEPT and not block.is_linked
    )
    if sum(block.weight for block in rare) > stays:
        look.keep(rare)


def _keep_labels(look: _Look) -> None:
    """A heading stays where what stands below it stays: `Summary` is on all pages of a journal, and of the article."""
    below: int | None = None
    above: list[int] = []
    for number in range(len(look.states) - 1, -1, -1):
        if look.states[number] == _PASSED:
            continue
        block = look.keyed.get(number)
        if block and look.states[number] == _ASKS and _is_label(block):
            above.append(number)
        else:
            _keep_label(look, above, below)
            above, below = [], number
    _keep_label(look, above, below)


def _keep_label(look: _Look, labels: list[int], below: int | None) -> None:
    """Of *labels* in a row, the last first, those that name the block *below* stay."""
    if below is None or look.states[below] != _KEPT or below in look.titles:
        return
    is_menu = len(labels) >= _MENU
    look.keep(block for block in (look.keyed[number] for number in labels) if block.kind == "heading" or not is_menu)


def _is_prose(block: Keyed) -> bool:
    return block.weight >= _PROSE and not block.is_linked


def _is_label(block: Keyed) -> bool:
    """Short words, of which none is a number or a link."""
    if block.is_linked or block.kind in {"item", "cell"}:
        return False
    return block.kind == "heading" or (block.weight <= _LABEL and "0" not in block.letters)
