"""The parts of the page put together: markup, style and script from `page/`, and the data as text that runs nowhere."""

from __future__ import annotations

import base64
import hashlib
import html
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from cleaner.io.visible import harmless
from cleaner.report.page import body, script, style

if TYPE_CHECKING:
    from cleaner.report.chunks import Chunks

_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def write_page(file: BinaryIO, name: str, run: dict[str, Any], chunks: Chunks) -> None:
    """Write the page of the result *name* with the data *run* and *chunks* to *file*."""
    look, code = style(), script()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'sha256-{_digest(code)}'",
            f"style-src 'sha256-{_digest(look)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            f"connect-src {chr(39) + 'self' + chr(39) if run['live'] else chr(39) + 'none' + chr(39)}",
            "require-trusted-types-for 'script'",
        )
    )
    head = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{html.escape(harmless(name))} — cleaner report</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<style>{look}</style>\n</head>\n<body>\n{body()}\n"
        f'<script type="application/json" id="run">{inert(run)}</script>\n'
        f"<script>{code}</script>\n"
    )
    file.write(head.encode())
    # Behind the script: what is seen first is there before the rest of a large file has been read.
    chunks.copy_to(file)
    file.write(b"</body>\n</html>\n")


def inert(value: Any) -> str:  # noqa: ANN401 - any JSON
    """*value* as JSON in which nothing can end the element it stands in, or begin another."""
    return msgspec.json.encode(value).decode().translate(_UNSAFE)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
