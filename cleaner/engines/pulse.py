"""What a worker is at, in memory that its driver can see: the worker may die at any time, and cannot tell then."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Done(Struct, frozen=True):
    """How much has been done: inputs, those of them that gave no document, and bytes of raw documents."""

    inputs: int = 0
    held_back: int = 0
    bytes: int = 0

    def plus(self, other: Done) -> Done:
        """Both together."""
        return Done(self.inputs + other.inputs, self.held_back + other.held_back, self.bytes + other.bytes)


class Pulse:
    """Five numbers in *cells*: the item begun, since when it is cleaned, and a `Done` of the task."""

    SIZE: ClassVar[int] = 5

    def __init__(self, cells: Any = None) -> None:  # noqa: ANN401 - a list, or an array that is shared
        self.cells: Any = [0.0] * self.SIZE if cells is None else cells
        self.clear()

    def reads(self, ordinal: int) -> None:
        """The item *ordinal* of the task is being read, which may take its time."""
        self.cells[1] = 0.0
        self.cells[0] = float(ordinal)

    def cleans(self) -> None:
        """It has been read, and its time runs."""
        self.cells[1] = time.monotonic()

    def done(self, size: int, *, held_back: bool) -> None:
        """It is done; it had *size* bytes."""
        self.cells[1] = 0.0
        self.cells[2] += 1
        self.cells[3] += held_back
        self.cells[4] += size

    def rest(self) -> None:
        """No item is begun."""
        self.cells[0], self.cells[1] = -1.0, 0.0

    def clear(self) -> None:
        """As before the first item of a task."""
        self.rest()
        for number in range(2, self.SIZE):
            self.cells[number] = 0.0

    @property
    def ordinal(self) -> int:
        """The item begun, -1 for none."""
        return int(self.cells[0])

    @property
    def since(self) -> float:
        """When its cleaning began, by the monotonic clock; 0 while nothing is cleaned."""
        return float(self.cells[1])

    def read(self) -> Done:
        """How much of the task is done."""
        return Done(int(self.cells[2]), int(self.cells[3]), int(self.cells[4]))


def memory_of(pid: int | None) -> int:
    """Resident bytes of the process *pid*; 0 where they cannot be told."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0
