"""CPU of shards on Ray beside that of our own processes: the same files, the same shards, in turns.

    python benchmarks/on_ray.py pages.jsonl.zst [--rounds 3] [--workers 2]

Counted are all processes, those of Ray's own among them, from the beginning of a run to its end; Ray is up before it begins.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

_HERTZ = os.sysconf("SC_CLK_TCK")


def cpu_of_tree(root: int | None = None) -> float:
    """Seconds of CPU of the process *root*, of those below it, and of those that they have outlived. Linux only."""
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


def measure(names: list[str], engine: str, workers: int, shard: int, cleaner=None) -> tuple[float, str]:
    """Seconds of CPU that a run over *names* takes with *engine*, `pool` or `ray`, and the digest of its result."""
    from cleaner import Cleaner
    from cleaner.engines.on_ray import OnRay
    from cleaner.engines.run import run
    from cleaner.io.manifest import read_manifest
    from cleaner.io.read import Inputs
    from cleaner.io.shards import Size
    from cleaner.io.write import Options

    place = Path(tempfile.mkdtemp(prefix="cleaner-bench-"))
    try:
        before = cpu_of_tree()
        chosen = OnRay(tasks=workers) if engine == "ray" else None
        options = Options(shard=Size(bytes=shard))
        run(cleaner or Cleaner(), Inputs(names), place / "out", options, workers=workers, engine=chosen)
        return cpu_of_tree() - before, read_manifest(place / "out").manifest_digest
    finally:
        shutil.rmtree(place)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shard-kb", type=int, default=500)
    given = parser.parse_args()

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    before = cpu_of_tree()
    ray.init(num_cpus=given.workers, include_dashboard=False, object_store_memory=80 << 20, logging_level="ERROR")
    print(f"to start Ray {cpu_of_tree() - before:.1f} s of CPU")
    ratios = []
    for _ in range(given.rounds):
        pool, digest = measure(given.names, "pool", given.workers, given.shard_kb << 10)
        on_ray, same = measure(given.names, "ray", given.workers, given.shard_kb << 10)
        assert digest == same
        ratios.append(on_ray / pool)
        print(f"pool {pool:6.1f} s of CPU   Ray {on_ray:6.1f} s   {on_ray / pool:.2f}", flush=True)
    print(f"median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
