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


def seed(number: str) -> tuple[Language, tuple[Language, ...]]:
    [path] = (SHARED / "gold" / "seeds").glob(f"{number}_*.clean.txt")
    return detect_document([line for line in path.read_text("utf-8").splitlines() if line.strip()])


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
        ("zh-Hans", 20, 0.96), ("zh-Hans", 50, 0.99), ("zh-Hans", 200, 1.0),
        ("zh-Hant", 20, 0.95), ("zh-Hant", 50, 0.99), ("zh-Hant", 200, 1.0),
        ("ja", 50, 0.99), ("ko", 50, 0.99), ("en", 200, 0.99), ("de", 200, 0.99), ("ru", 200, 0.99), ("ar", 200, 0.99),
    ],
)  # fmt: skip
def test_a_share_of_the_bench_is_right(language: str, length: int, floor: float) -> None:
    assert right(language, length) >= floor


def test_the_script_bench_has_nobody_on_the_wrong_side_from_thirty_characters_on() -> None:
    with lzma.open(SHARED / "bench" / "language" / "script.dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["n"] >= 30 and row["script"] != "mixed"]

    for row in random.Random(0).sample(rows, 1_000):
        letters = count_letters(row["text"])
        ours, others = letters.simplified, letters.traditional
        assert (ours > others) == (row["script"] == "Hans")
