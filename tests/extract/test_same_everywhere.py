"""The model gives the same probabilities and the same ledgers on every machine, Python and NumPy: digests are in pages/same.json.

They change with the model, with blocks and with reasons. When that is meant, write them anew, and read the diff:

    .venv/bin/python tests/extract/test_same_everywhere.py
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec
import pytest

from cleaner import Cleaned, Cleaner, RawDocument
from cleaner.blocks import parse
from cleaner.decode import decode
from cleaner.extract import EXTRACTORS

HERE = Path(__file__).parent / "pages"
GOLDEN = HERE / "same.json"
PAGES = sorted([*HERE.glob("*.html"), *HERE.glob("*.txt")])


def digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:16]


def digests(cleaner: Cleaner, path: Path) -> dict[str, str]:
    """Of the probabilities of the blocks, and of the removals with all that they say."""
    raw = RawDocument(data=path.read_bytes(), path=path.name)
    extraction = EXTRACTORS["model"](parse(decode(raw)))
    assert extraction is not None or path.suffix == ".txt"
    result = cleaner.clean(raw)
    assert isinstance(result, Cleaned), result
    return {"probabilities": digest(extraction and extraction.probabilities), "ledger": digest(result.ledger)}


def all_digests() -> dict[str, dict[str, str]]:
    cleaner = Cleaner(extractor="model")
    return {path.name: digests(cleaner, path) for path in PAGES}


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, str]]:
    return all_digests()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_has_the_ledger_that_it_has_everywhere(path, found):
    assert found[path.name] == json.loads(GOLDEN.read_bytes()).get(path.name)


def test_what_was_cleaned_before_changes_nothing(found):
    cleaner = Cleaner(extractor="model")

    assert {path.name: digests(cleaner, path) for path in reversed(PAGES)} == found


def test_no_digest_is_of_a_page_that_is_gone():
    assert set(json.loads(GOLDEN.read_bytes())) == {path.name for path in PAGES}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(all_digests(), indent=1) + "\n", "utf-8")
