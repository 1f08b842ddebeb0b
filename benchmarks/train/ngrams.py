"""Write `cleaner/language/ngrams.txt.xz`: how telling the letters of words are for languages that share a script.

    pip download --no-deps lingua-language-detector==1.3.5
    pip install brotli langdetect
    python benchmarks/train/ngrams.py lingua_language_detector-1.3.5-py3-none-any.whl

Four letters in a row inside words: from the models in lingua's pure Python wheel (Apache-2.0). The first two and the last
two letters of words, with the space: from the profiles in langdetect (Apache-2.0). The same packages give the same bytes.
"""

from __future__ import annotations

import json
import lzma
import math
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import brotli  # type: ignore[import-not-found]
from langdetect.detector_factory import PROFILES_DIRECTORY  # type: ignore[import-untyped]

from cleaner.language.detectors import LANGUAGES

TARGET = Path(__file__).parents[2] / "cleaner" / "language" / "ngrams.txt.xz"

# How many n-grams of each script are kept, inside words and at their edges: the ones that tell most.
_KEPT = {"Latn": (12_000, 2_500), "Cyrl": (3_000, 600), "Arab": (3_000, 600), "Deva": (3_000, 600)}

# A share of all n-grams below this is as good as none.
_FLOOR = 1e-5
# Half a nat above the floor is a step, written as a character from `0`.
_STEPS_PER_NAT = 2

_ORDERS = ("uni", "bi", "tri", "quadri")
_NORWEGIAN = {"nb": 0.8, "nn": 0.2}

_HEADER = """\
# How telling letters of words are for languages that share a script, written by benchmarks/train/ngrams.py.
# Inside words: derived from the models of lingua {lingua}, Copyright Peter M. Stahl, Apache License 2.0.
# At their edges (with a space): derived from the profiles of langdetect {langdetect}, Copyright Nakatani Shuyo, Apache License 2.0.
# A script with its languages, then its n-grams, each with a digit for every language: chr(48 + 2 * ln(share / {floor})).
"""

Shares = Mapping[str, float]


def inside(wheel: zipfile.ZipFile, language: str) -> Shares:
    """Shares of the four-letter n-grams. The models have conditional ones, of a letter behind those before it."""
    if language == "no":
        parts = [(inside(wheel, code), weight) for code, weight in _NORWEGIAN.items()]
        grams = {gram for shares, _ in parts for gram in shares}
        return {gram: sum(shares.get(gram, 0.0) * weight for shares, weight in parts) for gram in grams}
    shares: dict[str, float] = {"": 1.0}
    for order in _ORDERS:
        model = json.loads(brotli.decompress(wheel.read(f"lingua/language-models/{language}/{order}grams.json.br")))
        following = {}
        for fraction, grams in model["ngrams"].items():
            times, _, of = fraction.partition("/")
            for gram in grams.split(" "):
                following[gram] = int(times) / int(of) * shares[gram[:-1]]
        shares = following
    return shares


def edges(language: str) -> Shares:
    """Shares of two letters with the space before or behind them."""
    profile = json.loads(Path(PROFILES_DIRECTORY, language).read_text("utf-8"))
    shares: defaultdict[str, float] = defaultdict(float)
    for gram, times in profile["freq"].items():
        if len(gram) == 3 and (gram[0] == " ") != (gram[2] == " "):
            shares[gram.lower()] += times / profile["n_words"][2]
    return shares


def most_telling(by_language: list[Shares], kept: int) -> Iterator[tuple[str, list[float]]]:
    """The n-grams whose shares differ most among the languages, with these shares, in the order of the n-grams."""
    rows = {}
    for gram in {gram for shares in by_language for gram in shares}:
        row = [shares.get(gram, 0.0) + _FLOOR for shares in by_language]
        mean = sum(row) / len(row)
        rows[gram] = row, sum(share * math.log(share / mean) for share in row)
    best = sorted(rows, key=lambda gram: (-rows[gram][1], gram))[:kept]
    yield from ((gram, rows[gram][0]) for gram in sorted(best))


def digit(share: float) -> str:
    return chr(ord("0") + round(_STEPS_PER_NAT * math.log(share / _FLOOR)))


def main() -> int:
    [path] = sys.argv[1:]
    lines = [_HEADER.format(lingua=Path(path).name.split("-")[1], langdetect=version("langdetect"), floor=_FLOOR)]
    with zipfile.ZipFile(path) as wheel:
        for script, (within, at_edges) in _KEPT.items():
            languages = LANGUAGES[script]
            lines.append(f"# {script} {' '.join(languages)}\n")
            for gather, kept in ((lambda code: inside(wheel, code), within), (edges, at_edges)):
                rows = most_telling([gather(code) for code in languages], kept)
                lines += (f"{gram}\t{''.join(map(digit, row))}\n" for gram, row in rows)
    TARGET.write_bytes(lzma.compress("".join(lines).encode(), preset=9))
    print(f"{len(lines)} lines, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
