"""Rules as TOML: every text written so that it can be read, and nothing in it can end its string or turn its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def table(header: str, values: Mapping[str, Any]) -> str:
    """A table with its *header* (`[[keep]]`) and a key on each line. Values: texts, whole numbers, lists of texts."""
    return "".join([f"{header}\n", *(f"{key} = {_value(value)}\n" for key, value in values.items())])


def text(value: str) -> str:
    """*value* as a string of TOML: literal when all of it can be seen, else with escapes."""
    if value.isprintable() and "'" not in value:
        return f"'{value}'"
    return '"' + "".join(_ESCAPES.get(char) or (char if char.isprintable() else _spelt(char)) for char in value) + '"'


def _value(value: Any) -> str:  # noqa: ANN401 - what a rule can hold
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value)


def _spelt(char: str) -> str:
    # A lone surrogate is no character, and TOML has no way to write it.
    code = 0xFFFD if 0xD800 <= ord(char) <= 0xDFFF else ord(char)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
