"""Several workers give what one gives, and lose nothing when one is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cleaner import Cleaner, WorkerError
from cleaner.engines.serial import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options

ROOT = Path(__file__).parents[2]


class Deadly(Cleaner):
    """Kills its process at one document, as the kernel does when memory is at its end."""

    def clean(self, raw):
        if raw.data.startswith(b"kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().clean(raw)


@pytest.fixture
def dump(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    for number, path in enumerate(sorted([*(ROOT / "seeds").glob("*.txt"), *(ROOT / "fixtures").glob("*/*/input.*")])):
        (folder / f"{number:03}{path.suffix}").write_bytes(path.read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_number_of_workers_changes_nothing(dump, tmp_path):
    seen = []
    for workers in (1, 3):
        order: list[str] = []
        run(
            Cleaner(),
            Inputs([str(dump)]),
            tmp_path / str(workers),
            Options(part_bytes=50_000),
            lambda outcome, order=order: order.append((outcome.document or outcome.quarantine).__class__.__name__),
            workers,
        )
        found = files(tmp_path / str(workers))
        manifest = json.loads(found.pop("manifest.json"))
        seen.append((found, manifest["manifest_digest"], order))

    assert len(seen[0][2]) == len(list(dump.iterdir()))
    assert seen[0] == seen[1]


def test_a_killed_worker_ends_the_run_with_nothing_written(dump, tmp_path):
    (dump / "kill.txt").write_bytes(b"kill")

    with pytest.raises(WorkerError, match="--workers 1"):
        run(Deadly(), Inputs([str(dump)]), tmp_path / "out", workers=2)

    assert not (tmp_path / "out").exists()


def test_an_interrupted_run_ends_its_workers_and_leaves_nothing(dump, tmp_path):
    def interrupt(_outcome):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Cleaner(), Inputs([str(dump)]), tmp_path / "out", on_progress=interrupt, workers=2)

    assert not (tmp_path / "out").exists()
    for _ in range(50):
        if not any("process" in thread.name.lower() for thread in threading.enumerate()):
            break
        time.sleep(0.1)
    assert not any("process" in thread.name.lower() for thread in threading.enumerate())


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
def test_workers_end_with_a_driver_that_is_killed(dump, tmp_path):
    program = """
import multiprocessing, os, signal, sys
from pathlib import Path
from cleaner import Cleaner
from cleaner.engines.serial import run
from cleaner.io.read import Inputs

def killed(outcome):
    for child in multiprocessing.active_children():
        print(child.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    run(Cleaner(), Inputs([sys.argv[1]]), Path(sys.argv[2]), None, killed, 2)
"""
    (tmp_path / "program.py").write_text(program, "utf-8")
    ran = subprocess.run(
        [sys.executable, tmp_path / "program.py", dump, tmp_path / "out"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    workers = [Path("/proc") / pid for pid in ran.stdout.split()]

    assert workers
    for _ in range(100):
        if not any(worker.exists() for worker in workers):
            break
        time.sleep(0.1)
    assert not any(worker.exists() for worker in workers)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="no signal masks")
def test_ctrl_c_while_workers_start_leaves_no_traceback(dump, tmp_path):
    command = "from cleaner.cli import main; main()"
    for wait in (1.0, 1.6, 2.2):
        driver = subprocess.Popen(
            [sys.executable, "-c", command, "clean", *[dump] * 9, "-o", tmp_path / "out", "-q", "--workers", "2"],
            start_new_session=True,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(wait)
        os.killpg(driver.pid, signal.SIGINT)
        _, words = driver.communicate(timeout=60)
        # Before the command is there, Python itself answers Ctrl-C.
        assert "spawn_main" not in words
        assert "SpawnProcess" not in words
