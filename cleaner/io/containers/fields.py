"""The text of a record, and what else is known of it, under the names that dumps use."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cleaner.io.containers.opened import Broken
from cleaner.io.containers.stated import moment, storable
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cleaner.io.containers.reading import Fields

TEXT = ("text", "html", "content", "raw_content", "markdown", "body")
URL = ("url", "metadata.url", "meta.url", "warc_headers.warc-target-uri", "source_url", "link", "uri")
ID = ("id", "doc_id", "_id", "warc_headers.warc-record-id")
DATE = ("fetched_at", "crawl_date", "crawled_at", "date_download", "warc_date", "warc_headers.warc-date")
"""Names that say when a page was captured and nothing else. `date` alone may be when it was published."""
CRAWL_DATE = ("date", "metadata.date")
"""When it was captured in records of FineWeb and of datatrove's readers of web archives, which name the `dump` beside it."""
MEDIA_TYPE = ("media_type", "content_type", "mime_type")
_MEANT = {"html": "text/html", "markdown": "text/markdown"}

_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+\s*(?:;.*)?", re.ASCII)
_SHOWN = 30
_FEW = 256
"""Keys of records whose layout is remembered."""
_ARTICLED = {int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}


class Found(Struct, frozen=True):
    """What a record holds. `field` is the name of the field that the text stood in."""

    data: bytes
    field: str
    url: str | None = None
    id: str | None = None
    fetched_at: str | None = None
    media_type: str | None = None


def wanted(fields: Fields) -> tuple[str, ...]:
    """Every name that is looked for, dotted ones as they are."""
    asked = (
        (fields.text, TEXT),
        (fields.url, URL),
        (fields.id, ID),
        (fields.date, (*DATE, *CRAWL_DATE, *map(_dump, CRAWL_DATE))),
        (fields.media_type, MEDIA_TYPE),
    )
    return tuple(dict.fromkeys(name for given, known in asked for name in ((given,) if given else known)))


def found_in(record: Mapping[str, Any], fields: Fields, names: Iterable[str] | None = None) -> Found:
    """What *record* holds under the names in *fields*, or under the usual ones.

    *names* are all its fields, where *record* has only those that are wanted.

    Raises:
        Broken: there is no text, or more than one field that could be it.
    """
    layout = _layout_of(record, fields)
    field, value = _text(record, fields.text, layout.text, record if names is None else names)
    return Found(
        data=value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"),
        field=field,
        url=_string(record, layout.url),
        id=_id(record, layout.id),
        fetched_at=_captured(record, layout.date),
        media_type=_media_type(record, layout.media_type, field),
    )


class _Layout(Struct, frozen=True):
    """Of the names that are looked for, those that a record with some keys can have, in the order in which they count."""

    text: tuple[str, ...]
    url: tuple[str, ...]
    id: tuple[str, ...]
    date: tuple[tuple[str, str | None], ...]
    """Each with the field that must be there as well."""
    media_type: tuple[str, ...]


def _layout_of(record: Mapping[str, Any], fields: Fields) -> _Layout:
    """What to look for in *record*. Made once for all records with the same keys, as most of a dump have."""
    made = _layout if len(record) <= _FEW else _layout.__wrapped__
    return made(tuple(record), fields)


@lru_cache(maxsize=256)
def _layout(keys: tuple[str, ...], fields: Fields) -> _Layout:
    there = frozenset(keys)

    def among(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if any(begun in there for begun in beginnings(name)))

    dates: list[tuple[str, str | None]] = [
        *((name, None) for name in DATE),
        *((name, _dump(name)) for name in CRAWL_DATE),
    ]
    if fields.date:
        dates = [(fields.date, None)]
    return _Layout(
        text=tuple(name for name in TEXT if name in there),
        url=among((fields.url,) if fields.url else URL),
        id=among((fields.id,) if fields.id else ID),
        date=tuple((name, beside) for name, beside in dates if among((name,))),
        media_type=among((fields.media_type,) if fields.media_type else MEDIA_TYPE),
    )


def beginnings(name: str) -> Iterator[str]:
    """*name* as it stands, and what may be the name of an object that holds the rest: `a.b` and `a` of `a.b.c`."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def value_at(record: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - any value of JSON or of a table
    """The value of a field by its name as it stands, or by its dotted name; None when there is none."""
    if name in record:
        return record[name]
    outer, dot, inner = name.partition(".")
    while dot:
        value = record.get(outer)
        if isinstance(value, dict):
            return value_at(value, inner)
        more, dot, inner = inner.partition(".")
        outer = f"{outer}.{more}"
    return None


def _text(
    record: Mapping[str, Any], asked: str | None, usual: tuple[str, ...], names: Iterable[str]
) -> tuple[str, str | bytes]:
    if asked is not None:
        value = value_at(record, asked)
        if isinstance(value, (str, bytes)):
            return asked, value
        what = "nothing" if value is None else f"no text but {_ARTICLED.get(type(value), 'something else')}"
        raise Broken("no-text", f"{what} in the field {harmless(asked)} (--text-field); the record has {_told(names)}")
    held = [(name, record[name]) for name in usual if isinstance(record[name], (str, bytes))]
    filled = [item for item in held if item[1]] or held[:1]
    if len(filled) == 1:
        return filled[0]
    if filled:
        several = ", ".join(name for name, _ in filled)
        raise Broken("ambiguous-text", f"the text could be in any of {several}: say which with --text-field")
    if usual:
        raise Broken(
            "no-text", f"nothing, or no text, in the field {' or '.join(usual)}; the record has {_told(names)}"
        )
    raise Broken(
        "no-text", f"no field named {', '.join(TEXT)}; the record has {_told(names)}: say which with --text-field"
    )


def _told(names: Iterable[str]) -> str:
    first = list(islice(names, _SHOWN + 1))
    more = " and more" if len(first) > _SHOWN else ""
    return (", ".join(harmless(storable(str(name)))[:60] for name in first[:_SHOWN]) or "no fields") + more


def _plain(value: Any) -> Any:  # noqa: ANN401 - as above
    """A string for bytes, which tables may hold in its place."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _dump(name: str) -> str:
    """The name of the field that says from which crawl a record is, beside *name*, that of its date."""
    return f"{name.removesuffix('date')}dump"


def _string(record: Mapping[str, Any], names: Sequence[str]) -> str | None:
    for name in names:
        value = _plain(value_at(record, name))
        if isinstance(value, str) and value.strip():
            return storable(value.strip())
    return None


def _id(record: Mapping[str, Any], names: Sequence[str]) -> str | None:
    for name in names:
        value = _plain(value_at(record, name))
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 64:
            return str(value)
        if isinstance(value, str) and value:
            return storable(value)
    return None


def _captured(record: Mapping[str, Any], names: Sequence[tuple[str, str | None]]) -> str | None:
    for name, beside in names:
        if beside is None or value_at(record, beside) is not None:
            found = moment(value_at(record, name))
            if found:
                return found
    return None


def _media_type(record: Mapping[str, Any], names: Sequence[str], field: str) -> str | None:
    found = _string(record, names)
    if found and _TYPE.fullmatch(found):
        return found
    return _MEANT.get(field.rpartition(".")[2])
