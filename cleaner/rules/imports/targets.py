"""Paths of other programs as rules can have them: an element to select, and what of it is read."""

from __future__ import annotations

import re

from msgspec import Struct

from cleaner.rules.selector import branches, group, last_step, selector_error, syntax_error

TEXT = "{text}"
DEEP = 100
"""Parentheses in a path that nobody has written by hand."""

_COMPUTES = "it computes a value from what it finds; a rule reads an element's text or attribute as it stands"
_IDENTITY = re.compile(r"(?:normalize-space|string)\s*(?=\()")
_BY_ID = re.compile(r"id\(\s*('[^']*'|\"[^\"]*\")\s*\)")
_AXIS = re.compile(r"\.?//?")
_STEP = re.compile(r"(?:\*|@|\.|[A-Za-z_][\w-]*(?![\w-])(?:::|(?!\s*\()))")
_ATTRIBUTE = re.compile(r"(?:@|attribute::)\s*([\w:-]+)")


class Target(Struct, frozen=True):
    """What a path leads to."""

    select: str
    """XPath of elements."""
    field: str = TEXT
    """What of them is meant: `{text}` or an attribute, `{@content}`."""


class NoTarget(Struct, frozen=True):
    """Why a path leads to nothing that a rule can have."""

    reason: str
    is_slip: bool = False
    """Whether it is no path at all."""


def elements_of(path: str) -> list[Target | NoTarget]:
    """The elements of *path*, for each part of its union: nothing but whole elements will do."""
    return [_checked(part) for part in branches(path)]


def targets_of(path: str) -> list[Target | NoTarget]:
    """What the parts of the union *path* lead to: elements, their text, or attributes."""
    if path.count("(") > DEEP:
        return [NoTarget("it is nested too deeply")]
    return [_target(part) for part in branches(path)]


def absolute(path: str) -> str | None:
    """*path* from the top of the page: `//p` of `p`, `//*[@id='a']` of `id('a')`; None where it is no path."""
    if path.startswith(("/", "(")):
        return path
    if match := _BY_ID.match(path):
        return f"//*[@id={match[1]}]{path[match.end() :]}"
    if match := _AXIS.match(path):
        return absolute(path[match.end() :])
    return f"//{path}" if _STEP.match(path) else None


def _checked(path: str) -> Target | NoTarget:
    select = absolute(path)
    if select is None:
        return NoTarget(_COMPUTES)
    if error := selector_error(select):
        return NoTarget(error, is_slip=syntax_error(select) is not None)
    return Target(select)


def _target(path: str) -> Target | NoTarget:
    identity = _IDENTITY.match(path)
    if identity and (inner := group(path[identity.end() :])) and not inner[1].strip():
        # A fact has its outer white space cut off as it is.
        return _union(inner[0])
    select = absolute(path)
    if select is None:
        return NoTarget(_COMPUTES)
    before, step = last_step(select)
    if not before and (inner := group(step)):
        return _union(inner[0], "(", f"){inner[1]}")
    if match := _ATTRIBUTE.fullmatch(step):
        found = _checked(f"{before}descendant-or-self::*[@{match[1]}]" if before[1:].endswith("/")
                         else f"//*[@{match[1]}]" if before == "/" else before)  # fmt: skip
        return Target(found.select, f"{{@{match[1]}}}") if isinstance(found, Target) else found
    if step in ("text()", "child::text()"):
        return _checked(before.rstrip("/"))
    return _checked(select)


def _union(path: str, before: str = "", behind: str = "") -> Target | NoTarget:
    """The parts of *path* as one target, between *before* and *behind*; they must want the same of their elements."""
    parts = targets_of(path)
    targets = [part for part in parts if isinstance(part, Target)]
    if len(targets) < len(parts):
        return next(part for part in parts if isinstance(part, NoTarget))
    if len({target.field for target in targets}) > 1:
        return NoTarget("it reads the text of some elements and attributes of others")
    found = _checked(before + " | ".join(target.select for target in targets) + behind)
    return Target(found.select, targets[0].field) if isinstance(found, Target) else found
