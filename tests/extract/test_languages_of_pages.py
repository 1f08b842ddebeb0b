"""Pages in Japanese, Korean, Arabic, Russian and Thai, in the shape of real ones: pages/NAME.html and what is to stay of it.

The texts are made up; what surrounds them is what such sites print. Our own extractor must pass all of them.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cleaner import Cleaned, Cleaner, RawDocument

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
LEAST = 0.95
WRONG = {("readability", "ru-news")}
"""What is known to come out below it, of extractors and pages; ours has no place here."""

pages = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


@cache
def cleaned(path: Path, extractor: str) -> str:
    result = Cleaner(extractor=extractor).clean(RawDocument(data=path.read_bytes(), path=path.name))
    assert isinstance(result, Cleaned), result
    return result.text


def grams(text: str) -> Counter[str]:
    """Four letters in a row, without white space: the same measure in every script."""
    text = "".join(text.split())
    return Counter(text[n : n + 4] for n in range(len(text) - 3))


def nearness(found: str, expected: str) -> float:
    """F1 of the two texts' grams."""
    mine, theirs = grams(found), grams(expected)
    common = sum((mine & theirs).values())
    return 2 * common / (sum(mine.values()) + sum(theirs.values()))


def expected(path: Path) -> str:
    return path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("extractor", ["model", "trafilatura", "readability", "turbohtml"])
@pages
def test_the_article_of_a_page_in_any_script_stays_and_what_surrounds_it_goes(path, extractor):
    if extractor == "readability":
        pytest.importorskip("readability")
    if (extractor, path.stem) in WRONG:
        pytest.skip(f"{extractor} gets this page wrong")
    found = nearness(cleaned(path, extractor), expected(path))

    assert found >= LEAST, f"F1 {found:.3f}"


def test_the_measure_tells_a_whole_page_from_its_article():
    whole = [nearness(cleaned(path, "none"), expected(path)) for path in PAGES]

    assert max(whole) < LEAST
    assert min(nearness(expected(path), expected(path)) for path in PAGES) == 1
