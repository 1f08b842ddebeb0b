"""Dumps for tests of runs, and what became of each of their documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import msgspec
import zstandard

from cleaner.io.manifest import read_manifest
from cleaner.io.tables import lines


def page(number: int) -> str:
    """A page like no other, with lines of which something is removed."""
    return f"title: 第{number}盏灯\n\n春分过后第{number}天,江边的灯亮了。  \n\n\n守灯人把它擦了三遍,又在本子上写下第{number}个水位,然后才去吃饭。\n"


def json_lines(texts: list[str]) -> bytes:
    """*texts* as a JSONL dump."""
    rows = (json.dumps({"id": f"doc-{number}", "text": text}, ensure_ascii=False) for number, text in enumerate(texts))
    return "".join(f"{row}\n" for row in rows).encode()


def packed(texts: list[str], frame: int = 0) -> bytes:
    """*texts* as a `.jsonl.zst`, in one frame, or a frame for every *frame* bytes."""
    data = json_lines(texts)
    step = frame or len(data)
    return b"".join(zstandard.compress(data[start : start + step]) for start in range(0, len(data), step))


def write_pages(folder: Path, texts: dict[str, str | bytes]) -> Path:
    """*texts* as files below *folder*."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


class Fate(NamedTuple):
    """What became of an input."""

    name: str
    number: int | None
    """Of its record."""
    outcome: str
    code: str


def fates(out: Path) -> list[Fate]:
    """What became of each input, by file and record. The sums of the manifest are compared with the rows on the way."""
    manifest = read_manifest(out)
    found = []
    for entry in manifest.files:
        if entry.role not in {"documents", "quarantine"}:
            continue
        rows = [msgspec.json.decode(line) for line in lines(out / entry.path)]
        assert len(rows) == entry.rows
        for row in rows:
            capture = row["stamp"]["capture"] if entry.role == "documents" else row
            number = (capture.get("record") or {}).get("number")
            outcome = row.get("outcome", "document")
            found.append(Fate(Path(capture["path"]).name, number, outcome, row.get("code", "")))
    counts = manifest.counts
    assert counts.inputs == counts.documents + counts.quarantined + counts.rejected + counts.unreadable == len(found)
    assert counts.documents == sum(fate.outcome == "document" for fate in found)
    return sorted(found, key=lambda fate: (fate.name, fate.number or 0))


def digest(out: Path) -> str:
    """The digest of the result: the same for the same inputs and options, however often it was begun."""
    return read_manifest(out).manifest_digest


def part_files(out: Path) -> dict[str, bytes]:
    """The bytes of every file of a result, but for the manifest, which says when it was made."""
    found = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    del found["manifest.json"]
    return found
