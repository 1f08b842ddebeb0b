"""Megabytes and pages a second of HTML through `Cleaner.clean`, with a rule and without one, beside parser and peers.

    .venv/bin/pip install --group bench
    .venv/bin/python benchmarks/html_pages.py [FOLDER …] [--rounds 5] [--json FILE]

One process, CPU time, the best of all rounds; the contestants take turns, so that a busy machine is busy for all. The
pages are those of FOLDERs, or without one the HTML fixtures. Everything that `Cleaner.clean` does is in its time:
decoding, tree, blocks, rules, facts, ledger, language, stamp and the checks of the laws. `with rules` are the pages
whose source has a rule file and whose body it finds, `without` the same pages as of an unknown source. `rows and JSON`: with
the full ledger as it stands in an output.

(Called `html`, this file would stand before the module of the standard library for every script beside it.)
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from time import process_time

import turbohtml

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.io.rows import lines_of, rows_of
from cleaner.rules.load import RuleBook

FIXTURES = Path(__file__).parents[1] / "fixtures"


def pages(folders: list[Path]) -> list[RawDocument]:
    paths = sorted(path for folder in folders for path in folder.rglob("*.htm*") if path.is_file())
    return [RawDocument(data=path.read_bytes(), path=path.name) for path in paths]


def peers():
    """Name and work on a decoded page, of those that are installed."""
    try:
        import trafilatura
    except ImportError:
        pass
    else:
        yield "trafilatura", lambda text: trafilatura.extract(text, include_comments=False)
        yield "trafilatura, fast", lambda text: trafilatura.extract(text, include_comments=False, fast=True)
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        pass
    else:
        yield "resiliparse", lambda text: extract_plain_text(text, main_content=True, comments=False)


def has_rules(cleaner: Cleaner, raw: RawDocument) -> bool:
    done = cleaner.clean(raw)
    return isinstance(done, Cleaned) and any(rule.endswith("/body") for rule in done.stamp.rules.fired)


def written(cleaner: Cleaner):
    """Cleaning as a run does it: to the lines of documents and removals."""

    def act(raw: RawDocument) -> None:
        done = cleaner.clean(raw)
        if isinstance(done, Cleaned):
            document, removals = rows_of(done)
            lines_of([document])
            lines_of(removals)

    return act


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)

    cleaner = Cleaner()
    raws = [raw for raw in pages(chosen.folders or [FIXTURES]) if has_rules(cleaner, raw)]
    if not raws:
        sys.exit("no page of a source with rules among them")
    unknown = {
        name: Cleaner(RuleBook({}, cleaner.book.packs, cleaner.book.core, {}), extractor=name)
        for name in ("model", "none", "turbohtml", "trafilatura")
    }
    decoded = [decode(raw) for raw in raws]
    texts = [item.text for item in decoded]
    size = sum(len(raw.data) for raw in raws) / 1e6
    work = {
        "turbohtml, tree alone": (turbohtml.parse, texts),
        "blocks of the whole page": (parse, decoded),
        "Cleaner, with rules": (cleaner.clean, raws),
        "Cleaner, with rules, rows and JSON": (written(cleaner), raws),
        **{f"Cleaner, without: extractor {name}": (made.clean, raws) for name, made in unknown.items()},
        "Cleaner, without: none, rows and JSON": (written(unknown["none"]), raws),
        **{f"{name}, called directly": (extract, texts) for name, extract in peers()},
    }
    best = dict.fromkeys(work, float("inf"))
    for _ in range(chosen.rounds):
        for name, (act, items) in work.items():
            start = process_time()
            for item in items:
                act(item)
            best[name] = min(best[name], process_time() - start)

    print(f"{len(raws)} pages, {size:.1f} MB, {1000 * size / len(raws):.0f} kB each")
    print(f"{'':40}{'MB/s':>9}{'pages/s':>9}{'of the tree':>13}{'of trafilatura':>16}")
    floor, peer = best["turbohtml, tree alone"], best.get("trafilatura, called directly", float("nan"))
    for name, seconds in best.items():
        print(
            f"{name:40}{size / seconds:9.1f}{len(raws) / seconds:9.0f}{seconds / floor:12.1f}x{peer / seconds:15.1f}x"
        )
    if chosen.json:
        chosen.json.write_text(json.dumps({"megabytes": size, "pages": len(raws), "seconds": best}, indent=1), "utf-8")


if __name__ == "__main__":
    main()
