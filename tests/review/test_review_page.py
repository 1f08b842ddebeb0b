"""docs/review.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from judging import Case, page

from cleaner.review.literal import _HEAD, _TAIL, LONG

DOC = (Path(__file__).parents[2] / "docs/review.md").read_text("utf-8")


def test_the_lengths_of_patterns_are_those_of_the_program():
    assert f"text of {LONG} characters or more the first {_HEAD} and the last {_TAIL}" in DOC.replace("\n  ", " ")


def test_the_exception_and_the_test_look_as_shown(tmp_path):
    case = Case(tmp_path, {"1.txt": page("好灯不怕风。")})
    note = "the last sentence of the story"
    case.apply(
        case.decision("lamp.example/advice", note=note), case.decision("lamp.example/breadcrumb", verdict="accept")
    )

    made = (case.rules / "lamp.example.reviewed.toml").read_text("utf-8")
    shown = DOC.split("```toml\n")[1].split("```")[0]
    assert [line for line in made.splitlines()[4:] if not line.startswith("id")] == [
        line for line in shown.splitlines() if not line.startswith("id")
    ]
    lines = next(case.rules.glob("fixtures/*/*/review.tsv")).read_text("utf-8").splitlines()
    shown = DOC.split("```text\n")[1].split("```")[0].splitlines()
    found = [re.sub("reviewed-[0-9a-f]+", "reviewed-…", line) for line in lines]
    assert found == [re.sub("reviewed-[0-9a-f]+", "reviewed-…", line) for line in shown]
