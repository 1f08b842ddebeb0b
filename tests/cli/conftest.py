from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def command(monkeypatch, capsysbinary):
    from command_line import Command

    return Command(monkeypatch, capsysbinary)


@pytest.fixture(scope="session")
def made():
    """The results of `cleaned`, by their arguments."""
    return {}


@pytest.fixture
def cleaned(command, made, tmp_path_factory):
    """What `cleaner clean` with *arguments* writes, as a folder of the test's own. Cleaned once, copied each time."""

    def clean(out: Path, *arguments: object) -> Path:
        if arguments not in made:
            folder = tmp_path_factory.mktemp("cleaned") / "out"
            ran = command("clean", *arguments, "-o", folder)
            assert ran.code == 0, ran.err
            made[arguments] = folder
        shutil.copytree(made[arguments], out)
        return out

    return clean
