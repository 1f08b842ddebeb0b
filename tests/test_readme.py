"""The README does what it says."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import msgspec
import pytest
from cli.command_line import Command

from cleaner.audit.group import group_key
from cleaner.io.manifest import read_manifest
from cleaner.io.result import stored
from cleaner.review.decisions import SCHEMA, Decision, Decisions

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (cleaner .*)$", README, re.MULTILINE)
FINDS_SOMETHING = {"cleaner diff out again"}
"""Commands whose exit code 1 says that there is a difference."""


def test_the_python_session_prints_what_it_says(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0


def test_the_shell_session_runs_from_top_to_bottom(tmp_path, monkeypatch, capsysbinary):
    cleaner = Command(monkeypatch, capsysbinary)
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) >= 10
    for name in ("seeds", "fixtures"):
        (tmp_path / name).symlink_to(ROOT / name)
    for command in COMMANDS:
        if command.startswith("cleaner review apply"):
            reject_the_longest_removal(tmp_path / "out")
        words = shlex.split(command, comments=True)[1:]
        ran = cleaner(*words)
        expected = any(command.startswith(known) for known in FINDS_SOMETHING)
        assert ran.code == expected, (command, ran.err)
        block = README[README.index(f"$ {command}") :].partition("```")[0]
        for line in block.splitlines()[1:]:
            if line.startswith("$"):
                break
            assert line == "…" or line in ran.text


def reject_the_longest_removal(out: Path):
    """What somebody who looks at out/report.html saves: `out.decisions.json`."""
    manifest = read_manifest(out)
    row, removal = max(
        (
            (item.row, removal)
            for item in stored(out, manifest)
            for removal in item.removals
            if removal.category == "hot-news"
        ),
        key=lambda pair: len(pair[1].text),
    )
    decision = Decision(
        verdict="reject", scope="group", source=row.source, rule=removal.rule, category=removal.category,
        group=group_key(row.source, removal), doc_id=row.id, seq=removal.seq, count=1, text=removal.text[:200],
    )  # fmt: skip
    decisions = Decisions(schema=SCHEMA, result="out", manifest_digest=manifest.manifest_digest, decisions=(decision,))
    out.with_name("out.decisions.json").write_bytes(msgspec.json.encode(decisions))


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_its_links_lead_somewhere(target):
    assert (ROOT / target).exists()
