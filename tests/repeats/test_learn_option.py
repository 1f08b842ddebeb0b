"""`cleaner clean --learn-repeats` as a user gives it."""

from __future__ import annotations

import json

import pytest
from cli.command_line import Command
from repeats.sites import story_zh

NOTICE = "特别声明：本文由用户上传，本平台仅提供信息存储服务，不代表本平台观点"


@pytest.fixture
def command(monkeypatch, capsysbinary):
    return Command(monkeypatch, capsysbinary)


@pytest.fixture
def dump(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    for number in range(5):
        text = f"---\nurl: https://lamps.example/{number}\n---\n\n{story_zh(number, 0)}\n\n{story_zh(number, 1)}\n\n{NOTICE}\n"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return folder


def test_a_run_learns_says_so_and_is_replayed(command, dump, tmp_path):
    out = tmp_path / "out"

    ran = command(
        "clean", dump, "-o", out, "--learn-repeats", "--repeats-min-pages", 5, "--no-report", "--progress", "json"
    )

    assert ran.code == 0, ran.err
    rows = [json.loads(line) for line in (out / "removals" / "part-00000.jsonl").read_text("utf-8").splitlines()]
    assert {row["why"] for row in rows if row["rule"] == "repeats/lamps.example"} == {
        "on 5 of 5 pages of lamps.example"
    }
    told = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert {line["doing"] for line in told} == {"counting repeats", "cleaning"}
    assert command("verify", out, "--replay").code == 0
    assert "on 5 of 5 pages" in command("explain", dump / "3.md", "--repeats", out).text
    (out / "repeats.jsonl").unlink()
    refused = command("verify", out, "--replay")
    assert refused.code == 2
    assert "repeats.jsonl" in refused.err
    assert command("explain", dump / "3.md", "--repeats", out).code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--jsonl", "--learn-repeats"], "counts all pages before it cleans the first"),
        (["DUMP/0.md", "--learn-repeats"], "counts all pages before it cleans the first"),
        (["DUMP", "-o", "OUT", "--repeats-min-pages", "5"], "says when --learn-repeats learns"),
        (["DUMP", "-o", "OUT", "--repeats-min-share", "0.5"], "says when --learn-repeats learns"),
        (["DUMP", "-o", "OUT", "--learn-repeats", "--repeats-min-pages", "1"], "--repeats-min-pages"),
        (["DUMP", "-o", "OUT", "--learn-repeats", "--repeats-min-share", "2"], "--repeats-min-share"),
    ],
)
def test_what_cannot_work_is_said_and_nothing_is_written(command, dump, tmp_path, arguments, said):
    places = {"DUMP": str(dump), "OUT": str(tmp_path / "out")}
    given = [argument.replace("DUMP", places["DUMP"]).replace("OUT", places["OUT"]) for argument in arguments]

    ran = command("clean", *given)

    assert ran.code == 2
    assert said in ran.err
    assert not (tmp_path / "out").exists()
