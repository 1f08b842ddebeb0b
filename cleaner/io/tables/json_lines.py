"""Rows as JSON, one a line: plain, or compressed by gzip or Zstandard."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from cleaner.io.rows import lines_of
from cleaner.io.tables.damaged import DamagedError
from cleaner.io.tables.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from msgspec import Struct

    from cleaner.io.tables.digested import DigestedFile

GZIP_LEVEL, ZSTD_LEVEL = 6, 3
LONGEST = 1 << 30
"""Bytes of a line of a compressed file: a small file must not fill the memory."""
_WINDOW = 128 << 20
_PIECE = 4096
"""Bytes that are decompressed at a time: zstd makes at most some 32,000 times as many of them."""


class PlainSink:
    """Writes lines as they are."""

    def __init__(self, file: DigestedFile) -> None:
        self._file = file

    def write(self, rows: Sequence[Struct]) -> None:
        """Write *rows* as lines."""
        self._file.write(lines_of(rows))

    def close(self) -> None:
        """Nothing is held back."""


class CompressedSink:
    """Writes lines by way of a compressor."""

    def __init__(self, compressor: Any) -> None:  # noqa: ANN401 - two that have nothing in common
        self._compressor = compressor

    def write(self, rows: Sequence[Struct]) -> None:
        """Write *rows* as lines; some are held back."""
        self._compressor.write(lines_of(rows))

    def close(self) -> None:
        """Write what was held back, and the checksum."""
        self._compressor.close()


def gzip_sink(file: DigestedFile) -> CompressedSink:
    """Compresses by gzip; no time and no name stand in the file."""
    return CompressedSink(gzip.GzipFile("", "wb", GZIP_LEVEL, cast("BinaryIO", file), mtime=0))


def zstd_sink(file: DigestedFile) -> CompressedSink:
    """Compresses by Zstandard, with a checksum.

    Raises:
        CleanerError: zstandard is not installed.
    """
    compressor = needed("zstandard").ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
    return CompressedSink(compressor.stream_writer(file, closefd=False))


def plain_lines(path: Path) -> Iterator[bytes]:
    """The lines of the file at *path*."""
    with path.open("rb") as file:
        yield from file


def gzip_lines(path: Path) -> Iterator[bytes]:
    """The lines of the gzip file at *path*.

    Raises:
        DamagedError: it is cut off, altered, or has a line beyond `LONGEST`.
    """
    with gzip.open(path) as file:
        try:
            yield from _limited(file)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise DamagedError(f"not whole: {error}") from None


def zstd_lines(path: Path) -> Iterator[bytes]:
    """The lines of the Zstandard file at *path*.

    Raises:
        DamagedError: it is cut off, altered, or has a line beyond `LONGEST`.
        CleanerError: zstandard is not installed.
    """
    zstandard = needed("zstandard")
    with path.open("rb") as file:
        try:
            yield from _limited(io.BufferedReader(_Frames(file, zstandard), 1 << 17))
        except zstandard.ZstdError as error:
            raise DamagedError(f"not whole: {error}") from None


class _Frames(io.RawIOBase):
    """The bytes of Zstandard frames. The reader of zstandard itself takes a frame that is cut off for whole."""

    def __init__(self, file: BinaryIO, zstandard: Any) -> None:  # noqa: ANN401 - an optional module
        self._file = file
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame: Any = None
        self._input = b""
        self._output = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - anything that takes bytes
        while not self._output:
            data = self._input or self._file.read(_PIECE)
            if not data:
                if self._frame:
                    raise DamagedError("not whole: the compressed stream ends before its end")
                return 0
            self._frame = self._frame or self._decompressor.decompressobj()
            self._output = memoryview(self._frame.decompress(data))
            self._input = b""
            if self._frame.eof:
                self._input, self._frame = self._frame.unused_data, None
        taken = self._output[: len(buffer)]
        buffer[: len(taken)] = taken
        self._output = self._output[len(taken) :]
        return len(taken)


def _limited(file: Any) -> Iterator[bytes]:  # noqa: ANN401 - anything with lines
    while line := file.readline(LONGEST):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            raise DamagedError(f"a line is longer than {LONGEST:,} bytes: no run writes one")
        yield line
