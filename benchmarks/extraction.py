"""How well the article of a page without rules is found: `Cleaner` with each extractor, beside the extractors of others.

    .venv/bin/pip install --group bench
    .venv/bin/python benchmarks/extraction.py DATA [--sample 30] [--sets cwced,fundus] [--engines 'cleaner model,jusText']
    .venv/bin/python benchmarks/extraction.py DATA --cache DIR --folds DIR --json FILE > tables.md
    .venv/bin/python benchmarks/extraction.py DATA --speed 300

DATA is a folder with `<set>.jsonl` files and their pages, or a tar archive of one. A row has `id`, `dataset`, `lang`,
`html_path` and `gold_text`, or the snippets that must and must not come out: `with` and `without`; it may have `url`,
`page_type`, `duplicate_of` (a page that repeats another one is left out) and `core` (a sample of its set).

The peers get the text that our decoder reads, so that extraction is compared and not decoding; on Chinese pages some
also get the bytes, as `Cleaner` always does. `Cleaner` has the rules of no source, only those of the core (with
`--with-rules` all). A page that it quarantines counts as one without text. Every result is also held against the laws.

--cache keeps what the peers said, by their versions, so that the slow ones run once; a peer that is not installed here is
read from there. --folds takes for each page the model that was trained without its domain (`folds.json` has its number,
`model-N.bin` the model). --renditions cleans Markdown and text made of the pages. What the measures are: `extraction_scores.py`. All tables are Markdown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from time import process_time

import extraction_scores
import extraction_speed
import extraction_tables
import msgspec
from extraction_peers import PEERS, quieten

from cleaner import Cleaner, RawDocument, Rejected
from cleaner.decode import decode, encode
from cleaner.extract import EXTRACTORS
from cleaner.rules.load import load_rules

SETS = ("scrapinghub", "fundus", "wcxb", "cwced", "readability", "cleanportaleval", "trafilatura")
"""Those that count, in the order of the tables."""
NOT_WHOLE = ("clean", "cut")
"""Renditions of something else than the page, see `train/renditions.py`."""
OURS = "cleaner "


@cache
def cleaner(extractor, *, with_rules):
    book = load_rules(())
    if not with_rules:
        book = msgspec.structs.replace(book, sources={})
    return Cleaner(book, extractor=extractor, to="text")


@cache
def learned(path):
    """The extractor with the model in the file *path*."""
    from cleaner.extract.learned import extract_by, load

    return partial(extract_by, load(path))


def cleaned(extractor, row, data, choices):
    """Text, outcome, and whether the laws hold."""
    folder = choices.text_folds if "suffix" in row else choices.folds
    if folder and extractor == "model":
        EXTRACTORS["model"] = learned(folder / f"model-{folds(folder).get(row['id'], 0)}.bin")
    raw = RawDocument(data=data, path=f"page{row.get('suffix', '.html')}", url=row.get("url") or None)
    result = cleaner(extractor, with_rules=choices.with_rules).clean(raw)
    document = result.held if isinstance(result, Rejected) else result
    code = result.code if isinstance(result, Rejected) else ""
    sound = code != "law-broken"
    if document is not None:
        text, ledger = document.decoded.text, document.ledger
        taken = [text[removal.start : removal.end] for removal in ledger.removals]
        sound = (
            sound
            and ledger.replay(text) == document.text
            and ledger.restore(document.text, taken) == text
            and encode(document.decoded, text) == data
        )
    return "" if code else document.text, code, sound


@cache
def folds(folder):
    return json.loads((folder / "folds.json").read_bytes())


def decoded_text(data):
    """What the peers get. Some fail on NUL and on XML declarations, which are not our subject."""
    decoded = decode(RawDocument(data=data))
    if isinstance(decoded, Rejected):
        return ""
    return re.sub(r"\A\ufeff?\s*<\?xml[^>]*>", "", decoded.text.replace("\0", ""))


# --- one page


def run(root, choices, job):
    """Row, and for each engine what it made of the page: scores, seconds, code, whether empty and sound."""
    row, engines, known = job
    quieten()
    data = row["text"].encode() if "suffix" in row else (root / row["html_path"]).read_bytes()
    gold = extraction_scores.Gold(row)
    text = None
    results, fresh = {}, {}
    for name in engines:
        sound, code, out = True, "", ""
        if name in known:
            kept = known[name]
            if kept.get("scored") != gold.digest:
                kept = fresh[name] = {**kept, "scored": gold.digest, "scores": gold.score(kept["text"])}
            results[name] = result(kept["scores"], kept["text"], kept["seconds"], kept["code"])
            continue
        peer, _, form = name.partition(" (bytes)")
        if text is None and peer in PEERS:
            text = decoded_text(data)
        start = process_time()
        try:
            if name.startswith(OURS):
                out, code, sound = cleaned(name.removeprefix(OURS), row, data, choices)
            else:
                out = PEERS[peer].text(data if form else text, row["lang"], row.get("url"))
        except Exception as error:  # noqa: BLE001
            code = f"raised {type(error).__name__}"
            sound = not name.startswith(OURS)
        seconds = process_time() - start
        found = gold.score(out)
        if peer in PEERS:
            fresh[name] = {"id": row["id"], "text": out, "code": code, "seconds": round(seconds, 4)}
            fresh[name] |= {"scored": gold.digest, "scores": found}
        results[name] = result(found, out, seconds, code, sound=sound)
    return row, results, fresh


def result(found, text, seconds, code, *, sound=True):
    return {"scores": found, "seconds": seconds, "code": code, "empty": not text.strip(), "sound": sound}


def engines_of(row, engines):
    """Bytes are for Chinese pages; no peer reads Markdown."""
    for name in engines:
        if "suffix" in row and not name.startswith(OURS):
            continue
        if "(bytes)" not in name or row["lang"] == "zh":
            yield name


# --- what peers said before


class Kept:
    """Answers of the peers, one file for each and its version, to which every new one is added."""

    def __init__(self, folder):
        self.folder = folder
        self.paths, self.answers = {}, {}
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def open(self, name):
        """Whether *name* is installed, or was when its answers were kept."""
        version = PEERS[name.removesuffix(" (bytes)")].version
        slug = re.sub(r"\W+", "-", name).strip("-")
        if self.folder:
            there = sorted(self.folder.glob(f"{slug}@*.jsonl"))
            path = self.folder / f"{slug}@{version}.jsonl" if version else there[-1] if there else None
            self.paths[name] = path
            lines = path.read_text("utf-8").split("\n") if path and path.exists() else []
            # The last line of a run that was killed may be cut.
            rows = [json.loads(line) for line in lines if line.endswith("}")]
            self.answers[name] = {row["id"]: row for row in rows}
        return version is not None or bool(self.answers.get(name))

    def of(self, row, engines):
        found = {name: self.answers.get(name, {}).get(row["id"]) for name in engines}
        return {name: answer for name, answer in found.items() if answer}

    def add(self, fresh):
        for name, answer in fresh.items():
            if self.paths.get(name):
                with self.paths[name].open("a", encoding="utf-8") as file:
                    file.write(json.dumps(answer, ensure_ascii=False) + "\n")


# --- the whole


def rows_of(root, choices):
    names = [name for name in choices.sets.split(",") if name]
    paths = sorted(root.glob("*.jsonl"), key=lambda path: (SETS.index(path.stem) if path.stem in SETS else 99, path))
    for path in paths:
        if names and path.stem not in names:
            continue
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        rows = [
            row
            for row in rows
            # Repeated pages and those whose gold is empty say nothing.
            if (row.get("core", True) or not choices.core)
            and not row.get("duplicate_of")
            and (row.get("gold_text") or ("gold_text" not in row and row["with"]))
        ]
        yield from rows[: choices.sample or None]


def renditions_of(folder, rows):
    """The rows once more for each Markdown and text that was made of their pages."""
    by_id = {row["id"]: row for row in rows}
    for path in sorted(folder.rglob("*.jsonl*")):
        for record in records(path):
            row = by_id.get(record["id"])
            if row and record["style"] not in NOT_WHOLE:
                name = f"{row['dataset']} {record['suffix']}"
                yield {**row, "dataset": name, **{key: record[key] for key in ("style", "suffix", "text")}}


def records(path):
    import gzip

    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def arguments():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--sets", default="", help="names of data sets, with commas between; all when left out")
    options.add_argument("--engines", default="", help="names in the table, with commas between; all when left out")
    options.add_argument("--sample", type=int, default=0, help="so many pages of each set")
    options.add_argument("--core", action="store_true", help="only the usual sample of sets that have one (wcxb)")
    options.add_argument("--cache", type=Path, help="a folder for what peers said")
    options.add_argument("--kept-only", action="store_true", help="leave out pages that --cache lacks for a peer")
    options.add_argument("--folds", type=Path, help="a folder with folds.json and model-0.bin and so on")
    options.add_argument("--text-folds", type=Path, help="the same of the models for Markdown and text")
    options.add_argument("--renditions", type=Path, help="a folder that train/renditions.py wrote")
    options.add_argument("--with-rules", action="store_true", help="with the rules of the sources")
    options.add_argument(
        "--speed", type=int, default=0, metavar="PAGES", help="only speed and memory, on so many pages"
    )
    options.add_argument("--rounds", type=int, default=3, help="of --speed: each engine so many times, in turns")
    options.add_argument("--json", type=Path, help="a file for all numbers, with the scores of each page")
    options.add_argument("--jobs", type=int, default=2)
    return options.parse_args()


def choose(choices, kept):
    """The names of the engines that are wanted and there."""
    engines = [f"{OURS}{name}" for name in EXTRACTORS] + list(PEERS)
    engines += [f"{name} (bytes)" for name, peer in PEERS.items() if peer.takes_bytes]
    wanted = [name for name in choices.engines.split(",") if name]
    if unknown := set(wanted) - set(engines):
        sys.exit(f"no engine {', '.join(sorted(unknown))}; there are: {', '.join(engines)}")
    chosen = [name for name in engines if name in wanted or not wanted]
    absent = [name for name in chosen if not name.startswith(OURS) and not kept.open(name)]
    if absent:
        print(f"not installed, left out: {', '.join(absent)}", file=sys.stderr)
    return [name for name in chosen if name not in absent]


def main():
    choices = arguments()
    kept = Kept(choices.cache)
    engines = choose(choices, kept)
    with tempfile.TemporaryDirectory() as folder:
        root = choices.data
        if root.is_file():
            with tarfile.open(root) as archive:
                archive.extractall(folder, filter="data")
            root = next(path.parent for path in Path(folder).rglob("*.jsonl"))
        rows = list(rows_of(root, choices))
        if choices.speed:
            sample = sorted(rows, key=lambda row: hashlib.sha256(row["id"].encode()).digest())[: choices.speed]
            extraction_speed.show(root, sample, engines, choices.rounds)
            return
        if choices.renditions:
            rows += renditions_of(choices.renditions, rows)
        asked = [(row, list(engines_of(row, engines))) for row in rows]
        jobs = [(row, names, kept.of(row, names)) for row, names in asked]
        if choices.kept_only:
            jobs = [job for job in jobs if all(name.startswith(OURS) or name in job[2] for name in job[1])]
        done = []
        with ProcessPoolExecutor(choices.jobs) as pool:
            for row, results, fresh in pool.map(partial(run, root, choices), jobs, chunksize=4):
                kept.add(fresh)
                done.append((row, results))
                if sys.stderr.isatty():
                    print(f"\r{len(done)} of {len(jobs)} pages", end="", file=sys.stderr, flush=True)
    extraction_tables.show(done, engines, choices.json)


if __name__ == "__main__":
    main()
