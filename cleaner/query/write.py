"""An answer as JSON, JSON lines or CSV, piece by piece as the rows come."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.query.database import Answer

WrittenForm = Literal["json", "jsonl", "csv"]


def written(answer: Answer, form: WrittenForm) -> Iterator[bytes]:
    """*answer* in *form*, in UTF-8.

    JSON keeps types: numbers of any size, lists, structs and maps; times are ISO 8601, bytes hexadecimal, what is no
    number is null. CSV has a header, and JSON where a value is a list, a struct or a map.
    """
    rows = ([_plain(value, kind) for value, kind in zip(row, answer.types, strict=True)] for row in answer)
    if form == "csv":
        yield from _csv(answer.names, rows)
        return
    objects = (json.dumps(dict(zip(answer.names, row, strict=True)), ensure_ascii=False) for row in rows)
    if form == "jsonl":
        for each in objects:
            yield each.encode() + b"\n"
        return
    number = -1
    for number, each in enumerate(objects):
        yield (b",\n" if number else b"[\n") + each.encode()
    yield b"\n]\n" if number >= 0 else b"[]\n"


def shown(value: Any, kind: str) -> str:  # noqa: ANN401 - whatever DuckDB has
    """*value* of DuckDB's type *kind* as a person reads it."""
    plain = _plain(value, kind)
    if plain is None:
        return ""
    if isinstance(plain, float):
        return f"{plain:.4f}".rstrip("0").rstrip(".") if 0.001 <= abs(plain) < 1e15 or plain == 0 else f"{plain:.4g}"
    return _cell(plain)


def _csv(names: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        yield _taken(held)
        writer.writerow([_cell(value) for value in row])
    yield _taken(held)


def _taken(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(value: Any, kind: str = "") -> Any:  # noqa: ANN401
    """*value* with nothing in it but what JSON has."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _parsed(value) if kind == "JSON" else value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _parsed(text: str) -> Any:  # noqa: ANN401
    try:
        return _plain(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _number(value: Decimal) -> int | float | str:
    if not value.is_finite():
        return str(value)
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)
