"""The pictures in docs/screenshots are true."""

from __future__ import annotations

import json
import struct

import pytest
from report.browser.screens import FOLDER, HEIGHT, NOTES, VIEWS, WIDTH, corpus, shown


@pytest.fixture(scope="session")
def pictured(tmp_path_factory):
    return corpus(tmp_path_factory.mktemp("pictured"))


@pytest.mark.parametrize("name", VIEWS)
def test_a_picture_shows_what_the_page_shows(read, pictured, name):
    noted = json.loads(NOTES.read_text("utf-8"))[name]
    _, digest = shown(read, pictured, VIEWS[name])
    assert noted == {"route": VIEWS[name].route, "text_sha256": digest}, "the page has changed: make screenshots"


@pytest.mark.parametrize("name", VIEWS)
def test_a_picture_has_the_size_of_the_window(name):
    head = (FOLDER / f"{name}.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (WIDTH, HEIGHT)
