"""Containers made in memory for tests, and the laws that every one of them keeps."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import zstandard

from cleaner.io.containers import HEAD, Entry, PassedOver, Reading, kind_of, open_container
from cleaner.model.document import RawDocument

PACKERS = {
    "gz": lambda data: gzip.compress(data, 1),
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
    "xz": lambda data: lzma.compress(data, preset=0),
    "bz2": lambda data: bz2.compress(data, 1),
}

PAGE = "<!doctype html><title>海</title><p>潮水退了。</p>".encode()
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def read(data: bytes, name: str = "dump", reading: Reading | None = None) -> list[Entry]:
    """All entries of *data*, read whole and in two slices, counted as `sizes` counts them."""
    kind = kind_of(name, data[:HEAD])
    assert kind is not None, "a document of its own"
    container = open_container(io.BytesIO(data), name, kind, reading)
    entries = list(container.entries())
    assert len(list(container.sizes())) == len(entries)
    for ordinal, entry in enumerate(entries):
        assert isinstance(entry, PassedOver) or (entry.record and entry.record.number == ordinal + 1)
    middle = len(entries) // 2
    assert [*container.entries(0, middle), *container.entries(middle)] == entries
    return entries


def told(entries: list[Entry]) -> list[object]:
    """For each entry: the bytes of a document, the code of what is unreadable, what was passed over in brackets."""
    return [
        entry.data
        if isinstance(entry, RawDocument)
        else f"[{entry.what}]"
        if isinstance(entry, PassedOver)
        else entry.code
        for entry in entries
    ]


def json_lines(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def warc(kind: str, block: bytes, length: int | None = None, **headers: str) -> bytes:
    """A record; *headers* with underscores for hyphens."""
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{abs(hash((kind, block))) % 10**12:012}>",
        "WARC-Date": "2024-10-19T08:30:00Z",
        "WARC-Target-URI": "https://example.org/tide",
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "text/plain",
        **{name.replace("_", "-"): value for name, value in headers.items()},
        "Content-Length": str(len(block) if length is None else length),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"WARC/1.1\r\n{head}\r\n".encode("utf-8", "surrogateescape") + block + b"\r\n\r\n"


def tar(*members: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return file.getvalue()


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()
