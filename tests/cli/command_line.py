"""Runs the command as a user does, in this process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli import main

if TYPE_CHECKING:
    import pytest


class Ran(NamedTuple):
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


class Command:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[bytes]) -> None:
        self.monkeypatch = monkeypatch
        self.capture = capture

    def __call__(self, *arguments: object) -> Ran:
        self.monkeypatch.setattr(sys, "argv", ["cleaner", *map(str, arguments)])
        self.monkeypatch.setenv("COLUMNS", "200")
        self.capture.readouterr()
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = self.capture.readouterr()
        return Ran(code, out, err.decode())
