"""Selectors of rule files: which language one is in, and what is wrong with it before any page is seen.

One that begins with `/` or `(` is XPath, all others are CSS (Selectors Level 4, no pseudo-elements).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import turbohtml

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAGE = turbohtml.parse(
    "<html><head><title>t</title></head><body><p id='a' class='b'>c<a href='d'>e</a></p></body></html>"
)
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"(?<![\w@$.:-])([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*\(")
_NO_CALLS = ("and", "comment", "div", "mod", "node", "or", "processing-instruction", "text")
"""What may stand before a parenthesis and is no function: operators, and tests for kinds of node."""
_OTHER_NODES = {
    "text": "text", "comment": "comments", "processing-instruction": "instructions",
    "node": "text and comments beside elements",
}  # fmt: skip


def is_xpath(selector: str) -> bool:
    """Whether *selector* is XPath; otherwise it is CSS."""
    return selector.startswith(("/", "("))


@cache
def selector_error(selector: str) -> str | None:
    """Why *selector* selects no elements on any page, as half a sentence; None if it may select some."""
    if error := syntax_error(selector):
        return error
    if not is_xpath(selector):
        return None
    if syntax_error(f"({selector})[1]"):
        return "computes a value, and selects no elements"
    return next(filter(None, map(_node_error, branches(selector))), None)


@cache
def syntax_error(selector: str) -> str | None:
    """Why *selector* is not even an expression of its language; None if it is."""
    try:
        if not is_xpath(selector):
            _PAGE.select(selector)
            return None
        _PAGE.xpath(selector)
    except (ValueError, TypeError) as error:
        # Errors of CSS say the selector once more, which is in the message already.
        return re.sub(r'^(?:xpath: |invalid CSS selector ".*": )', "", str(error), flags=re.DOTALL)
    return next(_call_errors(selector), None)


def branches(xpath: str) -> list[str]:
    """The parts of a union: what stands between the `|` outside quotes and brackets."""
    return [part.strip() for part in split(xpath, "|")]


def last_step(xpath: str) -> tuple[str, str]:
    """What stands before the last `/` outside quotes and brackets, and what behind it. Without one, nothing before."""
    *before, step = split(xpath, "/")
    return "/".join(before), step.strip()


def bare(step: str) -> str:
    """*step* without its predicates: `p` of `p[@class][1]`."""
    return split(step, "[")[0].strip()


def split(xpath: str, mark: str) -> list[str]:
    """*xpath* parted at each *mark* that stands outside quotes, parentheses and (but for `[` itself) brackets."""
    parts = []
    start = depth = 0
    quote = ""
    for at, character in enumerate(xpath):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == mark and not depth:
            parts.append(xpath[start:at])
            start = at + 1
            depth += mark == "["
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
    return [*parts, xpath[start:]]


def _node_error(path: str) -> str | None:
    """What *path* selects instead of elements: attributes, text, comments, or nothing but a value."""
    waiting = [path]
    while waiting:
        path = waiting.pop()
        before, step = last_step(path)
        if inner := group(step):
            waiting += reversed(branches(inner[0]))
            continue
        name = bare(step)
        if not before and not path.startswith("/"):
            return "it computes a value and selects no elements"
        if name.startswith(("@", "attribute::")):
            return "it selects attributes, not elements"
        kind = re.sub(r"\s*\(.*$", "", name.rpartition("::")[2])
        if name.endswith(")") and kind in _OTHER_NODES:
            return f"it selects {_OTHER_NODES[kind]}, not elements"
    return None


def group(step: str) -> tuple[str, str] | None:
    """What stands in the parentheses that *step* begins with, and what behind them; None without such."""
    if not step.startswith("("):
        return None
    depth = 0
    for at, character in enumerate(_masked(step)):
        depth += (character == "(") - (character == ")")
        if not depth:
            return step[1:at].strip(), step[at + 1 :]
    return None


def _masked(xpath: str) -> str:
    """*xpath* of the same length with its literals made harmless: brackets and names in them mean nothing."""
    return _LITERAL.sub(lambda literal: "_" * len(literal[0]), xpath)


def _call_errors(xpath: str) -> Iterator[str]:
    """Functions that there are none of, or that take another number of arguments: where nothing is found, none is called."""
    plain = _masked(xpath)
    if re.search(r"\$[\w]", plain):
        yield "it names a variable, and there are none"
    if re.search(r"@\s*(?:text|node)\s*\(", plain):
        yield "an attribute has no text(): without the @ it may be what was meant"
    for call in _CALL.finditer(plain):
        if call[1] not in _NO_CALLS:
            arguments = group(plain[call.end() - 1 :])
            number = len(split(arguments[0], ",")) if arguments and arguments[0] else 0
            problem = _call_error(call[1], number)
            if problem:
                yield problem


@cache
def _call_error(name: str, arguments: int) -> str | None:
    try:
        _PAGE.xpath(f"{name}({', '.join(['//p'] * arguments)})")
    except (ValueError, TypeError) as error:
        return str(error).removeprefix("xpath: ")
    return None
