"""Dumps of some size: throughput by form and workers, engines beside our own processes, memory, peers, and what a run costs beside cleaning.

    python benchmarks/scale.py [inputs engines memory peers parts] [--documents 2000] [--rounds 3] [--html FOLDER] [--json FILE]

Every measurement is a run of its own. Seconds are CPU of all its processes, Python's start among them; what differs is
compared round by round, one after the other, and the median of the ratios is told: other work on the machine moves walls,
and ratios of CPU far less. Pages are those of `tests/report/corpus.py`; peers are given the HTML pages in FOLDER, else
those of `fixtures/`. An engine or a peer that is not installed is left out. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "report")]

CLEANER = [sys.executable, "-m", "cleaner", "clean"]
QUIET = ["--no-report", "--quiet", "--force"]
SHARD = "1M"


class Used(NamedTuple):
    """What a command has used."""

    wall: float
    cpu: float
    driver: int
    """Megabytes that its first process had at most."""
    worker: int
    """Megabytes that the largest of its other processes had at most."""


def used(command: list[str], codes: tuple[int, ...] = (0, 3)) -> Used:
    """What *command* uses, all its processes together."""
    begun, peaks = time.perf_counter(), dict[int, int]()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while True:
        pid, status, spent = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        for each in tree(process.pid):
            peaks[each] = max(peaks.get(each, 0), peak_of(each))
        time.sleep(0.05)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        sys.exit(f"{' '.join(command)}\n{process.stderr.read().decode()}")
    driver = peaks.pop(process.pid, 0)
    return Used(wall, spent.ru_utime + spent.ru_stime, driver, max(peaks.values(), default=0))


def tree(root: int) -> list[int]:
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


def peak_of(pid: int) -> int:
    """Megabytes."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0]) >> 10
    except (OSError, IndexError, ValueError):
        return 0


