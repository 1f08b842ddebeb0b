r"""Patterns of rule files on RE2: linear time whatever a contributor writes, with the Unicode meaning of `\w \d \s`.

RE2 reads `\w`, `\d` and `\s` as ASCII; they are translated to their Unicode classes. What RE2 cannot do, or does in
another way than the writer means, is refused with an explanation. A pattern never matches across a line end.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import re2

from cleaner.rules.fold import variants

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
_COUNTED = re.compile(r"(?<!\\)(?<!\\x)(?<!\\p)(?<!\\P)\{(?P<least>\d+)(?:,\d*)?\}")
_META = frozenset(r"\.+*?()|[]{}^$-")
_POSIX_CLASS = re.compile(r"\[:\^?\w+:\]")
_BRACED = re.compile(r"\{[^{}]*\}|\w\w?")
# What means the same whatever stands beside it.
_PLAIN = re.compile(r"[^\\(\[{]+")
_CLASS = re.compile(
    r"\[\^?+\]?+(?:\\(?:[pPx]\{[^{}]*\}|u.{4}|U.{8}|.)|\[:\^?\w+:\]|[^\\\]])*+\]", re.DOTALL
)  # fmt: skip
_RANGE = re.compile(r"(?P<first>[^\\\]\[])-(?P<last>[^\\\]\[])")
_GROUP_HEAD = re.compile(r"\(\?(?:P?<\w+>|[imsU-]*:|[imsU-]+\))")
_BARE = re.compile(rb"\(\?m\)|\(\?P<\w+>|[()^$+]")
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


class Pattern:
    """A pattern ready to run over UTF-8 bytes. Patterns that are written and folded alike are one object."""

    __slots__ = ("groups", "is_anything", "is_exact", "loose", "regexp", "source")

    def __init__(self, source: bytes, loose: bytes, regexp: re2._Regexp) -> None:
        self.source = source
        self.is_anything = _BARE.sub(b"", source) == b"."
        """It matches every text that is not empty: then nothing needs to be looked for."""
        self.loose = loose
        """The pattern with its counted repeats made free: matches all that the pattern does, and perhaps more.

        Counting makes a set of patterns keep a state for each count and each place to begin, and build new ones on
        every new text. So sets look for this one, and what they find is looked at again.
        """
        self.is_exact = loose == source
        """The loose form is the pattern itself."""
        self.regexp = regexp
        self.groups = {name.decode(): number for name, number in regexp.groupindex.items()}
        """The numbers of the groups that have names."""

    @property
    def may_be_empty(self) -> bool:
        """It matches a text of no characters."""
        return self.regexp.search(b"") is not None

    @property
    def size(self) -> int:
        """Instructions of the compiled program."""
        return int(self.regexp.programsize)


@cache
def compile_pattern(pattern: str, folds: frozenset[Fold] = frozenset()) -> Pattern:
    """*pattern* over UTF-8 bytes, `^` and `$` at line ends.

    Raises:
        PatternError: RE2 cannot express it, or it is too costly.
    """
    source = translate(pattern, folds).encode()
    free = _COUNTED.sub(_free, pattern)
    loose = source if free == pattern else translate(free, folds).encode()
    try:
        regexp = re2.compile(source, options())
    except re2.error as error:
        message = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise PatternError(f"not a pattern: {message}") from None
    repeats = _repeat_cost(pattern, folds, regexp.programsize)
    if repeats > MAX_REPEATS:
        raise PatternError(
            f"too costly: its counted repeats add {repeats:,} instructions, at most {MAX_REPEATS:,}",
            "write + or * with `max_chars`, or repeat something narrower",
        )
    return Pattern(source, loose, regexp)


def _free(counted: re.Match[str]) -> str:
    return "*" if counted["least"] == "0" else "+"


def _repeat_cost(pattern: str, folds: frozenset[Fold], size: int) -> int:
    collapsed = _COUNTED.sub("+", pattern)
    if collapsed == pattern or size <= MAX_REPEATS:
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
    """*pattern* as RE2 is to read it: Unicode classes, literals widened to what folds to them, `(?m)` in front."""
    out = ["(?m)"]
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if plain := _PLAIN.match(pattern, position):
            piece, position = _all_widened(plain.group(), folds), plain.end()
        elif char == "\\":
            piece, position = _escape(pattern, position, folds, in_class=False)
        elif char == "[":
            # One that is not closed goes to the end, for RE2 to complain of.
            whole = _CLASS.match(pattern, position)
            members = whole.group() if whole else pattern[position:]
            piece, position = _class(members, folds), position + len(members)
        else:
            if char == "(":
                _check_group(pattern, position)
            # What stands between `(?` and the end of the group's head is syntax: a name, or flags.
            syntax = (_GROUP_HEAD if char == "(" else _COUNTED).match(pattern, position)
            piece, position = (syntax.group(), syntax.end()) if syntax else (char, position + 1)
        out.append(piece)
    return "".join(out)


# The same words and classes stand in many patterns.
@lru_cache(maxsize=1 << 12)
def _all_widened(text: str, folds: frozenset[Fold]) -> str:
    return "".join([char if char in _META else _widened(char, folds) for char in text])


@lru_cache(maxsize=1 << 12)
def _class(text: str, folds: frozenset[Fold]) -> str:
    """A class with its brackets."""
    first = 1 + text.startswith("^", 1)
    out = [text[:first]]
    position = first
    while position < len(text):
        char = text[position]
        after = position + 1
        if char == "\\":
            piece, after = _escape(text, position, folds, in_class=True)
        elif char == "]" and position > first:
            # A bracket right behind the opening one is a member, not the end.
            piece = char
        elif posix := _POSIX_CLASS.match(text, position):
            piece, after = posix.group(), posix.end()
        elif span := _RANGE.match(text, position):
            piece, after = _range(span, folds), span.end()
        else:
            piece = _members(char, folds)
        out.append(piece)
        position = after
    return "".join(out)


@lru_cache(maxsize=1 << 14)
def _widened(char: str, folds: frozenset[Fold]) -> str:
    found = variants(char, folds)
    return _literal(char) if len(found) == 1 else f"[{''.join(map(_literal, found))}]"


@lru_cache(maxsize=1 << 14)
def _members(char: str, folds: frozenset[Fold]) -> str:
    return "".join(map(_literal, variants(char, folds)))


def _range(span: re.Match[str], folds: frozenset[Fold]) -> str:
    first, last = span["first"], span["last"]
    if "width" in folds and "!" <= first <= last <= "~":
        return f"{_literal(first)}-{_literal(last)}{chr(ord(first) + 0xFEE0)}-{chr(ord(last) + 0xFEE0)}"
    return f"{_literal(first)}-{_literal(last)}"


def _literal(char: str) -> str:
    return "\\" + char if char in _META else char


def _check_group(pattern: str, position: int) -> None:
    for opening, name in _REFUSED_GROUPS.items():
        if pattern.startswith(opening, position):
            instead = "use `previous`, `next`, `zone` or a `keep` rule for what must (not) stand beside it"
            raise PatternError(f"{name} at {position} is not linear and not supported", instead)


def _escape(pattern: str, position: int, folds: frozenset[Fold], *, in_class: bool) -> tuple[str, int]:
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
        raise PatternError(
            f"\\{char} means the whole document here", "write ^ and $, and `first` or `last` for the place"
        )
    if char.isdigit() and char != "0":
        raise PatternError(f"\\{char} is a back-reference, which is not linear and not supported")
    if char in "uU":
        digits = pattern[after : after + (4 if char == "u" else 8)]
        return f"\\x{{{digits}}}", after + len(digits)
    if char in "pPx":
        braced = _BRACED.match(pattern, after)
        return (f"\\{char}{braced.group()}", braced.end()) if braced else (f"\\{char}", after)
    if char in "ntrfv0":
        return "\\" + char, after
    if char.isalnum() and char.isascii():
        raise PatternError(f"\\{char} is no escape", "see docs/rules.md for those there are")
    return (_members(char, folds) if in_class else _widened(char, folds)), after
