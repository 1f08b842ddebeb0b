"""docs/inputs.md says what is read: its names, limits and codes are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner.io.containers import Fields, Limits, fields, http, is_taken, records, saved_page, tape, web_archive
from cleaner.io.containers.kinds import _FORMS, _PACKED_SUFFIXES

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "inputs.md").read_text("utf-8")
SOURCES = [*(ROOT / "cleaner" / "io" / "containers").glob("*.py"), *(ROOT / "cleaner" / "io").glob("*.py")]


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_limit_is_there_with_its_default_and_its_option():
    told = {
        name.strip("`"): (option.strip("`"), int(default.replace(",", "")))
        for name, option, default, _ in rows("Limits")
    }
    limits = Limits()

    assert told == {
        name: (f"--max-{name.replace('_', '-')}", getattr(limits, name)) for name in Limits.__struct_fields__
    }


def test_every_option_that_a_reason_names_is_on_the_page():
    named = {option for path in SOURCES for option in re.findall(r"--(?:max|text)-[a-z-]+", path.read_text("utf-8"))}

    assert named
    assert named <= set(re.findall(r"--[a-z-]+", PAGE))


def test_every_code_is_explained_and_no_other():
    code = re.compile(r'(?:Broken\(|Unreadable\([^,()]+(?:\([^()]*\))?,)\s*"([a-z-]+)"')
    found = {name for path in SOURCES for name in code.findall(path.read_text("utf-8"))}

    assert {row[0].strip("`") for row in rows("Codes")} == found


@pytest.mark.parametrize(
    ("option", "names"),
    [
        ("text", fields.TEXT),
        ("url", fields.URL),
        ("id", fields.ID),
        ("date", fields.DATE),
        ("media_type", fields.MEDIA_TYPE),
    ],
)
def test_the_usual_names_of_fields_are_those_that_are_tried(option, names):
    (told,) = (
        told for _, named, told in rows("Records with fields") if named == f"`--{option.replace('_', '-')}-field`"
    )

    assert option in Fields.__struct_fields__
    assert tuple(told.split("`")[1].split()) == names


def test_every_suffix_is_there():
    told = set(re.findall(r"\.[a-z0-9]+(?=[ `])", section("Forms")))

    assert set(_FORMS) <= told | {".arc", ".json"}
    assert set(_PACKED_SUFFIXES) <= told | {".zstd"}
    assert {suffix for suffix in _FORMS if not is_taken(f"a{suffix}")} == {".json", ".csv", ".tsv"}


def test_the_fixed_limits_are_those_that_are_told():
    from cleaner.io.containers import csv_rows, unpack

    assert records.MAX_HEADER == saved_page._HEADERS == 64 << 10
    assert tape._LONGEST_HEADER == 1 << 20
    assert csv_rows._MOST_VALUES == 1_000_000
    assert unpack._WINDOW == 256 << 20


def test_the_media_types_of_web_archives_are_those_that_are_told():
    told = set(re.findall(r"`([a-z]+/[a-z+-]+)`", section("Web archives")))

    assert web_archive.TEXTS - {"text/x-markdown"} <= told
    assert {"gzip", "deflate", "br", "zstd"} <= set(re.findall(r'"([a-z]+)"', Path(http.__file__).read_text("utf-8")))
