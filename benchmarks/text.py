"""Documents a second: two-kilobyte pages of the five text sources through `Cleaner.clean`, beside JSON as the floor.

    .venv/bin/python benchmarks/text.py [--documents 2000] [--profile]

One process, CPU time. The documents are the fixtures of the five sources, each made unlike the others by a number.
The floor is `json.loads` and `json.dumps` of the same documents: what any pipeline pays to move them.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
from pathlib import Path
from time import process_time

import msgspec

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.rules.apply import apply_rules
from cleaner.rules.match import Matcher
from cleaner.settle import settle

FIXTURES = Path(__file__).parents[1] / "fixtures"
SOURCES = ("163.com", "discuz-wechat", "gptnb.com", "hot-news-aggregator", "solidot.org")


def documents(count: int) -> list[RawDocument]:
    pages = [path.read_text("utf-8") for source in SOURCES for path in sorted(FIXTURES.glob(f"{source}/*/input.*"))]
    made = []
    for number in range(count):
        page = pages[number % len(pages)].replace("。", f"（{number}）。", 1)
        made.append(RawDocument(data=page.encode(), path=f"{number}.txt"))
    return made


def timed(work, items) -> tuple[float, list]:
    start = process_time()
    results = [work(item) for item in items]
    return process_time() - start, results


def stages(cleaner: Cleaner, raws: list[RawDocument], total: float) -> list[tuple[str, float]]:
    """Seconds in each stage, run one after the other over all documents."""
    rows = []
    seconds, decoded = timed(decode, raws)
    rows.append(("decode", seconds))
    seconds, pages = timed(parse, decoded)
    rows.append(("parse", seconds))
    seconds, matchers = timed(Matcher, pages)
    identify = cleaner._identifier.identify
    more, identified = timed(lambda pair: identify(*pair), list(zip(pages, matchers, strict=True)))
    rows.append(("identify", seconds + more))
    ready = [
        cleaner._rules_of(item.source.id).rules_for(matcher) for item, matcher in zip(identified, matchers, strict=True)
    ]
    seconds, applied = timed(
        lambda work: apply_rules(work[0], work[1], None, work[2]), list(zip(pages, ready, matchers, strict=True))
    )
    rows.append(("apply rules", seconds))
    seconds, _ = timed(lambda pair: settle(pair[0], pair[1].proposals), list(zip(pages, applied, strict=True)))
    rows.append(("settle", seconds))
    rows.append(("language, stamp, checks", total - sum(seconds for _, seconds in rows)))
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--profile", action="store_true", help="print where the time goes, by function")
    chosen = options.parse_args()

    raws = documents(chosen.documents)
    rows = [json.dumps({"id": raw.path, "text": raw.data.decode()}, ensure_ascii=False) for raw in raws]
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

    best: dict[str, float] = {}
    for _ in range(chosen.rounds):
        for name, work, items in (
            ("json.loads + dumps", lambda row: json.dumps(json.loads(row), ensure_ascii=False), rows),
            ("msgspec decode + encode", lambda row: msgspec.json.encode(msgspec.json.decode(row)), rows),
            ("Cleaner.clean", cleaner.clean, raws),
        ):
            # Nothing is held on to, as in a pipeline: twenty thousand results would measure the garbage collector.
            start = process_time()
            for item in items:
                work(item)
            seconds = process_time() - start
            best[name] = min(seconds, best.get(name, seconds))
    floor = best["json.loads + dumps"]
    print(f"{'':26}{'documents/s':>12}{'MB/s':>8}{'x floor':>9}")
    for name, seconds in best.items():
        print(f"{name:26}{len(raws) / seconds:12,.0f}{size / seconds / 1e6:8.1f}{seconds / floor:9.1f}")
    print("\nstage                     µs a document   share")
    total = best["Cleaner.clean"]
    for name, seconds in stages(cleaner, raws, total):
        print(f"{name:26}{seconds / len(raws) * 1e6:12.0f}{seconds / total:8.0%}")


if __name__ == "__main__":
    main()
