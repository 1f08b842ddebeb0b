"""`review.tsv` as a test: what it says holds of the page, or it says what does not."""

from __future__ import annotations

import pytest
from judging import RULES, page

from cleaner import Cleaner
from cleaner.rules.load import load_rules
from cleaner.testing import run_fixtures

HEAD = "verdict\tstart\tend\trule\ttext\tnote\n"
PAGE = page("阅读 12 次", "好灯不怕风。")
VIEWS = PAGE.index("阅读")
BODY = PAGE.index("修灯的人住")
KEEP = """
[[keep]]
id = "brave"
why = "part of the story"
line = '^好灯不怕'
zone = "tail"
"""


@pytest.fixture(scope="module")
def cleaner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "lamp.toml").write_text(RULES.replace("[[remove]]", f"{KEEP}\n[[remove]]", 1), "utf-8")
    return Cleaner(load_rules([folder]))


def line(verdict, text, rule, shown=None, note=""):
    start = PAGE.index(text)
    return f"{verdict}\t{start}\t{start + len(text)}\t{rule}\t{text if shown is None else shown}\t{note}\n"


# the lines, what the first problem says: found; None: it passes
LINES = {
    "nothing": ("", None),
    "a removal that is right": (line("accept", "阅读 12 次", "lamp.example/views"), None),
    "a text that is kept": (line("reject", "修灯的人住在河边", "lamp.example/views"), None),
    "a kept line": (line("reject", "好灯不怕风。", "lamp.example/advice"), None),
    "a text that is removed still": (
        line("reject", "阅读 12 次", "lamp.example/views"),
        "removed by lamp.example/views: '阅读 12 次'",
    ),
    "a removal that is none": (line("accept", "修灯的人住", "lamp.example/views"), "kept: '修灯的人住'"),
    "a removal by another rule": (line("accept", "阅读 12 次", "lamp.example/advice"), "removed by lamp.example/views"),
    "an exception that is narrow": (line("near", "好灯不怕风。", "lamp.example/brave", "x"), None),
    "an exception that is wide": (line("near", "风。", "lamp.example/brave", "x"), "lamp.example/brave fires"),
    "another page": (
        line("reject", "好灯不怕风。", "lamp.example/advice", "好灯不怕雨。"),
        "'好灯不怕风。' stands there",
    ),
    "a page that is too short": (f"reject\t0\t{len(PAGE) + 1}\tx\ty\t\n", f"the page has {len(PAGE)} code points"),
    "fields that are missing": ("reject\t1\t2\n", "review.tsv:2"),
    "a verdict that is none": ("maybe\t1\t2\tx\ty\t\n", "review.tsv:2"),
    "offsets that are none": ("reject\t2\t1\tx\ty\t\n", "review.tsv:2"),
    "a letter for a number": ("reject\tone\t2\tx\ty\t\n", "review.tsv:2"),
}


@pytest.mark.parametrize(("lines", "found"), LINES.values(), ids=LINES)
def test_a_judgement_is_a_test(lines, found, cleaner, tmp_path):
    case = tmp_path / "fixtures/lamp.example/one"
    case.mkdir(parents=True)
    (case / "input.txt").write_text(PAGE, "utf-8")
    (case / "review.tsv").write_text(HEAD + lines, "utf-8")

    [result] = run_fixtures(cleaner, tmp_path / "fixtures")

    assert result.passed == (found is None)
    assert found is None or found in result.problems[0].found
    assert result.spared == (("lamp.example/brave",) if lines.startswith("near") else ())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("review.tsv", b"", "expected the fields"),
        ("review.tsv", b"\xff", "not UTF-8"),
        ("capture.json", b"{", "not what a capture says"),
        ("capture.json", b'{"options": {"colour": "red"}}', "no option 'colour'"),
        ("capture.json", b'{"options": {"profile": "red"}}', "no profile 'red'"),
        ("input.txt", b"", "the page gives nothing: empty-input"),
    ],
)
def test_a_case_that_is_broken_fails_and_does_not_end_the_run(name, data, says, cleaner, tmp_path):
    case = tmp_path / "fixtures/lamp.example/one"
    case.mkdir(parents=True)
    (case / "input.txt").write_text(PAGE, "utf-8")
    (case / "review.tsv").write_text(HEAD + line("reject", "好灯不怕风。", "x"), "utf-8")
    (case / name).write_bytes(data)

    [result] = run_fixtures(cleaner, tmp_path / "fixtures")

    assert says in result.problems[0].found


def test_the_options_of_the_run_that_was_judged_hold(cleaner, tmp_path):
    case = tmp_path / "fixtures/lamp.example/one"
    case.mkdir(parents=True)
    (case / "input.txt").write_text(PAGE, "utf-8")
    (case / "review.tsv").write_text(HEAD + line("reject", "阅读 12 次", "lamp.example/views"), "utf-8")
    (case / "capture.json").write_text('{"options": {"profile": "markup-only"}}', "utf-8")

    [result] = run_fixtures(cleaner, tmp_path / "fixtures")

    assert result.passed


def test_a_case_may_be_judged_and_written_down_as_a_whole(cleaner, tmp_path):
    case = tmp_path / "fixtures/lamp.example/one"
    case.mkdir(parents=True)
    (case / "input.txt").write_text(PAGE, "utf-8")
    (case / "review.tsv").write_text(HEAD, "utf-8")
    (case / "expected.txt").write_text("another text", "utf-8")

    results = run_fixtures(cleaner, tmp_path / "fixtures")

    assert [(result.name, result.passed) for result in results] == [
        ("fixtures/lamp.example/one/review.tsv", True), ("fixtures/lamp.example/one", False),
    ]  # fmt: skip
