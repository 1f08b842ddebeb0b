"""Queries that auditors and makers of corpora ask, by name."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError, nearest
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = re.compile(r"-- (.*)\n")
_DEFAULT = re.compile(r"\$(\w+) = (.*?): ")


class Recipe(Struct, frozen=True):
    """A query with a name, what it answers, and the values of its `$names` unless others are given."""

    name: str
    about: str
    sql: str
    defaults: Mapping[str, str]


@cache
def recipes() -> Mapping[str, Recipe]:
    """All of them by name: files beside this module, which begin with comments.

    The first line says what it answers; lines `-- $name = value: what it is` say what can be set.
    """
    found = {}
    for file in sorted(files(__package__).joinpath("recipes").iterdir(), key=lambda each: each.name):
        sql = file.read_text("utf-8")
        name = file.name.removesuffix(".sql")
        head, *rest = _HEAD.findall(sql)
        defaults = {match[1]: match[2] for match in map(_DEFAULT.match, rest) if match}
        found[name] = Recipe(name, head, sql, MappingProxyType(defaults))
    return MappingProxyType(found)


def recipe_named(name: str) -> Recipe:
    """The recipe *name*.

    Raises:
        InputError: there is none.
    """
    known = recipes()
    if name not in known:
        raise InputError(f"no recipe {harmless(name)!r}; one of: {', '.join(known)}. {nearest(name, known)}")
    return known[name]
