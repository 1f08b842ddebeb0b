"""The columns of a Parquet file of rows: the fields of the row, then some that repeat what stands within them."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct, UnsetType

from cleaner.io.facts import FactRow
from cleaner.io.rows import DocumentRow, QuarantineRow, RemovalRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.io.manifest import Role

ColumnType = Literal["string", "int64", "double", "bool"]

KINDS: dict[Role, type[Struct]] = {
    "documents": DocumentRow,
    "removals": RemovalRow,
    "quarantine": QuarantineRow,
    "facts": FactRow,
}
"""What a row is, by the folder that it stands in."""


class Column(Struct, frozen=True):
    """A column of a Parquet file. `read`: makes a value that repeats what stands in other columns of the row."""

    name: str
    type: ColumnType
    is_json: bool = False
    """The value is the JSON of the field, as it stands in a line."""
    is_repetitive: bool = False
    """Many rows have the same value: it is written once for a group of them."""
    read: Callable[[Any], str | int | float | None] | None = None
    is_free: bool = False
    """The field may be left out of a row: then the column is null, and older files may not have it."""


@cache
def columns(kind: type[Struct]) -> tuple[Column, ...]:
    """The columns of rows of *kind*, in order."""
    hints = get_type_hints(kind)
    own = tuple(_column(name, hints[name]) for name in kind.__struct_fields__)
    return own + _REPEATED.get(kind, ())


@cache
def lean(kind: type[Struct]) -> type[Struct]:
    """*kind* with the JSON of a field in place of what it stands for, for those that are JSON in Parquet."""
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    as_json = {column.name for column in columns(kind) if column.is_json}
    hints = get_type_hints(kind)
    fields: list[Any] = []
    for field in info.fields:
        hint = msgspec.Raw | None if field.name in as_json else hints[field.name]
        # A default is of no use here: every value is given.
        fields.append((field.name, hint))
    return msgspec.defstruct(kind.__name__, fields, frozen=True)


_REPETITIVE = {
    "doc_id", "language", "script", "source", "rule", "rule_digest", "category", "action", "why", "part", "kind",
    "confidence", "outcome", "stage", "code", "media_type",
}  # fmt: skip


_TYPES: dict[Any, ColumnType] = {str: "string", int: "int64", float: "double", bool: "bool"}


def _column(name: str, hint: Any) -> Column:  # noqa: ANN401 - a type of any form
    choices = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    none = {NoneType, UnsetType}
    (only, *others) = [str if get_origin(each) is Literal else each for each in choices if each not in none]
    if others or only not in _TYPES:
        return Column(name, "string", is_json=True)
    return Column(name, _TYPES[only], is_repetitive=name in _REPETITIVE, is_free=UnsetType in choices)


def _published(row: DocumentRow) -> str | None:
    return next((date.value for date in row.stamp.dates if date.kind == "published" and date.chosen), None)


_REPEATED: dict[type[Struct], tuple[Column, ...]] = {
    DocumentRow: (
        Column("path", "string", read=lambda row: row.stamp.capture.path),
        Column("record", "int64", read=lambda row: row.stamp.capture.record and row.stamp.capture.record.number),
        Column("url", "string", read=lambda row: row.stamp.capture.url),
        Column("fetched_at", "string", read=lambda row: row.stamp.capture.fetched_at),
        Column("published", "string", read=_published),
        Column("media_type", "string", is_repetitive=True, read=lambda row: row.stamp.raw.media_type),
        Column("raw_sha256", "string", read=lambda row: row.stamp.raw.sha256),
        Column("clean_sha256", "string", read=lambda row: row.stamp.clean.sha256),
        Column("stamp_digest", "string", read=lambda row: row.stamp.stamp_digest),
        Column("chars", "int64", read=lambda row: len(row.text)),
        Column("removed_chars", "int64", read=lambda row: row.stamp.removal.chars),
        Column("removed_share", "double", read=lambda row: float(row.stamp.removal.share)),
    ),
    RemovalRow: (Column("chars", "int64", read=lambda row: row.end - row.start),),
}
