"""What rules there are: rows for people who choose, judge or mend one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct

from cleaner.errors import RuleError, nearest
from cleaner.model.category import Action, Category  # noqa: TC001 - msgspec reads the annotations
from cleaner.rules.load import CORE
from cleaner.rules.profile import DEFAULT_PROFILE, PROFILES
from cleaner.rules.schema import Matcher, Remove, fields_of

if TYPE_CHECKING:
    from cleaner.rules.load import RuleBook
    from cleaner.rules.schema import Rule, SourceFile

Table = Literal["keep", "remove", "read"]
TABLES: tuple[Table, ...] = get_args(Table)
"""In order of precedence."""


class FileRow(Struct, frozen=True):
    """A rule file."""

    id: str
    kind: Literal["source", "pack", "core"]
    name: str | None
    platform: str | None
    packs: tuple[str, ...]
    rules: int
    tests: int
    origin: str
    tuned_by: tuple[str, ...]


class RuleRow(Struct, frozen=True):
    """A rule."""

    id: str
    table: Table
    category: Category | None
    fate: Action
    """What becomes of the text under the profile."""
    applies: dict[str, str | int | float | list[str]]
    """The matchers, by their keys in the file."""
    captures: tuple[str, ...]
    layout: str | None
    expect: float | None
    enabled: bool
    why: str
    file: str
    line: int
    last_line: int


def files(book: RuleBook) -> list[FileRow]:
    """All rule files of *book*: sources by id, then packs, then the core."""
    rows = []
    for key, file in book.files().items():
        kind: Literal["source", "pack", "core"] = (
            "core" if key == CORE else "pack" if key.startswith("packs/") else "source"
        )
        rows.append(
            FileRow(
                id=file.id,
                kind=kind,
                name=file.name,
                platform=file.platform,
                packs=tuple(file.packs),
                rules=sum(len(getattr(file, table)) for table in TABLES),
                tests=len(file.test),
                origin=book.origins[key],
                tuned_by=book.tuned_by.get(key, ()),
            )
        )
    return sorted(rows, key=lambda row: (("source", "pack", "core").index(row.kind), row.id))


def rules_of(book: RuleBook, name: str, profile: str = DEFAULT_PROFILE) -> list[RuleRow]:
    """The rules that apply to pages of the source *name*, in order of precedence; of a pack or the core its own.

    *name* may also be the full id of one rule: `solidot.org/byline`.

    Raises:
        RuleError: there is no such file or rule.
    """
    owner, _, rule_id = name.removeprefix("packs/").partition("/")
    key = owner if owner in book.files() else f"packs/{owner}"
    keyed = book.files()
    if key not in keyed:
        known = [row.id for row in files(book)]
        raise RuleError(name, f"no source or pack {owner!r}", f"one of: {', '.join(known)}", nearest(owner, known))
    parts = book.parts(keyed[key]) if key in book.sources else [keyed[key]]
    rows = [row for part in parts for row in _rows(book, part, profile)]
    if not rule_id:
        return rows
    known = [row.id for row in rows if row.id.startswith(f"{owner}/")]
    found = [row for row in rows if row.id == f"{owner}/{rule_id}"]
    if not found:
        raise RuleError(name, f"{owner!r} has no rule {rule_id!r}", f"one of: {', '.join(known)}", nearest(name, known))
    return found


def rule(book: RuleBook, full_id: str, profile: str = DEFAULT_PROFILE) -> RuleRow | None:
    """The rule with the id that a ledger names; None for a step of the program itself, such as `core/blank-lines`."""
    try:
        return rules_of(book, full_id, profile)[0] if "/" in full_id else None
    except RuleError:
        return None


def _rows(book: RuleBook, file: SourceFile, profile: str) -> list[RuleRow]:
    key = next(key for key, known in book.files().items() if known is file)
    return [
        _row(file.id, table, rule, book.whereabouts(key, table, rule.id), profile)
        for table in TABLES
        for rule in getattr(file, table)
    ]


def _row(owner: str, table: Table, rule: Rule, place: tuple[str, int, int], profile: str) -> RuleRow:
    path, line, last = place
    category = rule.category if isinstance(rule, Remove) else None
    return RuleRow(
        id=f"{owner}/{rule.id}",
        table=table,
        category=category,
        fate=PROFILES[profile][category] if category else "keep",
        applies=conditions(rule),
        captures=tuple(rule.capture),
        layout=rule.layout,
        expect=rule.expect,
        enabled=rule.enabled,
        why=rule.why,
        file=path,
        line=line,
        last_line=last,
    )


def conditions(matcher: Matcher) -> dict[str, str | int | float | list[str]]:
    """The matchers that are given, by their keys in the file."""
    values = {field.encode_name: getattr(matcher, field.name) for field in fields_of(Matcher)}
    return {name: value for name, value in values.items() if value is not None}
