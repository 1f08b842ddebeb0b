"""Floors on real text, which lies beside the project and is not part of it."""

from __future__ import annotations

import json
import lzma
import random
from functools import cache
from pathlib import Path

import pytest

from cleaner.language import detect, detect_document
from cleaner.language.script import count_letters
from cleaner.model.language import Language

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared beside the project")


def seed(number: str) -> tuple[Language, list[Language]]:
    [path] = (SHARED / "gold" / "seeds").glob(f"{number}_*.clean.txt")
    document, each = detect_document([line for line in path.read_text("utf-8").splitlines() if line.strip()])
    return document, [part.language for parts in each for part in parts]


@cache
def bench() -> list[dict[str, str | int]]:
    with lzma.open(SHARED / "bench" / "language" / "lid.dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def right(language: str, length: int, sample: int = 200) -> float:
    rows = [row for row in bench() if row["lang"] == language and row["n"] == length]
    rows = random.Random(0).sample(rows, min(sample, len(rows)))
    return sum(detect(str(row["text"])).tag == language for row in rows) / len(rows)


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_every_body_paragraph_of_a_simplified_seed_is_simplified(number: str) -> None:
    document, each = seed(number)

    assert {language.tag for language in (document, *each)} == {"zh-Hans"}
    assert document.converted_from is None


def test_every_body_paragraph_of_the_traditional_seed_is_traditional_and_looks_converted() -> None:
    document, each = seed("004")

    assert {language.tag for language in (document, *each)} == {"zh-Hant"}
    assert document.converted_from is not None
    assert document.converted_from.score > 10
    assert len(document.converted_from.evidence) == 10


@pytest.mark.parametrize(
    ("language", "length", "floor"),
    [
        ("zh-Hans", 20, 0.97), ("zh-Hans", 50, 0.995), ("zh-Hans", 200, 1.0),
        ("zh-Hant", 20, 0.95), ("zh-Hant", 50, 0.995), ("zh-Hant", 200, 1.0),
        ("ja", 20, 0.99), ("ja", 50, 0.999), ("ko", 20, 0.99), ("ko", 50, 0.999),
        ("en", 200, 1.0), ("de", 200, 1.0), ("ru", 200, 1.0), ("ar", 200, 1.0),
    ],
)  # fmt: skip
def test_a_share_of_the_bench_is_right(language: str, length: int, floor: float) -> None:
    assert right(language, length) >= floor


@pytest.mark.parametrize(("length", "floor"), [(20, 0.88), (50, 0.95), (200, 0.995)])
def test_a_share_of_cantonese_is_found(length: int, floor: float) -> None:
    rows = [row for row in bench() if row["lang"] == "yue" and row["n"] == length]

    assert sum(detect(str(row["text"])).code == "yue" for row in rows) / len(rows) >= floor


@pytest.mark.parametrize(("length", "floor"), [(20, 0.925), (50, 0.985), (200, 0.998)])
def test_a_share_of_49_languages_is_right(length: int, floor: float) -> None:
    others = ("yue", "wuu", "hak", "nan")
    rows = [
        row for row in bench() if row["n"] == length and row["src"] in ("leipzig", "udhr") and row["lang"] not in others
    ]

    hits = sum(detect(str(row["text"])).code == str(row["lang"]).partition("-")[0] for row in rows)
    assert hits / len(rows) >= floor


def test_the_script_bench_has_nobody_on_the_wrong_side_from_thirty_characters_on() -> None:
    with lzma.open(SHARED / "bench" / "language" / "script.dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["n"] >= 30 and row["script"] != "mixed"]

    for row in random.Random(0).sample(rows, 1_000):
        letters = count_letters(row["text"])
        ours, others = letters.simplified, letters.traditional
        assert (ours > others) == (row["script"] == "Hans")
