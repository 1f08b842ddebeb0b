from __future__ import annotations

import pytest


@pytest.fixture
def command(monkeypatch, capsysbinary):
    from cli.command_line import Command

    return Command(monkeypatch, capsysbinary)
