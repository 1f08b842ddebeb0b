"""Language and script detection on the development bench, beside langdetect and py3langid in the same run.

python benchmarks/languages.py --sample 3000
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from langdetect import DetectorFactory, LangDetectException  # type: ignore[import-untyped]
from langdetect import detect as langdetect
from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

from cleaner.language import detect
from cleaner.language.conversion import conversion_hint
from cleaner.language.han_script import han_script
from cleaner.language.script import count_letters

BENCH = Path(__file__).parents[2] / "shared" / "bench" / "language"

Row = dict[str, str]
Labeller = Callable[[str], str]

_BASE = {"cmn": "zh", "nb": "no", "nn": "no", "iw": "he", "fil": "tl"}
_NOT_CORE = ("yue", "wuu", "hak", "nan")
_CONVERTERS = ("s2t", "naive", "s2hk", "s2tw", "zhconv-tw", "lazy", "s2twp")


def base(tag: str) -> str:
    code = tag.partition("-")[0]
    return _BASE.get(code, code)


def labellers() -> dict[str, Labeller]:
    DetectorFactory.seed = 0
    model = LanguageIdentifier.from_model_file(MODEL_FILE)

    def by_langdetect(text: str) -> str:
        try:
            return str(langdetect(text))
        except LangDetectException:
            return "und"

    return {
        "cleaner": lambda text: detect(text).tag,
        "py3langid": lambda text: str(model.classify(text)[0]),
        "langdetect": by_langdetect,
    }


def read(name: str, sample: int, seed: int = 0) -> list[Row]:
    with lzma.open(BENCH / f"{name}.dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows: list[Row] = [json.loads(line) for line in lines]
    return rows if sample <= 0 or sample >= len(rows) else random.Random(seed).sample(rows, sample)


def percent(hits: Iterable[bool]) -> str:
    answers = list(hits)
    return f"{100 * sum(answers) / len(answers):6.1f} ({len(answers)})" if answers else "     -"


@dataclass(frozen=True)
class Group:
    """One row of the table: which texts, and what a right answer is."""

    name: str
    goal: str
    lengths: tuple[str, ...]
    takes: Callable[[Row], bool]
    right: Callable[[Row, str], bool]


def same_base(row: Row, tag: str) -> bool:
    return base(tag) == base(row["lang"])


GROUPS = (
    Group(
        "core, 49 languages", "92.5 / 98.5 / 99.8 / 99.9", ("20", "50", "200", "1000"),
        lambda row: row["src"] in ("leipzig", "udhr") and row["lang"] not in _NOT_CORE, same_base,
    ),
    Group("zh-Hans is zh", "99.0 / 99.7 / 100", ("20", "50", "200"), lambda row: row["lang"] == "zh-Hans", same_base),
    Group("zh-Hant is zh", "99.0 / 99.7 / 100", ("20", "50", "200"), lambda row: row["lang"] == "zh-Hant", same_base),
    Group("zh-Hans, full tag", "97 / 99.5 / 100", ("20", "50", "200"), lambda row: row["lang"] == "zh-Hans",
          lambda row, tag: tag == "zh-Hans"),
    Group("zh-Hant, full tag", "95 / 99.5 / 100", ("20", "50", "200"), lambda row: row["lang"] == "zh-Hant",
          lambda row, tag: tag == "zh-Hant"),
    Group("ja", "99 / 99.9", ("20", "50"), lambda row: row["lang"] == "ja", same_base),
    Group("ko", "99 / 99.9", ("20", "50"), lambda row: row["lang"] == "ko", same_base),
    Group("yue found", "88 / 95 / 99.5", ("20", "50", "200"), lambda row: row["lang"] == "yue", same_base),
    Group("zh-Hant not yue", "99.8", ("20", "50", "200"), lambda row: row["lang"] == "zh-Hant",
          lambda _, tag: base(tag) != "yue"),
    Group("zh, 40-70 % Latin", "99.5", ("20", "50", "200", "1000"),
          lambda row: row["lang"].startswith("zh") and 0.4 <= latin_share(row["text"]) < 0.7, same_base),
)  # fmt: skip


def latin_share(text: str) -> float:
    letters = count_letters(text)
    return letters.alphabetic / max(1, letters.total)


def with_a_name(rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Western sentences, and the same with a Han name put in the middle."""
    for row in rows:
        if row["lang"] in ("en", "de", "fr", "es") and row["n"] != "20":
            words = row["text"].split(" ")
            words.insert(len(words) // 2, ("王小明", "東京", "李雪", "香港")[len(words) % 4])
            yield row, " ".join(words)


def language_table(rows: Sequence[Row], tools: dict[str, Labeller]) -> None:
    print(f"{'language, % right':22} {'goal':26}" + "".join(f"{name:>38}" for name in tools))
    answers = {name: {row["text"]: label(row["text"]) for row in rows} for name, label in tools.items()}
    for group in GROUPS:
        print(f"{group.name:22} {group.goal:26}", end="")
        for name in tools:
            cells = (
                [group.right(row, answers[name][row["text"]]) for row in rows if row["n"] == n and group.takes(row)]
                for n in group.lengths
            )
            print(f"{' / '.join(percent(cell).split('(')[0].strip() for cell in cells):>38}", end="")
        print()
    named = list(with_a_name(rows))
    print(f"{'still, with a Han name':22} {'99.5':26}", end="")
    for name, label in tools.items():
        still = (same_base(row, label(text)) for row, text in named if same_base(row, answers[name][row["text"]]))
        print(f"{percent(still):>38}", end="")
    print("\n")


def script_table(rows: Sequence[Row]) -> None:
    lengths = ("10", "30", "100", "300", "1000")
    print(f"{'script, % right':22} {'goal':26}" + "".join(f"{n:>14}" for n in lengths))
    verdicts = [(row, letters_script(row["text"])) for row in rows]
    goals = {"mixed50": "- / - / 97 / 100", "mixed20": "- / - / 92 / 99"}
    for kind in dict.fromkeys(row["kind"] for row in sorted(rows, key=lambda row: row["kind"])):
        for script in sorted({row["script"] for row in rows if row["kind"] == kind}):
            cells = (
                percent(
                    got == script
                    for row, got in verdicts
                    if (row["kind"], row["script"], row["n"]) == (kind, script, n)
                )
                for n in lengths
            )
            goal = goals.get(kind, "94 / 99.5 / 100")
            print(f"{kind + ' ' + script:22} {goal:26}" + "".join(f"{cell:>14}" for cell in cells))
    wrong = sum(
        got in ("Hans", "Hant") and got != row["script"] != "mixed" for row, got in verdicts if row["n"] != "10"
    )
    mixed = [got == "mixed" for row, got in verdicts if row["kind"] in ("s2t", "lazy") and row["n"] != "10"]
    print(f"wrong side at 30 and more: {wrong}; false mixed on s2t and lazy: {percent(mixed)}\n")


def letters_script(text: str) -> str:
    letters = count_letters(text)
    return han_script(letters.simplified, letters.traditional).value


def conversion_table(rows: Sequence[Row]) -> None:
    print(f"{'converted, % hinted':22} {'goal':26}{'300':>14}{'1000':>14}   software alone, 300 and 1000")
    software = ("rustbook-cn", "vscode")
    for kind in ("native", *_CONVERTERS):
        goal = "<= 1" if kind == "native" else "70 / 92 on software" if kind != "s2twp" else "no claim"
        picked = [row for row in rows if row["kind"] == kind and row["script"] == "Hant"]
        cells = []
        for sources in (None, software):
            for n in ("300", "1000"):
                chosen = (row for row in picked if row["n"] == n and (sources is None or row["src"] in sources))
                cells.append(percent(hinted(row["text"]) for row in chosen))
        print(f"{kind:22} {goal:26}" + "".join(f"{cell:>14}" for cell in cells))
    print()


def hinted(text: str) -> bool:
    # The goal is set for texts of 300 characters, punctuation and all: a few Han less.
    return conversion_hint(text, max(300, count_letters(text).han)) is not None


def speed_table(rows: Sequence[Row], tools: dict[str, Labeller]) -> None:
    print(f"{'docs/s, best of 3':22} {'goal':26}" + "".join(f"{name:>20}" for name in tools))
    chinese = [row["text"] for row in rows if row["lang"].startswith("zh") and row["n"] == "1000"][:300]
    cases = [("Chinese, 1000", ">= 6,000", chinese)]
    for n, goal in (("200", ">= 4,000"), ("1000", ">= 1,200")):
        cases.append((f"any language, {n}", goal, [row["text"] for row in rows if row["n"] == n][:400]))
    for name, goal, texts in cases:
        speeds = [rate(label, texts) for label in tools.values()]
        print(f"{name:22} {goal:26}", end="")
        print("".join(f"{f'{speed:,.0f} (1/{speeds[0] / speed:.1f})':>20}" for speed in speeds))


def rate(label: Labeller, texts: Sequence[str]) -> float:
    if not texts:
        return float("nan")
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            label(text)
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=2000, help="texts of each bench; 0 for all")
    parser.add_argument("--only", choices=("language", "script", "conversion", "speed"), action="append")
    arguments = parser.parse_args()
    if not BENCH.is_dir():
        print(f"skipped: no bench at {BENCH}")
        return 0
    wanted = arguments.only or ["language", "script", "conversion", "speed"]
    tools = labellers()
    rows = [row | {"n": str(row["n"])} for row in read("lid", arguments.sample)]
    scripts = [row | {"n": str(row["n"])} for row in read("script", arguments.sample)]
    if "language" in wanted:
        language_table(rows, tools)
    if "script" in wanted:
        script_table(scripts)
    if "conversion" in wanted:
        conversion_table(scripts)
    if "speed" in wanted:
        speed_table(rows, tools)
    return 0


if __name__ == "__main__":
    sys.exit(main())
