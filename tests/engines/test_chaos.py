"""A run whose driver and workers are killed again and again, at whatever moment, ends as one that nobody disturbed.

As many times as `CLEANER_CHAOS_KILLS` says, 50 when it says nothing.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from engines.dumps import Fate, digest, fates, packed, page, write_pages
from engines.light import Light, Unhurried

from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import DONE, WORK, Options

pytestmark = pytest.mark.proof

KILLS = int(os.environ.get("CLEANER_CHAOS_KILLS", "50"))
PAGES = 90
OPTIONS = Options(form="jsonl.zst", shard=Size(documents=4))
DRIVER = """
import pickle, sys
from pathlib import Path
from cleaner.engines import crew
from cleaner.engines.run import run
from cleaner.io.read import Inputs

# A page at which workers are killed again and again is left out in the end, and it may be one and the same by chance.
crew._FOREIGN_STRIKES = crew._MAX_STARTS = 10**6

if __name__ == "__main__":
    cleaner, options = pickle.loads(Path(sys.argv[1]).read_bytes())
    run(cleaner, Inputs(["dump"]), Path(sys.argv[2]), options, workers=2)
"""


def workers_of(driver: int) -> list[int]:
    """Child processes of *driver* that clean; the other one that Python starts looks after semaphores."""
    children = Path(f"/proc/{driver}/task/{driver}/children").read_text().split()
    return [int(name) for name in children if b"spawn_main" in Path(f"/proc/{name}/cmdline").read_bytes()]


class Chaos:
    """Kills one process of a run after another."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.drivers = self.workers = 0

    @property
    def kills(self) -> int:
        return self.drivers + self.workers

    def strike(self, driver: subprocess.Popen[bytes], out: Path, shards: int) -> None:
        """Kill a process of the run at some moment: after a while, when a file comes, or when the last shard is done."""
        moment = self.draw.choice(["a while", "a file", "a file", "the end"])
        if moment == "a while":
            time.sleep(self.draw.uniform(0, 1.5))
        else:
            self._await(driver, out, shards if moment == "the end" else None)
            time.sleep(self.draw.uniform(0, 0.03))
        if driver.poll() is not None:
            return
        try:
            workers = workers_of(driver.pid)
            if moment == "the end" or self.draw.random() < (0.2 if workers else 0.5):
                os.kill(driver.pid, signal.SIGKILL)
                self.drivers += 1
            elif workers:
                os.kill(self.draw.choice(workers), signal.SIGKILL)
                self.workers += 1
        except (OSError, ProcessLookupError):
            # It has ended by itself.
            return

    def _await(self, driver: subprocess.Popen[bytes], out: Path, shards: int | None) -> None:
        """Until a file comes; with *shards*, until so many are done."""
        before, deadline = names(out), time.monotonic() + 10
        while driver.poll() is None and time.monotonic() < deadline:
            now = names(out)
            if shards is None and now != before:
                return
            if (
                shards is not None
                and sum(name.startswith(f"{DONE}/") and name.endswith(".json") for name in now) >= shards
            ):
                return
            time.sleep(0.005)


def names(out: Path) -> set[str]:
    """Files in the work folder, which comes and goes."""
    found = set[str]()
    for folder in ("documents", "removals", "quarantine", DONE):
        with contextlib.suppress(OSError):
            found |= {f"{folder}/{path.name}" for path in (out / WORK / folder).iterdir()}
    return found


@pytest.mark.skipif(not Path(f"/proc/{os.getpid()}/task").exists(), reason="processes are looked up in /proc")
def test_a_run_that_is_killed_again_and_again_ends_as_one_that_nobody_disturbed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [page(number) for number in range(PAGES)]
    write_pages(tmp_path / "dump", {f"{number}.txt": page(number) for number in range(6)})
    (tmp_path / "dump/pages.jsonl.zst").write_bytes(packed(texts, frame=2000))
    (tmp_path / "dump/none.txt").write_bytes(b"")
    (tmp_path / "driver.py").write_text(DRIVER, "utf-8")
    (tmp_path / "job").write_bytes(pickle.dumps((Unhurried(), OPTIONS)))
    run(Light(), Inputs(["dump"]), tmp_path / "undisturbed", OPTIONS)
    notes = -(-(PAGES + 7) // OPTIONS.shard.documents)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}

    chaos, results = Chaos(seed=6), 0
    while chaos.kills < KILLS or not results:
        out = tmp_path / f"out-{results}"
        while True:
            driver = subprocess.Popen(
                [sys.executable, "driver.py", "job", out], env=environment, stderr=subprocess.PIPE
            )
            while chaos.kills < KILLS and driver.poll() is None:
                chaos.strike(driver, out, notes)
            _, words = driver.communicate(timeout=300)
            if driver.returncode == 0:
                break
            assert driver.returncode == -signal.SIGKILL, words.decode()
        results += 1

        assert digest(out) == digest(tmp_path / "undisturbed")
        assert verify(out).findings == ()
        assert fates(out) == [
            *(Fate(f"{number}.txt", None, "document", "") for number in range(6)),
            Fate("none.txt", None, "rejected", "empty-input"),
            *(Fate("pages.jsonl.zst", number, "document", "") for number in range(1, PAGES + 1)),
        ]
        # One that was killed at its very end has been swept by the next.
        assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []
    print(f"{chaos.drivers} drivers and {chaos.workers} workers were killed over {results} results")
    assert chaos.drivers
    assert chaos.workers
