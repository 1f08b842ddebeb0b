"""The batch kernel: a table of texts in, the same table with clean texts and the account of them behind it out.

Ray Data, Spark, Hugging Face and DuckDB hand pages on as batches of Arrow. pyarrow comes with `cleaner[dumps]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import msgspec

from cleaner.adapters.answer import answered, chosen
from cleaner.adapters.answer_columns import answer_fields, arrays_of
from cleaner.adapters.carried import Carried, usual_cleaner
from cleaner.adapters.record import item_of
from cleaner.errors import InputError
from cleaner.io.containers import Fields, Unreadable
from cleaner.io.containers.fields import CRAWL_DATE, DATE, MEDIA_TYPE, TEXT, URL, value_at
from cleaner.io.tables.extras import needed
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from cleaner.io.rows import LedgerChoice
    from cleaner.model.document import RawDocument
    from cleaner.pipeline import Cleaner


Rows = TypeVar("Rows")
"""A `RecordBatch` or a `Table`."""

PIECE_BYTES = 8 << 20
"""Larger batches are cleaned in halves of halves, so that memory holds the removals of a few documents only."""


class KernelOptions(TypedDict, total=False):
    """What `clean_batch` takes beside the batch and the cleaner."""

    fields: Fields | None
    ledger: LedgerChoice
    redact: bool
    prefix: str


def clean_batch(
    batch: pa.RecordBatch,
    cleaner: Cleaner | None = None,
    *,
    fields: Fields | None = None,
    ledger: LedgerChoice = "rules",
    redact: bool = False,
    prefix: str = "",
) -> pa.RecordBatch:
    """*batch* with what came of each text behind its columns: same rows, same order, the columns of the input untouched.

    The new columns are those of `output_schema`; docs/engines.md explains them. What a row comes to depends on the row
    alone, so the size of batches, and who makes them, changes nothing.

    Args:
        batch: of any columns, one of them the text: strings (UTF-8) or bytes (encoding told from them), large, views or
            dictionaries as well.
        cleaner: one with the package's rules when None.
        fields: names of the columns of text, address, time of capture and media type; the usual names when None.
        ledger: `rules` leaves removals of bare markup and white space out.
        redact: leave out the words that were removed.
        prefix: begins the names of the new columns, where one is taken.

    Raises:
        InputError: no column, or more than one, could be the text; or a new column has a name that is taken; or *batch* is
            something else; or there is no such *ledger*.
        CleanerError: pyarrow is not installed.
    """
    pa = needed("pyarrow")
    if not isinstance(batch, pa.RecordBatch):
        raise InputError(
            f"clean_batch takes a pyarrow.RecordBatch, and this is a {type(batch).__name__}; BatchCleaner takes a pyarrow.Table, too"
        )
    schema = output_schema(batch.schema, fields=fields, prefix=prefix)
    named = msgspec.structs.replace(fields or Fields(), text=_text_column(batch.schema, fields))
    cleaner, ledger = cleaner or usual_cleaner(), chosen(ledger)
    answers = [answered(cleaner, _item(row, named), ledger, redact=redact) for row in _rows(batch, named)]
    return pa.RecordBatch.from_arrays([*batch.columns, *arrays_of(answers)], schema=schema)


def output_schema(schema: pa.Schema, *, fields: Fields | None = None, prefix: str = "") -> pa.Schema:
    """The schema of what `clean_batch` makes of a batch with *schema*, for engines that must know it before.

    Raises:
        InputError, CleanerError: as `clean_batch`.
    """
    _text_column(schema, fields)
    new = answer_fields(prefix)
    taken = [field.name for field in new if field.name in schema.names]
    if taken:
        raise InputError(
            f"the table has a column {harmless(taken[0])!r} already, and so would the result; rename it, or begin the "
            f"names of the new columns with something else: prefix={'cleaner_' + prefix!r}"
        )
    return needed("pyarrow").schema([*schema, *new], metadata=schema.metadata)


class BatchCleaner:
    """`clean_batch` with its options, as a function that engines can pickle: it takes its cleaner along.

    Takes a `RecordBatch` or a `Table` and gives back the same. Each process opens the cleaner once, whatever the number of
    batches and copies of this object.
    """

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        fields: Fields | None = None,
        ledger: LedgerChoice = "rules",
        redact: bool = False,
        prefix: str = "",
    ) -> None:
        self._carried = Carried(cleaner)
        self._options: KernelOptions = {"fields": fields, "ledger": chosen(ledger), "redact": redact, "prefix": prefix}

    def __call__(self, rows: Rows) -> Rows:
        """What `clean_batch` makes of *rows*.

        Raises:
            InputError, CleanerError: as `clean_batch`.
        """
        pa = needed("pyarrow")
        given: Any = rows
        if isinstance(given, pa.Table):
            made: Rows = pa.Table.from_batches(self.each(given.to_batches()), self.output_schema(given.schema))
        else:
            made = pa.concat_batches(self.each([given]))
        return made

    def each(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """What `clean_batch` makes of *batches*, the large ones in pieces."""
        for batch in batches:
            yield from map(self._clean, pieces(batch))

    def output_schema(self, schema: pa.Schema) -> pa.Schema:
        """The schema that rows with *schema* come back with."""
        return output_schema(schema, fields=self._options["fields"], prefix=self._options["prefix"])

    def _clean(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        return clean_batch(batch, self._carried.cleaner, **self._options)


def pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """*batch* in slices of at most `PIECE_BYTES`, or of one row; at least one, if it is empty."""
    if batch.num_rows <= 1 or batch.nbytes <= PIECE_BYTES:
        yield batch
    else:
        half = batch.num_rows // 2
        yield from pieces(batch.slice(0, half))
        yield from pieces(batch.slice(half))


def _text_column(schema: pa.Schema, fields: Fields | None) -> str:
    """The name of the column of texts; a dotted one is of a field within a column."""
    pa = needed("pyarrow")
    has = ", ".join(map(harmless, schema.names)) or "no columns"
    if fields and fields.text:
        if not any(name in _prefixes(fields.text) for name in schema.names):
            raise InputError(f"the table has no column {harmless(fields.text)!r} (fields=Fields(text=…)); it has {has}")
        return fields.text
    known = [(name, kind) for name, kind in zip(schema.names, schema.types, strict=True) if name in TEXT]
    found = [name for name, kind in known if _may_hold_text(pa, kind)]
    if known and not found:
        raise InputError(
            f"the column {known[0][0]} is of {known[0][1]}, no text; say which is with fields=Fields(text=…); the table has {has}"
        )
    if not found:
        raise InputError(
            f"none of the columns of the table is known to hold texts ({', '.join(TEXT)}); it has {has}: say which with "
            "fields=Fields(text=…)"
        )
    if len(found) > 1:
        raise InputError(f"the text could be in the columns {', '.join(found)}: say which with fields=Fields(text=…)")
    return str(found[0])


def _may_hold_text(pa: Any, kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    # A column of nothing but nulls may have lost its type on the way.
    known = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null")
    return any(getattr(pa.types, f"is_{name}")(kind) for name in known)


def _prefixes(name: str) -> set[str]:
    """*name*, and what may be the name of a column when it is dotted: `a.b.c`, `a.b`, `a`."""
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}


def _item(row: dict[str, Any], fields: Fields) -> RawDocument | Unreadable:
    assert fields.text is not None
    if value_at(row, fields.text) is None:
        return Unreadable("", "no-text", f"{harmless(fields.text)} is null")
    return item_of(row, fields)


def _rows(batch: pa.RecordBatch, fields: Fields) -> Iterator[dict[str, Any]]:
    """The rows of *batch*, with the columns only that something may be read from."""
    dumps = [name.replace("date", "dump") for name in CRAWL_DATE]
    names = [
        *((fields.text,) if fields.text else ()),
        *((fields.url,) if fields.url else URL),
        *((fields.date,) if fields.date else (*DATE, *CRAWL_DATE, *dumps)),
        *((fields.media_type,) if fields.media_type else MEDIA_TYPE),
    ]
    wanted = {prefix for name in names for prefix in _prefixes(name)}
    columns = {
        name: _values(column) for name, column in zip(batch.schema.names, batch.columns, strict=True) if name in wanted
    }
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def _values(column: Any) -> list[Any]:  # noqa: ANN401 - pyarrow has no types
    pa = needed("pyarrow")
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        # Python's moments have microseconds.
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except _NO_VALUE:
        values = [_value(scalar) for scalar in column]
    return values


_NO_VALUE = (ValueError, OverflowError, LookupError)
"""What pyarrow raises of text that is no UTF-8, of years past Python's, of time zones that nobody knows."""


def _value(scalar: Any) -> Any:  # noqa: ANN401
    """The value of *scalar*, bytes when it is text that is no UTF-8, None when Python has none for it."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        held = getattr(scalar, "value", scalar)
        return held.as_buffer().to_pybytes() if hasattr(held, "as_buffer") else None
    except _NO_VALUE:
        return None
