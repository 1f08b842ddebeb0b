"""Rule files as TOML text, and onto the disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cleaner.errors import OutputError
from cleaner.rules.load import read_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from cleaner.rules.imports.report import RuleFile

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ESCAPES = {"\b": r"\b", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_NEEDS_ESCAPE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\"\\]")


def write_files(files: Sequence[RuleFile], folder: Path, rules: Sequence[Path], *, force: bool = False) -> None:
    """Write *files* into *folder*, which is made when it is missing, and load them on top of the folders *rules*.

    Raises:
        OutputError: a file is there already, and *force* does not say that it goes; or one cannot be written. Nothing
            has been written in the first case.
        RuleError: what was written does not load.
    """
    there = [file.name for file in files if (folder / file.name).exists()]
    if there and not force:
        more = f" and {len(there) - 1:,} more" if len(there) > 1 else ""
        raise OutputError(f"{folder / there[0]}{more}: there already; --force writes over it, or name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_text(toml_of(file.table, file.comments), "utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    _, problems = read_rules([*rules, folder])
    if problems:
        raise problems[0]


def toml_of(table: Mapping[str, Any], comments: Sequence[str] = ()) -> str:
    """*table* as TOML 1.0: *comments* on top, then plain keys, tables and arrays of tables, each in their own order.

    Values are strings, numbers, booleans, and lists and tables of these.
    """
    lines = [f"# {_CONTROL.sub(lambda sign: repr(sign[0])[1:-1], comment)}".rstrip() for comment in comments]
    lines += [f"{_key(key)} = {_value(value)}" for key, value in table.items() if not _is_section(value)]
    for key, value in table.items():
        if _is_section(value):
            items = value if isinstance(value, list) else [value]
            header = f"[[{_key(key)}]]" if isinstance(value, list) else f"[{_key(key)}]"
            for item in items:
                lines += ["", header, *(f"{_key(name)} = {_value(inner)}" for name, inner in item.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _is_section(value: object) -> bool:
    """Whether *value* gets headers of its own."""
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _basic(key)


def _value(value: Any) -> str:  # noqa: ANN401 - anything that TOML can hold
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list):
        items = [_value(item) for item in value]
        one_line = f"[{', '.join(items)}]"
        return one_line if len(items) < 2 or len(one_line) < 100 else "".join(_many_lines(items))
    return repr(value)


def _many_lines(items: Sequence[str]) -> Iterator[str]:
    yield "[\n"
    yield from (f"  {item},\n" for item in items)
    yield "]"


def _string(text: str) -> str:
    """As it stands in double quotes, or in single ones, where backslashes mean nothing; else with escapes."""
    if not _NEEDS_ESCAPE.search(text):
        return f'"{text}"'
    if "'" not in text and not _CONTROL.search(text):
        return f"'{text}'"
    return _basic(text)


def _basic(text: str) -> str:
    escaped = _NEEDS_ESCAPE.sub(lambda sign: _ESCAPES.get(sign[0], f"\\u{ord(sign[0]):04x}"), text)
    return f'"{escaped}"'
