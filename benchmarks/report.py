"""Time and memory of making report.html, beside cleaning the same pages, and the time until it can be used in Chromium.

    .venv/bin/python benchmarks/report.py [--documents 100 1000 10000]

The pages are those of `tests/report/corpus.py`: the fixtures of several sources, each made unlike the others. Opening is
measured from the start of the navigation: until the run view is there, until the whole file has been read, until a click
on the largest source shows its first group. CHROMIUM names the browser, when it is not on the PATH.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "report"))

_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)
_TURNS = 3


def clean(out: Path, number: int) -> None:
    import corpus

    start = time.process_time()
    corpus.clean(out, number)
    _told("cleaning", start, _size(out))


def build(out: Path) -> None:
    from cleaner.report.build import write_report

    start = time.process_time()
    made = write_report(out, out / "report.html")
    size = (out / "report.html").stat().st_size / 1e6
    _told(f"making the page ({made.removals:,} removals, {made.groups:,} groups)", start, f"{size:.1f} MB")


def sample(out: Path) -> None:
    from cleaner.report.build import Options, write_report

    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.html"
        made = write_report(out, file, Options(documents=1_000))
        _told(f"making the page of a sample of {made.documents:,}", start, f"{file.stat().st_size / 1e6:.1f} MB")


def open_page(out: Path) -> None:
    from playwright.sync_api import sync_playwright

    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    seen: list[tuple[float, float, float, float]] = []
    with sync_playwright() as playwright:
        for _ in range(_TURNS):
            browser = playwright.chromium.launch(executable_path=browser_path, args=_FLAGS.split())
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            start = time.perf_counter()
            page.goto(f"file://{out / 'report.html'}", wait_until="commit")
            page.wait_for_selector("main h1")
            first = time.perf_counter() - start
            page.wait_for_load_state("load")
            whole = time.perf_counter() - start
            start = time.perf_counter()
            source = page.evaluate(
                "JSON.parse(document.getElementById('run').textContent).sources.reduce((a, b) => a.groups > b.groups ? a : b).id"
            )
            page.evaluate("id => { location.hash = '#/source/' + encodeURIComponent(id) }", source)
            page.wait_for_selector("[aria-setsize]")
            click = time.perf_counter() - start
            heap = page.evaluate("performance.memory ? performance.memory.usedJSHeapSize : 0") / 1e6
            seen.append((first, whole, click, heap))
            browser.close()
    first, whole, click, heap = (sorted(column)[_TURNS // 2] for column in zip(*seen, strict=True))
    print(
        f"opening: run view after {first:.2f} s, all read after {whole:.2f} s, source view {click:.2f} s after the click, "
        f"{heap:.0f} MB of JavaScript heap (median of {_TURNS})"
    )


def _size(out: Path) -> str:
    return f"{sum(path.stat().st_size for path in out.rglob('*') if path.is_file()) / 1e6:.0f} MB of rows"


def _told(what: str, start: float, found: str) -> None:
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {seconds:.1f} s of CPU, peak {peak:,.0f} MB; {found}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--only", nargs=3, metavar=("WHAT", "FOLDER", "N"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        what, name, number = options.only
        out = Path(name) / "out"
        steps = {"clean": lambda: clean(out, int(number)), "build": lambda: build(out)}
        (steps | {"sample": lambda: sample(out), "open": lambda: open_page(out)})[what]()
        return
    for number in options.documents:
        print(f"{number:,} documents", flush=True)
        with tempfile.TemporaryDirectory() as name:
            for what in ("clean", "build", "open", *(["sample"] if number > 1_000 else [])):
                # A process each: peaks of memory do not come down again.
                subprocess.run([sys.executable, __file__, "--only", what, name, str(number)], check=True)


if __name__ == "__main__":
    main()
