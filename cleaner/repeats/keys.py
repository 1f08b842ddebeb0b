"""The keys of a page's blocks: the same for what reads the same and stands there in the same manner, on pages of one host."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from cleaner.model.source import UNKNOWN
from cleaner.repeats.letters import letters_of, weight_of

if TYPE_CHECKING:
    from cleaner.model.block import Block
    from cleaner.model.document import Page

Kind = Literal["heading", "item", "cell", "text"]

MIN_WEIGHT = 4
"""Less is no word, unless it is a link: two characters of Chinese, four letters of other scripts."""
_NEVER = frozenset({"pre", "fence", "front-matter", "comment"})
"""Code and data are content wherever they stand."""
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    **dict.fromkeys(("tr", "td", "th"), "cell"),
}


class Keyed(Struct, frozen=True, gc=False):
    """A block that is counted: its `number` on the page, and 64 bits for host, kind, links and `letters`."""

    number: int
    key: int
    kind: Kind
    is_linked: bool
    """More than half of it is links."""
    letters: str
    weight: int


class Identity(Struct, frozen=True, gc=False):
    """What tells a page from others of its host. Pages that agree in one of them are versions of one page."""

    address: int
    content: int
    """The blocks that it has, whatever their order and their numbers."""
    title: int


def host_of(page: Page, source: str) -> str | None:
    """Where a page is at home: the host of its address without `www.`; its *source* when it has none; or nowhere."""
    try:
        host = urlsplit(page.address()[0] or "").hostname
    except ValueError:
        host = None
    if host:
        return host.rstrip(".").removeprefix("www.") or host
    return None if source == UNKNOWN.id else source


def keyed(page: Page, host: str) -> list[Keyed]:
    """The blocks of *page* that are counted, in order: those that say something, and are neither code nor data."""
    found = []
    for number, block in enumerate(page.blocks):
        if block.tag in _NEVER or not block.text:
            continue
        letters = letters_of(block.text)
        weight = weight_of(letters)
        is_linked = bool(block.links) and 2 * block.link_chars() > len(block.text)
        if weight < (1 if is_linked else MIN_WEIGHT):
            continue
        kind = kind_of(block)
        key = digest(host, f"{kind}+" if is_linked else kind, letters)
        found.append(Keyed(number, key, kind, is_linked, letters, weight))
    return found


def kind_of(block: Block) -> Kind:
    """What *block* is among others of its page."""
    return _KINDS.get(block.tag, "text")


def identity(page: Page, blocks: list[Keyed]) -> Identity:
    """Which page of its host *page* is, with its *blocks* as `keyed` gives them."""
    content = blake2b(digest_size=8)
    for key in sorted({block.key for block in blocks}):
        content.update(key.to_bytes(8, "big"))
    number = int.from_bytes(content.digest(), "big")
    url = page.address()[0]
    title = page.front_matter.first("title")
    return Identity(
        address=digest(url.partition("#")[0]) if url else number,
        content=number,
        title=digest(letters_of(title.value)) if title else number,
    )


def of_all_pages(host: str) -> int:
    """The key under which the pages of *host* are counted."""
    return digest(host, "pages", "")


def digest(*parts: str) -> int:
    """64 bits of BLAKE2b over *parts*."""
    data = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")
