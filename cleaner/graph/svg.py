"""The graph as a picture: who had the text, who took it from whom, and what each copy no longer says."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from cleaner.graph.layout import (
    CARD_HEIGHT,
    CARD_WIDTH,
    COLUMN_GAP,
    MARGIN,
    PILL_HEIGHT,
    PILL_WIDTH,
    fitted,
    picture_of,
    width_of,
)
from cleaner.graph.model import MOST
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleaner.graph.layout import Card, Line, Panel, Picture, Pill
    from cleaner.graph.model import Document, Graph, Group, Link, Party, Step

_HEAD, _FOOT = 92.0, 34.0
_CREDIT_RISE = 25.0
_LOCAL = re.compile(r"[\d-]+T[\d:.]+")
_RELATIONS = ("author", "origin", "reprint", "page")
_CLASS_OF = {
    "author": "author", "cites": "origin", "origin": "origin", "translation": "reprint", "syndication": "reprint",
    "reprint": "reprint",
}  # fmt: skip
# Plain rules and no variables: many programs that show SVG know neither them nor media queries, and show it light.
_STYLE = """
text{font:13px system-ui,-apple-system,"Segoe UI","Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;fill:#1b1f24}
.h1{font-size:20px;font-weight:600}.h2{font-size:15px;font-weight:600}.title{font-weight:600}.small{font-size:12px}.tiny{font-size:11px}
.muted{fill:#57606a}.ground{fill:#f6f8fa}.panel{fill:#fff;stroke:#d0d7de}.card{fill:#f6f8fa;stroke:#afb8c1}.card.first{stroke:#1a7f37;stroke-width:2}
.pill{fill:#fff;stroke-width:1.5}.pill.unnamed{stroke-dasharray:4 3}.line{fill:none;stroke-width:1.8;opacity:.85}.inferred{stroke-dasharray:6 4}
.author{stroke:#8250df}.origin{stroke:#0969da}.reprint{stroke:#1b7c83}.page{stroke:#9a6700}
.badge{stroke:none}.lost{fill:#ffdcd7}.lost-text{fill:#a40e26}.changed{fill:#fff1c2}.changed-text{fill:#7d4e00}
.same{fill:#ddeaf9}.same-text{fill:#0a4b95}.hint{fill:#ece3fb}.hint-text{fill:#54289b}.early{fill:#d2f4d9}.early-text{fill:#116329}.time{stroke:#8c959f;stroke-width:1.5;fill:none}.time-head{fill:#8c959f}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.muted{fill:#9ea7b3}.ground{fill:#0d1117}.panel{fill:#161b22;stroke:#30363d}
.card{fill:#1f2630;stroke:#4b5563}.card.first{stroke:#3fb950}.pill{fill:#161b22}.author{stroke:#bc8cff}.origin{stroke:#58a6ff}
.reprint{stroke:#39c5cf}.page{stroke:#d9a62b}.lost{fill:#5c1a1f}.lost-text{fill:#ffc1ba}.changed{fill:#4a3a10}.changed-text{fill:#f2d98b}
.same{fill:#17365d}.same-text{fill:#a5d0ff}.hint{fill:#3a2561}.hint-text{fill:#dcc8ff}.early{fill:#14432a}.early-text{fill:#a7f0ba}}
"""


def svg_of(graph: Graph, most: int = MOST) -> bytes:
    """*graph* as SVG 1.1 in UTF-8, without scripts and without anything from elsewhere; in light and dark.

    Args:
        graph: what is shown.
        most: documents that are shown, at most: those of the largest groups.
    """
    picture = picture_of(graph, most, _HEAD)
    return ("\n".join(_Drawing(graph, picture).lines()) + "\n").encode()


class _Drawing:
    def __init__(self, graph: Graph, picture: Picture) -> None:
        self.graph = graph
        self.picture = picture
        self.documents: Mapping[str, Document] = {document.id: document for document in graph.documents}
        self.parties: Mapping[str, Party] = {party.id: party for party in graph.parties}
        self.hints: dict[str, list[str]] = {}
        for media in graph.media:
            for document in media.hints:
                self.hints.setdefault(document, []).append(self.parties[media.accounts[0]].name)

    def lines(self) -> Iterator[str]:
        counts = self.graph.counts
        words = (
            f"{_many(counts.documents, 'document')}, {_many(counts.parties, 'party')}, "
            f"{_many(counts.groups, 'group')} of copies"
        )
        left_out = self._left_out()
        width, height = self.picture.width, self.picture.height + _FOOT
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title desc">'
        )
        yield f'<title id="title">Reprint graph: {words}</title>'
        yield f'<desc id="desc">{_text(self._described(left_out))}</desc>'
        yield f"<style>{_STYLE}</style>"
        yield f'<rect class="ground" width="{width:g}" height="{height:g}"/>'
        yield f'<text class="h1" x="{MARGIN:g}" y="36">Who republished whom</text>'
        yield f'<text class="muted" x="{MARGIN:g}" y="58">{words}</text>'
        yield from self._legend()
        for panel in self.picture.panels:
            yield from self._panel(panel)
        yield f'<text class="small muted" x="{MARGIN:g}" y="{height - 14:g}">{_text(left_out or "Everything is shown.")}</text>'
        yield "</svg>"

    def _left_out(self) -> str:
        groups, documents = self.picture.groups_left_out, self.picture.documents_left_out
        found = [_many(documents, "document")] if documents else []
        if groups:
            found.append(f"{_many(groups, 'group')} of copies among them")
        return f"Not shown: {', '.join(found)}." if found else ""

    def _described(self, left_out: str) -> str:
        """The picture in words, for those who hear it."""
        told = []
        for group in self.graph.groups[: self._shown_groups()]:
            title = self._title(group)
            told.append(f"{title}: {_many(len(group.documents), 'document')}. {_first(group, self.documents)}.")
            lost = [loss for loss in group.losses if loss.what == "author" and loss.change == "lost"]
            if lost:
                told.append(f"The author is lost at {', '.join(self._at(loss.at) for loss in lost)}.")
        return harmless(" ".join([*told, left_out]).strip() or "No document is a copy of another.")

    def _shown_groups(self) -> int:
        return sum(panel.group is not None for panel in self.picture.panels)

    def _at(self, party: str | None) -> str:
        return self.parties[party].name if party else "a page of nobody named"

    def _title(self, group: Group) -> str:
        titles = (self.documents[step.document].title for step in group.documents)
        return next(filter(None, titles), group.documents[0].document)

    def _legend(self) -> Iterator[str]:
        x = MARGIN
        for name in _RELATIONS:
            yield f'<path class="line {name}" d="M{x:g} 76h26"/>'
            yield f'<text class="tiny muted" x="{x + 32:g}" y="80">{name}</text>'
            x += 32 + width_of(name, 11) + 22
        yield f'<path class="line muted page inferred" d="M{x:g} 76h26"/>'
        yield f'<text class="tiny muted" x="{x + 32:g}" y="80">dashed: inferred, not stated</text>'

    def _panel(self, panel: Panel) -> Iterator[str]:
        width = self.picture.width - 2 * MARGIN
        yield f'<g><rect class="panel" x="{MARGIN:g}" y="{panel.y:g}" width="{width:g}" height="{panel.height:g}" rx="10"/>'
        heading, detail = self._heading(panel)
        room = width - 2 * MARGIN
        yield f'<text class="h2" x="{MARGIN * 2:g}" y="{panel.y + 26:g}">{_text(fitted(heading, room, 15))}</text>'
        yield f'<text class="small muted" x="{MARGIN * 2:g}" y="{panel.y + 45:g}">{_text(fitted(detail, room, 12))}</text>'
        places = {pill.party: (pill.x + PILL_WIDTH, pill.x, pill.y + PILL_HEIGHT / 2) for pill in panel.pills}
        places |= {card.document: (0.0, card.x, card.y + CARD_HEIGHT / 2) for card in panel.cards}
        for line in panel.lines:
            yield _curve(line, places)
        for pill in panel.pills:
            yield from self._pill(pill, panel)
        steps = {step.document: step for step in panel.group.documents} if panel.group else {}
        for card in panel.cards:
            yield from self._card(card, panel.group, steps.get(card.document))
        yield "</g>"

    def _heading(self, panel: Panel) -> tuple[str, str]:
        group = panel.group
        more = f" · {_many(panel.hidden, 'document')} more not shown" if panel.hidden else ""
        if group is None:
            return "Without copies", f"{_many(len(panel.cards), 'document')}{more}"
        sources = _many(len(group.sources), "source")
        detail = f"{_many(len(group.documents), 'document')} of {sources} · {_first(group, self.documents)}{more}"
        return self._title(group), detail

    def _pill(self, pill: Pill, panel: Panel) -> Iterator[str]:
        party = self.parties[pill.party]
        relation = next((line.relation for line in panel.lines if line.start == pill.party), "page")
        unnamed = " unnamed" if "unnamed" in party.kinds else ""
        spelt = " = ".join(party.spellings)
        yield f"<g><title>{_text(harmless(spelt))} ({', '.join(party.kinds)})</title>"
        yield (
            f'<rect class="pill {_CLASS_OF.get(relation, "page")}{unnamed}" x="{pill.x:g}" y="{pill.y:g}" '
            f'width="{PILL_WIDTH:g}" height="{PILL_HEIGHT:g}" rx="{PILL_HEIGHT / 2:g}"/>'
        )
        name = _text(fitted(party.name, PILL_WIDTH - 16, 12 if unnamed else 13))
        kind = "muted small" if unnamed else ""
        yield (
            f'<text class="{kind}" x="{pill.x + PILL_WIDTH / 2:g}" y="{pill.y + PILL_HEIGHT / 2 + 4.5:g}" '
            f'text-anchor="middle">{name}</text></g>'
        )

    def _card(self, card: Card, group: Group | None, step: Step | None) -> Iterator[str]:
        document = self.documents[card.document]
        is_first = bool(group and group.origin and group.origin.document == card.document)
        title = document.title or document.id
        yield f"<g><title>{_text(harmless(f'{title} ({card.document})'))}</title>"
        if step and step.order:
            yield from _arrow(card, step)
        yield (
            f'<rect class="card{" first" if is_first else ""}" x="{card.x:g}" y="{card.y:g}" '
            f'width="{CARD_WIDTH:g}" height="{CARD_HEIGHT:g}" rx="6"/>'
        )
        room = CARD_WIDTH - 24
        yield f'<text class="title" x="{card.x + 12:g}" y="{card.y + 20:g}">{_text(fitted(title, room, 13.5))}</text>'
        yield f'<text class="small muted" x="{card.x + 12:g}" y="{card.y + 39:g}">{_text(fitted(_dated(document), room, 12))}</text>'
        yield from self._badges(card, group, is_first=is_first)
        yield "</g>"

    def _badges(self, card: Card, group: Group | None, *, is_first: bool) -> Iterator[str]:
        badges = [("early", "probably first")] if is_first else []
        if group:
            badges += self._about_copy(card.document, group, is_first=is_first)
        badges += [("hint", f"images like {name}") for name in self.hints.get(card.document, ())]
        x = card.x + 12
        for kind, words in badges:
            shown = fitted(words, 150, 11)
            width = width_of(shown, 11) + 14
            if x + width > card.x + CARD_WIDTH:
                return
            yield f'<rect class="badge {kind}" x="{x:g}" y="{card.y + 47:g}" width="{width:g}" height="18" rx="9"/>'
            yield f'<text class="tiny {kind}-text" x="{x + 7:g}" y="{card.y + 60:g}">{_text(shown)}</text>'
            x += width + 6

    def _about_copy(self, document: str, group: Group, *, is_first: bool) -> list[tuple[str, str]]:
        """How much a copy is like the others, and what it no longer says."""
        badges = []
        links = [link for link in group.links if document in {link.shorter, link.longer}]
        if links and not is_first:
            # What it is a part of says more than what is a part of it.
            link = min(links, key=lambda each: (each.kind == "contained" and each.longer == document, -each.jaccard))
            badges.append(("same", _likeness(document, link)))
        losses = [loss for loss in group.losses if loss.document == document]
        lost = [loss.what for loss in losses if loss.change == "lost"]
        if "author" in lost:
            badges.append(("lost", "author lost"))
        others = [what for what in lost if what != "author"]
        if others:
            badges.append(("lost", f"no {', '.join(others)}"))
        changed = [loss.what for loss in losses if loss.change == "changed" and loss.what != "date"]
        if changed:
            badges.append(("changed", f"other {', '.join(changed)}"))
        return badges


def _likeness(document: str, link: Link) -> str:
    if link.kind == "same":
        return "same text"
    if link.kind == "contained":
        return f"cut: {link.containment:.0%} copied" if document == link.shorter else "the longer text"
    return f"{link.jaccard:.0%} alike"


def _arrow(card: Card, step: Step) -> Iterator[str]:
    """From the card above: time goes on, or it cannot be told."""
    x, y = card.x + CARD_WIDTH / 2, card.y
    if step.order == "before":
        yield f'<path class="time" d="M{x:g} {y - 20:g}v12"/><path class="time-head" d="M{x - 4:g} {y - 9:g}h8l-4 7z"/>'
    else:
        why = step.why or "the same time"
        yield f'<text class="tiny muted" x="{x:g}" y="{y - 7:g}" text-anchor="middle">? {_text(why)}</text>'


def _curve(line: Line, places: Mapping[str, tuple[float, float, float]]) -> str:
    start_x, _, start_y = places[line.start]
    _, end_x, end_y = places[line.end]
    if line.relation == "author" and line.is_last:
        # A credit goes straight to the document, above the parties that stand in its row.
        end_y -= _CREDIT_RISE
    # The height changes before the next column: behind it, the row of a document belongs to its own way.
    turn, bend = start_x + COLUMN_GAP, COLUMN_GAP / 2
    relation = _CLASS_OF.get(line.relation, "page")
    inferred = "" if line.is_stated else " inferred"
    return (
        f'<path class="line {relation}{inferred}" d="M{start_x:g} {start_y:g}'
        f'C{start_x + bend:g} {start_y:g} {turn - bend:g} {end_y:g} {turn:g} {end_y:g}H{end_x:g}"/>'
    )


def _dated(document: Document) -> str:
    if document.published is None:
        return f"no date · {document.source}"
    # The offset may stand in the value.
    is_local = document.timezone and _LOCAL.fullmatch(document.published)
    zone = f" {document.timezone}" if is_local else ""
    where = " (front matter)" if document.in_front_matter else ""
    return f"{document.published.replace('T', ' ')}{zone}{where} · {document.source}"


def _first(group: Group, documents: Mapping[str, Document]) -> str:
    if group.origin:
        origin = documents[group.origin.document]
        return f"probably first: {(origin.published or '').replace('T', ' ')} at {origin.source} (inferred)"
    return f"which was first cannot be told: {group.why_no_origin}"


def _many(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else plural}"


def _text(text: str) -> str:
    return escape(text)
