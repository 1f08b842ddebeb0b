"""The document in a record of named fields, whatever form the record came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.io.containers.fields import found_in
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cleaner.io.containers.opened import Opened


def document(
    opened: Opened, ordinal: int, record: Mapping[str, Any], names: Iterable[str] | None = None
) -> RawDocument:
    """The document in *record*, which stands at *ordinal*. *names* are all its fields, where *record* has only some.

    Raises:
        Broken: there is none, or it is too large.
    """
    found = found_in(record, opened.reading.fields, names)
    if len(found.data) > opened.limits.document_bytes:
        raise opened.too_large(f"the field {found.field}", len(found.data))
    return RawDocument(
        data=found.data,
        path=opened.path,
        url=found.url,
        media_type=found.media_type,
        fetched_at=found.fetched_at,
        record=Record(ordinal + 1, found.id),
    )
