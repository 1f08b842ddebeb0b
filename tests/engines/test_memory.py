"""A worker's memory is bounded, and four times the input does not move it."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleaner import Cleaner
from cleaner.engines.crew import Limits
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options

if TYPE_CHECKING:
    from cleaner.engines.progress import Progress
    from cleaner.io.tables import Form

pytestmark = pytest.mark.proof

MOST = 300
"""Megabytes that a worker may have."""
SWAY = 35
"""Megabytes by which the longer run may have more: states of patterns that more texts ask for. It reads 48 MB more."""
ONCE, TIMES = 100, 4
"""Pages."""
PAGE_BYTES = 160_000

_WORDS = ("渡口", "灯塔", "河堤", "石桥", "渔船", "水位", "电缆", "木匠", "邮差", "雨季", "盐田", "码头")
_ENGLISH = ("harbour", "lantern", "ledger", "bridge", "ferry", "keeper", "winter", "barley", "copper", "orchard")


def page(number: int) -> str:
    """A page of nobody known, mostly markup as real ones are, in Chinese or in English by turns."""
    draw = random.Random(number)
    if number % 2:
        told = ["".join(draw.choices(_WORDS, k=40)) + f"，第{number}次。" for _ in range(12)]
    else:
        told = [" ".join(draw.choices(_ENGLISH, k=50)).capitalize() + f" in year {number}." for _ in range(12)]
    links = "".join(f'<li><a href="/{draw.random()}">{draw.choice(_ENGLISH)} {n}</a></li>' for n in range(40))
    script = f"<script>var kept = '{draw.randbytes(PAGE_BYTES // 2).hex()}'</script>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in told)
    head = f"<html><head><title>{told[0][:20]}</title>{script}</head>"
    return f"{head}<body><nav><ul>{links}</ul></nav><article><h1>{told[0][:20]}</h1>{text}</article></body></html>"


def dump(folder: Path, form: Form, pages: int) -> Path:
    """*pages* in one file."""
    rows = [{"id": f"p{number}.html", "text": page(number)} for number in range(pages)]
    path = folder / f"pages-{pages}.{form}"
    if form == "parquet":
        arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(arrow.Table.from_pylist(rows), path, row_group_size=50)
    else:
        zstandard = pytest.importorskip("zstandard")
        path.write_bytes(zstandard.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


def peak_of_worker(path: Path, out: Path, form: Form) -> float:
    """Megabytes that the worker of a run over *path* had at most."""
    peaks = [0]

    def look(_: Progress) -> None:
        for process in multiprocessing.active_children():
            with contextlib.suppress(OSError, ValueError):
                told = Path(f"/proc/{process.pid}/status").read_text().partition("VmHWM:")[2]
                peaks.append(int(told.split()[0]))

    report = run(Cleaner(), Inputs([str(path)]), out, Options(form=form, page=False), look, limits=Limits(seconds=60))
    assert report.documents == report.inputs
    return max(peaks) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of processes from /proc")
@pytest.mark.parametrize("form", ["jsonl.zst", "parquet"])
def test_four_times_the_input_takes_a_worker_no_more_memory(form: Form, tmp_path: Path) -> None:
    once = peak_of_worker(dump(tmp_path, form, ONCE), tmp_path / "once", form)
    more = peak_of_worker(dump(tmp_path, form, ONCE * TIMES), tmp_path / "more", form)
    print(f"{form}: {once:.0f} MB, and {more:.0f} MB with {TIMES} times the input")
    assert 0 < once <= MOST
    assert more <= min(MOST, once + SWAY)
