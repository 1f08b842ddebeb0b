"""Files that somebody made to bring a reader down, or that the world made so: a folder of them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import warnings
import zipfile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from engines.dumps import json_lines, page

if TYPE_CHECKING:
    from pathlib import Path

MILLION = 1_000_000
PAGES = [page(number) for number in range(5)]
LINES = json_lines(PAGES)


def make(folder: Path) -> None:
    """All of them, into *folder*."""
    folder.mkdir()
    files = {**_bombs(), **_tars(), **_archives(), **_cut_off(), **_large(), **_odd()}
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _bombs() -> dict[str, bytes]:
    zeros = bytes(100 * MILLION)
    inner = _zip({"zeros.txt": zeros})
    for _ in range(3):
        inner = _zip({f"{number}.zip": inner for number in range(4)})
    return {
        "bomb.txt.gz": gzip.compress(zeros, 9),
        "bomb.txt.bz2": bz2.compress(zeros),
        "bomb.html.xz": lzma.compress(zeros, preset=0),
        "bomb.jsonl.zst": zstandard.compress(b'{"text": "' + zeros.replace(b"\0", b" ") + b'"}\n' + LINES),
        "bomb.zip": _zip({"zeros.txt": zeros, "good.txt": PAGES[0].encode()}),
        "bombs-in-bombs.zip": inner,
        "bomb.tar.gz": gzip.compress(_tar([("zeros.txt", zeros), ("good.txt", PAGES[1].encode())]), 9),
    }


def _tars() -> dict[str, bytes]:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name in ("../../../outside.txt", "/etc/outside.txt", "a/../../outside.txt"):
            _add(tar, name, PAGES[2].encode())
        for name, kind, target in (
            ("link.txt", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard.txt", tarfile.LNKTYPE, "../../../etc/passwd"),
            ("device.txt", tarfile.CHRTYPE, ""),
            ("block.txt", tarfile.BLKTYPE, ""),
            ("pipe.txt", tarfile.FIFOTYPE, ""),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            tar.addfile(member)
    declared = tarfile.TarInfo("declared.txt")
    declared.size = 5_000_000_000
    return {
        "ways-out.tar": written.getvalue(),
        "declared.tar": declared.tobuf() + PAGES[3].encode(),
        "declared.warc": _warc([PAGES[0]]) + _record(b"x" * 100, said=5_000_000_000),
    }


def _archives() -> dict[str, bytes]:
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as archive:
        archive.writestr("same.txt", PAGES[0])
        with warnings.catch_warnings(action="ignore"):
            archive.writestr("same.txt", PAGES[1])
        archive.writestr("../../outside.txt", PAGES[2])
    return {"twice.zip": twice.getvalue()}


def _cut_off() -> dict[str, bytes]:
    table = io.BytesIO()
    pq.write_table(pa.table({"text": PAGES * 40}), table, compression="zstd", row_group_size=20)
    parquet = table.getvalue()
    whole = {
        "half.jsonl.gz": gzip.compress(LINES),
        "half.jsonl.zst": zstandard.compress(LINES),
        "half.jsonl.xz": lzma.compress(LINES),
        "half.jsonl.bz2": bz2.compress(LINES),
        "half.jsonl": LINES,
        "half.warc": _warc(PAGES),
        "half.warc.gz": b"".join(gzip.compress(_warc([text])) for text in PAGES),
        "half.zip": _zip({f"{number}.txt": text.encode() for number, text in enumerate(PAGES)}),
        # In the middle of the third member, not in what tapes are filled up with.
        "half.tar": _tar([(f"{number}.txt", text.encode()) for number, text in enumerate(PAGES)])[:4900],
        "half.parquet": parquet,
    }
    found = {name: data[: len(data) * 11 // 20] for name, data in whole.items()}
    middle = len(parquet) // 3
    found["altered.parquet"] = parquet[:middle] + bytes(200) + parquet[middle + 200 :]
    found["garbage.parquet"] = b"PAR1" + b"\xff" * 500 + (400).to_bytes(4, "little") + b"PAR1"
    found["behind.txt.gz"] = gzip.compress(PAGES[0].encode()) + b"garbage behind it"
    found["behind.jsonl.gz"] = gzip.compress(LINES) + b"garbage behind it"
    return found


def _large() -> dict[str, bytes]:
    line = "灯".encode() * (34 * MILLION)
    return {
        "long.txt": line,
        "long.jsonl": b'{"text": "' + line + b'"}\n' + LINES,
        "long.csv": b'id,text\n1,"' + line + b'"\n',
        "lines.jsonl": b"\n" * MILLION + LINES,
        "lines.txt": b"\n" * MILLION,
    }


def _odd() -> dict[str, bytes]:
    return {
        "deep.jsonl": b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n" + LINES,
        "deep.json": b'[{"text": "x", "more": ' + b'{"a":' * 200_000 + b"1" + b"}" * 200_000 + b"}]",
        "deep.html": b"<html><body>" + b"<div>" * 100_000 + "灯".encode(),
        "nul.txt": b"\0" * MILLION,
        "nul.jsonl": json.dumps({"text": "\0" * 1000}).encode() + b"\n" + LINES,
        "types.jsonl": b'{"text": 1}\n{"text": null}\n[]\n1\n"x"\nnull\n{}\n\xff\xfe\n{"text": "\\ud800"}\n' + LINES,
        "name\x1b[31m\n.txt": PAGES[0].encode(),
    }


def _zip(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return written.getvalue()


def _tar(members: list[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name, data in members:
            _add(tar, name, data)
    return written.getvalue()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def _warc(texts: list[str]) -> bytes:
    return b"".join(_record(text.encode()) for text in texts)


def _record(body: bytes, said: int | None = None) -> bytes:
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        b"WARC-Date: 2025-03-20T08:00:00Z\r\nWARC-Target-URI: https://lamps.example/1\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (said or len(response), response)
    )
