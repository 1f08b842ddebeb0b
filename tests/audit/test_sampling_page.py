"""docs/sampling.md tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cleaner.audit.bounds import Stratum, most_wrong, most_wrong_share
from cleaner.audit.sample import AROUND, SHOWN_FIRST, SHOWN_LAST
from cleaner.audit.sample_sheet import COLUMNS
from cleaner.cli.sample import _share

PAGE = (Path(__file__).parents[2] / "docs" / "sampling.md").read_text("utf-8")
MANY = 10_000_000


def rows(heading):
    table = PAGE.split(f"| {heading}", 1)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in table]


@pytest.mark.parametrize(("judged", "share"), rows("judged, none wrong"))
def test_the_table_of_bounds_is_what_is_computed(judged, share):
    found = most_wrong(Stratum(MANY, int(judged.replace(",", "")), 0), 0.95) / MANY

    assert _share(found) == share.replace(" ", "")


def test_the_columns_are_those_of_the_sheet():
    assert tuple(name for cells in rows("column |") for name in re.findall(r"`([a-z_]+)`", cells[0])) == COLUMNS
    assert (AROUND, SHOWN_FIRST, SHOWN_LAST) == (100, 1400, 600)


def test_what_is_said_of_a_correction_for_many_rules_is_so():
    corrected = most_wrong(Stratum(MANY, 60, 0), 1 - 0.05 / 100) / MANY

    assert (_share(corrected), _share(most_wrong_share([Stratum(MANY, 60, 0)] * 100, 0.95))) == ("12%", "0.050%")
