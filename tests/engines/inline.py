"""An engine without processes: what a worker does, here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.engines.pulse import Pulse
from cleaner.engines.shard import ShardWork

if TYPE_CHECKING:
    from cleaner.engines.job import Job


class Stopped:
    """An engine that does some shards in this process, each as a worker that has just begun, and is stopped."""

    def __init__(self, after: int, on_shard=None) -> None:
        self.left = after
        self.on_shard = on_shard
        self.done = 0

    def __call__(self, job: Job, shards, _standing):
        for shard in shards:
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            yield ShardWork(job).do(shard, {}, Pulse())
            self.done += 1
            if self.on_shard:
                self.on_shard(self.done)


def here(on_shard=None) -> Stopped:
    """An engine that does all shards in this process."""
    return Stopped(-1, on_shard)
