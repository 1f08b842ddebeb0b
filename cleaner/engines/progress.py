"""How far a run is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.engines.pulse import Done

if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.audit.tally import Tally
    from cleaner.io.shards import Shard


_BEAT = 0.1
"""Seconds between two words."""


class Progress(Struct, frozen=True):
    """How far a run is. Inputs and bytes are those of this run and of runs before it that it goes on from."""

    inputs: int
    """That are done."""
    held_back: int
    """Of these, those that gave no document."""
    shards: int
    """That are done and will not be done again."""
    share: float
    """Of the bytes on disk, 0 to 1."""
    seconds: float
    rate: float
    """Inputs a second, of this run alone."""
    seconds_left: float | None
    """By the share that this run has done; None as long as nobody can tell."""
    doing: str = "cleaning"
    """What inputs are gone through for; `counting repeats` before a run that learns them."""


class Standing:
    """Adds up what engines tell, and hands it on at most ten times a second.

    Args:
        size: bytes of all inputs; asked once, when somebody listens.
        tell: who listens.
        doing: what for.
    """

    def __init__(
        self, size: Callable[[], int], tell: Callable[[Progress], None] | None, doing: str = "cleaning"
    ) -> None:
        self._size = size
        self._tell = tell
        self._doing = doing
        self._whole = size() if tell else 0
        self._planned: dict[str, int] = {}
        self._on_disk = self._unpacked = 0
        """Bytes of the shards that this run has to do, as far as they are known."""
        self._started = time.monotonic()
        self._told = 0.0
        self._begun = self._heard = self._started
        self._shards = 0
        self._before = Done()
        self._here = Done()
        self._done_on_disk = self._done_inputs = 0
        """Of the shards that this run has done."""

    def planned(self, shard: Shard) -> None:
        """*shard* will have to be done."""
        self._planned[shard.key] = shard.bytes
        self._on_disk += shard.bytes
        self._unpacked += shard.unpacked

    def found(self, shard: Shard, tally: Tally) -> None:
        """An earlier run has done *shard*."""
        self._shards += 1
        self._before = self._before.plus(Done(tally.inputs, tally.inputs - tally.documents, shard.bytes))

    def passed(self, shard: Shard) -> None:
        """An earlier run has done *shard*, and how many inputs it has is not known."""
        self._shards += 1
        self._before = self._before.plus(Done(0, 0, shard.bytes))

    def under_way(self, here: Done) -> None:
        """This run has done so much, in shards that are finished and in those that are not."""
        now = time.monotonic()
        if here.inputs and not self._here.inputs:
            # Starting workers and reading rules is not what the rest of the run will take.
            self._begun = max(self._started, self._heard)
        self._here, self._heard = here, now
        if self._tell and now - self._told >= _BEAT:
            self._told = now
            self._tell(self.progress())

    def done(self, key: str, inputs: int = 0) -> None:
        """The shard *key* is done, of so many *inputs* where that is known."""
        self._shards += 1
        self._done_on_disk += self._planned.pop(key, 0)
        self._done_inputs += inputs

    def end(self) -> None:
        """All is done."""
        if self._tell:
            self._tell(msgspec.structs.replace(self.progress(), share=1.0, seconds_left=0.0))

    def progress(self) -> Progress:
        """Where the run is now."""
        here, now = self._here, time.monotonic()
        seconds = now - self._begun
        done = self._bytes_done()
        left = self._whole - self._before.bytes - done
        return Progress(
            inputs=self._before.inputs + here.inputs,
            held_back=self._before.held_back + here.held_back,
            shards=self._shards,
            share=round(min((self._before.bytes + done) / self._whole, 0.999), 3) if self._whole else 0.0,
            seconds=round(now - self._started, 3),
            rate=round(here.inputs / seconds, 1) if seconds else 0.0,
            seconds_left=round(max(left, 0) * seconds / done, 1) if done else None,
            doing=self._doing,
        )

    def _bytes_done(self) -> float:
        """Bytes on disk that this run has done: those of whole shards, and of the others by their inputs."""
        if self._done_inputs:
            return self._done_on_disk * max(1.0, self._here.inputs / self._done_inputs)
        # Until a shard is done it is known only how much the documents come to, and not how much of that is read.
        packed = self._on_disk / self._unpacked if self._unpacked else 1.0
        return max(self._done_on_disk, min(self._here.bytes * packed, self._on_disk))
