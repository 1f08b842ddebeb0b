"""Documents a second: two-kilobyte texts through the pipeline, beside JSON as the floor, and the time of each stage by kind.

    .venv/bin/python benchmarks/text.py [--documents 2000] [--profile]

One process, CPU time. Half of the documents are fixtures of the five text sources, half are pages of nobody known, of
paragraphs from all fixtures and from docs/. The lines of their articles are unlike those of all others, as on real
pages; what the rules take out is the same on many. Each document is cleaned once, since much of what is seen a second time
is remembered. The floor is `json.loads` and `json.dumps` of the same documents:
what any pipeline pays to move them. `JSONL in and out` is a line read, cleaned, and written with all its removals.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import json
import pstats
import random
from pathlib import Path
from time import process_time

import msgspec

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.engines.kernel import process
from cleaner.io.rows import lines_of, rows_of
from cleaner.model.document import Settled
from cleaner.provenance.page_facts import stated_facts
from cleaner.rules.apply import apply_rules
from cleaner.rules.match import Matcher
from cleaner.settle import settle

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SOURCES = ("163.com", "discuz-wechat", "gptnb.com", "hot-news-aggregator", "solidot.org")
_SIZE = 2_000
_LINE = 30


def documents(count: int, first: int = 0) -> list[RawDocument]:
    """Texts of about two kilobytes, by turns of a known source and of none; numbered from *first*, and none like another."""
    pages = [
        (path.read_text("utf-8"), _article(path.with_name("expected" + path.suffix)))
        for source in SOURCES
        for path in sorted(FIXTURES.glob(f"{source}/*/input.*"))
    ]
    chinese = [line for path in sorted(FIXTURES.rglob("expected.txt")) for line in _article(path)]
    english = [line for path in sorted((ROOT / "docs").glob("*.md")) for line in _article(path) if line[0].isalpha()]
    draw = random.Random(first)
    made = []
    for number in range(first, first + count):
        if number % 2:
            paragraphs, size = [], 0
            while size < _SIZE:
                paragraphs.append(_unlike(draw.choice(chinese if number % 4 == 1 else english), number))
                size += len(paragraphs[-1].encode()) + 2
            page = "\n\n".join(paragraphs)
        else:
            page, article = pages[number // 2 % len(pages)]
            for line in article:
                page = page.replace(line, _unlike(line, number))
        made.append(RawDocument(data=page.encode(), path=f"{number}.txt"))
    return made


def _article(path: Path) -> list[str]:
    lines = path.read_text("utf-8").split("\n") if path.exists() else []
    return [line for line in lines if len(line) >= _LINE]


def _unlike(line: str, number: int) -> str:
    half = len(line) // 2
    return f"{line[:half]}{number}{line[half:]}"


def timed(work, items) -> tuple[float, list]:
    start = process_time()
    results = [work(item) for item in items]
    return process_time() - start, results


def spent(work, items) -> float:
    """Seconds of CPU time. Nothing is held on to, as in a pipeline: many results would measure the garbage collector."""
    start = process_time()
    for item in items:
        work(item)
    return process_time() - start


def stages(cleaner: Cleaner, raws: list[RawDocument], others: list[RawDocument]) -> dict[str, float]:
    """Seconds in each stage, run one after the other over all documents; in all, over as many *others*."""
    rows: dict[str, float] = {}
    rows["decode"], decoded = timed(decode, raws)
    rows["parse"], pages = timed(parse, decoded)
    seconds, matchers = timed(Matcher, pages)
    identify = cleaner._identifier.identify
    more, identified = timed(lambda pair: identify(*pair), list(zip(pages, matchers, strict=True)))
    rows["identify"] = seconds + more
    ready = [cleaner._rules_of(each.source.id) for each in identified]
    facts = [(*each.facts, *stated_facts(page, each.source)) for each, page in zip(identified, pages, strict=True)]
    rows["article"], found = timed(
        lambda three: cleaner._article(*three), list(zip(matchers, ready, facts, strict=True))
    )
    seconds, sets = timed(lambda pair: pair[0].rules_for(pair[1]), list(zip(ready, matchers, strict=True)))
    more, applied = timed(
        lambda work: apply_rules(work[0], work[1], work[2][1], work[2][0], work[2][2]),
        list(zip(pages, sets, found, strict=True)),
    )
    rows["apply rules"] = seconds + more
    rows["settle"], ledgers = timed(
        lambda pair: settle(pair[0], pair[1].proposals), list(zip(pages, applied, strict=True))
    )
    settled = [
        Settled(page=page, ledger=ledger, text=ledger.replay(page.text))
        for page, ledger in zip(pages, ledgers, strict=True)
    ]
    rows["languages"], _ = timed(cleaner._languages, settled)
    total = spent(cleaner.clean, others)
    rows["stamp, checks"] = total - sum(rows.values())
    rows["all"] = total
    held = [result if isinstance(result, Cleaned) else result.held for result in map(cleaner.clean, raws)]
    rows["rows"], made = timed(rows_of, [result for result in held if result is not None])
    rows["rows to JSON"], _ = timed(lambda pair: (lines_of([pair[0]]), lines_of(pair[1])), made)
    return rows


def row_of(raw: RawDocument) -> str:
    """A document as a line of JSONL."""
    return json.dumps({"id": raw.path, "text": raw.data.decode()}, ensure_ascii=False)


def through(cleaner: Cleaner, line: bytes) -> bytes:
    """A line of JSONL in, the lines of the document and its removals out."""
    record = msgspec.json.decode(line)
    outcome = process(cleaner, RawDocument(data=record["text"].encode(), path=record["id"]))
    return lines_of([outcome.document or outcome.quarantine, *outcome.removals])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--profile", action="store_true", help="print where the time goes, by function")
    chosen = options.parse_args()

    raws = documents(chosen.documents)
    firsts = itertools.count(chosen.documents, chosen.documents)
    rows = list(map(row_of, raws))
    size = sum(len(raw.data) for raw in raws)
    cleaner = Cleaner()
    cleaned = sum(isinstance(cleaner.clean(raw), Cleaned) for raw in raws[:200])
    print(
        f"{len(raws):,} documents, mean {size / len(raws):,.0f} bytes; {cleaned} of the first 200 clean, the rest held"
    )

    if chosen.profile:
        profile = cProfile.Profile()
        profile.runcall(lambda: [cleaner.clean(raw) for raw in raws])
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
        return

    def fresh() -> list[RawDocument]:
        return documents(chosen.documents, next(firsts))

    best: dict[str, float] = {}
    for _ in range(chosen.rounds):
        for name, work, items in (
            ("json.loads + dumps", lambda row: json.dumps(json.loads(row), ensure_ascii=False), rows),
            ("msgspec decode + encode", lambda row: msgspec.json.encode(msgspec.json.decode(row)), rows),
            ("Cleaner.clean", cleaner.clean, fresh()),
            ("JSONL in and out", lambda row: through(cleaner, row.encode()), list(map(row_of, fresh()))),
        ):
            seconds = spent(work, items)
            best[name] = min(seconds, best.get(name, seconds))
    floor = best["json.loads + dumps"]
    print(f"{'':26}{'documents/s':>12}{'MB/s':>8}{'x floor':>9}")
    for name, seconds in best.items():
        print(f"{name:26}{len(raws) / seconds:12,.0f}{size / seconds / 1e6:8.1f}{seconds / floor:9.1f}")
    kinds = {"known source": slice(0, None, 2), "none, Chinese": slice(1, None, 4), "none, English": slice(3, None, 4)}
    columns: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
    for _ in range(chosen.rounds):
        own, others = fresh(), fresh()
        for kind, part in kinds.items():
            for name, seconds in stages(cleaner, own[part], others[part]).items():
                each = seconds / len(own[part]) * 1e6
                columns[kind][name] = min(each, columns[kind].get(name, each))
    print(f"\n{'µs a document':16}" + "".join(f"{name:>16}" for name in kinds))
    for name in columns["known source"]:
        print(f"{name:16}" + "".join(f"{column[name]:16,.0f}" for column in columns.values()))


if __name__ == "__main__":
    main()
