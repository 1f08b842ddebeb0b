"""The parts of the report page: its body, its style and its script. Whoever builds the page puts the data between them."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

SCRIPTS = (
    "text.js",
    "dom.js",
    "data.js",
    "decisions.js",
    "live.js",
    "category.js",
    "charts.js",
    "list.js",
    "parts.js",
    "run.js",
    "source.js",
    "judge.js",
    "sweep.js",
    "document.js",
    "stamp.js",
    "keys.js",
    "router.js",
)
"""In the order in which they are joined: a file may use what stands before it when it is read, anything when it is called."""


def body() -> str:
    """What stands in `<body>` before data and script; without the tags of the body itself."""
    return _part("page.html")


def style() -> str:
    """The text of the one `<style>` element."""
    return _part("page.css")


def script() -> str:
    """The text of the one `<script>` element: classic, run where it stands, its names its own."""
    joined = "\n".join(_part(name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{joined}}})();\n'


def _part(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
