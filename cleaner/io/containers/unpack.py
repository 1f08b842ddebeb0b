"""Packed bytes unpacked as a stream, a block at a time, whatever they claim to come to."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from cleaner.errors import CleanerError
from cleaner.io.containers.opened import Broken, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from _typeshed import WriteableBuffer

    from cleaner.io.containers.opened import Opened
    from cleaner.io.containers.reading import Limits

Packed = Literal["gz", "zst", "xz", "bz2"]

BLOCK = 1 << 20
_WINDOW = 256 << 20
"""Bytes that an xz or Zstandard stream may want to look back on."""

SIGNATURES: dict[bytes, Packed] = {
    b"\x1f\x8b": "gz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"\xfd7zXZ\0": "xz",
    b"BZh": "bz2",
}
# What a step may come to: a kilobyte of gzip is a megabyte at most, one of Zstandard 32. The others are told where to stop.
_STEPS: dict[Packed, int] = {"gz": 32 << 10, "zst": 2 << 10, "xz": 256 << 10, "bz2": 256 << 10}
HEADS: dict[Packed, int] = {"gz": 16 << 10, "zst": 132 << 10, "xz": 16 << 10, "bz2": 1 << 20}
"""Bytes of a packed file by which its beginning can be seen: Zstandard and bzip2 give nothing before a block is whole."""
_NAMES: dict[Packed, str] = {"gz": "gzip", "zst": "Zstandard", "xz": "xz", "bz2": "bzip2"}


def packed_as(head: bytes) -> Packed | None:
    """How a file that begins with *head* is packed."""
    if head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50:
        # A frame to be skipped stands first: tools put their index or dictionary there.
        return "zst"
    return next((packed for signature, packed in SIGNATURES.items() if head.startswith(signature)), None)


def unpacked_head(head: bytes, packed: Packed, size: int = 4 << 10) -> bytes:
    """The first *size* bytes of what is packed in *head*, or fewer; empty when nothing can be told."""
    found = bytearray()
    try:
        decoder = _decoder(packed)
        for start in range(0, len(head), 256):
            for block in _pieces(decoder, packed, head[start : start + 256]):
                found += block
            if len(found) >= size or decoder.eof:
                break
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, CleanerError):
        pass
    except _zstd_error():
        pass
    return bytes(found[:size])


def blocks(opened: Opened, start: int = 0, *, whole: bool = True) -> Iterator[bytes]:
    """The bytes of a file from *start*, unpacked, in blocks of about a megabyte that are not empty.

    Packed files may be several streams one after another; without *whole* only the first of them is read.

    Raises:
        Broken: nothing can be read any further; everything before was handed out.
        CleanerError: the package that unpacks is missing.
    """
    file, packed = opened.file, opened.kind.packed
    try:
        file.seek(start)
        if packed is None:
            while block := file.read(BLOCK):
                yield block
        else:
            yield from _unpacked(file, packed, opened.limits, whole=whole)
    except OSError as error:
        code = "damaged" if error.errno is None else "read-error"
        raise Broken(code, f"cannot be read: {error.strerror or error}") from None


def unpacked(data: bytes, packed: Packed, limits: Limits) -> Iterator[bytes]:
    """*data* unpacked, as `blocks` does it.

    Raises:
        Broken: as `blocks`, or it comes to more than a document may have.
    """
    size = 0
    for block in _unpacked(io.BytesIO(data), packed, limits, whole=True):
        size += len(block)
        if size > limits.document_bytes:
            raise too_large("the document", limits.document_bytes)
        yield block


def _unpacked(file: BinaryIO, packed: Packed, limits: Limits, *, whole: bool) -> Iterator[bytes]:
    step, name = _STEPS[packed], _NAMES[packed]
    decoder = _decoder(packed)
    waiting, size = [], 0
    taken = given = 0
    fresh = True
    """Nothing of the next stream was seen."""
    error: Broken | None = None
    data = b""
    while error is None:
        if not data:
            data = file.read(step)
            taken += len(data)
        if not data:
            if not fresh:
                error = Broken("truncated", f"the {name} data break off; all that is whole before was read")
            break
        if fresh and given and (error := _behind(data, packed)):
            break
        if fresh and given and not data.strip(b"\0"):
            # Tapes and some tools fill up with zeros.
            data = b""
            continue
        fresh = False
        try:
            for block in _pieces(decoder, packed, data):
                waiting.append(block)
                size += len(block)
                given += len(block)
                if given > limits.document_bytes and given > taken * limits.expansion:
                    error = _bomb(limits)
                    break
                if size >= BLOCK:
                    yield from _whole(waiting)
                    waiting, size = [], 0
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, _zstd_error()) as problem:
            error = _damaged(problem, name)
        data = b""
        if decoder.eof and error is None:
            data = decoder.unused_data
            decoder, fresh = _decoder(packed), True
            if not whole:
                break
    yield from _whole(waiting)
    if error:
        raise error


def _pieces(decoder: Any, packed: Packed, data: bytes) -> Iterator[bytes]:  # noqa: ANN401 - four classes of four packages
    if packed in {"gz", "zst"}:
        if block := decoder.decompress(data):
            yield block
        return
    while True:
        if block := decoder.decompress(data, BLOCK):
            yield block
        if decoder.eof or decoder.needs_input:
            return
        data = b""


def _whole(waiting: list[bytes]) -> Iterator[bytes]:
    if waiting:
        whole = waiting[0] if len(waiting) == 1 else b"".join(waiting)
        for start in range(0, len(whole), 16 * BLOCK):
            yield whole if len(whole) <= 16 * BLOCK else whole[start : start + 16 * BLOCK]


def _behind(data: bytes, packed: Packed) -> Broken | None:
    """What stands behind the end of a stream is another one, or zeros; else why not."""
    if data.strip(b"\0") and packed_as(data.ljust(18, b"\0")) != packed and not _may_begin(data, packed):
        return Broken(
            "trailing-bytes", f"behind the end of the {_NAMES[packed]} data stands something else", is_behind=True
        )
    return None


def _may_begin(data: bytes, packed: Packed) -> bool:
    return any(signature.startswith(data) for signature, named in SIGNATURES.items() if named == packed)


def _bomb(limits: Limits) -> Broken:
    return Broken(
        "bomb",
        f"unpacks to more than {limits.expansion} times its size (--max-expansion); nothing behind this was read",
    )


def _damaged(problem: Exception, name: str) -> Broken:
    if "memory" in str(problem).lower():
        return Broken("too-large", f"the {name} data want more than {_WINDOW:,} bytes of memory to be unpacked")
    return Broken(
        "damaged", f"the {name} data are damaged ({problem}); what stood before was read, and may be damaged itself"
    )


def _decoder(packed: Packed) -> Any:  # noqa: ANN401 - as above
    if packed == "gz":
        return zlib.decompressobj(31)
    if packed == "xz":
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW)
    if packed == "bz2":
        return bz2.BZ2Decompressor()
    return _zstandard().ZstdDecompressor(max_window_size=_WINDOW // 2).decompressobj()


def _zstandard() -> ModuleType:
    try:
        import zstandard
    except ImportError:
        raise CleanerError(
            "Zstandard is read with zstandard, which is not installed: pip install 'cleaner[dumps]'"
        ) from None
    return zstandard


def _zstd_error() -> type[Exception]:
    try:
        import zstandard
    except ImportError:
        return CleanerError
    return zstandard.ZstdError


class Stream(io.RawIOBase):
    """The blocks of a file as a file that can be read once, forward. `broken` is what ended it, when it was no end."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self.broken: Broken | None = None
        self.position = 0
        self._source = source
        self._block = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As much as stands in the block that is read, 0 at the end."""
        if not self._block:
            try:
                self._block = memoryview(next(self._source, b""))
            except Broken as broken:
                self.broken = broken
        target = memoryview(buffer).cast("B")
        taken = min(len(target), len(self._block))
        target[:taken] = self._block[:taken]
        self._block = self._block[taken:]
        self.position += taken
        return taken

    def tell(self) -> int:
        """Bytes that were read."""
        return self.position
