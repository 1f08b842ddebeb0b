"""Amounts as people write them."""

from __future__ import annotations

import re

import typer

_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


def size(text: str | int) -> int:
    """Bytes of `500K`, `64M`, `2G` or `1048576`; a K is 1,024.

    >>> size("64M")
    67108864
    """
    if isinstance(text, int):
        return text
    found = re.fullmatch(r"(\d{1,15})\s*([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if not found or not int(found[1]):
        raise typer.BadParameter(f"{text!r} is no size; expected a number of bytes, or one with K, M, G: 64M")
    return int(found[1]) << _UNITS[found[2].upper()]
