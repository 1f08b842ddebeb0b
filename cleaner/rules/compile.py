"""Rule files made ready to run: patterns compiled, and all of a source's patterns in one RE2 set."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import msgspec
import re2

from cleaner.model.ledger import Reason
from cleaner.rules.pattern import compile_pattern, options, translate
from cleaner.rules.schema import Keep, Marker, Matcher, Remove, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cleaner.model.category import Action, Category
    from cleaner.rules.fold import Fold
    from cleaner.rules.schema import Captures

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
        self, owner: str, rule: Matcher, kind: Kind, folds: Sequence[Fold], action: Action = "remove", weight: float = 0.0
    ) -> None:
        self.owner = owner
        self.matcher = rule
        self.kind = kind
        self.weight = weight
        self.target = target_of(rule)
        self.folds: frozenset[Fold] = frozenset(folds if rule.fold is None else rule.fold)
        self.primary_text = rule.line or rule.span or rule.from_ or rule.after or rule.until or rule.before
        self.primary = self._compile(self.primary_text)
        self.end = self._compile((rule.until or rule.before) if (rule.from_ or rule.after) else None)
        self.while_ = self._compile(rule.while_)
        self.previous = self._compile(rule.previous)
        self.next = self._compile(rule.next)
        self.href = compile_pattern(rule.href) if rule.href else None
        self.src = compile_pattern(rule.src) if rule.src else None
        self.alt = compile_pattern(rule.alt) if rule.alt else None
        self.tags = frozenset(rule.blocks) if rule.blocks else None
        self.capture: Captures = rule.capture if isinstance(rule, Rule) else {}
        self.layout = rule.layout if isinstance(rule, Rule) else None
        self.id = f"{owner}/{rule.id}" if isinstance(rule, Rule) else owner
        self.reason = Reason(
            rule=self.id,
            category=rule.category if isinstance(rule, Remove) else "markup",
            why=rule.why if isinstance(rule, Rule) else "",
            action=action,
            digest=_digest(rule),
        )

    def _compile(self, pattern: str | None) -> re2._Regexp | None:
        return compile_pattern(pattern, self.folds) if pattern else None

    @property
    def waits(self) -> bool:
        """It can only be decided when others are: it needs the title, or that nothing but chrome stands beside it."""
        return self.matcher.zone is not None or self.matcher.title is not None


class RuleSet:
    """Rules in order of precedence, with one set of patterns for each way of folding to tell which can hit at all."""

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        self.rules = tuple(rules)
        grouped: dict[frozenset[Fold], list[int]] = {}
        self.always: list[int] = []
        for index, rule in enumerate(self.rules):
            if rule.primary is None:
                self.always.append(index)
            else:
                grouped.setdefault(rule.folds, []).append(index)
        self.sets = [(folds, indexes, self._compile(folds, indexes)) for folds, indexes in grouped.items()]

    def _compile(self, folds: frozenset[Fold], indexes: list[int]) -> re2.Set:
        patterns = re2.Set.SearchSet(options())
        for index in indexes:
            text = self.rules[index].primary_text
            assert text is not None
            patterns.Add(translate(text, folds).encode())
        patterns.Compile()
        return patterns

    @cached_property
    def has_keeps(self) -> bool:
        """Some rule protects text."""
        return any(rule.kind == "keep" for rule in self.rules)


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


def compile_marker(owner: str, marker: Marker, folds: Sequence[Fold]) -> CompiledRule:
    """A marker as a rule that only says whether it hits."""
    return CompiledRule(owner, marker, "marker", folds, weight=marker.weight)


def _digest(rule: Matcher) -> str:
    return hashlib.sha256(msgspec.json.encode(rule, order="sorted")).hexdigest()[:16]
