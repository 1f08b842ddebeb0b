"""Where links lead: an address of a share button, a login, imprint or topic says what stands around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cleaner.extract.learned.columns import Columns
    from cleaner.extract.learned.view import View

_WORDS = {
    "share": "share sharer sharing facebook twitter linkedin pinterest whatsapp weibo instagram reddit addtoany tumblr flipboard "
    "telegram vk threads bsky",
    "account": "login logon signin signup register registration account subscribe subscription subscriptions newsletter "
    "newsletters cart checkout password javascript donate anmelden abo abonnement join auth member membership",
    "legal": "privacy terms legal imprint impressum datenschutz cookie cookies copyright about contact kontakt advertise "
    "advertising careers jobs help faq sitemap mentions beian miit rss feed feeds policy policies conditions accessibility",
    "listing": "tag tags category categories topic topics author authors user users profile members archive archives page "
    "search section sections channel rubrik thema themen forum collections list index home",
    "file": "jpg jpeg png gif webp svg pdf zip mp",
}
_OTHERS = ("anchor", "mail", "article", "outside")
TARGETS = (*_WORDS, *_OTHERS)
"""What the address of a link looks like. Each is a bit."""
_BIT = {name: 1 << number for number, name in enumerate(TARGETS)}
_BIT_OF = {word: _BIT[name] for name, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+|[0-9]{5,}")
_MAX_TARGET = 200
"""Signs of an address that are looked at."""
_SLUG = 4
"""Words or signs of parting in the last part of an address that is an article's."""
_WINDOW = 10
"""Blocks to either side."""
_NAMES = tuple(f"target_{name}" for name in TARGETS)
_AROUND_NAMES = tuple(f"{name}_around" for name in _NAMES)


@lru_cache(maxsize=4096)
def target_of(address: str) -> int:
    """The bits of `TARGETS` that *address* looks like."""
    address = address[:_MAX_TARGET].lower()
    if not address or address[0] == "#":
        return _BIT["anchor"]
    found = 0
    for word in _WORD.findall(address):
        found |= _BIT_OF.get(word, 0)
        if word[0] <= "9":
            found |= _BIT["article"]
    if address.startswith(("mailto:", "tel:", "sms:")):
        found |= _BIT["mail"]
    if "//" in address[:8]:
        found |= _BIT["outside"]
    last = address.rstrip("/").rpartition("/")[2]
    if last.count("-") + last.count("_") + last.count("%e") >= _SLUG:
        found |= _BIT["article"]
    return found


def add_targets(out: Columns, view: View) -> None:
    """Adds to *out* where the first link of each block leads, and those around it."""
    n = out.size
    places = np.arange(n)
    found = np.array([target_of(block.links[0].href) if block.links else 0 for block in view.page.blocks])
    bits = (found[None] >> np.arange(len(TARGETS))[:, None]) & 1
    out.add_all(_NAMES, bits)
    linked = np.array(view.links) > 0
    low, high = np.maximum(0, places - _WINDOW), np.minimum(n, places + _WINDOW + 1)
    counts = np.zeros((len(TARGETS) + 1, n + 1), np.int64)
    np.cumsum(np.concatenate((bits, linked[None])), axis=1, out=counts[:, 1:])
    around = counts[:, high] - counts[:, low]
    out.add_all(_AROUND_NAMES, around[:-1] / np.maximum(1, around[-1]))
    out.take(("page_of_links",))[0] = int(linked.sum())
