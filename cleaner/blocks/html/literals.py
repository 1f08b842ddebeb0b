"""Words that must stand in the source of a page where a selector finds anything: most selectors are told so in passing.

A rule book has a hundred selectors for other sources than that of the page at hand, and each is a walk through its tree.
One pass over the source tells which of their words stand in it. Only words count that an author writes as they are: names of classes and
ids, and values of attributes without `&`, `<`, `>` and white space. (Who spells a class with character references is not found.)
"""

from __future__ import annotations

import re
from functools import cache

_GROUP = re.compile(r"\([^()]*\)")
_CSS = re.compile(r"""[#.]([A-Za-z_-][\w-]*)|\[[\w:-]+\s*[*^$~|]?=\s*["']?([^"'\]&<>\s]+)["']?\s*\]""", re.ASCII)
_XPATH = re.compile(r"""@[\w:-]+\s*(?:=|,)\s*["']([^"'&<>\s]+)["']""", re.ASCII)
_NOT_ALL = re.compile(r"\bor\b|\bnot\s*\(|\||translate|-case|!=")
_ESCAPE = "\\"
_BRACKETS = re.compile(r"\[[^\]]*\]")
_NAME = re.compile(r"[.#][A-Za-z_-][\w-]*")
_COMMA = re.compile(r"""\s*,\s*(?=(?:[^"'()\[\]]|"[^"]*"|'[^']*'|\([^()]*\)|\[[^\]]*\])*+$)""")


@cache
def alternatives(css: str) -> tuple[str, ...]:
    """The selectors of a list; the list itself where brackets stand in brackets, and a comma may be theirs."""
    return tuple(_COMMA.split(css))


@cache
def names(css: str) -> frozenset[str]:
    """The classes (`.entry`) and ids (`#main`) in small letters that an element, or those around it, must have for *css*.

    Empty where nothing is known: a list, escapes, brackets in brackets.
    """
    bare, count = _BRACKETS.sub("", css), 1
    while count:
        bare, count = _GROUP.subn("", bare)
    is_plain = css.isascii() and not any(map(css.__contains__, "\\,'\"")) and not any(map(bare.__contains__, "()[]"))
    return frozenset(name.lower() for name in _NAME.findall(bare)) if is_plain else frozenset()


@cache
def literals(selector: str) -> tuple[tuple[str, ...], ...]:
    """For each alternative of *selector* the words that it needs, all of them; `()` where nothing is known."""
    if selector[0] in "/(":
        return (() if _NOT_ALL.search(selector) else tuple(_XPATH.findall(selector)),)
    if _ESCAPE in selector:
        return ((),)
    bare, count = selector, 1
    while count:
        # What stands in `:not(…)`, `:is(…)` and the like is not needed, or not all of it.
        bare, count = _GROUP.subn("", bare)
    return tuple(tuple(one or other for one, other in _CSS.findall(part)) for part in bare.split(","))
