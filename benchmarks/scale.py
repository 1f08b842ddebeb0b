"""Dumps of some size: throughput by form and workers, memory, engines beside our own processes, peers, what a run costs beside cleaning.

    python benchmarks/scale.py --quick                                  some minutes of CPU, to see that all of it runs
    python benchmarks/scale.py                                          about an hour of CPU
    python benchmarks/scale.py memory --forms jsonl.zst --times 1 4     some of it
    python benchmarks/scale.py peers --html FOLDER --pages 300          real pages, of your own

Every measurement is a run of its own. Seconds are CPU of all its processes, Python's start among them; what differs is
compared round by round, one after the other, and the median of the ratios is told: other work on the machine moves walls,
and ratios of CPU far less. Pages are those of `tests/report/corpus.py`, 3.9 kB each; peers are given HTML pages of FOLDER,
else those of `fixtures/`. An engine or a peer that is not installed is left out. Aims and figures stand at the end.
Linux only: memory is read from /proc.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from inspect import getdoc
from pathlib import Path
from statistics import median
from typing import Any

from processes import Used, used
from scale_dumps import FORMS, write_dump

HERE = Path(__file__).parent
PLANES = HERE / "scale_planes.py"
CLEANER = [sys.executable, "-m", "cleaner", "clean"]
QUIET = ["--no-report", "--quiet", "--force"]

Rows = list[dict[str, Any]]
AIMS: list[tuple[str, str, str, bool]] = []
"""What was measured, the aim, the figure, and whether it is met."""


def aim(what: str, wanted: float, figure: float) -> None:
    """Note a *figure* that should be *wanted* at most."""
    AIMS.append((what, f"≤ {wanted:g}", f"{figure:g}", figure <= wanted))


def clean(dump: Path, out: Path, *more: str) -> list[str]:
    """The command."""
    return [*CLEANER, str(dump), "-o", str(out), *QUIET, *more]


def inputs(given: argparse.Namespace, folder: Path) -> Rows:
    """Throughput by form and number of workers, in shards of a tenth of the input. Walls tell how busy the machine is, too."""
    rows = []
    for form in given.forms:
        dump = write_dump(folder, form, size=given.mb * 1_000_000)
        shard = ["--shard-size", f"{max(given.mb // 10, 1)}M"]
        runs: dict[int, list[Used]] = {workers: [] for workers in given.workers}
        for _ in range(given.rounds):
            for workers, each in runs.items():
                each.append(used(clean(dump.path, folder / "out", "--workers", str(workers), *shard)))
        first = next(iter(runs.values()))
        for workers, each in runs.items():
            wall, cpu = median(run.wall for run in each), median(run.cpu for run in each)
            share = round(median(run.cpu / one.cpu for run, one in zip(each, first, strict=True)), 2)
            rows.append(
                {
                    "input": form, "MB": round(dump.size / 1e6, 1), "workers": workers, "wall s": round(wall, 1),
                    "documents/s": round(dump.documents / wall), "CPU s": round(cpu, 1),
                    "documents/CPU s": round(dump.documents / cpu), "MB/CPU s": round(dump.size / cpu / 1e6, 2),
                    f"CPU, of {given.workers[0]} worker": share,
                }
            )  # fmt: skip
            if workers > given.workers[0]:
                aim(f"CPU of a document, {form}, {workers} workers, of that with {given.workers[0]}", 1.1, share)
    return rows


def memory(given: argparse.Namespace, folder: Path) -> Rows:
    """Peak memory of the driver and of the largest worker, of an input and of some times as much; two workers, shards as usual."""
    rows = []
    for form in given.forms:
        for times in given.times:
            dump = write_dump(folder, form, size=times * given.mb * 1_000_000)
            run = used(clean(dump.path, folder / "out", "--workers", "2"))
            dump.path.unlink()
            rows.append(
                {
                    "input": form, "times": times, "documents": dump.documents, "MB": round(dump.size / 1e6, 1),
                    "driver, MB": run.driver, "worker, MB": run.worker, "CPU s": round(run.cpu, 1),
                }
            )  # fmt: skip
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
        ours = [row for row in rows if row["input"] == form]
        aim(f"MB of a worker, {form}, up to {ours[-1]['MB']} MB", 300, max(row["worker, MB"] for row in ours))
        aim(f"MB of the driver, {form}, up to {ours[-1]['MB']} MB", 150, max(row["driver, MB"] for row in ours))
        growth = round(ours[-1]["worker, MB"] / ours[0]["worker, MB"], 2)
        aim(f"memory of a worker, {form}, {ours[-1]['times']} times the input", 1.15, growth)
    return rows


ENGINES = {
    "pool": ("our own processes", None, 0), "ray-shards": ("Ray, a task a shard", "ray", 1.25),
    "ray-data": ("Ray Data", "ray", 1.6), "spark": ("Spark, as it comes", "pyspark", 1.6),
    "spark-c1": ("Spark, Java's first compiler only", "pyspark", 1.6), "datatrove": ("datatrove", "datatrove", 0),
    "hugging-face": ("Hugging Face", "datasets", 0),
}  # fmt: skip


def engines(given: argparse.Namespace, folder: Path) -> Rows:
    """CPU of each engine beside that of our own processes, in turns, full ledger. Start: the same job with eight documents.

    Idle: what an engine's own services take as long as it is up. It is no part of work, or a busy machine would make it so.
    """
    few, many = (write_dump(folder, "parquet", documents=number).path for number in (8, given.documents))
    present = [name for name, (_, package, _) in ENGINES.items() if not package or importlib.util.find_spec(package)]
    present = [name for name in present if name == "pool" or name in (given.engines or present)]
    starts: dict[str, list[float]] = {name: [] for name in present}
    works: dict[str, list[float]] = {name: [] for name in present}
    idles: dict[str, list[float]] = {name: [] for name in present}
    digests: dict[str, set[str]] = {name: set() for name in present}
    for _ in range(given.rounds):
        for name in present:
            start, told = _plane(name, few, folder), _plane(name, many, folder)
            starts[name].append(start["cpu"])
            works[name].append(told["cpu"] - start["cpu"] - told["idle"] * (told["wall"] - start["wall"]))
            idles[name].append(told["idle"])
            digests[name].add(told["digest"])
            print(json.dumps({"engine": name, "start": start, "whole": told}), file=sys.stderr, flush=True)
    rows = []
    for name in present:
        label, _, most = ENGINES[name]
        work = round(median(one / two for one, two in zip(works[name], works["pool"], strict=True)), 2)
        both = [[one + two for one, two in zip(starts[each], works[each], strict=True)] for each in (name, "pool")]
        whole = round(median(one / two for one, two in zip(*both, strict=True)), 2)
        rows.append(
            {
                "engine": label, "start, CPU s": round(median(starts[name]), 1),
                "idle, %": round(median(idles[name]) * 100),
                "work, CPU s": round(median(works[name]), 1), "work, of ours": work, "start and work, of ours": whole,
                "same result": "yes" if digests[name] == digests["pool"] else "NO",
            }
        )  # fmt: skip
        if most:
            aim(f"CPU of {label}, work, of that of our own processes", most, work)
    return rows


def _plane(name: str, table: Path, folder: Path) -> dict[str, Any]:
    """What `scale_planes.py` says."""
    place = folder / "plane"
    shutil.rmtree(place, ignore_errors=True)
    ran = subprocess.run(
        [sys.executable, str(PLANES), name, str(table), str(place)], capture_output=True, text=True, check=False
    )
    shutil.rmtree(place, ignore_errors=True)
    if ran.returncode:
        sys.exit(f"{name}: {ran.stderr[-3000:]}")
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def peers(given: argparse.Namespace, folder: Path) -> Rows:
    """Beside programs that take the article out of HTML: the same pages, two processes each. Texts: pages of which something came out."""
    pages, lines = _pages(given, folder), folder / "html.jsonl"
    files = sorted(pages.glob("*.html"))
    size = sum(path.stat().st_size for path in files)
    with lines.open("w", encoding="utf-8") as file:
        for path in files:
            file.write(json.dumps({"id": path.name, "text": path.read_bytes().decode("utf-8", "replace")}) + "\n")
    out, texts, trove = folder / "out", folder / "texts", folder / "datatrove"
    two = ["--workers", "2"]
    commands = {"cleaner": clean(pages, out, *two)}
    commands |= {f"cleaner, {name}": clean(pages, out, *two, "--extractor", name) for name in given.extractors}
    trafilatura = shutil.which("trafilatura", path=str(Path(sys.executable).parent))
    if trafilatura:
        commands["trafilatura --parallel 2"] = [
            trafilatura, "--input-dir", str(pages), "--output-dir", str(texts), "--parallel", "2",
        ]  # fmt: skip
    if importlib.util.find_spec("datatrove"):
        commands["datatrove, its Trafilatura"] = [sys.executable, str(PLANES), "extractor", str(lines), str(trove)]
    spent: dict[str, list[Used]] = {name: [] for name in commands}
    found = {}
    for _ in range(given.rounds):
        for name, command in commands.items():
            spent[name].append(used(command))
            if name.startswith("cleaner"):
                found[name] = json.loads((out / "manifest.json").read_text("utf-8"))["counts"]["documents"]
            elif name.startswith("datatrove"):
                found[name] = sum(len(path.read_bytes().splitlines()) for path in trove.glob("clean/*.jsonl"))
            else:
                found[name] = sum(1 for path in texts.rglob("*.txt") if path.stat().st_size)
            shutil.rmtree(texts, ignore_errors=True)
            shutil.rmtree(trove, ignore_errors=True)
    ours = [run.cpu for run in spent["cleaner"]]
    rows = []
    for name, runs in spent.items():
        cpu = median(run.cpu for run in runs)
        rows.append(
            {
                "program": name, "pages": len(files), "texts": found[name], "CPU s": round(cpu, 1),
                "pages/CPU s": round(len(files) / cpu, 1), "MB/CPU s": round(size / 1e6 / cpu, 2),
                "of cleaner": round(median(run.cpu / one for run, one in zip(runs, ours, strict=True)), 2),
            }
        )  # fmt: skip
    return rows


def _pages(given: argparse.Namespace, folder: Path) -> Path:
    """A folder of the pages: every so many of those that there are."""
    found = sorted((given.html or HERE.parent / "fixtures").rglob("*.html"))
    step = max(len(found) // given.pages, 1)
    pages = folder / "html"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    for number, path in enumerate(found[::step][: given.pages]):
        shutil.copy(path, pages / f"{number:05d}.html")
    return pages


def parts(given: argparse.Namespace, folder: Path) -> Rows:
    """What a run costs beside cleaning: the plan of its shards, the same command once more, the page."""
    rows = []
    for form in given.forms:
        dump = write_dump(folder, form, documents=given.documents).path
        two = ["--workers", "2"]
        whole = used(clean(dump, folder / "out", *two))
        again = used([word for word in clean(dump, folder / "out", *two) if word != "--force"])
        plan, idle = (
            used([sys.executable, str(PLANES), name, str(dump), str(folder)]).cpu for name in ("plan", "nothing")
        )
        page = used([word for word in clean(dump, folder / "paged", "--report", *two) if word != "--no-report"])
        rows.append(
            {
                "input": form, "run, CPU s": round(whole.cpu, 1), "plan": f"{(plan - idle) / whole.cpu:.1%}",
                "same command again, CPU s": round(again.cpu, 1), "page, CPU s": round(page.cpu - whole.cpu, 1),
            }
        )  # fmt: skip
    return rows


def table(rows: Rows) -> str:
    """*rows* as Markdown."""
    names = list(rows[0])
    head = f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n"
    return head + "".join(f"| {' | '.join(str(row[name]) for name in names)} |\n" for row in rows)


MEASURES = {"inputs": inputs, "memory": memory, "engines": engines, "peers": peers, "parts": parts}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", help=f"some of: {', '.join(MEASURES)}; all when nothing is named")
    parser.add_argument("--quick", action="store_true", help="one round of a tenth of everything")
    parser.add_argument("--mb", type=int, default=30, help="of pages, for inputs and memory (30)")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4, 10], help="as much, for memory (1 4 10)")
    parser.add_argument("--documents", type=int, default=4000, help="for engines and parts (4000)")
    parser.add_argument("--rounds", type=int, default=2, help="of all but memory and parts (2)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="for inputs (1 2)")
    parser.add_argument("--forms", nargs="+", default=FORMS, choices=FORMS, help="of inputs (all)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, help="beside our own processes (all)")
    parser.add_argument("--html", type=Path, metavar="FOLDER", help="real pages for peers")
    parser.add_argument("--pages", type=int, default=300, help="of them at most (300)")
    parser.add_argument("--extractors", nargs="*", default=["trafilatura", "turbohtml"], help="beside the default one")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    if strange := set(given.what) - MEASURES.keys():
        parser.error(f"{', '.join(strange)}: no measure; one of {', '.join(MEASURES)}")
    if given.quick:
        given.rounds = 1
        for name in ("mb", "documents", "pages"):
            setattr(given, name, max(getattr(given, name) // 10, 1))
    return given


def main() -> None:
    given = arguments()
    told = {}
    with tempfile.TemporaryDirectory(prefix="cleaner-bench-") as place:
        for name in given.what or MEASURES:
            told[name] = MEASURES[name](given, Path(place))
            print(f"{getdoc(MEASURES[name])}\n\n{table(told[name])}", flush=True)
    if AIMS:
        names = ("measure", "aim", "figure", "met")
        summary = [dict(zip(names, (*row[:3], "yes" if row[3] else "no"), strict=True)) for row in AIMS]
        print(f"Aims and figures\n\n{table(summary)}")
        told["aims"] = summary
    if given.json:
        given.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
