"""One job on one engine, in a process of its own: `scale.py` starts it, and reads the last line that it prints.

    python benchmarks/scale_planes.py ENGINE TABLE.parquet OUT

The line has the CPU of all processes from Python's start to the end of the job, its wall, what the engine takes of a
processor when it has nothing to do, the number of rows that came back, and a digest of what they say: identifiers, clean
texts, and how many removals.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processes import cpu_of_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Row = tuple[str | None, str | None, int]
"""Identifier, clean text, number of removals."""

LEDGER = "full"
"""What the command writes when nothing is said."""
_SETTLED = 4.0
"""Seconds in which an engine comes to rest, and in which it is then watched."""
PARTS = 8
"""Of one file some engines make one task."""


def pool(table: str, out: str) -> None:
    _run(table, out, None)


def ray_shards(table: str, out: str) -> None:
    from cleaner.engines.on_ray import OnRay

    _ray()
    _run(table, out, OnRay(tasks=2))


def _run(table: str, out: str, engine: Any) -> None:
    import pyarrow.parquet as pq

    from cleaner import Cleaner
    from cleaner.engines.run import run
    from cleaner.io.read import Inputs
    from cleaner.io.shards import Size
    from cleaner.io.write import Options

    rows = pq.read_metadata(table).num_rows
    run(
        Cleaner(), Inputs([table]), Path(out), Options(shard=Size(documents=-(-rows // PARTS))), workers=2, engine=engine
    )  # fmt: skip


def ray_data(table: str, out: str) -> None:
    from cleaner.adapters.ray_data import cleaned

    cleaned(_ray().data.read_parquet(table).repartition(PARTS), ledger=LEDGER).write_parquet(out)


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray
    import ray.data

    # Not one that somebody else has started here.
    ray.init("local", num_cpus=2, include_dashboard=False, object_store_memory=200 << 20, logging_level="ERROR")
    return ray


def spark(table: str, out: str, java: str = "") -> None:
    from pyspark.sql import SparkSession

    from cleaner.adapters.spark import cleaned

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.extraJavaOptions", java)
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .getOrCreate()
    )
    cleaned(session.read.parquet(table).repartition(PARTS), ledger=LEDGER).write.parquet(out)


def spark_c1(table: str, out: str) -> None:
    spark(table, out, "-XX:TieredStopAtLevel=1")


def datatrove(table: str, out: str) -> None:
    import pyarrow.parquet as pq
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.adapters.datatrove_step import CleanerFilter

    # It shares out whole files.
    whole, folder = pq.read_table(table), Path(out) / "in"
    folder.mkdir(parents=True)
    step = -(-len(whole) // 2)
    for number in range(2):
        pq.write_table(whole.slice(number * step, step), folder / f"{number}.parquet")
    held = JsonlWriter(f"{out}/held", compression=None)
    LocalPipelineExecutor(
        [
            ParquetReader(str(folder)),
            CleanerFilter(ledger=LEDGER, exclusion_writer=held),
            JsonlWriter(f"{out}/clean", compression=None),
        ],
        tasks=2, workers=2, logging_dir=f"{out}/logs", start_method="spawn",
    ).run()  # fmt: skip


def hugging_face(table: str, out: str) -> None:
    import datasets

    from cleaner.adapters.hugging_face import cleaned

    datasets.config.HF_DATASETS_CACHE = Path(out) / "cache"
    pages = datasets.Dataset.from_parquet(table, cache_dir=f"{out}/cache")
    cleaned(pages, num_proc=2, ledger=LEDGER).to_parquet(f"{out}/clean.parquet")


def extractor(lines: str, out: str) -> None:
    """The nearest that datatrove has: pages in, texts by Trafilatura out."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    folder = Path(out) / "in"
    folder.mkdir(parents=True)
    rows = Path(lines).read_text("utf-8").splitlines(keepends=True)
    for number in range(2):
        (folder / f"{number}.jsonl").write_text("".join(rows[number::2]), "utf-8")
    LocalPipelineExecutor(
        [JsonlReader(str(folder)), Trafilatura(), JsonlWriter(f"{out}/clean", compression=None)],
        tasks=2, workers=2, logging_dir=f"{out}/logs", start_method="spawn",
    ).run()  # fmt: skip


def nothing(table: str, _: str) -> int:
    """What `plan` takes beside the plan."""
    from cleaner.io.read import Inputs
    from cleaner.io.shards import cut_into_shards  # noqa: F401

    return sum(1 for _ in Inputs([table]).found())


def plan(table: str, _: str) -> int:
    from cleaner.io.read import Inputs
    from cleaner.io.shards import Size, cut_into_shards

    found = Inputs([table])
    return sum(1 for _ in cut_into_shards(found.found(), found.reading, "", Size()))


def of_tables(out: str) -> Iterator[Row]:
    """Rows of the batch kernel, in Parquet."""
    import pyarrow.dataset as ds

    columns = {
        "doc_id": ds.field("doc_id"), "clean_text": ds.field("clean_text"), "outcome": ds.field("outcome"),
        "removals": ds.field("removals"),
    }  # fmt: skip
    files = [str(path) for path in sorted(Path(out).rglob("*.parquet")) if "cache" not in path.parts]
    for batch in ds.dataset(files).to_batches(columns=columns, batch_size=200):
        for row in batch.to_pylist():
            if row["outcome"] == "document":
                yield row["doc_id"], row["clean_text"], len(row["removals"])


def of_lines(out: str) -> Iterator[Row]:
    """Lines of datatrove."""
    for path in sorted(Path(out, "clean").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            yield row["metadata"]["cleaner_id"], row["text"], len(json.loads(row["metadata"]["cleaner_removals"]))


def of_result(out: str) -> Iterator[Row]:
    """The rows of a run."""
    counts: dict[str, int] = {}
    for path in sorted(Path(out, "removals").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            name = json.loads(line)["doc_id"]
            counts[name] = counts.get(name, 0) + 1
    for path in sorted(Path(out, "documents").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            yield row["id"], row["text"], counts.get(row["id"], 0)


def digest_of(rows: Iterable[Row]) -> tuple[int, str]:
    """How many there are, and the digest of them in the order of their identifiers."""
    found = sorted(hashlib.sha256(json.dumps(row).encode()).hexdigest() for row in rows)
    return len(found), hashlib.sha256("".join(found).encode()).hexdigest()[:16]


JOBS: dict[str, tuple[Callable[[str, str], object], Callable[[str], Iterator[Row]] | None]] = {
    "pool": (pool, of_result),
    "ray-shards": (ray_shards, of_result),
    "ray-data": (ray_data, of_tables),
    "spark": (spark, of_tables),
    "spark-c1": (spark_c1, of_tables),
    "datatrove": (datatrove, of_lines),
    "hugging-face": (hugging_face, of_tables),
    "extractor": (extractor, None),
    "nothing": (nothing, None),
    "plan": (plan, None),
}


def main() -> None:
    name, table, out = sys.argv[1:]
    job, reader = JOBS[name]
    begun = time.perf_counter()
    job(table, out)
    told: dict[str, Any] = {"cpu": cpu_of_tree(), "wall": time.perf_counter() - begun}
    if reader:
        time.sleep(_SETTLED)
        before = cpu_of_tree()
        time.sleep(_SETTLED)
        told["idle"] = (cpu_of_tree() - before) / _SETTLED
        told["rows"], told["digest"] = digest_of(reader(out))
    print()
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
