"""The text of an article as a page's JSON-LD states it: what a page shows can be held against it, or be missing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cleaner.blocks.html.json_ld import is_article, nodes_of, own, scripts_of, types_of
from cleaner.extract.align import keys_of
from cleaner.extract.extraction import reason_of
from cleaner.extract.json_string import MARKUP, JsonString, parts_lines
from cleaner.model.folded import folded
from cleaner.model.outside import Outside, outside_of
from cleaner.model.span import Span
from cleaner.model.stamp import ExtractionStamp

if TYPE_CHECKING:
    from cleaner.blocks.html.json_ld import Said, Script
    from cleaner.model.document import Page

BODY = "articleBody"
MIN_SIZE = 200
"""Letters and digits, in bytes of UTF-8, since a Chinese character says as much as three letters. A shorter text is as
often a summary, or says what the site is."""

_KEYS: dict[str, tuple[str, ...]] = {
    "DiscussionForumPosting": (BODY, "text"),
    "SocialMediaPosting": (BODY, "text"),
    "Product": ("description",),
    "ProductGroup": ("description",),
    "JobPosting": ("description",),
}
"""Where things that are no plain article have their text."""
_ENOUGH = 4
"""What is shown and has a part of the letters of the stated text, one in so many, may be an article itself."""
_SHINGLE = 16
"""Letters in a row: so many are the same only where one text was taken from the other."""


class StatedText(NamedTuple):
    """A text that the data of a page state of what the page is about."""

    key: str
    """The property: `articleBody`."""
    value: str
    script: Script

    @property
    def text(self) -> str:
        """What a reader would see of it, a line a paragraph."""
        text = self.value
        if "<" in text or "&" in text:
            text = html.unescape(MARKUP.sub(_line_end, text))
        return text


def stated_body(page: Page) -> str | None:
    """What the `articleBody` of the page's own article says, its HTML taken out; None when nothing says it.

    Costs next to nothing on pages that do not speak of an `articleBody`.
    """
    found = stated_text(page) if BODY in page.text else None
    return found.text if found is not None and found.key == BODY else None


def stated_text(page: Page) -> StatedText | None:
    """The text of the article, the posting, the product or the job that *page* is about, as its JSON-LD states it."""
    if page.tree is None:
        return None
    articles: list[Said] = []
    things: list[Said] = []
    for said in nodes_of(scripts_of(page)):
        types = types_of(said.node)
        if is_article(types):
            articles.append(said)
        elif not _KEYS.keys().isdisjoint(types):
            things.append(said)
    title = page.front_matter.first("title")
    address = page.address()[0]
    for found in (own(group, address, folded(title.value) if title else "") for group in (articles, things) if group):
        if found is None:
            continue
        for key in next((_KEYS[each] for each in types_of(found.node) if each in _KEYS), (BODY,)):
            value = found.node.get(key)
            if isinstance(value, str) and value.strip():
                return StatedText(key, value, found.script)
    return None


def unseen_article(page: Page, outside: Outside) -> tuple[Page, Outside] | None:
    """*page* with the blocks of a text that it states and does not show, and all else lying outside.

    None when it shows an article (*outside* says what is none of it), or states no text that is long enough.
    """
    found = stated_text(page)
    if found is None or _size(stated := _letters(found.text)) < MIN_SIZE:
        return None
    shown = _letters("".join(block.text for block in page.blocks if _is_article(block.start, outside)))
    if _ENOUGH * _size(shown) > _size(stated) or _is_part(shown, stated):
        return None
    place = _place(page, found)
    if place is None:
        return None
    blocks, hidden = JsonString(page.text, place).blocks(page)
    why = f"the page shows no article; its data (JSON-LD) state its text, as {found.key}"
    reason = reason_of("json-ld", found.key, why)
    said = ExtractionStamp(by="json-ld", name=found.key, digest=reason.digest)
    made = msgspec.structs.replace(page, blocks=tuple(blocks), hidden=tuple(hidden), outline=None)
    return made, outside_of((place,), len(page.text), reason, outside.owner, said)


def _letters(text: str) -> str:
    return keys_of([text])[0]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _line_end(match: re.Match[str]) -> str:
    """What stands for a tag or a reference: a line end where the element parts lines; references stay."""
    found = match.group()
    if found[0] == "&":
        return found
    return "\n" if parts_lines(found) else ""


def _is_article(position: int, outside: Outside) -> bool:
    if outside.doubt is not None:
        return False
    return any(body.start <= position < body.end for body in outside.bodies)


def _is_part(shown: str, stated: str) -> bool:
    """Most of what is *shown* stands in what is *stated*: the page shows where its article begins."""
    pieces = [shown[at : at + _SHINGLE] for at in range(0, len(shown), _SHINGLE)]
    return bool(shown) and 2 * sum(piece in stated for piece in pieces) > len(pieces)


def _place(page: Page, found: StatedText) -> Span | None:
    """Where the string stands in its script: the first under its key that reads so."""
    start, end = found.script.place.start, found.script.place.end
    string = re.compile(rf'"{found.key}"\s*:\s*"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
    for match in string.finditer(page.text, start, end):
        place = Span(match.start(1), match.end(1))
        if JsonString(page.text, place).text == found.value:
            return place
    return None
