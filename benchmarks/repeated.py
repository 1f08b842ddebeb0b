"""What `--learn-repeats` takes: of made-up sites at several limits, of labelled pages, and how much memory counting takes.

    python benchmarks/repeated.py sites
    python benchmarks/repeated.py pages DIR [--min-pages 5]    DIR: *.jsonl with url, html_path and gold_text
    python benchmarks/repeated.py memory

Only parsing and counting: no rule and no extractor takes anything before.
"""

from __future__ import annotations

import argparse
import html as markup
import json
import multiprocessing
import random
import re
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from cleaner import RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.repeats.count import count
from cleaner.repeats.find import recurring
from cleaner.repeats.letters import letters_of
from cleaner.repeats.sheet import ENTRY, Sheet
from cleaner.repeats.table import Limits, Repeats
from cleaner.rules.profile import PROFILES

ACTIONS = PROFILES["corpus"]
WORDS = [
    "lamp",
    "keeper",
    "harbour",
    "tide",
    "ship",
    "letter",
    "sister",
    "winter",
    "ink",
    "pencil",
    "stove",
    "page",
    "yard",
    "night",
    "storm",
    "bell",
    "rope",
    "gull",
    "sail",
    "cabin",
]
HAN = "灯守江潮船信妹冬墨铅炉页院夜风钟绳鸥帆网舱河岸雪桥石"


def learned(pages, limits):
    sheet = Sheet()
    for page in pages:
        sheet.add(page, "unknown")
    with tempfile.TemporaryDirectory() as folder:
        entries, texts = Path(folder, "entries"), Path(folder, "texts")
        entries.write_bytes(sheet.entries())
        texts.write_bytes(sheet.texts())
        return Repeats.of(count([entries], [texts], limits), limits)


def taken(page, table):
    """The visible texts that go."""
    for proposal in recurring(
        page,
        "unknown",
        (),
        [page.front_matter.first("title").value] if page.front_matter.first("title") else [],
        table,
        ACTIONS,
    ):
        yield letters_of(markup.unescape(re.sub(r"<[^>]*>", " ", page.text[proposal.start : proposal.end])))


