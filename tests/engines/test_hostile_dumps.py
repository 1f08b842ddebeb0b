"""A folder of files that were made to bring a reader down, through the command: all is told, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from engines.dumps import Fate, fates
from engines.hostile_dump import make

# So many documents come from a file, and beside them inputs that give none, by code.
pytestmark = pytest.mark.proof

EXPECTED: dict[str, tuple[int, dict[str, int]]] = {
    "altered.parquet": (160, {"damaged": 40}),
    "behind.jsonl.gz": (5, {"trailing-bytes": 1}),
    "behind.txt.gz": (0, {"trailing-bytes": 1}),
    "bomb.html.xz": (0, {"too-large": 1}),
    "bomb.jsonl.zst": (0, {"bomb": 1}),
    "bomb.tar.gz": (0, {"too-large": 1, "bomb": 1}),
    "bomb.txt.bz2": (0, {"too-large": 1}),
    "bomb.txt.gz": (0, {"too-large": 1}),
    "bomb.zip": (0, {"bomb": 1}),
    "bombs-in-bombs.zip": (0, {"unsupported": 4}),
    "declared.tar": (0, {"truncated": 1}),
    "declared.warc": (1, {"truncated": 1}),
    "deep.html": (1, {}),
    "deep.json": (0, {"json": 1}),
    "deep.jsonl": (5, {"json": 1}),
    "garbage.parquet": (0, {"damaged": 1}),
    "half.jsonl": (2, {"json": 1}),
    "half.jsonl.bz2": (0, {"truncated": 1}),
    "half.jsonl.gz": (0, {"truncated": 1}),
    "half.jsonl.xz": (0, {"truncated": 1}),
    "half.jsonl.zst": (0, {"truncated": 1}),
    "half.parquet": (0, {"damaged": 1}),
    "half.tar": (2, {"truncated": 1}),
    "half.warc": (2, {"truncated": 1}),
    "half.warc.gz": (2, {"truncated": 1}),
    "half.zip": (0, {"damaged": 1}),
    "lines.jsonl": (5, {}),
    "lines.txt": (0, {"empty-document": 1}),
    "long.csv": (0, {"too-large": 1}),
    "long.jsonl": (5, {"too-large": 1}),
    "long.txt": (0, {"too-large": 1}),
    "name\x1b[31m\n.txt": (1, {}),
    "nul.jsonl": (5, {"binary": 1}),
    "nul.txt": (0, {"binary": 1}),
    "twice.zip": (3, {}),
    "types.jsonl": (6, {"no-text": 3, "no-object": 4, "json": 1}),
    "ways-out.tar": (3, {}),
}
PASSED_OVER = {".csv": 1, ".json": 1, "device": 3, "empty line": 1_000_000, "link": 2}
PEAK = 600 << 20
"""Bytes of memory that no process of the run reaches: with all rules, readers and models loaded it is at 300 MB."""


# What a process has taken before it becomes another one counts as the other's: so a small one starts the command.
MEASURED = """
import os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


class Ran(NamedTuple):
    folder: Path
    code: int
    words: str
    peak: int
    """Bytes, of the process that took most."""
    fates: list[Fate]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The command, run once over all."""
    folder = tmp_path_factory.mktemp("hostile")
    make(folder / "dump")
    # Tables and JSON are taken from a folder only when they are named.
    named = ["dump", "dump/deep.json", "dump/long.csv"]
    command = [
        sys.executable,
        "-m",
        "cleaner",
        "clean",
        *named,
        "-o",
        "out",
        "--max-document-bytes",
        "8M",
        "--no-report",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], cwd=folder, capture_output=True, text=True, check=False
    )
    code, peak = map(int, ran.stdout.split())
    return Ran(folder, code, ran.stderr, peak, fates(folder / "out"))


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory is told by wait4")
def test_the_command_ends_with_3_says_no_more_than_its_summary_and_takes_little_memory(ran):
    assert ran.code == 3, ran.words
    assert "Traceback" not in ran.words
    assert "\x1b" not in ran.words
    assert len(ran.words.splitlines()) < 12
    assert ran.peak < PEAK


@pytest.mark.parametrize("name", EXPECTED)
def test_what_stands_in_a_file_is_told_record_by_record(ran, name):
    documents, held = EXPECTED[name]
    found = [fate for fate in ran.fates if fate.name == name]

    assert sum(fate.outcome == "document" for fate in found) == documents
    assert Counter(fate.code for fate in found if fate.outcome != "document") == held


def test_every_file_is_spoken_of(ran):
    report = msgspec.json.decode((ran.folder / "out/report.json").read_bytes())

    assert {fate.name for fate in ran.fates} == EXPECTED.keys()
    assert {path.name for path in (ran.folder / "dump").iterdir()} == EXPECTED.keys()
    assert report["passed_over"] == PASSED_OVER


def test_each_line_of_the_quarantine_has_place_code_and_what_to_do(ran):
    rows = [
        msgspec.json.decode(line)
        for path in sorted((ran.folder / "out/quarantine").iterdir())
        for line in path.read_bytes().splitlines()
    ]

    assert len(rows) == sum(fate.outcome != "document" for fate in ran.fates)
    for row in rows:
        assert row["path"].startswith("dump/")
        assert row["code"]
        assert len(row["detail"]) > 10
    places = [(row["path"], (row["record"] or {}).get("number")) for row in rows]
    assert len(set(places)) == len(places)


def test_nothing_is_written_outside_the_result(ran):
    assert {path.name for path in ran.folder.iterdir()} == {"dump", "out"}
    assert not (ran.folder.parent / "outside.txt").exists()
    assert not Path("/etc/outside.txt").exists()
    assert not any(path.is_symlink() for path in (ran.folder / "out").rglob("*"))
