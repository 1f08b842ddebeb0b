"""The members of archives: which of them are pages, which are archives themselves, and the document in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.containers.kinds import TEXT_SUFFIXES, form_of_name, is_saved_page, media_type_of, suffix_of
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.saved_page import saved_page
from cleaner.io.containers.stated import storable
from cleaner.io.containers.unpack import packed_as, unpacked
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

if TYPE_CHECKING:
    from cleaner.io.containers.opened import Opened

_LONGEST_SUFFIX = 12
_SETTINGS = frozenset({"json", "csv", "tsv"})
"""Forms that beside pages are settings and lists far more often than dumps, as in a folder."""


def within(name: str) -> Broken:
    """What to raise for the member *name* that is a container."""
    return Broken("unsupported", f"{form_of_name(name)} in an archive is not read: unpack the archive")


def passed_over(name: str) -> str | None:
    """Why the member *name* is not read, by its name; None when it is."""
    if any((part.startswith(".") and part not in {".", ".."}) or part == "__MACOSX" for part in name.split("/")):
        return "hidden"
    suffix = suffix_of(name)
    form = form_of_name(name)
    if form in _SETTINGS:
        return f"{form} in an archive"
    if suffix in TEXT_SUFFIXES or form:
        return None
    if not suffix:
        return "no suffix"
    return suffix if len(suffix) <= _LONGEST_SUFFIX and suffix.isascii() and suffix.isprintable() else "another suffix"


def is_container(name: str) -> bool:
    """The member *name* should hold documents of its own."""
    return form_of_name(name) not in {None, "mhtml", *_SETTINGS}


def member(opened: Opened, ordinal: int, name: str, data: bytes) -> RawDocument:
    """The document in the member *name*, whose bytes are *data*.

    Raises:
        Broken: it is packed and cannot be unpacked, or a saved page without a text.
    """
    packed = packed_as(data)
    if packed:
        data = b"".join(unpacked(data, packed, opened.limits))
    if len(data) > opened.limits.document_bytes:
        raise opened.too_large("the member", len(data))
    record = Record(ordinal + 1, storable(name))
    if is_saved_page(name, data):
        return saved_page(data, opened.path, record)
    return RawDocument(data=data, path=opened.path, media_type=media_type_of(name), record=record)
