"""Time and memory of `cleaner graph` over synthetic documents, beside datasketch used as its documentation shows.

    .venv/bin/python benchmarks/graph.py --documents 10000

Every tenth document is a copy of an earlier one, half of these cut to a third. Characters are drawn as unevenly as those of
Chinese text are, so that unrelated documents share shingles.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from cleaner import Cleaner, RawDocument
from cleaner.graph.fold import letters_of
from cleaner.io.manifest import SCHEMA, Counts, FileEntry, Manifest, Tool, encoded
from cleaner.io.rows import DocumentRow, rows_of
from cleaner.model.document import Cleaned

_ALPHABET = [chr(0x4E00 + number) for number in range(3000)]
_WEIGHTS = [1 / (rank + 10) for rank in range(3000)]


def texts(count: int, letters: int) -> list[str]:
    draw = random.Random(4)
    made: list[str] = []
    for number in range(count):
        if number % 10 == 9:
            text = made[draw.randrange(len(made))]
            made.append(text[: len(text) // 3] if number % 20 == 9 else text[:-20])
            continue
        characters = draw.choices(_ALPHABET, _WEIGHTS, k=letters)
        for at in range(24, letters, 25):
            characters[at] = "。"
        made.append("".join(characters))
    return made


def write_result(folder: Path, made: list[str]) -> None:
    done = Cleaner().clean(RawDocument(data="# 题\n\n他说灯不是坏的，灯是被人忘了的。\n".encode(), path="a.md"))
    assert isinstance(done, Cleaned)
    row, _ = rows_of(done)
    (folder / "documents").mkdir()
    lines = []
    for number, text in enumerate(made):
        doc_id = f"unknown-{hashlib.sha256(str(number).encode()).hexdigest()[:16]}"
        stamp = msgspec.structs.replace(row.stamp, doc_id=doc_id)
        fresh: DocumentRow = msgspec.structs.replace(row, id=doc_id, text=text, stamp=stamp)
        lines.append(msgspec.json.encode(fresh) + b"\n")
    data = b"".join(lines)
    (folder / "documents" / "part-00000.jsonl").write_bytes(data)
    entry = FileEntry("documents/part-00000.jsonl", "documents", len(made), len(data), hashlib.sha256(data).hexdigest())
    manifest = Manifest(
        schema=SCHEMA, tool=Tool("cleaner", "0"), inputs=(), options={}, rules={},
        counts=Counts(inputs=len(made), documents=len(made)), files=(entry,), run=None,
    )  # fmt: skip
    (folder / "manifest.json").write_bytes(encoded(manifest))


def ours(folder: Path) -> None:
    from cleaner.graph.build import graph_of

    start = time.process_time()
    made = graph_of([folder])
    grouped = sum(len(group.documents) for group in made.groups)
    _told("cleaner graph", start, f"{len(made.groups)} groups of {grouped} documents")


def reading(folder: Path) -> None:
    from cleaner.graph.read import Reading

    start = time.process_time()
    count = sum(1 for _ in Reading([folder]))
    _told("reading and folding alone", start, f"{count} documents")


def datasketch(folder: Path) -> None:
    from datasketch import MinHash, MinHashLSH

    rows = (folder / "documents" / "part-00000.jsonl").read_bytes().splitlines()
    letters = [letters_of(msgspec.json.decode(line)["text"]) for line in rows]
    start = time.process_time()
    table = MinHashLSH(threshold=0.8, num_perm=128)
    pairs = 0
    for number, text in enumerate(letters):
        signature = MinHash(num_perm=128)
        signature.update_batch([text[at : at + 5].encode() for at in range(len(text) - 4)])
        pairs += len(table.query(signature))
        table.insert(number, signature)
    _told("datasketch, signatures and queries alone", start, f"{pairs} pairs, unverified")


def _told(what: str, start: float, found: str) -> None:
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.1f} s of CPU, peak {peak:,.0f} MB; {found}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--letters", type=int, default=700, help="characters of a document; 700 are 2.1 kB")
    parser.add_argument("--only", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        {"reading": reading, "ours": ours, "datasketch": datasketch}[options.only[0]](Path(options.only[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        write_result(Path(name), texts(options.documents, options.letters))
        for what in ("reading", "ours", "datasketch"):
            # A process each: peaks of memory do not come down again.
            subprocess.run([sys.executable, __file__, "--only", what, name], check=True)


if __name__ == "__main__":
    main()
