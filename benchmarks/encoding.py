"""Encodings told on the development bench, beside chardet and charset-normalizer in the same run; times; bad cases.

python benchmarks/encoding.py [--bench encoding.dev.tar.xz] [--sample 0] [--only forms]

Undamaged: at most one in a hundred of the characters above ASCII is wrong or lost; marks for bad bytes do not count.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import chardet
from charset_normalizer import from_bytes

from cleaner import RawDocument
from cleaner.decode import BACKENDS, decode
from cleaner.model.document import DecodedText

BENCH = Path(__file__).parents[2] / "shared" / "bench" / "encoding" / "encoding.dev.tar.xz"

Reader = Callable[[bytes], tuple[str, str]]
"""From bytes to the name of an encoding, empty if there is none, and the text."""

GOALS = {
    "plain": "99.5", "html-nometa": "99.5", "html-meta": "99.5", "html-lie": "99.5", "cut-tail": "100",
    "bad-byte": "98", "chardet-test": "-",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A file of the bench and what it says."""

    form: str
    size: int
    encoding: str
    data: bytes
    truth: str


def cases_in(folder: Path) -> Iterator[Case]:
    """The files of the unpacked bench in *folder*."""
    for line in (folder / "enc.dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        path = folder / row["path"]
        truth = path.with_suffix(".txt").read_bytes().decode()
        yield Case(row["form"], row["size"], row["enc"], path.read_bytes(), truth)


def unpacked(bench: Path, sample: int) -> list[Case]:
    """*sample* files of *bench* by stride, all for 0."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(bench) as tar:
            tar.extractall(folder, filter="data")
        cases = list(cases_in(Path(folder)))
    return cases[:: max(1, len(cases) // sample)] if sample else cases


def by_cleaner(backend: str) -> Reader:
    def read(data: bytes) -> tuple[str, str]:
        result = decode(RawDocument(data=data), backend)
        return (result.encoding, result.text) if isinstance(result, DecodedText) else ("", "")

    return read


def by_chardet(data: bytes) -> tuple[str, str]:
    name = chardet.detect(data, compat_names=False)["encoding"] or ""
    return name, data.decode(name or "utf-8", "replace")


def by_charset_normalizer(data: bytes) -> tuple[str, str]:
    best = from_bytes(data).best()
    name = best.encoding if best else ""
    return name, data.decode(name or "utf-8", "replace")


READERS: dict[str, Reader] = {
    **{f"cleaner, {name}": by_cleaner(name) for name in BACKENDS},
    "chardet": by_chardet,
    "charset-normalizer": by_charset_normalizer,
}


def damage(truth: str, text: str) -> float:
    """Share of the characters above ASCII that are wrong, lost or added; marks for bad bytes are not counted."""
    wanted, got = (Counter(char for char in side if char > "\x7f") for side in (truth, text.removeprefix("\ufeff")))
    del wanted["\ufffd"], got["\ufffd"]
    return max((wanted - got).total(), (got - wanted).total()) / max(1, wanted.total())


def form_table(cases: Sequence[Case], *, verbose: bool) -> None:
    print(f"{'undamaged / exact, %':24}{'goal':>6}" + "".join(f"{name:>28}" for name in READERS))
    for form, goal in GOALS.items():
        chosen = [case for case in cases if case.form == form]
        if not chosen:
            continue
        print(f"{f'{form} ({len(chosen)})':24}{goal:>6}", end="", flush=True)
        missed = []
        for name, read in READERS.items():
            answers = [(case, *read(case.data)) for case in chosen]
            damages = [damage(case.truth, text) for case, _, text in answers]
            whole = sum(text.removeprefix("\ufeff") == case.truth for case, _, text in answers)
            cell = f"{100 * sum(hurt <= 0.01 for hurt in damages) / len(chosen):.1f} / {100 * whole / len(chosen):.1f}"
            print(f"{cell:>28}", end="", flush=True)
            if name.startswith("cleaner"):
                missed += [
                    f"    {name}: {case.encoding} read as {found or 'nothing'}, {hurt:.1%} damaged"
                    for (case, found, _), hurt in zip(answers, damages, strict=True)
                    if hurt > 0.01
                ]
        print("".join(f"\n{line}" for line in missed) if verbose else "")
    print()


def milliseconds(read: Reader, data: bytes, runs: int) -> float:
    # Of the process, so that others on the machine count little.
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        read(data)
        best = min(best, time.process_time() - start)
    return best * 1000


def speed_table(cases: Sequence[Case]) -> None:
    print(f"{'ms a file, mean':24}{'goal':>6}" + "".join(f"{name:>28}" for name in READERS))
    east = ("gbk", "gb18030", "big5", "cp932", "euc_jp", "cp949")
    for size in (10_000, 100_000):
        for name, goal, wanted in (
            ("UTF-8", {10_000: "0.05", 100_000: "0.3"}[size], lambda code: code == "utf-8"),
            ("East Asian", {10_000: "5", 100_000: "-"}[size], lambda code: code in east),
            ("single byte", "-", lambda code: code.startswith(("cp125", "iso", "koi"))),
        ):
            chosen = [
                case.data for case in cases if (case.form, case.size) == ("plain", size) and wanted(case.encoding)
            ]
            if chosen:
                means = [sum(milliseconds(read, data, 3) for data in chosen) / len(chosen) for read in READERS.values()]
                row = "".join(f"{f'{mean:.2f} ({mean / means[0]:.1f}x)':>28}" for mean in means)
                print(f"{f'{size // 1000} KB {name} ({len(chosen)})':24}{goal:>6}{row}")
    print()


def bad_cases(seed: int = 0) -> dict[str, bytes]:
    chinese = "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。\n"
    german = "Der Wärter putzte die letzte Lampe dreimal und ging dann zum Essen über den Hof.\n"
    pool = random.Random(seed)
    million = 1 << 20

    def filled(piece: bytes, size: int) -> bytes:
        return (piece * (size // len(piece) + 1))[:size]

    return {
        "UTF-8 zh 5 MB": filled(chinese.encode(), 5 * million // 3 * 3),
        "UTF-8 zh 1 MB, cut": filled(chinese.encode() * 3, million) + b"\xe7\x81",
        "GBK 5 MB, cut": filled(chinese.encode("gbk"), 5 * million),
        "2 MB ASCII + GBK": filled(b"plain words ", 2 * million) + chinese.encode("gbk") * 8,
        "2 MB ASCII + UTF-8, cut": filled(b"plain words ", 2 * million) + chinese.encode()[:-2],
        "3 MB base64 + GBK": base64.b64encode(pool.randbytes(9 * million // 4)) + b"\n" + chinese.encode("gbk") * 8,
        "Windows-1252 5 MB": filled(german.encode("cp1252"), 5 * million),
        "random 5 MB": pool.randbytes(5 * million),
        "random high 5 MB": pool.randbytes(5 * million).translate(bytes(range(128, 256)) * 2),
        "one high byte, 5 MB": b"\x81" * (5 * million),
        "meta without end": b"<meta " * 100_000 + chinese.encode("gbk"),
        "comments without end": b"<!--" * 100_000 + chinese.encode("gbk"),
    }


def bad_case_table() -> None:
    print(f"{'bad cases, ms':24}{'goal':>6}" + "".join(f"{name:>28}" for name in READERS))
    for name, data in bad_cases().items():
        print(f"{name:24}{'100' if name.startswith('2 MB') else '300':>6}", end="", flush=True)
        for read in READERS.values():
            found = read(data)[0] or "none"
            print(f"{f'{found} {milliseconds(read, data, 2):.1f}':>28}", end="", flush=True)
        print()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, default=BENCH, help="the archive of the bench")
    parser.add_argument("--sample", type=int, default=0, help="files of the bench, by stride; 0 for all")
    parser.add_argument("--only", choices=("forms", "speed", "bad"), action="append")
    parser.add_argument("--verbose", action="store_true", help="name what is missed")
    options = parser.parse_args()
    wanted = options.only or ["forms", "speed", "bad"]
    if not options.bench.is_file():
        print(f"no bench at {options.bench}: name its archive with --bench", file=sys.stderr)
        return 1
    cases = unpacked(options.bench, options.sample)
    if "forms" in wanted:
        form_table(cases, verbose=options.verbose)
    if "speed" in wanted:
        speed_table(cases)
    if "bad" in wanted:
        bad_case_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
