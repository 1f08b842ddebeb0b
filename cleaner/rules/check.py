"""What the types cannot say of a rule file: patterns that compile, keys that go together, names that exist."""

from __future__ import annotations

import re
import zoneinfo
from datetime import date
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import re2

from cleaner.errors import nearest
from cleaner.model.fact import FACT_KINDS, RELATIONS
from cleaner.model.stamp import SYNTHETIC_KINDS
from cleaner.rules.compile import DETAILS, FIELD, TEXT_MATCHERS, target_of
from cleaner.rules.pattern import PatternError, compile_pattern, options
from cleaner.rules.schema import Capture, Marker, Matcher, Rule, fields_of
from cleaner.rules.selector import selector_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner.rules.fold import Fold
    from cleaner.rules.schema import SourceFile

PATTERNS = ("line", "span", "from_", "after", "until", "before", "while_", "href", "src", "alt", "previous", "next")
UNFOLDED = ("href", "src", "alt")
"""Matchers of addresses and of image texts: compared as they stand."""
_MAY_BE_EMPTY = ("src",)
_NO_FIELD = {
    "hop": "a hop has a relation, and front matter gives none",
    "synthetic": "a rule says what kind of mark it is, and front matter does not",
}
"""Kinds of fact that no field of front matter is, and why."""
_FIELDS = ("0", "text", "count")
"""Fields that every rule gives its templates."""
_HOST = re.compile(r"(?:\*\.[\w-]+\.)?[\w-]+(?:\.[\w-]+)*(?:/[^\s?#]*)?")
_ZONE = re.compile(r"UTC|[A-Z]\w+(?:/[A-Z][\w+-]*){1,2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
TAGS = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "tr", "td", "th", "dt", "dd", "caption",
    "figcaption", "img", "hr", "comment", "fence", "front-matter",
)  # fmt: skip
SELECTORS = ("select", "within")
"""Matchers of elements."""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong in a file: where (keys and indexes), what was found, what was expected, what to do."""

    path: list[str | int]
    found: str
    expected: str
    hint: str = ""


def check_file(file: SourceFile) -> Iterator[Problem]:
    """The problems of *file*, in its order."""
    if ".." in file.id:
        yield Problem(["id"], f"id = {file.id!r}", "an id without '..': it stands in names of files")
    ids: set[str] = set()
    for table in ("remove", "keep", "read"):
        for number, rule in enumerate(getattr(file, table)):
            at: list[str | int] = [table, number]
            if rule.id in ids:
                yield Problem([*at, "id"], f"two rules with the id {rule.id!r}", "an id that is unique in the file")
            ids.add(rule.id)
            if not rule.why.strip():
                yield Problem([*at, "why"], f"rule {rule.id!r} gives no reason", "why = '…', one line")
            yield from _check_matcher(rule, at, file.fold)
            yield from _check_captures(rule, at, file.fold)
            if rule.layout is not None and rule.layout not in {layout.id for layout in file.layout}:
                known = [layout.id for layout in file.layout]
                hint = nearest(rule.layout, known)
                yield Problem([*at, "layout"], f"unknown layout {rule.layout!r}", f"one of: {', '.join(known)}", hint)
    yield from _check_match(file)
    yield from _check_bodies(file.body, ["body"])
    yield from _check_layouts(file)
    for number, pattern in enumerate(file.protect):
        yield from _check_pattern(pattern, ["protect", number], file.fold)
    for number, test in enumerate(file.test):
        for name in chain(test.fires, test.spares):
            if "/" not in name and name not in ids:
                hint = nearest(name, ids)
                yield Problem(
                    ["test", number, "fires"], f"test {test.name!r} names no rule {name!r}", "a rule id", hint
                )
        for name in test.facts:
            if name not in FACT_KINDS:
                yield Problem(["test", number, "facts"], f"unknown fact {name!r}", _kinds(), nearest(name, FACT_KINDS))
    low, high = file.limits.removed_share
    if not 0 <= low <= high <= 1:
        yield Problem(["limits", "removed_share"], f"[{low}, {high}]", "two shares with 0 ≤ low ≤ high ≤ 1")


def _check_match(file: SourceFile) -> Iterator[Problem]:
    for key, pattern in file.match.front_matter.items():
        at: list[str | int] = ["match", "front_matter", key]
        slips = list(_check_pattern(pattern, at, []))
        yield from slips
        kinds = [kind for kind in FACT_KINDS if kind not in {"hop", "synthetic"}]
        for name in () if slips else _groups(pattern):
            if name not in kinds:
                found = _NO_FIELD.get(name, "no kind of fact")
                expected = f"a group named by one of: {', '.join(kinds)}"
                hint = nearest(name, kinds) or "a group that is no fact needs no name: (…)"
                yield Problem(at, f"group {name!r} in front_matter: {found}", expected, hint)
    for number, host in enumerate(file.match.hosts):
        yield from _check_host(host, ["match", "hosts", number])
    yield from _check_markers(file.match.markers, ["match"], file.fold)


def _check_host(host: str, at: list[str | int]) -> Iterator[Problem]:
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", host.strip().lower())
    if host != host.lower() or not _HOST.fullmatch(host):
        expected = "example.com, *.example.com or example.com/section: small letters, no scheme, no port, no query"
        hint = f"did you mean {bare!r}?" if bare != host and _HOST.fullmatch(bare) else ""
        yield Problem(at, f"host {host!r}", expected, hint)


def _check_layouts(file: SourceFile) -> Iterator[Problem]:
    known: set[str] = set()
    for number, layout in enumerate(file.layout):
        at: list[str | int] = ["layout", number]
        if layout.id in known:
            yield Problem([*at, "id"], f"two layouts with the id {layout.id!r}", "an id that is unique in the file")
        known.add(layout.id)
        yield from _check_markers(layout.markers, at, file.fold)
        yield from _check_bodies(layout.body, [*at, "body"])
        days = {"since": layout.since, "until": layout.until}
        wrong = [key for key, day in days.items() if day is not None and not _is_day(day)]
        for key in wrong:
            yield Problem([*at, key], f"{key} = {days[key]!r}", "a day that exists, as 2020-12-31")
        if not wrong and layout.since and layout.until and layout.since > layout.until:
            found = f"since {layout.since}, until {layout.until}"
            yield Problem([*at, "until"], found, "a last day that is not before the first", "exchange the two")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DAY.fullmatch(text) is not None


def _check_markers(markers: Sequence[str | Marker], above: list[str | int], default: list[Fold]) -> Iterator[Problem]:
    for number, marker in enumerate(markers):
        at: list[str | int] = [*above, "markers", number]
        if isinstance(marker, Marker):
            yield from _check_matcher(marker, at, default)
        else:
            yield from _check_pattern(marker, at, [])


def _check_matcher(matcher: Matcher, at: list[str | int], default: list[Fold]) -> Iterator[Problem]:
    names = {field.name: field.encode_name for field in fields_of(Matcher)}
    given = {name for name in names if getattr(matcher, name) is not None} - {"fold"}
    if not given:
        yield Problem(
            at, "nothing says where it applies", f"one of: {', '.join(n for n in names.values() if n != 'fold')}"
        )
    for name in PATTERNS:
        pattern = getattr(matcher, name)
        if pattern is not None:
            folds = [] if name in UNFOLDED else default if matcher.fold is None else matcher.fold
            yield from _check_pattern(pattern, [*at, names[name]], folds, may_be_empty=name in _MAY_BE_EMPTY)
    for name in SELECTORS:
        selector = getattr(matcher, name)
        if selector is not None:
            yield from _check_selector(selector, [*at, name])
    if "within" in given and "select" not in given and not given & {*TEXT_MATCHERS}:
        yield Problem([*at, "within"], "within without anything to look for", "select, or a text matcher, with it")
    targets = [group for group in ({"line"}, {"span"}, {"from_", "after", "until", "before"}) if given & group]
    if len(targets) > 1:
        found = ", ".join(sorted(names[name] for group in targets for name in given & group))
        yield Problem(
            at, f"{found} together", "one of `line`, `span`, or a region of `from`/`after` to `until`/`before`/`while`"
        )
    for pair in (("from_", "after"), ("until", "before"), ("until", "while_"), ("before", "while_")):
        if given.issuperset(pair):
            yield Problem([*at, names[pair[0]]], f"{names[pair[0]]} and {names[pair[1]]} together", "one of the two")
    if "while_" in given and not given & {"from_", "after"}:
        yield Problem([*at, "while"], "while without a beginning", "from = '…' or after = '…' with it")
    for tag in matcher.blocks or []:
        if tag not in TAGS:
            yield Problem(
                [*at, "blocks"], f"unknown kind of block {tag!r}", f"one of: {', '.join(TAGS)}", nearest(tag, TAGS)
            )


def _check_selector(selector: str, at: list[str | int]) -> Iterator[Problem]:
    if found := selector_error(selector):
        expected = "CSS, or XPath 1.0 when it begins with `/` or `(`"
        yield Problem(at, f"selector {selector!r}: {found}", expected)


def _check_bodies(body: str | list[str] | None, at: list[str | int]) -> Iterator[Problem]:
    for number, selector in enumerate([body] if isinstance(body, str) else body or []):
        yield from _check_selector(selector, at if isinstance(body, str) else [*at, number])


def _check_captures(rule: Rule, at: list[str | int], default: list[Fold]) -> Iterator[Problem]:
    known = _fields_of(rule, default) if rule.capture else None
    for kind, captures in rule.capture.items():
        if kind not in FACT_KINDS:
            yield Problem([*at, "capture"], f"unknown fact {kind!r}", _kinds(), nearest(kind, FACT_KINDS))
        for capture in captures if isinstance(captures, list) else [captures]:
            below = [*at, "capture", kind]
            yield from _check_capture(capture if isinstance(capture, Capture) else Capture(value=capture), kind, below)
            yield from () if known is None else _check_templates(capture, known, below)


def _check_capture(capture: Capture, kind: str, at: list[str | int]) -> Iterator[Problem]:
    if capture.split is not None:
        yield from _check_pattern(capture.split, [*at, "split"], [])
    if kind == "hop" and not capture.relation:
        yield Problem(at, "a hop without a relation", f"relation = '…', one of: {', '.join(RELATIONS)}")
    if kind == "synthetic" and capture.value not in SYNTHETIC_KINDS:
        expected = f"value = '…', one of: {', '.join(SYNTHETIC_KINDS)}"
        yield Problem(at, f"a synthetic {capture.value!r}", expected, nearest(capture.value, SYNTHETIC_KINDS))
    if capture.timezone is not None and not _is_zone(capture.timezone):
        expected = "an IANA name: Asia/Shanghai, or UTC"
        hint = nearest(capture.timezone, sorted(_zones()))
        yield Problem([*at, "timezone"], f"unknown time zone {capture.timezone!r}", expected, hint)


def _check_templates(capture: str | Capture, known: list[str], at: list[str | int]) -> Iterator[Problem]:
    names = ("value", *DETAILS)
    templates = {"value": capture} if isinstance(capture, str) else {name: getattr(capture, name) for name in names}
    for key, template in templates.items():
        # A time zone has a check of its own, and says more.
        for name in FIELD.findall(template or "") if key != "timezone" else ():
            if name not in known and not (name.startswith("@") and "@" in known):
                expected = f"one of: {', '.join('{@attribute}' if field == '@' else f'{{{field}}}' for field in known)}"
                hint = nearest(name, known) or "name a group of the pattern: (?P<name>…)"
                yield Problem(at, f"{key} {template!r} names no field {name!r} of this rule", expected, hint)


def _fields_of(rule: Rule, default: list[Fold]) -> list[str] | None:
    """What templates of *rule* can name: groups are those of the pattern that picks something out. None if it is wrong."""
    target = target_of(rule)
    folds = frozenset(default if rule.fold is None else rule.fold)
    if target == "image":
        pattern, folds = rule.src, frozenset()
    elif target == "link":
        pattern, folds = rule.href, frozenset()
    else:
        pattern = rule.line or rule.span or rule.from_ or rule.after or rule.until or rule.before
    fields = [
        *(("@",) if rule.select else ()),
        *_FIELDS,
        *(("href", "anchor") if rule.href else ()),
        *(("src", "alt") if target == "image" else ()),
    ]
    if not pattern:
        return fields
    try:
        regexp = compile_pattern(pattern, folds).regexp
    except PatternError:
        return None
    return [*_groups(pattern), *fields, *(str(number) for number in range(1, regexp.groups + 1))]


def _groups(pattern: str) -> list[str]:
    """The names of the groups of *pattern*, which is a good one."""
    return [name.decode() for name in compile_pattern(pattern).regexp.groupindex]


def _is_zone(name: str) -> bool:
    zones = _zones()
    return name in zones if zones else _ZONE.fullmatch(name) is not None


@cache
def _zones() -> frozenset[str]:
    """The names of all time zones; none where the system has no data on them."""
    return frozenset(zoneinfo.available_timezones())


def _check_pattern(
    pattern: str, at: list[str | int], folds: list[Fold], *, may_be_empty: bool = False
) -> Iterator[Problem]:
    try:
        compiled = compile_pattern(pattern, frozenset(folds))
    except PatternError as error:
        yield Problem(at, f"pattern {pattern!r}: {error.reason}", "an RE2 pattern, see docs/rules.md", error.instead)
        return
    expected = "a pattern that needs at least one character"
    if not pattern:
        hint = "write '^$' for an image without an address" if may_be_empty else ""
        yield Problem(at, "an empty pattern, which says nothing", expected, hint)
    elif compiled.may_be_empty:
        if not may_be_empty:
            yield Problem(at, f"pattern {pattern!r} matches the empty text, so it matches everywhere", expected)
    elif _may_match_nothing(compiled.source):
        yield Problem(at, f"pattern {pattern!r} can match a place between characters, and no character", expected)


def _may_match_nothing(source: bytes) -> bool:
    r"""Whether there is a way through the pattern without a character: that of `\b`, which no empty text has."""
    relaxed = _ESCAPE.sub(lambda escape: b"(?:)" if escape[1] in b"bB" else escape[0], source)
    try:
        return relaxed != source and re2.compile(relaxed, options()).search(b"") is not None
    except re2.error:
        return False


def _kinds() -> str:
    return f"one of: {', '.join(FACT_KINDS)}"