def write_dumps(folder: Path, number: int) -> tuple[dict[str, Path], int]:
    """The same pages in three forms, and how many bytes they have."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import zstandard
    from corpus import documents

    pages = [(page.path, page.data.decode()) for page in documents(number)]
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: folder / f"pages-{number}.{name}" for name in ("jsonl.zst", "parquet", "warc.gz")}
    with zstandard.open(found["jsonl.zst"], "wb") as file:
        for path, text in pages:
            file.write(json.dumps({"id": path, "text": text}, ensure_ascii=False).encode() + b"\n")
    columns = {"id": [path for path, _ in pages], "text": [text for _, text in pages]}
    pq.write_table(pa.table(columns), found["parquet"], row_group_size=500, compression="zstd")
    with found["warc.gz"].open("wb") as file:
        for count, (path, text) in enumerate(pages):
            file.write(gzip.compress(_response(count, path, text.encode()), 6))
    return found, sum(len(text.encode()) for _, text in pages)


def _response(number: int, path: str, data: bytes) -> bytes:
    kind = b"text/html" if path.endswith("html") else b"text/plain"
    body = b"HTTP/1.1 200 OK\r\nContent-Type: %s; charset=utf-8\r\n\r\n%s" % (kind, data)
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"
        b"WARC-Date: 2025-03-20T08:00:00Z\r\nWARC-Target-URI: https://pages.example/%d\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (number, number, len(body), body)
    )


def clean(dump: Path, out: Path, *more: str) -> list[str]:
    """The command."""
    return [*CLEANER, str(dump), "-o", str(out), "--shard-size", SHARD, *QUIET, *more]


def inputs(given: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """Throughput by form and number of workers."""
    dumps, size = write_dumps(folder, given.documents)
    rows = []
    for name, dump in dumps.items():
        for workers in given.workers:
            runs = [used(clean(dump, folder / "out", "--workers", str(workers))) for _ in range(given.rounds)]
            wall, cpu = (statistics.median(run[place] for run in runs) for place in (0, 1))
            rows.append(
                {
                    "input": name, "workers": workers, "documents/s": round(given.documents / wall, 1),
                    "MB/s": round(size / wall / 1e6, 2), "CPU s": round(cpu, 1),
                    "documents/CPU s": round(given.documents / cpu, 1), "MB/CPU s": round(size / cpu / 1e6, 2),
                }
            )  # fmt: skip
    return rows


ENGINES = {
    "pool": None, "Ray, shards": "ray", "Ray Data": "ray", "Spark mapInArrow": "pyspark",
    "datatrove": "datatrove", "Hugging Face": "datasets",
}  # fmt: skip


def engines(given: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """CPU of each engine beside that of our own processes, in turns."""
    dumps, _ = write_dumps(folder, given.documents)
    present = [name for name, package in ENGINES.items() if not package or importlib.util.find_spec(package)]
    spent: dict[str, list[float]] = {name: [] for name in present}
    for _ in range(given.rounds):
        for name in present:
            place = folder / "plane"
            ran = subprocess.run(
                [sys.executable, __file__, "--plane", name, str(dumps["jsonl.zst"]), str(dumps["parquet"]), str(place)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if ran.returncode:
                sys.exit(f"{name}: {ran.stderr[-3000:]}")
            spent[name].append(float(ran.stdout.split()[-1]))
            shutil.rmtree(place, ignore_errors=True)
    pool = spent["pool"]
    return [
        {
            "engine": name, "CPU s": round(statistics.median(each), 1),
            "of the pool": round(statistics.median(one / two for one, two in zip(each, pool, strict=True)), 2),
        }
        for name, each in spent.items()
    ]  # fmt: skip


def plane(name: str, lines: str, table: str, out: str) -> None:
    """Clean the same pages on the engine *name*, two at a time, and print the CPU it takes once it is up."""
    from on_ray import cpu_of_tree

    start = {"Ray, shards": _ray, "Ray Data": _ray, "Spark mapInArrow": _spark}.get(name, lambda: None)()
    before = cpu_of_tree()
    if name in {"pool", "Ray, shards"}:
        _shards(lines, Path(out), on_ray=name != "pool")
    elif name == "Ray Data":
        from cleaner.adapters.ray_data import cleaned

        # Of one file Ray makes one block, and of one block one task.
        cleaned(start.data.read_parquet(table).repartition(8), ledger="full").write_parquet(out)
    elif name == "Spark mapInArrow":
        from cleaner.adapters.spark import cleaned

        cleaned(start.read.parquet(table).repartition(8), ledger="full").write.parquet(out)
    elif name == "datatrove":
        _datatrove(table, out)
    else:
        import datasets

        from cleaner.adapters.hugging_face import cleaned

        datasets.config.HF_DATASETS_CACHE = Path(out) / "cache"
        pages = datasets.Dataset.from_parquet(table, cache_dir=out)
        cleaned(pages, num_proc=2, ledger="full").to_parquet(f"{out}/clean.parquet")
    print(cpu_of_tree() - before)


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray
    import ray.data

    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200 << 20, logging_level="ERROR")
    return ray


def _spark() -> Any:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
    found = session.config("spark.sql.execution.arrow.maxRecordsPerBatch", "500").getOrCreate()
    found.range(10).count()
    return found


def _shards(lines: str, out: Path, *, on_ray: bool) -> None:
    from cleaner import Cleaner
    from cleaner.engines.run import run
    from cleaner.io.read import Inputs
    from cleaner.io.shards import Size
    from cleaner.io.write import Options

    engine = None
    if on_ray:
        from cleaner.engines.on_ray import OnRay

        engine = OnRay(tasks=2)
    run(Cleaner(), Inputs([lines]), out, Options(shard=Size(bytes=1 << 20)), workers=2, engine=engine)


def _datatrove(table: str, out: str) -> None:
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
    LocalPipelineExecutor(
        [ParquetReader(str(folder)), CleanerFilter(ledger="full"), JsonlWriter(f"{out}/clean", compression=None)],
        tasks=2, workers=2, logging_dir=f"{out}/logs", start_method="spawn",
    ).run()  # fmt: skip


def memory(given: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """Peak memory of the driver and of the largest worker, of an input and of 4 and 10 times as much."""
    rows = []
    for times in (1, 4, 10):
        number = times * max(given.documents // 4, 1)
        dumps, size = write_dumps(folder, number)
        for name in ("jsonl.zst", "parquet", "warc.gz"):
            run = used(clean(dumps[name], folder / "out", "--workers", "2"))
            rows.append(
                {
                    "input": name, "times": times, "documents": number, "MB": round(size / 1e6, 1),
                    "driver, MB": run.driver, "worker, MB": run.worker,
                }
            )  # fmt: skip
    return rows


def peers(given: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """Beside programs that take the article out of HTML: the same pages, two processes each."""
    pages = given.html
    if pages is None:
        pages = folder / "html"
        pages.mkdir(exist_ok=True)
        for number, path in enumerate(sorted((HERE.parent / "fixtures").glob("*/*/input.html"))):
            shutil.copy(path, pages / f"{number}.html")
    files = sorted(pages.rglob("*.html"))
    size = sum(path.stat().st_size for path in files)
    lines = folder / "html.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for path in files:
            file.write(json.dumps({"id": path.name, "text": path.read_bytes().decode("utf-8", "replace")}) + "\n")
    two = ["--workers", "2"]
    commands: dict[str, list[str]] = {
        "cleaner, trafilatura": clean(pages, folder / "out", *two),
        "cleaner, turbohtml": clean(pages, folder / "out", *two, "--extractor", "turbohtml"),
    }
    trafilatura = shutil.which("trafilatura", path=str(Path(sys.executable).parent))
    if trafilatura:
        commands["trafilatura --parallel 2"] = [
            trafilatura, "--input-dir", str(pages), "--output-dir", str(folder / "texts"), "--parallel", "2",
        ]  # fmt: skip
    if importlib.util.find_spec("datatrove"):
        commands["datatrove, Trafilatura"] = [
            sys.executable,
            __file__,
            "--plane",
            "extractor",
            str(lines),
            "",
            str(folder),
        ]
    spent: dict[str, list[Used]] = {name: [] for name in commands}
    for _ in range(given.rounds):
        for name, command in commands.items():
            spent[name].append(used(command))
            shutil.rmtree(folder / "texts", ignore_errors=True)
            shutil.rmtree(folder / "datatrove", ignore_errors=True)
    ours = [run.cpu for run in spent["cleaner, trafilatura"]]
    return [
        {
            "program": name, "pages": len(files), "CPU s": round(statistics.median(run.cpu for run in runs), 1),
            "pages/CPU s": round(len(files) / statistics.median(run.cpu for run in runs), 1),
            "MB/CPU s": round(size / 1e6 / statistics.median(run.cpu for run in runs), 2),
            "of cleaner": round(statistics.median(run.cpu / one for run, one in zip(runs, ours, strict=True)), 2),
        }
        for name, runs in spent.items()
    ]  # fmt: skip


def extractor(lines: str, out: Path) -> None:
    """The nearest that datatrove has: pages in, texts by Trafilatura out."""
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.extractors import Trafilatura
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    folder = out / "datatrove"
    (folder / "in").mkdir(parents=True)
    rows = Path(lines).read_text("utf-8").splitlines(keepends=True)
    for number in range(2):
        (folder / "in" / f"{number}.jsonl").write_text("".join(rows[number::2]), "utf-8")
    LocalPipelineExecutor(
        [JsonlReader(str(folder / "in")), Trafilatura(), JsonlWriter(str(folder / "clean"), compression=None)],
        tasks=2, workers=2, logging_dir=str(folder / "logs"), start_method="spawn",
    ).run()  # fmt: skip


def parts(given: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """What a run costs beside cleaning: the plan of its shards, going on from a finished one, the page."""
    dumps, _ = write_dumps(folder, given.documents)
    rows = []
    for name, dump in dumps.items():
        whole = used(clean(dump, folder / "out", "--workers", "2"))
        again = used([word for word in clean(dump, folder / "out", "--workers", "2") if word != "--force"])
        plan = used([sys.executable, __file__, "--plane", "plan", str(dump), "", ""])
        idle = used([sys.executable, __file__, "--plane", "nothing", str(dump), "", ""])
        page = used(
            [word for word in clean(dump, folder / "paged", "--report", "--workers", "2") if word != "--no-report"]
        )
        rows.append(
            {
                "input": name, "run, CPU s": round(whole.cpu, 1), "plan": f"{(plan.cpu - idle.cpu) / whole.cpu:.1%}",
                "same command again, CPU s": round(again.cpu, 1), "page, CPU s": round(page.cpu - whole.cpu, 1),
            }
        )  # fmt: skip
    return rows


def plan(dump: str, *, doing: bool) -> None:
    from cleaner.io.read import Inputs
    from cleaner.io.shards import Size, cut_into_shards

    found = Inputs([dump])
    if doing:
        sum(1 for _ in cut_into_shards(found.found(), found.reading, "", Size(bytes=1 << 20)))


def table(rows: list[dict[str, Any]]) -> str:
    """*rows* as Markdown."""
    names = list(rows[0])
    head = f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n"
    return head + "".join(f"| {' | '.join(str(row[name]) for name in names)} |\n" for row in rows)


MEASURES = {"inputs": inputs, "engines": engines, "memory": memory, "peers": peers, "parts": parts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help=f"some of: {', '.join(MEASURES)}; all when nothing is named")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--html", type=Path, metavar="FOLDER")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--plane", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plane:
        name, lines, parquet, out = given.plane
        if name == "extractor":
            extractor(lines, Path(out))
        elif name in {"plan", "nothing"}:
            plan(lines, doing=name == "plan")
        else:
            plane(name, lines, parquet, out)
        return
    if strange := set(given.what) - MEASURES.keys():
        parser.error(f"{', '.join(strange)}: no measure; one of {', '.join(MEASURES)}")
    told = {}
    with tempfile.TemporaryDirectory(prefix="cleaner-bench-") as place:
        for name in given.what or MEASURES:
            told[name] = MEASURES[name](given, Path(place))
            print(f"{MEASURES[name].__doc__}\n\n{table(told[name])}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
