"""Patterns of rule files on RE2: linear time whatever a contributor writes, with the Unicode meaning of `\\w \\d \\s`.

RE2 reads `\\w`, `\\d` and `\\s` as ASCII; they are translated to their Unicode classes. What RE2 cannot do, or does in
another way than the writer means, is refused with an explanation. A pattern never matches across a line end.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import re2

from cleaner.rules.fold import fold_table

if TYPE_CHECKING:
    from cleaner.rules.fold import Fold

MAX_REPEATS = 1_500
"""Instructions that the counted repeats of a pattern may add. `.{0,200}` adds 1,800, and a set of rules with such
repeats runs a thousand times slower."""

_CLASSES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{N}_",
    "s": r"\t\v\f\r\p{Z}\x{200b}\x{feff}",
}
_COUNTED = re.compile(r"(?<!\\)\{\d+(?:,\d*)?\}")
_META = frozenset(r"\.+*?()|[]{}^$-")
_REFUSED_GROUPS = {
    "(?=": "a look-ahead",
    "(?!": "a negative look-ahead",
    "(?<=": "a look-behind",
    "(?<!": "a negative look-behind",
    "(?P=": "a back-reference",
    "(?(": "a conditional group",
}


class PatternError(ValueError):
    """A pattern that cannot be used, with the reason and what to write instead."""

    def __init__(self, reason: str, instead: str = "") -> None:
        self.reason = reason
        self.instead = instead
        super().__init__(f"{reason}; {instead}" if instead else reason)


@cache
def compile_pattern(pattern: str, folds: frozenset[Fold] = frozenset()) -> re2._Regexp:
    """*pattern* over UTF-8 bytes of folded text, `^` and `$` at line ends.

    Raises:
        PatternError: RE2 cannot express it, or it is too costly.
    """
    try:
        compiled = re2.compile(translate(pattern, folds).encode(), options())
    except re2.error as error:
        message = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise PatternError(f"not a pattern: {message}") from None
    repeats = _repeat_cost(pattern, folds, compiled.programsize)
    if repeats > MAX_REPEATS:
        raise PatternError(
            f"too costly: its counted repeats add {repeats:,} instructions, at most {MAX_REPEATS:,}",
            "write + or * with `max_chars`, or repeat something narrower",
        )
    return compiled


def _repeat_cost(pattern: str, folds: frozenset[Fold], size: int) -> int:
    collapsed = _COUNTED.sub("+", pattern)
    if collapsed == pattern:
        return 0
    try:
        return int(size - re2.compile(translate(collapsed, folds).encode(), options()).programsize)
    except re2.error:
        return size


def options() -> re2.Options:
    """How every pattern is compiled, alone or in a set."""
    made = re2.Options()
    made.never_nl = True
    made.log_errors = False
    made.max_mem = 64 << 20
    return made


def translate(pattern: str, folds: frozenset[Fold] = frozenset()) -> str:
    """*pattern* as RE2 is to read it: Unicode classes, literals folded, `(?m)` in front."""
    table = fold_table(folds)
    out = ["(?m)"]
    class_start = -1
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            piece, position = _escape(pattern, position, in_class=class_start >= 0, table=table)
            out.append(piece)
            continue
        if class_start >= 0:
            # A bracket right behind the opening one is a member, not the end.
            if char == "]" and position > class_start + 1 + pattern.startswith("^", class_start + 1):
                class_start = -1
            posix = re.match(r"\[:\^?\w+:\]", pattern[position:])
            if posix:
                out.append(posix.group())
                position += posix.end()
                continue
        elif char == "[":
            class_start = position
        elif char == "(":
            _check_group(pattern, position)
        if char.isascii():
            out.append(char)
        else:
            out.append(_literal(chr(table.get(ord(char), ord(char)))))
        position += 1
    return "".join(out)


def _literal(char: str) -> str:
    return "\\" + char if char in _META else char


def _check_group(pattern: str, position: int) -> None:
    for opening, name in _REFUSED_GROUPS.items():
        if pattern.startswith(opening, position):
            instead = "use `previous`, `next`, `zone` or a `keep` rule for what must (not) stand beside it"
            raise PatternError(f"{name} at {position} is not linear and not supported", instead)


def _escape(pattern: str, position: int, *, in_class: bool, table: dict[int, int]) -> tuple[str, int]:
    char = pattern[position + 1 : position + 2]
    after = position + 2
    if not char:
        raise PatternError("the pattern ends in a single backslash", r"write \\ for a backslash")
    if char in _CLASSES:
        return (_CLASSES[char] if in_class else f"[{_CLASSES[char]}]"), after
    if char.lower() in _CLASSES:
        if in_class:
            raise PatternError(f"\\{char} inside […] cannot be expressed", f"write [^…\\{char.lower()}] instead")
        return f"[^{_CLASSES[char.lower()]}]", after
    if char in "bB":
        before, behind = pattern[position - 1 : position], pattern[after : after + 1]
        if any(side and not side.isascii() for side in (before, behind)):
            raise PatternError(
                f"\\{char} beside {(before + behind)!r} never matches: RE2 knows word borders in ASCII only",
                "leave it out; Chinese has no word borders",
            )
        return "\\" + char, after
    if char in "AzZ":
        raise PatternError(f"\\{char} means the whole document here", "write ^ and $, and `first` or `last` for the place")
    if char.isdigit() and char != "0":
        raise PatternError(f"\\{char} is a back-reference, which is not linear and not supported")
    if char in "uU":
        digits = pattern[after : after + (4 if char == "u" else 8)]
        return f"\\x{{{digits}}}", after + len(digits)
    if char in "pPxQEntrfv0":
        return "\\" + char, after
    if char.isascii():
        return "\\" + char, after
    return _literal(chr(table.get(ord(char), ord(char)))), after
