"""Reading the gold answers that lie beside the project, and comparing as their README says."""

from __future__ import annotations

import json
import re
from pathlib import Path

SHARED = Path(__file__).parents[2] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
GOLD = SHARED / "gold" / "seeds"
TEXT_PAGES = sorted((SHARED / "pages").glob("*.txt"))

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def lines_of(text: str, title: str | None = None) -> list[str]:
    """The comparison form: stripped lines, no empty ones, NBSP and U+3000 as spaces, a title line on top left out."""
    lines = [_LINK.sub(r"\1", line).replace("\u00a0", " ").replace("\u3000", " ").strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    return lines[1:] if title and lines and lines[0].lstrip("# ") == title.strip() else lines


def decisions(name: str) -> list[dict[str, object]]:
    """The decisions for a seed, a line each."""
    return [json.loads(line) for line in (GOLD / f"{name}.gold.jsonl").read_text("utf-8").splitlines()]


def provenance(name: str) -> dict[str, dict[str, object]]:
    """The facts of a seed."""
    return json.loads((GOLD / f"{name}.provenance.json").read_text("utf-8"))
