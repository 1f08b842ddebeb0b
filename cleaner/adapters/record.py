"""A record of another program's as the document that is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.io.containers import Fields, Unreadable
from cleaner.io.containers.fields import Found, found_in
from cleaner.io.containers.opened import Broken
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

_APART = Fields(text="text")


def document_of(
    found: Found, path: str | None = None, number: int | None = None, fetched_at: str | None = None
) -> RawDocument:
    """The document that was *found* in a record, which stood in *path* as the *number*th one, when that is known.

    *fetched_at* counts when the record does not say when it was captured.
    """
    return RawDocument(
        data=found.data,
        path=path,
        url=found.url,
        media_type=found.media_type,
        fetched_at=found.fetched_at or fetched_at,
        record=None if number is None else Record(number, found.id),
    )


def item_of(record: Mapping[str, Any], fields: Fields) -> RawDocument | Unreadable:
    """The document in *record*, under the names in *fields* or the usual ones."""
    try:
        return document_of(found_in(record, fields))
    except Broken as broken:
        return Unreadable("", broken.code, broken.detail)


def beside(text: str, metadata: Mapping[str, Any]) -> RawDocument | Unreadable:
    """The document in *text*, of which *metadata* may say address, capture and media type under the usual names."""
    return item_of({**metadata, "text": text}, _APART)
