from __future__ import annotations

import json
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"


def test_a_result_as_it_was_written_has_no_findings(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out")

    ran = command("verify", tmp_path / "out", "--raw", SEEDS)

    assert (ran.code, ran.out) == (0, b"")
    assert "all as it was written" in ran.err


def test_a_finding_is_a_line_with_document_field_code_and_detail(command, tmp_path):
    command("clean", SEEDS / "gptnb.txt", "-o", tmp_path / "out")
    part = tmp_path / "out" / "documents" / "part-00000.jsonl"
    part.write_text(part.read_text("utf-8").replace("电池", "电油", 1), "utf-8")

    ran = command("verify", tmp_path / "out")

    assert ran.code == 1
    assert all(line.count("\t") == 3 for line in ran.text.splitlines())
    assert any(line.startswith("gptnb.com-") for line in ran.text.splitlines())


def test_json_has_findings_and_what_was_skipped(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out", "--ledger", "rules")

    ran = command("verify", tmp_path / "out", "--json")

    found = json.loads(ran.out)
    assert (ran.code, found["findings"]) == (0, [])
    assert "--ledger rules" in found["skipped"][0]


def test_a_folder_without_a_result_is_told(command, tmp_path):
    ran = command("verify", tmp_path)

    assert ran.code == 2
    assert "manifest.json" in ran.err


def test_a_raw_folder_that_does_not_exist_is_told(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out")

    assert command("verify", tmp_path / "out", "--raw", tmp_path / "none").code == 2


def test_a_replay_finds_nothing_in_a_result_as_it_was_written(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out", "--profile", "reading", "--fetched-at", "2024-11-02")

    ran = command("verify", tmp_path / "out", "--replay", "--raw", SEEDS)

    assert (ran.code, ran.out) == (0, b"")


def test_a_replay_with_other_rules_names_the_field_and_says_what_to_do(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/more.toml").write_text(
        "tune = 'solidot.org'\n[[remove]]\nid = 'x'\ncategory = 'slogan'\nwhy = 'w'\nline = '^x$'\n", "utf-8"
    )

    ran = command("verify", tmp_path / "out", "--replay", "--rules", tmp_path / "rules")

    assert ran.code == 1
    assert [line.split("\t")[1] for line in ran.text.splitlines()] == ["stamp.rules.digest"]
    assert "--rules DIR" in ran.text


def test_rules_without_a_replay_are_a_misuse(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out")

    assert command("verify", tmp_path / "out", "--rules", tmp_path).code == 2


def test_rules_of_the_run_that_are_gone_are_asked_for(command, tmp_path):
    (tmp_path / "rules").mkdir()
    command("clean", SEEDS, "-o", tmp_path / "out", "--rules", tmp_path / "rules")
    (tmp_path / "rules").rmdir()

    ran = command("verify", tmp_path / "out", "--replay")

    assert ran.code == 2
    assert "--rules DIR" in ran.err


def test_rules_that_only_the_manifest_names_are_said(command, tmp_path):
    (tmp_path / "rules").mkdir()
    command("clean", SEEDS, "-o", tmp_path / "out", "--rules", tmp_path / "rules")

    assert f"rules from {tmp_path / 'rules'}" in command("verify", tmp_path / "out", "--replay").err
