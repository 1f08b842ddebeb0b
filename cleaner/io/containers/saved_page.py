"""Pages that browsers save with what belongs to them: MHTML, a mail with the page as one of its parts."""

from __future__ import annotations

import binascii
import quopri
import re
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from cleaner.io.containers.opened import Broken
from cleaner.io.containers.stated import storable
from cleaner.model.document import RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from cleaner.model.record import Record

_HEADERS = 64 << 10
"""Bytes of the headers of a part."""
_DEEPEST = 5
"""Parts within parts. The parser of the standard library takes time with the square of it."""
_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def saved_page(data: bytes, path: str, record: Record) -> RawDocument:
    """The page in *data*: the first part that is HTML, else the first text.

    Raises:
        Broken: there is none.
    """
    first: tuple[Message, bytes] | None = None
    for headers, body in _parts(data, _DEEPEST):
        if headers.get_content_type() in _PAGES:
            first = headers, body
            break
        # A part without a type is a text; so would be whatever is no mail at all.
        if first is None and headers.get_content_maintype() == "text" and "Content-Type" in headers:
            first = headers, body
    if first is None:
        raise Broken("no-text", "a saved page (MHTML) without a part that is HTML or text")
    headers, body = first
    outer, _ = _headers(data)
    return RawDocument(
        data=_decoded(body, headers),
        path=path,
        url=_address(headers, outer),
        media_type=_media_type(headers),
        fetched_at=_date(outer),
        record=record,
    )


def _parts(data: bytes, depth: int) -> Iterator[tuple[Message, bytes]]:
    """The headers and the body of every part that has no parts."""
    headers, body = _headers(data)
    boundary = headers.get_param("boundary")
    if headers.get_content_maintype() != "multipart":
        yield headers, body
    elif isinstance(boundary, str) and depth:
        delimiter = re.escape(boundary.encode("latin-1", "replace"))
        at: int | None = None
        for found in re.finditer(rb"^--" + delimiter + rb"(--)?[ \t]*(?:\r?\n|\Z)", body, re.MULTILINE):
            if at is not None:
                yield from _parts(body[at : found.start()].removesuffix(b"\n").removesuffix(b"\r"), depth - 1)
            at = None if found[1] else found.end()
        if at is not None:
            # Cut off: what is there of the last part.
            yield from _parts(body[at:], depth - 1)


def _headers(data: bytes) -> tuple[Message, bytes]:
    if data.startswith((b"\n", b"\r\n")):
        end, start = 0, data.index(b"\n") + 1
    else:
        found = _END.search(data, 0, _HEADERS)
        end, start = found.span() if found else (min(len(data), _HEADERS), len(data))
    return BytesHeaderParser().parsebytes(data[:end] + b"\n\n"), data[start:]


def _decoded(body: bytes, headers: Message) -> bytes:
    encoding = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error as error:
            raise Broken("damaged", f"the page in a saved page (MHTML) is no base64: {error}") from None
    return body


def _media_type(headers: Message) -> str:
    charset = headers.get_param("charset")
    named = f"; charset={charset}" if isinstance(charset, str) and _CHARSET.fullmatch(charset) else ""
    return storable(headers.get_content_type() + named)


def _address(headers: Message, outer: Message) -> str | None:
    for found in (headers.get("Content-Location"), outer.get("Snapshot-Content-Location")):
        # A long one is folded over several lines.
        address = "".join(str(found or "").split())
        if "://" in address and not address.startswith("cid:"):
            return storable(address)
    return None


def _date(outer: Message) -> str | None:
    try:
        return parsedate_to_datetime(str(outer.get("Date"))).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
