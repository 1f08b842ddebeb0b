"""Parts of patterns that have a name: `define` in a rule file, `{{name}}` in its patterns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cleaner.errors import nearest
from cleaner.rules.check import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFINE = "define"
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_USE = re.compile(r"\{\{([^{}]*)\}\}")
# Prose and pages: `{{` in them is theirs.
_PLAIN = frozenset({"why", "name", "test", "note", "id"})


def expanded(table: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """*table* with every `{{name}}` replaced by what `define` has for it, and what is wrong with that.

    A definition may use those above it. It is put in as it stands: alternatives belong in `(?:…)`.
    """
    defined = table.get(DEFINE, {})
    if not isinstance(defined, dict):
        # That it is no table is told with the other keys.
        return dict(table), []
    problems: list[Problem] = []
    known: dict[str, str] = {}
    for name, fragment in defined.items():
        at: list[str | int] = [DEFINE, name]
        if not _NAME.fullmatch(name):
            problems.append(Problem(at, f"{name!r} is no name", "small letters, digits and `-`, with a letter first"))
        elif not isinstance(fragment, str):
            problems.append(Problem(at, f"{name!r} in [define] is no pattern", "a string"))
        else:
            known[name] = _filled(fragment, known, at, problems)
    whole = {
        key: value if key in _PLAIN else _walked(value, known, [key], problems)
        for key, value in table.items()
        if key != DEFINE
    }
    if defined:
        whole[DEFINE] = known
    return whole, problems


def _walked(value: Any, known: Mapping[str, str], at: list[str | int], problems: list[Problem]) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return _filled(value, known, at, problems)
    if isinstance(value, list):
        return [_walked(item, known, [*at, number], problems) for number, item in enumerate(value)]
    if isinstance(value, dict):
        return {
            key: item if key in _PLAIN else _walked(item, known, [*at, key], problems) for key, item in value.items()
        }
    return value


def _filled(text: str, known: Mapping[str, str], at: list[str | int], problems: list[Problem]) -> str:
    if "{{" not in text:
        return text
    problems.extend(_unknown(text, known, at))
    return _USE.sub(lambda use: known.get(use[1], use[0]), text)


def _unknown(text: str, known: Mapping[str, str], at: list[str | int]) -> Iterator[Problem]:
    for name in _USE.findall(text):
        if name not in known:
            expected = f"one of: {', '.join(known)}" if known else "a name that [define] has"
            yield Problem(list(at), f"{{{{{name}}}}} is not defined above", expected, nearest(name, known))
