"""Credit lines of many languages, and lines that look like one: `credit_lines/<language>.toml` is the table.

Each row stands in an article that we wrote, on a page of no known source, as plain text, Markdown and HTML. A row says

- `text`: the line as it is on the page, or several; `[words](address)` is a link;
- `place`: `below` the article (default), `above` it, under its headline, or `inside`, among its paragraphs;
- `credits`: the names by role; `chain`: relation, publisher and account of each hop; `rights`: each exactly, default none;
- `facts`: the values of other kinds of fact, those kinds exactly;
- `left`: what of the text stays. Default: nothing; all of it with `trap` (nothing is read) and with `stays` (something is).
"""

from __future__ import annotations

import html
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cleaner import Cleaned, Cleaner, RawDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLES = sorted(Path(__file__).with_name("credit_lines").glob("*.toml"))
ROWS = [
    pytest.param(path.stem, row, id=f"{path.stem}: {row['name']}")
    for path in TABLES
    for row in tomllib.loads(path.read_text("utf-8"))["line"]
]
KEYS = {"name", "text", "place", "credits", "chain", "facts", "rights", "trap", "stays", "left"}
FORMATS = ("text/plain", "text/markdown", "text/html")
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
ARTICLES = tomllib.loads(Path(__file__).with_name("credit_articles.toml").read_text("utf-8"))


@cache
def cleaner() -> Cleaner:
    return Cleaner(extractor="none")


@cache
def read_beside_credits(language: str) -> frozenset[tuple[str, str]]:
    """The facts of the article itself."""
    result = cleaner().clean(RawDocument(data=page(ARTICLES[language], "text/html"), media_type="text/html"))
    assert isinstance(result, Cleaned)
    return frozenset((fact.kind, fact.value) for fact in result.facts)


def lines_around(language: str, row: dict) -> tuple[list[str], list[str]]:
    """The lines of the article above and below those of *row*."""
    article = ARTICLES[language]
    at = {"above": 1, "inside": 3, "below": 4}[row.get("place", "below")]
    return article[:at], article[at:]


def page(lines: Iterable[str], media_type: str) -> bytes:
    """The article in that format, its headline first."""
    title, *rest = lines
    if media_type == "text/html":
        linked = (LINK.sub(r'<a href="\2">\1</a>', html.escape(line, quote=False)) for line in rest)
        body = "".join(f"<p>{line}</p>\n" for line in linked)
        return f"<html><body><article><h1>{title}</h1>\n{body}</article></body></html>".encode()
    head = f"# {title}" if media_type == "text/markdown" else title
    return "\n\n".join([head, *rest]).encode() + b"\n"


def shown(text: str) -> list[str]:
    """What a reader sees, line by line, without white space."""
    return ["".join(LINK.sub(r"\1", line).split()) for line in text.removeprefix("# ").splitlines() if line.strip()]


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize(("language", "row"), ROWS)
def test_a_credit_is_read_and_goes_and_what_only_looks_like_one_stays(language, row, media_type):
    above, below = lines_around(language, row)
    raw = page((*above, *row["text"].splitlines(), *below), media_type)

    result = cleaner().clean(RawDocument(data=raw, media_type=media_type))

    assert isinstance(result, Cleaned), result
    stays = row.get("left", row["text"] if row.get("trap") or row.get("stays") else "")
    assert shown(result.text) == shown("\n".join([*above, stays, *below]))
    stamp = result.stamp
    roles: dict[str, list[str]] = {}
    for credit in stamp.credits:
        roles.setdefault(credit.role, []).append(credit.name)
    assert roles == row.get("credits", {})
    hops = [" ".join(filter(None, (hop.relation, hop.publisher, hop.account))) for hop in stamp.chain]
    assert hops == row.get("chain", [])
    assert (stamp.rights.value if stamp.rights else None) == row.get("rights")
    named: dict[str, list[str]] = {}
    for fact in result.facts:
        named.setdefault(fact.kind, []).append(fact.value)
    for kind, values in row.get("facts", {}).items():
        assert named.get(kind, []) == values, kind
    if row.get("trap"):
        known = {
            *read_beside_credits(language),
            *((kind, value) for kind, each in row.get("facts", {}).items() for value in each),
        }
        assert {(fact.kind, fact.value) for fact in result.facts} <= known


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_rows_of_a_table_are_sound_and_half_of_them_are_traps(path):
    rows = tomllib.loads(path.read_text("utf-8"))["line"]
    names = Counter(row["name"] for row in rows)

    assert [name for name, count in names.items() if count > 1] == []
    assert [row["name"] for row in rows if not row.keys() <= KEYS] == []
    says = {"credits", "chain", "facts", "rights"}
    assert [
        row["name"] for row in rows if row.get("trap") and row.keys() & {"credits", "chain", "rights", "stays"}
    ] == []
    assert [row["name"] for row in rows if row.get("stays") and not row.keys() & says] == []
    assert 2 * sum(row.get("trap", False) for row in rows) >= len(rows) - 1
