"""Two runs into one folder: one works, the other is told at once, and a result that was there is never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner, OutputError
from cleaner.audit.verify import verify
from cleaner.engines.serial import run
from cleaner.io.read import Inputs
from cleaner.io.write import LOCK, Options

SEEDS = Path(__file__).parents[2] / "seeds"
CLEANER = Cleaner()
SLOW = """
import sys
from cleaner import Cleaner
from cleaner.engines.serial import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options, Writer
from pathlib import Path

def wait(_outcome):
    print("running", flush=True)
    sys.stdin.readline()

at, seeds, out = sys.argv[1:]
if at == "exchange":
    import cleaner.io.write as module
    module._sync = lambda _folder: wait(None)
run(Cleaner(), Inputs([seeds]), Path(out), Options(force=True), wait if at == "input" else None)
"""


def begun(out: Path, at: str = "input") -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, at, str(SEEDS / "gptnb.txt"), str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    assert process.stdout.readline() == b"running\n"
    return process


def end(process: subprocess.Popen[bytes], signal_number: int = 0) -> int:
    if signal_number:
        process.send_signal(signal_number)
    process.communicate(b"\n" * 20)
    return process.returncode


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("is_earlier", [True, False], ids=["over an earlier result", "into a new folder"])
def test_the_second_run_into_a_folder_fails_at_once_and_the_first_ends_well(tmp_path, is_earlier):
    out = tmp_path / "out"
    if is_earlier:
        run(CLEANER, Inputs([str(SEEDS)]), out)
    first = begun(out)

    with pytest.raises(OutputError, match="another run is writing there"):
        run(CLEANER, Inputs([str(SEEDS)]), out, Options(force=True))

    assert end(first) == 0
    found = verify(out)
    assert (found.findings, found.documents) == ((), 1)


@pytest.mark.parametrize("at", ["input", "exchange"])
def test_a_run_that_was_killed_holds_nobody_up_and_costs_no_earlier_result(tmp_path, at):
    out = tmp_path / "out"
    run(CLEANER, Inputs([str(SEEDS)]), out)
    before = contents(out)
    assert end(begun(out, at), signal.SIGKILL) == -signal.SIGKILL
    assert (out / LOCK).exists()

    with pytest.raises(OutputError, match="--force"):
        run(CLEANER, Inputs([str(SEEDS)]), out)
    assert contents(out) == before

    run(CLEANER, Inputs([str(SEEDS / "solidot.txt")]), out, Options(force=True))
    assert verify(out).findings == ()


def test_a_first_run_that_was_killed_half_way_into_place_is_cleared_away(tmp_path):
    out = tmp_path / "out"
    end(begun(out, "exchange"), signal.SIGKILL)

    run(CLEANER, Inputs([str(SEEDS)]), out)

    assert verify(out).findings == ()


def test_a_failure_while_the_result_moves_into_place_puts_the_earlier_one_back(tmp_path, monkeypatch):
    import cleaner.io.write as module

    out = tmp_path / "out"
    run(CLEANER, Inputs([str(SEEDS)]), out)
    before = contents(out)

    def fail(_folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_sync", fail)
    with pytest.raises(OutputError, match="No space"):
        run(CLEANER, Inputs([str(SEEDS / "gptnb.txt")]), out, Options(force=True))

    assert contents(out) == before
    assert verify(out).findings == ()


def test_a_result_that_changed_under_a_run_is_not_replaced(tmp_path):
    out = tmp_path / "out"
    run(CLEANER, Inputs([str(SEEDS)]), out)

    def disturb(_outcome):
        (out / "documents" / "notes.txt").write_text("mine", "utf-8")

    with pytest.raises(OutputError, match="not ours"):
        run(CLEANER, Inputs([str(SEEDS)]), out, Options(force=True), disturb)

    assert (out / "documents" / "notes.txt").read_text("utf-8") == "mine"
    assert (out / "manifest.json").is_file()
