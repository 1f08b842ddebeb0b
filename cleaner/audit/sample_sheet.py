"""A sample as a spreadsheet to fill in, and the judgements read back from it. docs/sampling.md has the columns."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct

from cleaner.errors import InputError, nearest
from cleaner.io.cells import name, words
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cleaner.audit.sample import Drawn, RuleSample, Sample

COLUMNS = (
    "rule", "category", "population", "seed", "doc_id", "seq", "path", "line",
    "before", "removed", "after", "why", "verdict", "note",
)  # fmt: skip
NEEDED = ("rule", "seed", "doc_id", "seq", "path", "verdict")
"""Columns that are read back."""
MOST_BYTES = 256 << 20
"""Larger files are no sheets."""

Verdict = Literal["ok", "wrong"]
Key = tuple[str, int, str]
"""Document, place in its ledger, and the cell of the path: the same bytes may have been given twice."""


class Judged(Struct, frozen=True):
    """A row of a sheet: which removal it is about, and what was said of it; None while nothing was."""

    row: int
    rule: str
    key: Key
    verdict: Verdict | None


class Sheet(Struct, frozen=True):
    """A sheet as it was read."""

    seed: int
    rows: tuple[Judged, ...]


def sheet_of(sample: Sample) -> Iterator[bytes]:
    """*sample* as CSV (RFC 4180), a row at a time: UTF-8 with a byte order mark, without which Excel misreads it."""
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    for rule in sample.rules:
        for item in rule.drawn:
            yield _line(_cells(sample.seed, rule, item))


def key_of(item: Drawn) -> Key:
    """What the row of *item* is known by."""
    return item.doc_id, item.seq, words(item.path or "")


def _line(cells: tuple[object, ...]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()


def _cells(seed: int, rule: RuleSample, item: Drawn) -> tuple[object, ...]:
    return (
        name(rule.rule), item.category, rule.population, seed, name(item.doc_id), item.seq, words(item.path or ""), item.line,
        words(item.before), _removed(item), words(item.after), words(item.why), "", "",
    )  # fmt: skip


def _removed(item: Drawn) -> str:
    if item.removed is None:
        return f"sha256:{item.removed_sha256} of {item.chars} code points"
    if not item.cut:
        return words(item.removed)
    # A backslash of the text itself is doubled, so this can be told from every text.
    return rf"{words(item.removed)[:-1]}\cut{{{item.cut}}}{words(item.removed_last)[1:]}"


def read_sheet(path: Path) -> Sheet:
    """The judgements in the sheet at *path*, in its order; rows and columns may have been moved, added or taken out.

    Commas, semicolons or tabs may separate cells: spreadsheets save as their country does.

    Raises:
        InputError: the file cannot be read or is no sheet; says which row and cell, and what was expected there.
    """
    shown = harmless(str(path))
    records = _records(_text(path, shown), shown)
    _, header = next(records, (0, []))
    places = {title.strip().lower(): place for place, title in enumerate(header)}
    missing = [title for title in NEEDED if title not in places]
    if missing:
        raise InputError(
            f"{shown}: no column {', '.join(missing)} in its first row; expected a sheet that `cleaner sample` wrote"
        )
    rows: list[Judged] = []
    seeds: dict[int, int] = {}
    for number, cells in records:
        row = {title: cells[place].strip() if place < len(cells) else "" for title, place in places.items()}
        if not any(row.values()):
            continue
        where = f"{shown}, row {number}"
        seeds.setdefault(_number(row["seed"], "seed", where), number)
        key = (row["doc_id"], _number(row["seq"], "seq", where), row["path"])
        rows.append(Judged(number, row["rule"], key, _verdict(row["verdict"], where)))
    if len(seeds) > 1:
        told = ", ".join(f"{seed} in row {number}" for seed, number in list(seeds.items())[:5])
        raise InputError(f"{shown}: rows of several samples: seed {told}; expected one, score each sample by itself")
    if not rows:
        raise InputError(f"{shown}: nothing below its first row; expected the rows that `cleaner sample` wrote")
    return Sheet(next(iter(seeds)), tuple(rows))


def _text(path: Path, shown: str) -> str:
    try:
        if not path.is_file():
            raise InputError(f"{shown}: no such file")
        if path.stat().st_size > MOST_BYTES:
            raise InputError(
                f"{shown}: larger than {MOST_BYTES >> 20} MiB; expected a sheet that `cleaner sample` wrote"
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{shown}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{shown}: not UTF-8 at byte {error.start}; save it as “CSV UTF-8”") from None


def _records(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    number = 0
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
        for number, cells in enumerate(records, start=1):
            yield number, cells
    except csv.Error as error:
        raise InputError(
            f"{shown}, row {number + 1}: not CSV: {error}; expected a sheet that `cleaner sample` wrote"
        ) from None


def _number(cell: str, title: str, where: str) -> int:
    try:
        if len(cell) < 20 and cell.isascii():
            return int(cell)
    except ValueError:
        pass
    raise InputError(f"{where}: {title} is {harmless(cell[:40])!r}, expected a whole number, as it was written")


def _verdict(cell: str, where: str) -> Verdict | None:
    said = cell.lower()
    if said in {"ok", "wrong"}:
        return cast("Verdict", said)
    if not said:
        return None
    hint = nearest(said, ["ok", "wrong"])
    raise InputError(f"{where}: verdict is {harmless(cell[:40])!r}, expected ok, wrong or nothing; {hint}".rstrip("; "))
