"""Several workers give what one gives; a page that brings its worker down is found and left out, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from engines.dumps import Fate, digest, fates, packed, page, part_files, write_pages
from engines.light import Deadly, Light, Stillborn

from cleaner import WorkerError
from cleaner.engines import crew
from cleaner.engines.crew import Limits
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import DONE, WORK, Options

SMALL = Options(shard=Size(bytes=600))
HAS_PROC = Path("/proc/self/statm").exists()


def deadly(folder: Path, what: str) -> Path:
    """Seven pages, the fourth of which does *what* to its worker."""
    texts: dict[str, str | bytes] = {f"{number}.txt": page(number) for number in range(7)}
    return write_pages(folder, {**texts, "3.txt": f"{what}\n{page(3)}"})


def test_the_number_of_workers_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_pages(tmp_path / "dump", {**{f"{n}.txt": page(n) for n in range(5)}, "empty.txt": b"", "x.txt": b"\0\1\2"})
    (tmp_path / "dump/pages.jsonl.zst").write_bytes(packed([page(number) for number in range(20)], frame=900))

    for workers in (1, 3):
        run(Light(), Inputs(["dump"]), tmp_path / str(workers), SMALL, workers=workers)

    assert part_files(tmp_path / "1") == part_files(tmp_path / "3")
    assert digest(tmp_path / "1") == digest(tmp_path / "3")
    assert len(fates(tmp_path / "1")) == 27


@pytest.mark.parametrize(
    ("what", "limits", "code", "told"),
    [
        pytest.param("exit", Limits(seconds=60), "worker-killed", "2 times, the last time of exit code 7", id="exits"),
        pytest.param("fault", Limits(seconds=60), "worker-killed", "2 times, the last time of SIGSEGV", id="memory fault"),
        pytest.param("SIGKILL", Limits(seconds=60), "worker-killed", "4 times, the last time of SIGKILL", id="killed from outside"),
        pytest.param("loop", Limits(seconds=1), "time-limit", "more than 1 seconds, 2 times", id="never ends"),
        pytest.param(
            "hog", Limits(bytes=400 << 20), "memory-limit", "past 400 MiB of memory, 2 times", id="eats memory",
            marks=pytest.mark.skipif(not HAS_PROC, reason="memory is told by /proc"),
        ),
    ],
)  # fmt: skip
def test_a_page_that_brings_its_worker_down_goes_to_quarantine_and_the_others_are_there(
    tmp_path, what, limits, code, told
):
    dump = deadly(tmp_path / "dump", what)

    run(Deadly(), Inputs([str(dump)]), tmp_path / "out", workers=2, limits=limits)

    found = fates(tmp_path / "out")
    assert found.pop(3) == Fate("3.txt", None, "rejected", code)
    assert [fate.outcome for fate in found] == ["document"] * 6
    assert told in (tmp_path / "out/quarantine/part-00000.jsonl").read_text("utf-8")


def test_two_such_pages_in_two_containers_cost_only_themselves(tmp_path):
    texts = [page(number) for number in range(9)]
    dump = write_pages(
        tmp_path / "dump",
        {
            "a.jsonl.zst": packed([*texts[:2], "exit\n一", *texts[2:]]),
            "b.jsonl.zst": packed([*texts, "fault\n二"]),
        },
    )

    run(Deadly(), Inputs([str(dump)]), tmp_path / "out", SMALL, workers=2)

    found = fates(tmp_path / "out")
    assert [fate for fate in found if fate.outcome != "document"] == [
        Fate("a.jsonl.zst", 3, "rejected", "worker-killed"),
        Fate("b.jsonl.zst", 10, "rejected", "worker-killed"),
    ]
    assert [(fate.name, fate.number) for fate in found] == [
        (name, number) for name in ("a.jsonl.zst", "b.jsonl.zst") for number in range(1, 11)
    ]


def test_a_slow_page_within_the_limit_is_cleaned(tmp_path):
    dump = deadly(tmp_path / "dump", "slow")

    report = run(Deadly(), Inputs([str(dump)]), tmp_path / "out", limits=Limits(seconds=20))

    assert (report.inputs, report.documents) == (7, 7)


def test_workers_that_cannot_begin_end_the_run_and_say_what_to_try(tmp_path, monkeypatch):
    # Twenty are tried; each takes as long to start as Python does.
    monkeypatch.setattr(crew, "_MAX_STARTS", 3)
    dump = write_pages(tmp_path / "dump", {"a.txt": page(1)})

    with pytest.raises(
        WorkerError, match=r"3 workers died, and not of a document, the last of exit code 9.*--workers 1"
    ):
        run(Stillborn(), Inputs([str(dump)]), tmp_path / "out", workers=2, limits=Limits(seconds=60))

    assert not (tmp_path / "out").exists()


def test_how_far_the_workers_are_is_told_to_the_last_input(tmp_path):
    heard = []
    dump = deadly(tmp_path / "dump", "slow")

    run(Deadly(), Inputs([str(dump)]), tmp_path / "out", SMALL, heard.append, 2)

    last = heard[-1]
    assert (last.inputs, last.share, last.seconds_left) == (7, 1.0, 0.0)
    assert all(0 <= one.share <= two.share for one, two in pairwise(heard))


STOPPED = """
import multiprocessing, os, signal, sys
from pathlib import Path
from engines.light import Deadly
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import Options

