"""The title of an HTML page without the name of its site.

`<title>` names the site, the section and more beside the title, and nothing says which is which. So a part of it is
the title only when another place of the page says that very part, or when the rest is the name of the site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cleaner.model.folded import folded, letters

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cleaner.model.fact import Fact

_SEPARATOR = re.compile(r"\s+[-‐―¦•‧›«‹/~]+\s+|\s*[-–—_|｜丨:：»·]+\s*|\s*[(（【\[]")
"""Where a title may end and something else begin, when another place of the page says so."""
_SUFFIX = re.compile(
    r"\s+[-‐―•:»›«/~·]+\s+|\s*[_|｜丨–—]+\s*|(?<![a-zA-Z])-(?![a-zA-Z])|(?<=[^\0-\x7f])-|-(?=[^\0-\x7f])"
)
"""Where the name of a site may begin. A hyphen between two Latin letters is part of a word."""
_MAX_SEPARATORS = 24
_CUT_OFF = re.compile(r"(?:…|\.\.+)$")
_OPEN_END = re.compile(r"(?:\s+[-–—·|:]|[|_])+$")
"""A separator with nothing behind it."""
_SURE_LENGTH = 8
"""Letters: a shorter `<title>` is a word that many titles begin with."""
_SECTION_LENGTH = 4
"""Letters of a section behind the name of a site: 网易新闻, 凤凰网资讯."""


def title_of(
    stated: Fact | None, said: Sequence[Fact], headings: Sequence[Fact], names: Collection[str]
) -> Fact | None:
    """The title.

    *stated* is the text of `<title>`, *said* what metadata gives as title, the most trusted first, *headings* are those
    of the page in the same order; *names* are folded names of the site, which are no titles.
    """
    shown = {folded(heading.value) for heading in headings}
    said = [fact for fact in said if folded(fact.value) not in names]
    headings = [heading for heading in headings if folded(heading.value) not in names]
    places = [*said, *headings]
    if stated is None:
        if said:
            return _seen(said[0], places)
        return replace(headings[0], confidence="inferred") if len(headings) == 1 else None
    whole = folded(stated.value)
    parts = _Parts(stated.value)
    for fact in said:
        value = folded(fact.value)
        if value == whole:
            continue
        if parts.hold(value, shown) or _goes_on(stated.value, fact.value):
            return _seen(fact, places, stated)
        if value in shown and whole not in shown:
            return _seen(fact, places)
    if whole not in shown:
        for heading in headings:
            if parts.begin_with(folded(heading.value), shown):
                return _seen(heading, places, stated)
    short = _without_names(stated.value, names)
    if short is not None:
        return replace(stated, value=short, confidence="inferred")
    return _seen(replace(stated, value=_OPEN_END.sub("", stated.value) or stated.value), places)


def is_in_suffix(name: str, stated: str, title: str) -> bool:
    """Whether a *stated* title of a page, behind the *title* itself, ends with a folded *name*, or with its section."""
    separators = list(_SUFFIX.finditer(stated))
    if not separators or folded(stated) == folded(title):
        return False
    tail = folded(stated[separators[-1].end() :])
    return tail == name or _is_section(tail, (name,))


class _Parts:
    """A title and what stands between its separators, in letters and digits only."""

    def __init__(self, title: str) -> None:
        self.letters = letters(title)
        self.borders = {0, len(self.letters)}
        position = length = 0
        for number, separator in enumerate(_SEPARATOR.finditer(title)):
            if number == _MAX_SEPARATORS:
                break
            length += len(letters(title[position : separator.start()]))
            position = separator.end()
            self.borders.add(length)

    def hold(self, value: str, shown: Collection[str]) -> bool:
        """Whether *value* is one part or several; the name of a site is one too, and what stands beside it *shown*."""
        at = self.letters.find(value)
        while at >= 0:
            end = at + len(value)
            if at in self.borders and end in self.borders:
                return value in shown or not {self.letters[:at], self.letters[end:]} & set(shown)
            at = self.letters.find(value, at + 1)
        return False

    def begin_with(self, value: str, shown: Collection[str]) -> bool:
        """Whether *value* is the first part, and what follows looks as if it were the lesser one."""
        rest = self.letters[len(value) :]
        return (
            self.letters.startswith(value)
            and len(value) in self.borders
            and rest not in shown
            and len(rest) <= 2 * len(value)
        )


def _goes_on(title: str, longer: str) -> bool:
    """Whether *title* is the beginning of a *longer* one, which does not merely name the site in addition."""
    begun = letters(_CUT_OFF.sub("", title))
    if len(begun) < _SURE_LENGTH or not letters(longer).startswith(begun):
        return False
    return bool(_CUT_OFF.search(title)) or len(begun) not in _Parts(longer).borders


def _without_names(title: str, names: Collection[str]) -> str | None:
    """*title* without the names of the site at its end; None when there are none, or nothing else."""
    short = title
    separators = list(_SUFFIX.finditer(title))[-_MAX_SEPARATORS:]
    for separator in reversed(separators):
        tail = folded(title[separator.end() : len(short)])
        if (
            separator.start()
            and separator.end() < len(short)
            and (tail in names or (separator.group().strip() in {"_", "|"} and _is_section(tail, names)))
        ):
            short = title[: separator.start()]
    return None if short == title else short


def _is_section(tail: str, names: Collection[str]) -> bool:
    """Whether *tail* is a name that needs no spaces, and the name of a section behind it."""
    return any(
        not name.isascii() and tail.startswith(name) and len(tail) <= len(name) + _SECTION_LENGTH for name in names
    )


def _seen(fact: Fact, places: Iterable[Fact], whole: Fact | None = None) -> Fact:
    """*fact* with the evidence of all *places* that say the same, and of the *whole* that it is a part of."""
    value = folded(fact.value)
    same = [other for other in places if other is not fact and folded(other.value) == value]
    if whole is not None:
        same.append(whole)
    evidence = dict.fromkeys(item for each in (fact, *same) for item in each.evidence)
    return replace(fact, evidence=tuple(evidence))
