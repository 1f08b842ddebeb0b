"""Speed and memory of extractors: each in a fresh process, in turns, on the same pages."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time

FLOOR = "decoding alone"
PEER = "trafilatura"


def show(root, rows, engines, rounds):
    """A table: the median of *rounds*, with the slowest page."""
    from extraction_tables import table

    engines = [FLOOR, *(name for name in engines if "(bytes)" not in name)]
    runs = {name: [] for name in engines}
    for number in range(rounds):
        for name in engines:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                runs[name].append(pool.submit(measure, root, rows, name).result())
            print(f"round {number + 1}, {name}: {runs[name][-1]}", file=sys.stderr)
    seconds = {name: median(run["seconds"] for run in runs[name]) for name in engines}
    size = sum((root / row["html_path"]).stat().st_size for row in rows)
    lines = []
    for name in engines:
        ratio = f"{seconds[PEER] / seconds[name]:.1f}" if PEER in seconds else "-"
        spread = [run["seconds"] for run in runs[name]]
        lines.append(
            [
                name,
                f"{len(rows) / seconds[name]:.0f}",
                f"{1000 * seconds[name] / len(rows):.2f}",
                f"{1000 * min(spread) / len(rows):.2f} to {1000 * max(spread) / len(rows):.2f}",
                ratio,
                f"{1000 * median(run['slowest'] for run in runs[name]):.0f}",
                f"{median(run['memory'] for run in runs[name]):.0f}",
            ]
        )
    table(
        f"speed on {len(rows)} pages of {size / len(rows) / 1000:.0f} kB, CPU time, decoding with it, {rounds} rounds",
        ["", "pages/s", "ms a page", "of the rounds", f"times {PEER}", "slowest page, ms", "peak memory, MB"],
        lines,
    )


def measure(root, rows, name):
    """CPU seconds for all pages but the first, with which all is loaded; peak memory of this process in MB."""
    from extraction import OURS, cleaner, decoded_text
    from extraction_peers import PEERS, quieten

    from cleaner import RawDocument

    quieten()

    def once(row, data):
        if name == FLOOR:
            decoded_text(data)
        elif name.startswith(OURS):
            raw = RawDocument(data=data, path="page.html", url=row.get("url") or None)
            cleaner(name.removeprefix(OURS), with_rules=False).clean(raw)
        else:
            PEERS[name].text(decoded_text(data), row["lang"], row.get("url"))

    times = []
    for row in [rows[0], *rows]:
        data = (root / row["html_path"]).read_bytes()
        start = process_time()
        # What fails has taken its time all the same.
        with suppress(Exception):
            once(row, data)
        times.append(process_time() - start)
    status = Path("/proc/self/status").read_text("ascii")
    peak = next(int(line.split()[1]) for line in status.split("\n") if line.startswith("VmHWM"))
    return {"seconds": sum(times[1:]), "slowest": max(times[1:]), "memory": peak / 1024}
