"""Memory that is freed goes back to the system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.engines import memory

_LARGE_PIECES = """
import os
from cleaner.engines.memory import keep_little
from cleaner.engines.pulse import memory_of

def resident():
    return memory_of(os.getpid()) >> 20

{first}
bytearray(24 << 20)  # From here on malloc would take pieces of this size from the heap.
begun, kept = resident(), []
for _ in range(4):
    piece = bytearray(20 << 20)
    kept.append(bytearray(100_000))  # Stands behind it, and stays.
    del piece
print(resident() - begun)
"""


def grown(first: str) -> int:
    """Megabytes that a process has more when pieces of 20 MB have come and gone."""
    code = _LARGE_PIECES.format(first=first)
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return int(told)


@pytest.mark.skipif(memory._set is None or not Path("/proc/self/statm").exists(), reason="needs glibc and /proc")
def test_a_large_piece_goes_back_although_a_small_one_stands_behind_it() -> None:
    if grown("") < 15:
        pytest.skip("this malloc gives it back unasked")
    assert grown("keep_little()") <= 5
