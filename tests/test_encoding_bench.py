"""Floors on real pages in their encodings, which lie beside the project and are not part of it."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cleaner import RawDocument
from cleaner.decode import decode
from cleaner.model.document import DecodedText

ARCHIVE = Path(__file__).parents[2] / "shared" / "bench" / "encoding" / "encoding.dev.tar.xz"
pytestmark = pytest.mark.skipif(not ARCHIVE.is_file(), reason="no ../shared beside the project")

STRIDE = 3


@cache
def bench() -> dict[str, list[tuple[bytes, str]]]:
    """Every third file of each form, with what it says."""
    with tarfile.open(ARCHIVE) as tar:
        files = {member.name.removeprefix("./"): tar.extractfile(member) for member in tar if member.isfile()}
        held = {name: file.read() for name, file in files.items() if file}
    forms: dict[str, list[tuple[bytes, str]]] = {}
    for row in map(json.loads, held["enc.dev.jsonl"].splitlines()):
        truth = held[row["path"].removesuffix("bin") + "txt"].decode()
        forms.setdefault(row["form"], []).append((held[row["path"]], truth))
    return {form: pairs[::STRIDE] for form, pairs in forms.items()}


def is_undamaged(data: bytes, truth: str) -> bool:
    decoded = decode(RawDocument(data=data))
    text = decoded.text if isinstance(decoded, DecodedText) else ""
    wanted, got = (
        Counter(char for char in side if char > "\x7f" and char not in "\ufeff\ufffd") for side in (truth, text)
    )
    return max((wanted - got).total(), (got - wanted).total()) <= wanted.total() / 100


@pytest.mark.parametrize(
    ("form", "floor"),
    [
        ("plain", 0.995), ("html-nometa", 0.995), ("html-meta", 0.995), ("html-lie", 0.995), ("cut-tail", 1.0),
        ("bad-byte", 0.98), ("chardet-test", 0.98),
    ],
)  # fmt: skip
def test_pages_come_out_undamaged(form, floor):
    answers = [is_undamaged(data, truth) for data, truth in bench()[form]]

    assert sum(answers) / len(answers) >= floor
