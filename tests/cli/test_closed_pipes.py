"""`cleaner … | head`: it ends without a word, and does not say that all is well."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import pytest


@pytest.fixture
def unread():
    """The end of a pipe whose reader has gone."""
    ours, theirs = os.pipe()
    os.close(ours)
    yield theirs
    os.close(theirs)


@pytest.mark.parametrize(
    "words", [["--help"], ["clean", "--help"], ["rules", "list"], ["schema", "stamp"], ["--version"]]
)
def test_a_reader_that_has_gone_ends_every_command_in_silence(words, unread, command, monkeypatch):
    stdout = os.fdopen(os.dup(unread), "w")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stdout)
        ran = command(*words)
    with contextlib.suppress(BrokenPipeError):
        stdout.close()
    assert (ran.code, ran.err) == (141, "")


def test_nothing_is_said_when_python_ends(unread):
    ran = subprocess.run(
        [sys.executable, "-m", "cleaner", "--help"], stdout=unread, stderr=subprocess.PIPE, check=False
    )
    assert (ran.returncode, ran.stderr) == (141, b"")
