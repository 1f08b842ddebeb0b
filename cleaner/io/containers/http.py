"""An HTTP response as a web archive holds it: its status, its headers and its body as it was meant."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cleaner.io.containers.opened import Broken

if TYPE_CHECKING:
    from collections.abc import Callable

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_END = re.compile(rb"\r?\n\r?\n")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_HEADER = re.compile(
    rb"^(content-type|content-encoding|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,16})[^\r\n]*\r?\n")
_MAX_HEADERS = 256 << 10


class Response(Struct, frozen=True):
    """A response: `body` as it was sent."""

    status: int
    media_type: str
    encodings: tuple[str, ...]
    """How the body is packed, in the order in which that was done; `chunked` is last."""
    body: bytes


def response_of(block: bytes) -> Response | None:
    """The response in the *block* of a record; None when it is none."""
    status = _STATUS.match(block)
    if not status:
        return None
    end = _END.search(block, 0, _MAX_HEADERS)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    headers: dict[bytes, bytes] = {}
    for name, value in _HEADER.findall(_FOLDED.sub(b" ", head)):
        headers.setdefault(name.lower(), value.strip())
    encodings = (headers.get(b"content-encoding", b"") + b"," + headers.get(b"transfer-encoding", b"")).lower()
    return Response(
        status=int(status[1]),
        media_type=headers.get(b"content-type", b"").decode("latin-1"),
        encodings=tuple(name.strip().decode("latin-1") for name in encodings.split(b",") if name.strip()),
        body=body,
    )


def body_of(response: Response, limit: int) -> bytes:
    """The body unpacked. Crawlers often store it so and keep the header: what is not packed as it says stays as it is.

    What breaks off is unpacked as far as it goes.

    Raises:
        Broken: it comes to more than *limit* bytes, or cannot be unpacked.
    """
    body = response.body
    for encoding in reversed(response.encodings):
        if encoding == "chunked":
            body = _joined(body)
        elif encoding in {"gzip", "x-gzip"} and body.startswith(b"\x1f\x8b"):
            body = _inflated(body, 31, limit)
        elif encoding == "deflate":
            body = _deflated(body, limit)
        elif encoding in {"br", "zstd"}:
            body = _by_fastwarc(body, encoding, limit)
    return body


def _joined(body: bytes) -> bytes:
    """The chunks of *body* in one; *body* itself when it is not in chunks."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body) and (size := _CHUNK.match(body, at)):
        length = int(size[1], 16)
        if not length:
            return b"".join(pieces)
        start = size.end()
        pieces.append(body[start : start + length])
        at = start + length
        if body[at : at + 1] not in {b"\r", b"\n", b""}:
            return body
    # The last ones are missing when the crawler had enough.
    return b"".join(pieces) if pieces and not body[at:].strip() else body


def _inflated(body: bytes, bits: int, limit: int) -> bytes:
    decoder = zlib.decompressobj(bits)
    try:
        found = decoder.decompress(body, limit + 1)
    except zlib.error as error:
        raise Broken("damaged", f"the body cannot be unpacked: {error}") from None
    if len(found) > limit:
        raise _too_large(limit)
    return found


def _deflated(body: bytes, limit: int) -> bytes:
    for bits in (15, -15):
        try:
            return _inflated(body, bits, limit)
        except Broken as broken:
            if broken.code == "too-large":
                raise
    return body


def _by_fastwarc(body: bytes, encoding: str, limit: int) -> bytes:
    from fastwarc import stream_io

    reader: Callable[[Any], Any] = stream_io.BrotliReader if encoding == "br" else stream_io.ZstdReader
    try:
        opened, found, size = reader(io.BytesIO(body)), [], 0
        while block := opened.read(1 << 20):
            found.append(block)
            size += len(block)
            if size > limit:
                raise _too_large(limit)
    except OSError:
        return body
    return b"".join(found) or body


def _too_large(limit: int) -> Broken:
    return Broken(
        "too-large",
        f"the body unpacks to more than the {limit:,} bytes that a document may have (--max-document-bytes)",
    )