def site(many: int, seed: int):
    """Pages, and of each the letters of its article and of its chrome."""
    rnd = random.Random(seed)

    def said(size: int) -> str:
        if seed % 2:
            return "".join(rnd.choice(HAN) for _ in range(size * 4)) + "。"
        return " ".join(rnd.choice(WORDS) for _ in range(size * 2)).capitalize() + "."

    menu = [f"{said(1)}" for _ in range(8)]
    notice, footer, intro = said(12), said(9), said(14)
    sections = [[said(2) for _ in range(5)] + [said(10)] for _ in range(4)]
    statements = [said(12) for _ in range(max(1, many // 30))]
    titles = [said(4) for _ in range(many)]
    updates = [said(15) for _ in range(4)]
    for number in range(many):
        section = sections[number % 4]
        article = [said(15) for _ in range(rnd.randint(2, 8))]
        if number % 6 == 0:
            article.insert(0, intro)
        if rnd.random() < 0.15:
            article.insert(len(article) // 2, rnd.choice(statements))
        if number < min(6, many // 3):
            article = [*updates, said(8)]
        listed = rnd.sample(titles, min(6, many))
        chrome = [*menu, *section, notice, footer]
        body = (
            "<nav><ul>" + "".join(f"<li><a href=/m>{text}</a></li>" for text in menu) + "</ul></nav>"
            + f"<h1>{titles[number]}</h1><p>评论 {rnd.randint(1, 99)}</p><h2>Summary</h2>"
            + "".join(f"<p>{text}</p>" for text in article[:2])
            + (f"<p>{notice}</p>" if len(article) > 2 else "")
            + "".join(f"<p>{text}</p>" for text in article[2:])
            + "<ul>" + "".join(f"<li><a href=/{text}>{text}</a></li>" for text in listed) + "</ul>"
            + "<aside>" + "".join(f"<p><a href=/s>{text}</a></p>" for text in section[:5]) + f"<p>{section[5]}</p></aside>"
            + (f"<p>{notice}</p>" if len(article) <= 2 else "")
            + f"<footer><p>{footer}</p></footer>"
        )  # fmt: skip
        data = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{titles[number]}</title></head><body>{body}</body></html>"
        page = parse(
            decode(RawDocument(data=data.encode(), url=f"https://made.example/{number}", media_type="text/html"))
        )
        own = {letters_of(text) for text in [*article, titles[number], "Summary"]}
        yield page, own, [letters_of(text) for text in chrome]


def sites() -> None:
    print("| pages of the host | min-pages | min-share | chrome taken | articles lost |\n|---|---|---|---|---|")
    for many in (12, 40, 120, 400):
        made = [list(site(many, seed)) for seed in (1, 2)]
        for limits in (
            Limits(3, 0.01),
            Limits(5, 0.1),
            Limits(10, 0.1),
            Limits(10, 0.2),
            Limits(10, 0.5),
            Limits(20, 0.2),
        ):
            right = wrong = chrome_size = own_size = 0
            for pages in made:
                table = learned([page for page, _, _ in pages], limits)
                for page, own, chrome in pages:
                    gone = list(taken(page, table))
                    wrong += sum(len(text) for text in gone if text in own)
                    right += sum(len(text) for text in gone if text in chrome)
                    own_size += sum(map(len, own))
                    chrome_size += sum(map(len, chrome))
            print(
                f"| {many} | {limits.min_pages} | {limits.min_share} | {right / chrome_size:.1%} | {wrong / own_size:.2%} |",
                flush=True,
            )


def labelled(folder: Path, min_pages: int, min_share: float) -> None:
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        rows += [row for row in map(json.loads, path.open(encoding="utf-8")) if row.get("url") and row.get("gold_text")]
    homes = [(row["dataset"], (urlsplit(row["url"]).hostname or "").removeprefix("www.")) for row in rows]
    sizes = Counter(homes)
    chosen = [(home, row) for home, row in zip(homes, rows, strict=True) if sizes[home] >= min_pages]
    pages: dict[tuple[str, str], list] = {}
    for home, row in chosen:
        raw = RawDocument(data=(folder / row["html_path"]).read_bytes(), url=row["url"], media_type="text/html")
        pages.setdefault(home, []).append((parse(decode(raw)), row["gold_text"]))
    print(
        "| set | host | pages | blocks that recur | letters taken | of all | in gold | precision |\n|---|---|---|---|---|---|---|---|"
    )
    limits = Limits(min_pages, min_share)
    for home, found in pages.items():
        table = learned([page for page, _ in found], limits)
        all_letters = all_gone = wrong = 0
        for page, gold in found:
            lines, whole = {letters_of(line) for line in gold.splitlines()}, letters_of(gold)
            gone = list(taken(page, table))
            all_letters += sum(len(letters_of(block.text)) for block in page.blocks)
            all_gone += sum(map(len, gone))
            wrong += sum(len(text) for text in gone if text in lines or (len(text) >= 24 and text in whole))
        share = f"{all_gone / max(all_letters, 1):.0%}"
        right = f"{1 - wrong / all_gone:.1%}" if all_gone else "-"
        print(
            f"| {home[0]} | {home[1]} | {len(found)} | {len(table.rows())} | {all_gone:,} | {share} | {wrong:,} | {right} |"
        )


def _counted(pages: int, told) -> None:
    """*pages* of 100 blocks, a fifth of them chrome, on ten hosts."""
    rnd = np.random.default_rng(1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as name:
        folder, entries = Path(name), []
        for number in range(0, pages, 1000):
            made = np.empty(100_000, ENTRY)
            made["key"] = rnd.integers(1 << 63, size=100_000, dtype=np.uint64)
            chrome = np.tile(np.arange(20, dtype=np.uint64), 1000) + rnd.integers(1, 11, 20_000, np.uint64) * np.uint64(
                20
            )
            # Far apart, as digests are.
            made["key"][::5] = chrome * np.uint64(0x9E3779B97F4A7C15)
            for column in ("address", "content", "title"):
                made[column] = np.repeat(np.arange(number, number + 1000, dtype=np.uint64), 100)
            path = folder / f"{number}"
            path.write_bytes(made[np.argsort(made["key"], kind="stable")].tobytes())
            entries.append(path)
        began = time.perf_counter()
        count(entries, [], Limits())
        seconds = time.perf_counter() - began
        size = sum(path.stat().st_size for path in entries)
    told.send((size, seconds, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def memory() -> None:
    print("| pages | on disk | seconds | memory at the start | most memory |\n|---|---|---|---|---|")
    context = multiprocessing.get_context("spawn")
    for pages in (10_000, 40_000, 100_000):
        ours, theirs = context.Pipe()
        process = context.Process(target=_counted, args=(pages, theirs))
        process.start()
        size, seconds, before, most = ours.recv()
        process.join()
        print(f"| {pages:,} | {size >> 20} MiB | {seconds:.1f} | {before >> 10} MiB | {most >> 10} MiB |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["sites", "pages", "memory"])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--min-pages", type=int, default=5)
    parser.add_argument("--min-share", type=float, default=0.2)
    given = parser.parse_args()
    if given.what == "pages":
        labelled(given.folder, given.min_pages, given.min_share)
    else:
        {"sites": sites, "memory": memory}[given.what]()