workers = set()

def heard(progress):
    workers.update(child.pid for child in multiprocessing.active_children())
    # Told of ten times a second: two may end between two words.
    if progress.shards >= 2:
        print(*workers, flush=True)
        os.kill(os.getpid(), signal.{signal})

if __name__ == "__main__":
    run(Deadly(), Inputs([sys.argv[1]]), Path(sys.argv[2]), Options(shard=Size(bytes=1)), heard, 2)
"""


@pytest.mark.skipif(not HAS_PROC, reason="processes are looked up in /proc")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_workers_end_with_their_driver_and_the_next_run_goes_on(tmp_path, name):
    dump = write_pages(tmp_path / "dump", {f"{number}.txt": f"slow\n{page(number)}" for number in range(8)})
    program = tmp_path / "program.py"
    program.write_text(STOPPED.format(signal=name), "utf-8")
    out = tmp_path / "out"
    tests = str(Path(__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, program, dump, out],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": tests},
    )

    workers = [Path("/proc") / pid for pid in ran.stdout.split()]
    assert len(workers) == 2, ran.stderr
    deadline = time.monotonic() + 60
    while any(worker.exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(worker.exists() for worker in workers)

    kept = {path: path.stat().st_mtime_ns for path in (out / WORK / DONE).glob("*.json")}
    assert len(kept) >= 2
    report = run(Deadly(), Inputs([str(dump)]), out, Options(shard=Size(bytes=1)))
    assert (report.inputs, report.documents) == (8, 8)
    assert len(fates(out)) == 8


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_command_that_is_stopped_says_what_is_kept_and_ends_with_130(tmp_path, number):
    dump = write_pages(tmp_path / "dump", {f"{number}.txt": page(number) * 200 for number in range(60)})
    command = [sys.executable, "-m", "cleaner", "clean", dump, "-o", tmp_path / "out", "--workers", "1"]
    command += ["--shard-size", "100K", "--progress", "json", "--extractor", "none"]
    driver = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    for line in driver.stderr:
        if '"shards":0' not in line:
            break
    # As a terminal does: the whole group hears of it.
    os.killpg(driver.pid, number)
    _, words = driver.communicate(timeout=60)

    assert driver.returncode == 130, words
    assert "the same command goes on" in words
    assert "Traceback" not in words
    # A note that the worker was at has no such name yet.
    kept = list((tmp_path / "out" / WORK / DONE).glob("*.json"))
    assert kept
    assert f"{len(kept)} finished shard" in words


STARTING = """
import os, signal, time
from multiprocessing import util
from cleaner.cli import main

def begin(*arguments):
    process = spawn(*arguments)
    workers.append(process) if "spawn_main" in str(arguments) else None
    if len(workers) == 2:
        os.killpg(0, signal.SIGINT)
        # Until the thread is told that gives the first worker its work.
        time.sleep(0.2)
    return process

if __name__ == "__main__":
    spawn, workers = util.spawnv_passfds, []
    util.spawnv_passfds = begin
    main()
"""


def test_ctrl_c_while_workers_start_leaves_no_traceback(tmp_path):
    """The second worker is there, and what it is to do not yet in its pipe."""
    dump = write_pages(tmp_path / "dump", {f"{number}.txt": page(number) for number in range(9)})
    program = tmp_path / "program.py"
    program.write_text(STARTING, "utf-8")
    command = [sys.executable, program, "clean", dump, "-o", tmp_path / "out", "-q", "--workers", "2"]

    driver = subprocess.Popen(
        [*command, "--shard-size", "1K"], start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    _, words = driver.communicate()

    assert driver.returncode == 130
    assert words.endswith("stopped; nothing was finished, and nothing is left\n")
    assert len(words.splitlines()) == 1
    assert not (tmp_path / "out").exists()
