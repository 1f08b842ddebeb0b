from __future__ import annotations

import pytest


@pytest.fixture
def command(monkeypatch, capsysbinary):
    from command_line import Command

    return Command(monkeypatch, capsysbinary)
