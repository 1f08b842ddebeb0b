"""What a program uses, with all processes below it: CPU, wall, memory. Linux only: it is read from /proc."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

_HERTZ = os.sysconf("SC_CLK_TCK")


class Used(NamedTuple):
    """What a command has used."""

    wall: float
    cpu: float
    driver: int
    """Megabytes that its first process had at most."""
    worker: int
    """Megabytes that the largest of its other processes had at most."""


def used(command: list[str], codes: tuple[int, ...] = (0, 3)) -> Used:
    """What *command* uses, Python's start included; the benchmark ends when its exit code is none of *codes*."""
    begun, peaks = time.perf_counter(), dict[int, int]()
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=words)
        while True:
            pid, status, spent = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            for each in _tree(process.pid):
                peaks[each] = max(peaks.get(each, 0), _peak_of(each))
            time.sleep(0.1)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            words.seek(0)
            sys.exit(f"{' '.join(command)}\n{words.read().decode()[-3000:]}")
    driver = peaks.pop(process.pid, 0)
    return Used(wall, spent.ru_utime + spent.ru_stime, driver, max(peaks.values(), default=0))


def _tree(root: int) -> list[int]:
    """*root* and all processes below it."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            for thread in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return found


def _peak_of(pid: int) -> int:
    """Megabytes."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0]) >> 10
    except (OSError, IndexError, ValueError):
        return 0


def cpu_of_tree(root: int | None = None) -> float:
    """Seconds of CPU of the process *root*, of those below it, and of those that they have outlived."""
    below: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        below.setdefault(int(told[1]), []).append(pid)
        spent[pid] = sum(map(int, told[11:15])) / _HERTZ
    waiting, total = [root or os.getpid()], 0.0
    while waiting:
        pid = waiting.pop()
        total += spent.get(pid, 0.0)
        waiting += below.get(pid, [])
    return total
