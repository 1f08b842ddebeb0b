"""The README does what it says."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ (cleaner .*)$", README, re.MULTILINE)


def test_the_python_session_prints_what_it_says(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0


def test_the_shell_session_runs_from_top_to_bottom(tmp_path):
    assert len(COMMANDS) >= 10
    for name in ("seeds", "fixtures"):
        (tmp_path / name).symlink_to(ROOT / name)
    for command in COMMANDS:
        words = shlex.split(command, comments=True)[1:]
        run = subprocess.run(
            [sys.executable, "-m", "cleaner", *words], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, (command, run.stderr)
        block = README[README.index(f"$ {command}") :].partition("```")[0]
        for line in block.splitlines()[1:]:
            if line.startswith("$"):
                break
            assert line == "…" or line in run.stdout


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_its_links_lead_somewhere(target):
    assert (ROOT / target).exists()
