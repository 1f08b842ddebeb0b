"""Where everything stands in the picture: a panel for each group, in it columns from the author to the copies in order of date."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleaner.graph.model import Document, Edge, Graph, Group

MARGIN = 24.0
PANEL_HEAD = 62.0
CARD_WIDTH, CARD_HEIGHT, CARD_GAP = 420.0, 72.0, 22.0
PILL_WIDTH, PILL_HEIGHT, PILL_GAP = 180.0, 34.0, 14.0
COLUMN_GAP = 72.0
_COLUMNS = {"author": 0, "cites": 1, "origin": 1, "translation": 2, "syndication": 2, "reprint": 2}
_LONGEST = 400
"""Code points of a name that are looked at: no line is longer."""
_LAST_COLUMN = 3
"""That of pages and platforms; the documents stand behind it."""
_TITLES = ("author", "origin", "reprint", "page")


class Pill(Struct, frozen=True):
    """A party in a panel."""

    party: str
    x: float
    y: float


class Card(Struct, frozen=True):
    """A document in a panel."""

    document: str
    x: float
    y: float


class Line(Struct, frozen=True):
    """From a party to a party or document, on the way of some document."""

    start: str
    end: str
    relation: str
    is_stated: bool
    is_last: bool
    """It leads to the document."""


class Panel(Struct, frozen=True):
    """A group of copies, or the documents that have none; `hidden` are its documents that are not shown."""

    group: Group | None
    y: float
    height: float
    columns: tuple[tuple[str, float], ...]
    """Name and left edge."""
    pills: tuple[Pill, ...]
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]
    hidden: int


class Picture(Struct, frozen=True):
    """Panels one below the other, and what is left out."""

    width: float
    height: float
    panels: tuple[Panel, ...]
    groups_left_out: int
    documents_left_out: int


def picture_of(graph: Graph, most: int, top: float) -> Picture:
    """The layout of *graph*: the largest groups, then documents without copies, *most* documents in all.

    Args:
        graph: what is shown.
        most: documents that are shown, at most.
        top: room above the panels.
    """
    documents = {document.id: document for document in graph.documents}
    edges: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        edges.setdefault(edge.document, []).append(edge)
    wanted: list[tuple[Group | None, list[str]]] = [
        (group, [step.document for step in group.documents]) for group in graph.groups
    ]
    # One that is no copy and names nobody is a lonely box: it is counted.
    alone = [document.id for document in graph.documents if document.group is None and edges.get(document.id)]
    # Those of one party stand together.
    alone.sort(key=lambda name: (documents[name].party or "~", documents[name].published or "~", name))
    if alone:
        wanted.append((None, alone))
    panels: list[Panel] = []
    room, y, width = most, top, 0.0
    for group, names in wanted:
        if not room:
            break
        shown = names[:room]
        room -= len(shown)
        panel = _panel(group, shown, edges, documents, y, len(names) - len(shown))
        panels.append(panel)
        y += panel.height + MARGIN
        width = max(width, panel.columns[-1][1] + CARD_WIDTH)
    shown_groups = sum(panel.group is not None for panel in panels)
    return Picture(
        width=max(width, 640.0) + 2 * MARGIN,
        height=y,
        panels=tuple(panels),
        groups_left_out=len(graph.groups) - shown_groups,
        documents_left_out=len(graph.documents) - sum(len(panel.cards) for panel in panels),
    )


def _panel(
    group: Group | None,
    names: Sequence[str],
    edges: Mapping[str, Sequence[Edge]],
    documents: Mapping[str, Document],
    y: float,
    hidden: int,
) -> Panel:
    lines = _lines(names, edges, documents)
    drawn = {end for line in lines for end in (line.start, line.end)}
    column = {party: at for party, at in _columns(names, edges).items() if party in drawn}
    used = sorted(set(column.values()))
    left = {number: MARGIN * 2 + at * (PILL_WIDTH + COLUMN_GAP) for at, number in enumerate(used)}
    cards_left = MARGIN * 2 + len(used) * (PILL_WIDTH + COLUMN_GAP)
    first = y + PANEL_HEAD
    cards = tuple(Card(name, cards_left, first + at * (CARD_HEIGHT + CARD_GAP)) for at, name in enumerate(names))
    middles = {card.document: card.y + CARD_HEIGHT / 2 for card in cards}
    pills: list[Pill] = []
    # From the documents leftward, each party stands level with what it leads to.
    for number in reversed(used):
        wished = {}
        for party in (each for each, at in column.items() if at == number):
            ends = [middles[line.end] for line in lines if line.start == party and line.end in middles]
            wished[party] = sum(ends) / len(ends) if ends else first
        bottom = first - PILL_GAP
        for party in sorted(wished, key=lambda each: (wished[each], each)):
            top = max(bottom + PILL_GAP, wished[party] - PILL_HEIGHT / 2)
            bottom = top + PILL_HEIGHT
            pills.append(Pill(party, left[number], top))
            middles[party] = top + PILL_HEIGHT / 2
    lowest = max(
        [card.y + CARD_HEIGHT for card in cards] + [pill.y + PILL_HEIGHT for pill in pills],
    )
    return Panel(
        group=group,
        y=y,
        height=lowest - y + MARGIN,
        columns=(*((_TITLES[number], left[number]) for number in used), ("documents", cards_left)),
        pills=tuple(pills),
        cards=cards,
        lines=lines,
        hidden=hidden,
    )


def _columns(names: Iterable[str], edges: Mapping[str, Sequence[Edge]]) -> dict[str, int]:
    """The column of each party: the first that it stands in, in any of the documents."""
    column: dict[str, int] = {}
    for name in names:
        for edge in edges.get(name, ()):
            at = _COLUMNS.get(edge.relation, _LAST_COLUMN)
            column[edge.party] = min(at, column.get(edge.party, at))
    return column


def _lines(
    names: Iterable[str], edges: Mapping[str, Sequence[Edge]], documents: Mapping[str, Document]
) -> tuple[Line, ...]:
    """The way of each document, from party to party and at last to itself; what several have in common, once."""
    found: dict[tuple[str, str], Line] = {}
    for name in names:
        owner = documents[name].party
        stages: dict[int, list[Edge]] = {}
        for edge in edges.get(name, ()):
            if edge.relation == "author" and edge.hop is None:
                # A credit says who wrote it, and not through whose hands it went.
                _add(found, edge, name)
                continue
            stages.setdefault(_COLUMNS.get(edge.relation, _LAST_COLUMN), []).append(edge)
        if any(edge.party == owner for at in (1, 2) for edge in stages.get(at, ())):
            # An account's own page: the platform that carries it hands nothing on.
            stages.pop(_LAST_COLUMN, None)
        ways = [stages[at] for at in sorted(stages)]
        for earlier, later in pairwise(ways):
            for start in earlier:
                for end in later:
                    if start.party != end.party:
                        _add(found, start, end.party, is_stated=end.confidence == "stated")
        for edge in ways[-1] if ways else ():
            _add(found, edge, name)
    return tuple(found.values())


def _add(found: dict[tuple[str, str], Line], edge: Edge, end: str, *, is_stated: bool | None = None) -> None:
    """Take down a line; where several documents have it, one that states it suffices. `is_stated`: None at a document."""
    is_sure = edge.confidence == "stated" and is_stated is not False
    known = found.get((edge.party, end))
    found[edge.party, end] = Line(
        edge.party, end, edge.relation, is_sure or (known is not None and known.is_stated), is_stated is None
    )


def width_of(text: str, size: float) -> float:
    """About how wide *text* is in a sans-serif of *size*: a full-width character is one em."""
    return size * sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55 for char in text)


def fitted(text: str, width: float, size: float) -> str:
    """*text* on one line of *width*, cut where it is too long; nothing in it can turn the line round."""
    shown = " ".join(harmless(text[:_LONGEST]).split())
    if len(text) <= _LONGEST and width_of(shown, size) <= width:
        return shown
    room = width - size
    for at, char in enumerate(shown):
        room -= width_of(char, size)
        if room < 0:
            return shown[:at] + "…"
    return shown + "…"
