"""Columns of Arrow from values of Python, by their bytes: `pyarrow.array` loads pandas where that is installed, 45 MB of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.io.tables.columns import ColumnType

_MOST_BYTES = (1 << 31) - 1
_NUMBERS = {"int64": "int64", "double": "float64", "bool": "bool"}


def array(arrow: Any, values: Sequence[Any], kind: ColumnType) -> Any:  # noqa: ANN401 - a package without types
    """The column of *values*, in order, as the package *arrow* has it; None is null. Strings may be UTF-8 already.

    Raises:
        UnicodeEncodeError: a string holds a lone surrogate.
        OverflowError: a number has more than 64 bits, or strings more than 2 GiB together.
    """
    import numpy as np

    nulls = [value is None for value in values]
    there = arrow.py_buffer(_bits(~np.array(nulls, dtype=np.bool_))) if any(nulls) else None
    kept = _strings(arrow, values) if kind == "string" else [arrow.py_buffer(_numbers(values, kind))]
    return arrow.Array.from_buffers(arrow.type_for_alias(kind), len(values), [there, *kept])


def _strings(arrow: Any, values: Sequence[str | bytes | None]) -> list[Any]:  # noqa: ANN401
    """The buffers of strings: where each begins, and all of them."""
    import numpy as np

    pieces = [b"" if value is None else value if isinstance(value, bytes) else value.encode() for value in values]
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    if ends[-1] > _MOST_BYTES:
        raise OverflowError(f"{ends[-1]:,} bytes of text at once; a column holds {_MOST_BYTES:,}")
    return [arrow.py_buffer(ends.astype(np.int32)), arrow.py_buffer(b"".join(pieces))]


def _numbers(values: Sequence[float | None], kind: ColumnType) -> Any:  # noqa: ANN401
    import numpy as np

    numbers: Any = np.array([0 if value is None else value for value in values], dtype=_NUMBERS[kind])
    return _bits(numbers) if kind == "bool" else numbers


def _bits(flags: Any) -> Any:  # noqa: ANN401
    import numpy as np

    return np.packbits(flags, bitorder="little")
