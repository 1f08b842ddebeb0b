"""Answers as columns of Arrow."""

from __future__ import annotations

from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.errors import InputError
from cleaner.io.rows import RemovalRow
from cleaner.io.tables.columns import columns
from cleaner.io.tables.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyarrow as pa

    from cleaner.adapters.answer import Answer

_TEXTS: dict[str, Callable[[tuple[str | None, Answer]], str | None]] = {
    "outcome": lambda pair: pair[1].outcome,
    "code": lambda pair: pair[1].code,
    "detail": lambda pair: pair[1].detail,
    "clean_text": lambda pair: pair[0],
    "title": lambda pair: pair[1].title,
    "language": lambda pair: pair[1].language,
    "script": lambda pair: pair[1].script,
    "source": lambda pair: pair[1].source,
    "doc_id": lambda pair: pair[1].id,
    "stamp": lambda pair: _json(pair[1].stamp) if pair[1].stamp else None,
}
_REMOVAL = tuple(column for column in columns(RemovalRow) if column.name != "doc_id" and not column.read)
"""As in the Parquet form of `removals/`, but for the id of the document, which is that of the row."""


def answer_fields(prefix: str = "") -> list[pa.Field]:
    """The columns that stand behind those of the input, their names begun with *prefix*."""
    pa = needed("pyarrow")
    removals = pa.field("removals", pa.list_(_removal_type(pa)))
    return [
        field.with_name(prefix + field.name) for field in (*(pa.field(name, pa.string()) for name in _TEXTS), removals)
    ]


def arrays_of(answers: Sequence[tuple[str | None, Answer]]) -> list[pa.Array]:
    """The values of those columns, a row for each clean text and its answer.

    Raises:
        InputError: a column would have 2 GiB or more, which Arrow's strings cannot hold.
    """
    pa = needed("pyarrow")
    arrays = [_array(pa, name, map(read, answers), pa.string()) for name, read in _TEXTS.items()]
    counts = [len(answer.removals) for _, answer in answers]
    rows = [row for _, answer in answers for row in answer.removals]
    children = []
    for field, column in zip(_removal_type(pa), _REMOVAL, strict=True):
        values: Iterable[Any] = map(attrgetter(column.name), rows)
        if column.is_free:
            values = (None if value is msgspec.UNSET else value for value in values)
        children.append(_array(pa, "removals", map(_json, values) if column.is_json else values, field.type))
    struct = pa.StructArray.from_arrays(children, fields=list(_removal_type(pa)))
    return [*arrays, pa.ListArray.from_arrays(pa.array(accumulate(counts, initial=0), pa.int32()), struct)]


def _removal_type(pa: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    return pa.struct([(column.name, pa.type_for_alias(column.type)) for column in _REMOVAL])


def _array(pa: Any, name: str, values: Iterable[Any], kind: Any) -> Any:  # noqa: ANN401
    array = pa.array(values, kind)
    if isinstance(array, pa.ChunkedArray):
        raise InputError(f"the column {name} of one batch would have 2 GiB or more; make the batches smaller")
    return array


def _json(value: Any) -> str:  # noqa: ANN401 - any row
    return msgspec.json.encode(value).decode()
