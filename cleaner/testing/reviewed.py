r"""Judgements of removals as tests: a page, and in `review.tsv` what of it must be kept and what must be removed.

Each line has six fields, parted by tabs; the first line names them. Offsets are code points of the decoded text.

- `reject`: the removal was wrong, so what a reader sees of `start`–`end` must be kept.
- `accept`: the removal was right, so all that a reader sees of `start`–`end` must be removed by `rule`.
- `near`: with `text` put in behind the first character of each line of `start`–`end`, the exception `rule` must not
  fire: it keeps no more than was meant.

`text` is what stands there, on one line and perhaps cut, so that a page that was changed is found out; `note` is for
people. Beside it, `capture.json` says what the capturer knew of the page, and the options of the run that was judged.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast, get_args

import msgspec
from msgspec import Struct

from cleaner.errors import CleanerError, InputError
from cleaner.io.visible import harmless
from cleaner.model.document import RawDocument
from cleaner.pipeline import Cleaner
from cleaner.testing.judge import Judge, Kind, Line
from cleaner.testing.result import Finding, Result, result

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REVIEW = "review.tsv"
CAPTURE = "capture.json"
FIELDS = ("verdict", "start", "end", "rule", "text", "note")


class Capture(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the capturer knew of a page, and the options of the run, by their names in a manifest."""

    url: str | None = None
    fetched_at: str | None = None
    media_type: str | None = None
    options: dict[str, str | None] = {}


def review_text(lines: Iterable[Line]) -> str:
    """*lines* as `review.tsv`."""
    rows = [
        FIELDS,
        *((item.verdict, str(item.start), str(item.end), item.rule, item.text, item.note) for item in lines),
    ]
    return "".join("\t".join(row) + "\n" for row in rows)


def read_review(path: Path) -> list[tuple[int, Line]]:
    """The lines of the file at *path*, each with its number from 1.

    Raises:
        InputError: it cannot be read, or a line is not as it should be.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{harmless(str(path))}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{harmless(str(path))}: not UTF-8") from None
    head, *rest = text.split("\n")
    if head.rstrip("\r") != "\t".join(FIELDS):
        raise InputError(f"{harmless(str(path))}:1: expected the fields {', '.join(FIELDS)}, parted by tabs")
    return [(number, _line(row.rstrip("\r"), f"{path}:{number}")) for number, row in enumerate(rest, start=2) if row]


def _line(row: str, where: str) -> Line:
    fields = row.split("\t")
    if (
        len(fields) != len(FIELDS)
        or fields[0] not in get_args(Kind)
        or not (fields[1].isdecimal() and fields[2].isdecimal() and int(fields[1]) <= int(fields[2]))
    ):
        expected = f"{len(FIELDS)} fields, {', '.join(get_args(Kind))} first, then two offsets in order"
        raise InputError(f"{harmless(where)}: {harmless(row[:80])!r}; expected {expected}") from None
    return Line(cast("Kind", fields[0]), int(fields[1]), int(fields[2]), *fields[3:])


def read_capture(case: Path) -> Capture:
    """What `capture.json` of *case* says; nothing when there is none.

    Raises:
        InputError: it is not as it should be.
    """
    path = case / CAPTURE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Capture) if path.exists() else Capture()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{harmless(str(path))}: not what a capture says: {error}") from None


def run_review(cleaner: Cleaner, case: Path, name: str) -> Result:
    """The result of the lines of *case*. Rules are those of *cleaner*, options those of the run that was judged."""
    try:
        capture, lines = read_capture(case), read_review(case / REVIEW)
        page = next(case.glob("input.*"))
        judge = Judge(with_options(cleaner, capture.options), raw_of(page.name, page.read_bytes(), capture))
    except CleanerError as error:
        return result(name, [Finding(str(case), str(error), "a page and its judgements")])
    problems = [
        Finding(f"{case / REVIEW}:{number}", found, expected)
        for number, line in lines
        for found, expected in judge.problems(line)
    ]
    return result(name, problems, judge.fired, tuple(line.rule for _, line in lines if line.verdict == "near"))


def is_review(result: Result) -> bool:
    """*result* is one of `run_review`."""
    return result.name.endswith(f"/{REVIEW}")


def raw_of(name: str, data: bytes, capture: Capture) -> RawDocument:
    """The page as it was captured; what it is called says of what kind it is."""
    return RawDocument(
        data=data, path=name, url=capture.url, fetched_at=capture.fetched_at, media_type=capture.media_type
    )


def with_options(cleaner: Cleaner, options: dict[str, str | None]) -> Cleaner:
    """*cleaner* with its rules and other *options*, named as in a manifest.

    Raises:
        CleanerError: there is no such option, or no such value of one.
    """
    known = ("profile", "detector", "to", "extractor", "encoding_backend", "source")
    unknown = [name for name in options if name not in known]
    if unknown:
        raise InputError(f"no option {harmless(unknown[0])!r}; expected {', '.join(known)}")
    has: dict[str, Any] = {name: getattr(cleaner, "form" if name == "to" else name) for name in known}
    wanted = {**has, **options}
    return cleaner if wanted == has else _made(cleaner, tuple(wanted.items()))


@lru_cache(maxsize=4)
def _made(cleaner: Cleaner, options: tuple[tuple[str, Any], ...]) -> Cleaner:
    # The pages of a run were all cleaned alike, and a cleaner takes longer to make than a page to clean.
    return Cleaner(cleaner.book, **dict(options))
