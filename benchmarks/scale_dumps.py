"""Dumps for `scale.py`: pages of fixtures/, each made unlike the others, in three forms."""

from __future__ import annotations

import gzip
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "report"))

FORMS = ("jsonl.zst", "parquet", "warc.gz")
_GROUP = 500


class Dump(NamedTuple):
    path: Path
    documents: int
    size: int
    """Bytes of the pages, unpacked."""


def write_dump(folder: Path, form: str, *, documents: int | None = None, size: int = 0) -> Dump:
    """A dump of so many *documents*, or of *size* bytes of them; one that is there is taken as it is."""
    from corpus import documents as pages

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{documents or size}.{form}"
    written = count = 0
    with closing(_WRITERS[form](path)) as writer:
        for page in pages(documents or sys.maxsize):
            if documents is None and written >= size:
                break
            writer.add(count, str(page.path), page.data)
            count, written = count + 1, written + len(page.data)
    return Dump(path, count, written)


class _Lines:
    def __init__(self, path: Path) -> None:
        import zstandard

        self._file = zstandard.open(path, "wb")

    def add(self, _number: int, name: str, data: bytes) -> None:
        self._file.write(json.dumps({"id": name, "text": data.decode()}, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        self._file.close()


class _Table:
    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._schema = pa.schema([("id", pa.string()), ("text", pa.string())])
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, _number: int, name: str, data: bytes) -> None:
        self._rows.append({"id": name, "text": data.decode()})
        if len(self._rows) == _GROUP:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._file.write_table(pa.Table.from_pylist(self._rows, self._schema))
            self._rows = []

    def close(self) -> None:
        self._write()
        self._file.close()


class _Archive:
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def add(self, number: int, name: str, data: bytes) -> None:
        kind = b"text/html" if name.endswith("html") else b"text/plain"
        body = b"HTTP/1.1 200 OK\r\nContent-Type: %s; charset=utf-8\r\n\r\n%s" % (kind, data)
        record = (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"
            b"WARC-Date: 2025-03-20T08:00:00Z\r\nWARC-Target-URI: https://pages.example/%d\r\n"
            b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
            % (number, number, len(body), body)
        )
        self._file.write(gzip.compress(record, 6))

    def close(self) -> None:
        self._file.close()


_WRITERS = {"jsonl.zst": _Lines, "parquet": _Table, "warc.gz": _Archive}
