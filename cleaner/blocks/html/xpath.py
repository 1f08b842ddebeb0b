"""XPath whose paths begin with elements that CSS finds: a tree has an index of its tags, and none for XPath.

A path that begins with `//p` or `//*[contains(@class, 'date')]` is a walk through the whole page, in which every class
becomes a string of its own. Such beginnings are looked up as CSS and handed to the expression as variables, which
takes between a fifth and a twentieth of the time. Beginnings of any other form are left to XPath, as they stand.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import turbohtml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from turbohtml import Document, Element

_Q = "['\"]"
_CONDITION = re.compile(
    rf"""
    (?P<token>contains)\(\s*concat\({_Q}[ ]{_Q},\s*@class,\s*{_Q}[ ]{_Q}\),\s*{_Q}[ ](?P<word>[\w-]+)[ ]{_Q}\)
  | (?P<function>contains|starts-with)\(\s*@(?P<name>class|id),\s*{_Q}(?P<value>[\w-]+){_Q}\)
    """,
    re.VERBOSE,
)
_BEGINNING = re.compile(r"(?:^|(?<=[(|,]))(?P<space>\s*)//(?P<tag>\*|[a-z][a-z0-9]*)(?![\w.:(-])")
_OR = re.compile(r"\s+or\s+")
_TRUTH = re.compile(r"\s*(?:(?:contains|starts-with|not)\(|string-length\(normalize-space\(\.\)\)\s*[<>])")
"""Predicates that say yes or no. Others may be numbers: places among siblings, which a list of elements does not know."""
_PLACE = re.compile(r"\b(?:position|last)\s*\(")


class _Condition(NamedTuple):
    css: str
    holds: Callable[[Element], bool]
    """CSS parts the words of a class at any white space, XPath as it is told."""


class _Beginning(NamedTuple):
    css: str
    conditions: tuple[_Condition, ...]

    def elements(self, document: Document) -> list[Element]:
        found = document.select(self.css)
        if not self.conditions:
            return found
        return [element for element in found if any(each.holds(element) for each in self.conditions)]


def find(document: Document, xpath: str) -> Sequence[object]:
    """What *xpath* selects, in document order; nothing when it computes a value."""
    expression, beginnings = _taken_apart(xpath)
    found = expression(document, **{name: each.elements(document) for name, each in beginnings.items()})
    return found if isinstance(found, list) else []


@cache
def _taken_apart(xpath: str) -> tuple[turbohtml.XPath, dict[str, _Beginning]]:
    """*xpath* with variables where its paths begin, and what these stand for."""
    beginnings: dict[str, _Beginning] = {}
    if _PLACE.search(xpath):
        return turbohtml.XPath(xpath), beginnings
    pieces: list[str] = []
    position = 0
    for match in _BEGINNING.finditer(xpath):
        predicates = list(_predicates(xpath, match.end()))
        conditions = _conditions(predicates[0]) if predicates else ()
        end = match.end()
        if conditions:
            end += len(predicates.pop(0)) + 2
        if (match["tag"] == "*" and not conditions) or not all(map(_TRUTH.match, predicates)):
            continue
        name = f"beginning{len(beginnings)}"
        css = ", ".join(match["tag"].lstrip("*") + each.css for each in conditions) or match["tag"]
        beginnings[name] = _Beginning(css, conditions)
        pieces += xpath[position : match.start()], match["space"], f"${name}"
        position = end
    return turbohtml.XPath("".join([*pieces, xpath[position:]])), beginnings


def _predicates(xpath: str, start: int) -> Iterator[str]:
    """What stands in the brackets that follow each other from *start* on."""
    depth, quote = 0, ""
    for at in range(start, len(xpath)):
        character = xpath[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if not depth:
                yield xpath[start + 1 : at]
                start = at + 1
        if not depth and character != "]":
            return


def _conditions(predicate: str) -> tuple[_Condition, ...]:
    """The conditions on class and id of which one must hold; none when *predicate* asks for anything else."""
    matches = [_CONDITION.fullmatch(part.strip()) for part in _OR.split(predicate)]
    return tuple(_condition(match) for match in matches if match) if all(matches) else ()


def _condition(match: re.Match[str]) -> _Condition:
    if match["token"]:
        word = f" {match['word']} "
        return _Condition(f'[class~="{match["word"]}"]', lambda element: word in f" {element.attr('class')} ")
    name, value = match["name"], match["value"]
    if match["function"] == "contains":
        return _Condition(f'[{name}*="{value}"]', lambda element: value in (element.attr(name) or ""))
    return _Condition(f'[{name}^="{value}"]', lambda element: (element.attr(name) or "").startswith(value))
