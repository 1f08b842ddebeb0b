from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cleaner.audit.diff.model import Changed, Counts, Gone, Group, Moves, RuleChange, Setting, Stretch

DOCS = Path(__file__).parents[2] / "docs" / "diff.md"
PAGE = "灯塔管理员每天写一页日记。\n今天风大，信号灯换了两次，潮水比昨天高了半尺。\n点灯的人请打卡\n夜里有两条船靠了岸，船上的人借走了一盏灯，说好明天还。\n"
RULES = """
schema = 1
id = "lamp.example"

[match]
markers = [{ line = "^点灯的人请打卡$", weight = 1.0 }]
"""
REMOVE = """
[[remove]]
id = "stamp-card"
category = "promotion"
why = "asks readers to check in"
line = "^点灯的人请打卡$"
"""


@pytest.fixture
def results(command, tmp_path):
    (tmp_path / "dump").mkdir()
    for number in range(3):
        (tmp_path / "dump" / f"{number}.txt").write_text(PAGE + f"第{number}页。\n", "utf-8")
    (tmp_path / "dump" / "other.txt").write_text("一页没有打卡的文字，写的是别的事情，与灯无关。\n", "utf-8")
    for name, rules in (("before", RULES), ("after", RULES + REMOVE)):
        (tmp_path / f"{name}-rules").mkdir()
        (tmp_path / f"{name}-rules" / "lamp.example.toml").write_text(rules, "utf-8")
        command("clean", tmp_path / "dump", "-o", tmp_path / name, "--rules", tmp_path / f"{name}-rules")
    return tmp_path / "before", tmp_path / "after"


def test_an_edit_is_shown_by_its_rule_with_the_same_text_once(command, results):
    ran = command("diff", *results)

    assert ran.code == 1
    assert "4 documents in both: 3 changed, 1 have the same text" in ran.text
    assert "rules of lamp.example differ" in ran.text
    assert ran.text.index("rules of") < ran.text.index("4 documents")
    assert "lamp.example/stamp-card (promotion) now removes: 3 documents, 3 stretches, 21 characters" in ran.text
    assert "3× in 3 documents" in ran.text
    assert ran.text.count("    - 点灯的人请打卡\n") == 1
    assert "      今天风大，信号灯换了两次，潮水比昨天高了半尺。\n" in ran.text
    assert "      夜里有两条船靠了岸，船上的人借走了一盏灯，说好明天还。\n" in ran.text


def test_the_page_shows_what_is_shown(command, results):
    ran = command("diff", *results)
    block = DOCS.read_text("utf-8").partition("```text\n")[2].partition("```")[0]

    shown = [line.rstrip() for line in ran.text.splitlines()]
    for line in block.splitlines():
        # Digests and paths are those of another run.
        if not line.startswith(("rules of", "  @")):
            assert line in shown


@pytest.mark.parametrize("kind", [Stretch, Changed, Setting, Gone, Group, RuleChange, Moves, Counts])
def test_the_page_explains_every_field(kind):
    page = DOCS.read_text("utf-8")
    words = {
        word.removesuffix("[]") for quoted in re.findall("`([^`\n]+)`", page) for word in re.split(r"[ .]", quoted)
    }

    assert [name for name in kind.__struct_fields__ if name not in words] == []


def test_the_edit_undone_is_the_same_with_another_sign(command, results):
    ran = command("diff", *reversed(results))

    assert "lamp.example/stamp-card (promotion) no longer removes" in ran.text
    assert "    + 点灯的人请打卡\n" in ran.text


def test_only_the_numbers(command, results):
    ran = command("diff", *results, "--stat")

    assert ran.code == 1
    assert "- now removes" in ran.text
    assert "潮水" not in ran.text


def test_by_document_each_is_named(command, results):
    ran = command("diff", *results, "--by", "document", "--show", 2)

    assert ran.text.count("(lamp.example)") == 2
    assert "2 of 3 changed documents; --show 0 shows all" in ran.err
    assert command("diff", *results, "--by", "document", "--show", 0).text.count("(lamp.example)") == 3


def test_json_has_all_of_it(command, results):
    found = json.loads(command("diff", *results, "--json").out)

    assert (found["schema"], found["a"], found["b"]) == ("cleaner/diff/1", "before", "after")
    assert found["counts"]["changed"] == len(found["documents"]) == 3
    (rule,) = found["rules"]
    assert (rule["rule"], rule["kind"], rule["groups"][0]["count"]) == ("lamp.example/stamp-card", "removes", 3)
    assert [each["text"] for document in found["documents"] for each in document["stretches"]] == ["点灯的人请打卡"] * 3


def test_a_result_does_not_differ_from_itself(command, results):
    ran = command("diff", results[0], results[0])

    assert (ran.code, ran.text) == (0, "4 documents in both: 0 changed, 4 have the same text\n")


def test_hostile_text_steers_no_terminal(command, tmp_path):
    (tmp_path / "a.txt").write_text("作者：\x1b[2J\u202e林一\n一段正文，写的是灯和风，足够长，不会被隔离。\n", "utf-8")
    command("clean", tmp_path / "a.txt", "-o", tmp_path / "one", "--profile", "reading")
    command("clean", tmp_path / "a.txt", "-o", tmp_path / "two", "--profile", "markup-only")
    command("clean", tmp_path / "a.txt", "-o", tmp_path / "three")
    for pair in (("one", "two"), ("two", "three"), ("one", "three")):
        ran = command("diff", *(tmp_path / name for name in pair))
        assert ran.code in {0, 1}
        assert "\x1b" not in ran.text
        assert "\u202e" not in ran.text


def test_what_is_gone_to_quarantine_is_told_with_its_code(command, results, tmp_path):
    (tmp_path / "strict").mkdir()
    strict = RULES.replace("[match]", "[limits]\nmin_chars = 1000\n\n[match]")
    (tmp_path / "strict" / "lamp.example.toml").write_text(strict, "utf-8")
    command("clean", tmp_path / "dump", "-o", tmp_path / "held", "--rules", tmp_path / "strict")

    ran = command("diff", results[0], tmp_path / "held")
    back = command("diff", tmp_path / "held", results[0])

    assert "3 gone to quarantine (too-short): " in ran.text
    assert "3 come from quarantine (too-short): " in back.text
    assert (ran.code, back.code) == (1, 1)


def test_lines_that_cannot_be_read_are_told(command, results):
    part = results[1] / "documents" / "part-00000.jsonl"
    part.write_bytes(b"{nothing}\n" + b"".join(part.read_bytes().splitlines(keepends=True)[1:]))

    ran = command("diff", *results)

    assert ran.code == 1
    assert "could not be read" in ran.err
    assert "1 only in the first result" in ran.text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["{tmp}", "{tmp}"], "manifest.json", id="no result"),
        pytest.param(["{before}", "{tmp}/none"], "manifest.json", id="no second result"),
        pytest.param(["{before}"], "OUT_B", id="one result"),
        pytest.param(["{before}", "{before}", "--by", "source"], "document", id="by something else"),
        pytest.param(["{before}", "{before}", "--show", "-1"], "--show", id="fewer than none"),
    ],
)
def test_misuse_is_told(command, results, tmp_path, arguments, words):
    ran = command("diff", *(each.format(tmp=tmp_path, before=results[0]) for each in arguments))

    assert (ran.code, ran.out) == (2, b"")
    assert words in ran.err


def test_help_teaches_with_examples(command):
    ran = command("diff", "--help")

    assert ran.code == 0
    assert "cleaner diff before after --by document --show 20" in ran.text
