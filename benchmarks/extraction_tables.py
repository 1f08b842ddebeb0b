"""The tables of `extraction.py`, as Markdown."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

from extraction_scores import MEASURES, difference, total

PEER = "trafilatura"
"""What ours are held against."""
OURS = "cleaner model"
_FEWEST = 3
"""Pages: of fewer no interval can be told."""


def table(title, columns, rows):
    widths = [max(len(str(row[number])) for row in [columns, *rows]) for number in range(len(columns))]
    print(f"\n{title}\n")
    for number, row in enumerate([columns, *rows]):
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def cell(totals):
    if totals is None:
        return "-"
    p, r, both, _ = totals
    return f"{both:.3f}" if p is None else f"{p:.3f}/{r:.3f}/{both:.3f}"


def show(done, engines, target):
    """*done*: rows with what each engine made of their pages."""
    numbers = {"pages": {}}
    kinds = {
        "data set": lambda row: row["dataset"],
        "language": lambda row: row["lang"],
        "type of page (wcxb)": lambda row: row.get("page_type") if row["dataset"].startswith("wcxb") else None,
        "style": lambda row: row.get("style"),
    }
    for title, kind in kinds.items():
        groups = defaultdict(list)
        for row, results in done:
            if kind(row) is not None:
                groups[kind(row)].append(results)
        if title == "data set":
            overview(groups, engines)
        else:
            groups = dict(sorted(groups.items(), key=lambda item: -len(item[1])))
        for measure in MEASURES:
            numbers[f"{measure} by {title}"] = by_group(f"{measure} by {title}", groups, engines, measure)
    pages(done, engines)
    for row, results in done:
        numbers["pages"][f"{row['id']} {row.get('style', '')}".rstrip()] = results
    if target:
        target.write_text(json.dumps(numbers, ensure_ascii=False, indent=1), "utf-8")


def overview(groups, engines):
    """One line for each engine: F1 of shingles, or of segments where a set has nothing else."""
    lines = []
    for engine in engines:
        found = []
        for results in groups.values():
            scores = [each[engine]["scores"] for each in results if engine in each]
            totals = total(scores, "shingles") or total(scores, "segments")
            found.append(f"{totals[2]:.3f}" if totals else "-")
        if set(found) != {"-"}:
            lines.append([engine, *found])
    heads = [f"{name} ({len(results)})" for name, results in groups.items()]
    table("F1 by data set (pages): shingles, of `trafilatura` segments", ["", *heads], lines)


def by_group(title, groups, engines, measure):
    """A row for each engine, a column for each group; then ours beside the peer, with the interval of the difference."""
    found = {}
    for name, pages_of in groups.items():
        for engine in engines:
            totals = total([each[engine]["scores"] for each in pages_of if engine in each], measure)
            if totals:
                found.setdefault(name, {})[engine] = totals
    if not found:
        return {}
    form = "F1" if measure == "bag" else "precision/recall/F1"
    heads = [f"{name} ({max(totals[3] for totals in found[name].values())})" for name in found]
    shown = [engine for engine in engines if any(engine in totals for totals in found.values())]
    lines = [[engine, *(cell(totals.get(engine)) for totals in found.values())] for engine in shown]
    table(f"{title}: {form} (pages)", ["", *heads], lines)
    if {OURS, PEER} <= set(shown):
        lines = []
        for name in found:
            both = [each for each in groups[name] if OURS in each and PEER in each]
            sides = [[each[engine]["scores"] for each in both] for engine in (OURS, PEER)]
            count = sum(measure in each for each in sides[0])
            if count < _FEWEST:
                continue
            more, low, high = difference(*sides, measure)
            ours, theirs = found[name][OURS][2], found[name][PEER][2]
            said = "better" if low > 0 else "worse" if high < 0 else "equal, as far as can be told"
            lines.append(
                [name, count, f"{ours:.3f}", f"{theirs:.3f}", f"{more:+.3f}", f"{low:+.3f} to {high:+.3f}", said]
            )
        table(
            f"{title}: {OURS} less {PEER}",
            ["", "pages", OURS, PEER, "difference", "interval of 95 %", ""],
            lines,
        )
    return found


def pages(done, engines):
    """What became of the pages: empty texts, failures, laws, seconds."""
    lines = []
    for engine in engines:
        results = [each[engine] for _, each in done if engine in each]
        if results:
            seconds = sum(each["seconds"] for each in results)
            codes = Counter(each["code"] for each in results if each["code"])
            silent = sum(each["empty"] and not each["code"] for each in results)
            broken = sum(not each["sound"] for each in results)
            said = ", ".join(f"{code} {count}" for code, count in codes.most_common())
            lines.append(
                [engine, len(results), f"{len(results) / max(seconds, 1e-9):.0f}", silent, said or "-", broken]
            )
    table(
        "pages, all of which have a gold text",
        ["", "pages", "pages/s, in passing", "empty, and nothing said", "quarantined or failed", "laws broken"],
        lines,
    )
    for engine in engines:
        empty = [
            row["id"] for row, each in done if engine in each and each[engine]["empty"] and engine.startswith("cleaner")
        ]
        if empty:
            print(f"\n{engine}, without text: {', '.join(empty[:20])}{' …' if len(empty) > 20 else ''}")
