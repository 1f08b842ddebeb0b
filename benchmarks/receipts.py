"""Seconds and memory to seal, check and prove: stamps of synthetic documents, beside the digest of the same files.

    .venv/bin/python benchmarks/receipts.py [--documents 100000]

One process, CPU time, each step in a process of its own for its peak memory (of which Python and the imports are the
first row). One document of the seeds is cleaned, and written again and again under other ids and paths.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path
from time import process_time

import msgspec

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.audit.sums import Report
from cleaner.io.manifest import SCHEMA, Counts, Manifest, Tool
from cleaner.io.rows import rows_of
from cleaner.io.tables import open_table
from cleaner.io.write import Options, Writer
from cleaner.model.digest import sealed
from cleaner.receipts.check import check
from cleaner.receipts.keys import new_key, private_key, public_key
from cleaner.receipts.proof import prove
from cleaner.receipts.seal import seal

SEED = Path(__file__).parents[1] / "seeds" / "gptnb.txt"


def write(out: Path, count: int) -> None:
    cleaned = Cleaner().clean(RawDocument(data=SEED.read_bytes(), path="0.txt"))
    assert isinstance(cleaned, Cleaned)
    row, _ = rows_of(cleaned)
    report = Report("", count, count, 0, 0, 0, {}, {}, {}, ())
    with Writer(out, Options()) as writer:
        table = open_table(writer.work, "documents/all", "documents", "jsonl")
        for number in range(count):
            capture = msgspec.structs.replace(row.stamp.capture, path=f"{number}.txt")
            name = f"{row.source}-{number:016x}"
            stamp = sealed(msgspec.structs.replace(row.stamp, doc_id=name, capture=capture, stamp_digest=""))
            table.write([msgspec.structs.replace(row, id=name, stamp=stamp)])
        writer.commit(
            [[table.close()]],
            report,
            lambda files: Manifest(
                schema=SCHEMA,
                tool=Tool("cleaner", "0"),
                inputs=(),
                options={},
                rules={},
                counts=Counts(inputs=count, documents=count),
                files=files,
                run=None,
            ),
        )


def digests(folder: Path) -> None:
    for path in sorted((folder / "out" / "documents").iterdir()):
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def sealing(folder: Path) -> None:
    key = private_key(folder / "key", lambda: b"")
    assert seal(folder / "out", key, folder / "receipt.json").size


def checking(folder: Path) -> None:
    assert not check(folder / "out", folder / "receipt.json", public_key(folder / "key.pub")).findings


def proving(folder: Path) -> None:
    assert prove(folder / "out", folder / "receipt.json", public_key(folder / "key.pub"), "12").leaf_index == 12


def naming(folder: Path) -> None:
    """A result whose tree differs: every leaf is compared with the list."""
    part = next((folder / "out" / "documents").iterdir())
    with part.open("r+b") as file:
        file.write(b"?")
    assert check(folder / "out", folder / "receipt.json", public_key(folder / "key.pub")).findings


def nothing(_folder: Path) -> None:
    pass


def measured(work, folder: Path) -> tuple[float, float]:
    """CPU seconds and peak MB."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (work, folder))


def _measure(work, folder: Path) -> tuple[float, float]:
    start = process_time()
    work(folder)
    return process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "out", wanted.documents)
        new_key(folder / "key")
        size = sum(path.stat().st_size for path in (folder / "out" / "documents").iterdir())
        print(f"{wanted.documents:,} documents, {size / 1e6:,.0f} MB; Python {sys.version.split()[0]}")
        print(f"{'':24}{'seconds':>9}{'peak MB':>9}")
        for work in (nothing, digests, sealing, checking, proving, naming):
            seconds, megabytes = measured(work, folder)
            print(f"{work.__name__:24}{seconds:>9.2f}{megabytes:>9.0f}")


if __name__ == "__main__":
    main()
