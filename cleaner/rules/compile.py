"""Rule files made ready to run: patterns compiled, and all of a source's patterns in one RE2 set."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Literal, cast

import msgspec

from cleaner.model.ledger import Reason
from cleaner.rules.index import PatternSet
from cleaner.rules.pattern import compile_pattern
from cleaner.rules.schema import Capture, Keep, Marker, Matcher, Remove, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cleaner.model.category import Action, Category
    from cleaner.model.fact import FactKind
    from cleaner.rules.fold import Fold
    from cleaner.rules.pattern import Pattern
    from cleaner.rules.schema import Captures

FIELD = re.compile(r"\{(@?[\w:-]+)\}")
"""A field in a template: a group, one of `0 text count href anchor src alt`, or `@name`, an attribute."""
TEXT_MATCHERS = ("line", "span", "from_", "after", "until", "before", "href", "src", "alt", "blocks")
"""What picks something out by itself, on pages of any format."""
CONDITIONS = ("first", "last", "blank_before", "max_chars", "link_share")
"""What is asked of one block and its place."""
DETAILS = ("timezone", "relation", "publisher", "account", "url", "title", "note")

Kind = Literal["remove", "keep", "read", "marker"]
Target = Literal["block", "span", "region", "image", "link"]


def target_of(matcher: Matcher) -> Target:
    """What a matcher picks out: the most particular thing that it names."""
    if matcher.span is not None:
        return "span"
    if matcher.line is not None:
        return "block"
    if any((matcher.from_, matcher.after, matcher.until, matcher.before)):
        return "region"
    if matcher.src is not None or matcher.alt is not None:
        return "image"
    if matcher.href is not None and not (matcher.blocks or matcher.title or matcher.link_share is not None):
        return "link"
    return "block"


class CompiledRule:
    """A rule with its patterns compiled."""

    def __init__(
        self,
        owner: str,
        rule: Matcher,
        kind: Kind,
        folds: Sequence[Fold],
        action: Action = "remove",
        weight: float = 0.0,
    ) -> None:
        self.owner = owner
        self.matcher = rule
        self.kind = kind
        self.weight = weight
        self.target = target_of(rule)
        self.folds: frozenset[Fold] = frozenset(folds if rule.fold is None else rule.fold)
        self.primary = self._compile(rule.line or rule.span or rule.from_ or rule.after or rule.until or rule.before)
        self.end = self._compile((rule.until or rule.before) if (rule.from_ or rule.after) else None)
        self.while_ = self._compile(rule.while_)
        self.previous = self._compile(rule.previous)
        self.next = self._compile(rule.next)
        self.href = compile_pattern(rule.href) if rule.href else None
        self.src = compile_pattern(rule.src) if rule.src else None
        self.alt = compile_pattern(rule.alt) if rule.alt else None
        self.select = rule.select
        self.within = rule.within
        # What else it says than `select`: without any of it, it has nothing to look for on a page without elements.
        self.is_select_only = rule.select is not None and not any(getattr(rule, name) for name in TEXT_MATCHERS)
        self.tags = frozenset(rule.blocks) if rule.blocks else None
        beside = [pattern for pattern in (self.previous, self.next) if pattern is not None]
        self.beside = () if rule.select else tuple(beside)
        """Patterns of the blocks beside it: where one does not occur at all, it cannot hit. An element has no such."""
        self.has_conditions = bool(
            beside
            or self.within is not None
            or (self.href is not None and self.target != "link")
            or any(getattr(rule, name) is not None for name in CONDITIONS)
        )
        """More is asked of a block than its tag, and that it is seen."""
        # `^$` is how a rule says "no address".
        self.src_may_be_empty = self.src is not None and self.src.may_be_empty
        self.captures = _prepared(rule.capture) if isinstance(rule, Rule) else ()
        self.layout = rule.layout if isinstance(rule, Rule) else None
        self.id = f"{owner}/{rule.id}" if isinstance(rule, Rule) else owner
        self.reason = Reason(
            rule=self.id,
            category=rule.category if isinstance(rule, Remove) else "markup",
            why=rule.why if isinstance(rule, Rule) else "",
            action=action,
            digest=_digest(rule),
        )

    def _compile(self, pattern: str | None) -> Pattern | None:
        return compile_pattern(pattern, self.folds) if pattern else None

    @property
    def text_patterns(self) -> tuple[Pattern | None, ...]:
        """The patterns that look at the visible text of blocks."""
        return self.primary, self.end, self.while_, self.previous, self.next

    @property
    def waits(self) -> bool:
        """It can only be decided when others are: it needs the title, or that nothing but chrome stands beside it."""
        return self.matcher.zone is not None or self.matcher.title is not None


class RuleSet:
    """Rules in order of precedence, with all their patterns in sets that tell fast which of them hit where."""

    def __init__(self, rules: Iterable[CompiledRule], *, are_rare: bool = False) -> None:
        self.rules = tuple(rules)
        self.are_rare = are_rare
        """Most pages have none of them."""
        self.order = {rule.id: number for number, rule in enumerate(self.rules)}
        groups = _by_owner(self.rules)
        self.text = PatternSet([pattern for group in groups for pattern in group], groups)
        self.href = PatternSet(_distinct(rule.href for rule in self.rules))
        self.src = PatternSet(_distinct(rule.src for rule in self.rules))
        self.asked: dict[Pattern, list[int]] = {}
        """Numbers of the rules that can only hit where this pattern matches."""
        self.others: list[int] = []
        """Numbers of the other rules."""
        self.others_in_text: list[int] = []
        """Of these, the ones that can hit pages without elements."""
        for number, rule in enumerate(self.rules):
            if rule.primary is not None and rule.select is None:
                self.asked.setdefault(rule.primary, []).append(number)
            else:
                self.others.append(number)
                if not rule.is_select_only and rule.within is None:
                    self.others_in_text.append(number)

    def waiting_for(self, patterns: Iterable[Pattern]) -> list[int]:
        """Numbers of the rules that can only hit where one of *patterns* matches, in no order."""
        asked = self.asked
        return [number for pattern in patterns if pattern in asked for number in asked[pattern]]

    def can_hit(self, patterns: Collection[Pattern]) -> bool:
        """Some rule has its first pattern, and those beside it, among *patterns*."""
        return any(all(map(patterns.__contains__, self.rules[number].beside)) for number in self.waiting_for(patterns))


def _by_owner(rules: Iterable[CompiledRule]) -> list[list[Pattern]]:
    """The patterns over text of *rules*, each once, those of a file together: other sources have that file too."""
    groups: dict[str, list[Pattern]] = {}
    seen: set[Pattern] = set()
    for rule in rules:
        # Markers of all sources stand in one set, and in no other.
        group = groups.setdefault("" if rule.kind == "marker" else rule.owner, [])
        for pattern in rule.text_patterns:
            if pattern is not None and pattern not in seen:
                seen.add(pattern)
                group.append(pattern)
    return list(groups.values())


def _distinct(patterns: Iterable[Pattern | None]) -> list[Pattern]:
    return list(dict.fromkeys(pattern for pattern in patterns if pattern is not None))


def compile_rules(
    owner: str, rules: Iterable[Rule], folds: Sequence[Fold], profile: Mapping[Category, Action]
) -> list[CompiledRule]:
    """The enabled ones of *rules*, with the fate that *profile* gives their category."""
    compiled = []
    for rule in rules:
        if not rule.enabled:
            continue
        kind: Kind = "remove" if isinstance(rule, Remove) else "keep" if isinstance(rule, Keep) else "read"
        action: Action = profile[rule.category] if isinstance(rule, Remove) else "keep"
        compiled.append(CompiledRule(owner, rule, kind, folds, action))
    return compiled


class PreparedCapture:
    """A capture with its templates taken apart: which fields each of them names."""

    __slots__ = ("capture", "details", "is_single", "kind", "names", "said")

    def __init__(self, kind: FactKind, capture: Capture) -> None:
        self.kind = kind
        self.capture = capture
        self.names = tuple(FIELD.findall(capture.value))
        self.is_single = bool(self.names) and capture.value == f"{{{self.names[0]}}}"
        self.details = tuple((name, text) for name in DETAILS if (text := getattr(capture, name)))
        said = all(FIELD.search(text) is None for _, text in self.details)
        self.said = {name: text.strip() for name, text in self.details if text.strip()} if said else None
        """The details, where they are the same for every match."""


def _prepared(captures: Captures) -> tuple[PreparedCapture, ...]:
    return tuple(
        PreparedCapture(cast("FactKind", kind), item if isinstance(item, Capture) else Capture(value=item))
        for kind, items in captures.items()
        for item in (items if isinstance(items, list) else [items])
    )


def compile_marker(owner: str, marker: Marker, folds: Sequence[Fold]) -> CompiledRule:
    """A marker as a rule that only says whether it hits."""
    return CompiledRule(owner, marker, "marker", folds, weight=marker.weight)


def _digest(rule: Matcher) -> str:
    return hashlib.sha256(msgspec.json.encode(rule, order="sorted")).hexdigest()[:16]
