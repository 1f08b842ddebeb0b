"""Two runs into one folder: one works, the other is told at once, and a result that was there is never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engines.dumps import page, write_pages
from engines.light import Light

from cleaner import OutputError
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io import write
from cleaner.io.lock import Lock
from cleaner.io.read import Inputs
from cleaner.io.write import LOCK, WORK, Options

TESTS = Path(__file__).parents[1]
AGAIN = Options(force=True)
SLOW = """
import sys
from pathlib import Path
from engines.light import Light
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options

def wait(*_):
    print("running", flush=True)
    sys.stdin.readline()

at, dump, out = sys.argv[1:]
if at == "exchange":
    import cleaner.io.write as module
    flush = module.flush_folder
    module.flush_folder = lambda folder: wait() if folder.parent == Path(out) else flush(folder)
run(Light(), Inputs([dump]), Path(out), Options(force=True), wait if at == "input" else None)
"""


@pytest.fixture(scope="module")
def dumps(tmp_path_factory):
    """Two dumps, of one page and of three."""
    folder = tmp_path_factory.mktemp("dumps")
    write_pages(folder / "one", {"a.txt": page(1)})
    write_pages(folder / "three", {f"{number}.txt": page(number) for number in range(3)})
    return folder


def clean(dump: Path, out: Path, options: Options | None = None, on_progress=None) -> None:
    run(Light(), Inputs([str(dump)]), out, options, on_progress)


def begun(dumps: Path, out: Path, at: str = "input") -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, at, str(dumps / "one"), str(out)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
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
def test_the_second_run_into_a_folder_fails_at_once_and_the_first_ends_well(dumps, tmp_path, is_earlier):
    out = tmp_path / "out"
    if is_earlier:
        clean(dumps / "three", out)
    first = begun(dumps, out)

    with pytest.raises(OutputError, match="another run is writing there"):
        clean(dumps / "three", out, AGAIN)

    assert end(first) == 0
    found = verify(out)
    assert (found.findings, found.documents) == ((), 1)


@pytest.mark.parametrize("at", ["input", "exchange"])
def test_a_run_that_was_killed_holds_nobody_up_and_costs_no_earlier_result(dumps, tmp_path, at):
    out = tmp_path / "out"
    clean(dumps / "three", out)
    before = contents(out)
    assert end(begun(dumps, out, at), signal.SIGKILL) == -signal.SIGKILL
    assert (out / LOCK).exists()

    with pytest.raises(OutputError, match="--force"):
        clean(dumps / "one", out)
    assert {name: data for name, data in contents(out).items() if not name.startswith(".incomplete")} == before

    clean(dumps / "one", out, AGAIN)
    found = verify(out)
    assert (found.findings, found.documents) == ((), 1)


def test_a_first_run_that_was_killed_half_way_into_place_is_cleared_away(dumps, tmp_path):
    out = tmp_path / "out"
    end(begun(dumps, out, "exchange"), signal.SIGKILL)

    clean(dumps / "three", out)

    found = verify(out)
    assert (found.findings, found.documents) == ((), 3)
    assert [path.name for path in out.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("left", [WORK, LOCK, f"{WORK}-999999"])
def test_what_a_run_left_that_was_killed_at_its_very_end_is_taken_away_by_the_same_command(dumps, tmp_path, left):
    out = tmp_path / "out"
    clean(dumps / "three", out)
    before = contents(out)
    if left == LOCK:
        (out / left).write_text("1\n", "utf-8")
    else:
        (out / left).mkdir()

    clean(dumps / "three", out)

    assert contents(out) == before
    assert not (out / left).exists()


def test_a_failure_while_the_result_moves_into_place_puts_the_earlier_one_back(dumps, tmp_path, monkeypatch):
    out = tmp_path / "out"
    clean(dumps / "three", out)
    before = contents(out)
    flush = write.flush_folder

    def fail(folder):
        if folder.parent == out:
            raise OSError(28, "No space left on device")
        flush(folder)

    monkeypatch.setattr(write, "flush_folder", fail)
    with pytest.raises(OutputError, match="No space"):
        clean(dumps / "one", out, AGAIN)

    assert {name: data for name, data in contents(out).items() if not name.startswith(".incomplete")} == before
    assert verify(out).findings == ()


def test_a_result_that_changed_under_a_run_is_not_replaced(dumps, tmp_path):
    out = tmp_path / "out"
    clean(dumps / "three", out)

    def disturb(_progress):
        (out / "documents" / "notes.txt").write_text("mine", "utf-8")

    with pytest.raises(OutputError, match="not ours"):
        clean(dumps / "one", out, AGAIN, disturb)

    assert (out / "documents" / "notes.txt").read_text("utf-8") == "mine"
    assert (out / "manifest.json").is_file()


def test_a_lock_is_given_back_and_its_file_goes(tmp_path):
    one, two = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    one.take(tmp_path)
    with pytest.raises(OutputError):
        two.take(tmp_path)
    one.give_back()
    assert not (tmp_path / "lock").exists()
    two.take(tmp_path)
    two.give_back()
