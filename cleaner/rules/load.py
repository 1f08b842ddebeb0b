"""Rule files from disk: read, checked key by key, put in layers. Every error says file, line, found, expected, hint."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from cleaner.errors import RuleError, nearest
from cleaner.model.category import CATEGORIES
from cleaner.rules.check import check_file
from cleaner.rules.schema import (
    SCHEMA,
    Capture,
    Keep,
    Layout,
    Limits,
    Marker,
    Match,
    Read,
    Remove,
    SourceFile,
    Test,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CORE = "core"
_TABLES: dict[str, type[msgspec.Struct]] = {
    "match": Match, "limits": Limits, "layout": Layout, "remove": Remove, "keep": Keep, "read": Read, "test": Test,
}  # fmt: skip
_RULE_TABLES = ("remove", "keep", "read", "layout", "test")
_NESTED: dict[str, type[msgspec.Struct]] = {"markers": Marker, "capture": Capture}


class RuleBook(msgspec.Struct, frozen=True):
    """All rule files in force, by id. `packs` apply through the sources that name them, `core` always."""

    sources: dict[str, SourceFile]
    packs: dict[str, SourceFile]
    core: SourceFile
    origins: dict[str, str]
    """Path of the file behind each id."""

    def parts(self, source: SourceFile) -> list[SourceFile]:
        """The files whose rules apply to *source*, in order of precedence: its own, its packs, the core."""
        return [source, *(self.packs[name] for name in source.packs), self.core]


def builtin_dir() -> Path:
    """Where the rule files that come with the package lie."""
    packaged = Path(__file__).parents[1] / "rulefiles"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


def load_rules(directories: Iterable[Path | str] = ()) -> RuleBook:
    """The rules of the package, and on top of them those of *directories* in order.

    A file of a later directory adds a source, replaces the one with its id, or changes one that it names in `tune`.

    Raises:
        RuleError: a file is wrong, or names a source or pack that does not exist.
    """
    tables: dict[str, dict[str, Any]] = {}
    origins: dict[str, Path] = {}
    for directory in [builtin_dir(), *map(Path, directories)]:
        if not directory.is_dir():
            raise RuleError(str(directory), "no such directory", "a directory of .toml rule files")
        for path in sorted([*directory.glob("*.toml"), *directory.glob("packs/*.toml")]):
            _layer(path, path.parent.name == "packs" and path.parent != directory, tables, origins)
    files = {key: _convert(table, origins[key]) for key, table in tables.items()}
    return _book(files, origins)


def _book(files: dict[str, SourceFile], origins: dict[str, Path]) -> RuleBook:
    packs = {key.removeprefix("packs/"): file for key, file in files.items() if key.startswith("packs/")}
    sources = {key: file for key, file in files.items() if not key.startswith("packs/") and key != CORE}
    for key, file in {**sources, **{f"packs/{name}": pack for name, pack in packs.items()}}.items():
        for name in file.packs:
            if name not in packs:
                where = f"{origins[key]}:{locate(_text(origins[key]), ['packs'])}"
                raise RuleError(where, f"unknown pack {name!r}", f"one of {', '.join(packs)}", nearest(name, packs))
    return RuleBook(sources=sources, packs=packs, core=files[CORE], origins={k: str(v) for k, v in origins.items()})


def _layer(path: Path, is_pack: bool, tables: dict[str, dict[str, Any]], origins: dict[str, Path]) -> None:
    table = read_table(path)
    if "tune" in table:
        target = table.pop("tune")
        key = target if target in tables else f"packs/{target}"
        if key not in tables:
            known = [name.removeprefix("packs/") for name in tables]
            where = f"{path}:{locate(_text(path), ['tune'])}"
            raise RuleError(where, f"no source {target!r} to tune", f"one of {', '.join(known)}", nearest(str(target), known))
        _check_keys(table, SourceFile, path, partial=True)
        tables[key] = _tuned(tables[key], table)
        _convert(tables[key], path)
        return
    _check_keys(table, SourceFile, path)
    file = _convert(table, path)
    key = f"packs/{file.id}" if is_pack else file.id
    tables[key] = table
    origins[key] = path


def _tuned(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """*base* with *changes*: tables are merged, rules are merged by id, new rules come first."""
    merged = dict(base)
    for key, value in changes.items():
        if key in _RULE_TABLES and key != "test":
            known = {rule.get("id"): rule for rule in base.get(key, [])}
            added = [rule for rule in value if rule.get("id") not in known]
            changed = {rule["id"]: {**known[rule["id"]], **rule} for rule in value if rule.get("id") in known}
            merged[key] = added + [changed.get(rule.get("id"), rule) for rule in base.get(key, [])]
        elif key == "test":
            merged[key] = value
        elif isinstance(value, dict):
            merged[key] = {**base.get(key, {}), **value}
        else:
            merged[key] = value
    return merged


def read_table(path: Path) -> dict[str, Any]:
    """The TOML of *path* as it stands."""
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r"\(at line (\d+), column (\d+)\)", message)
        where = f"{path}:{at[1]}:{at[2]}" if at else str(path)
        raise RuleError(where, re.sub(r" \(at .*\)$", "", message), "TOML 1.0, see https://toml.io") from None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise RuleError(str(path), f"not UTF-8 at byte {error.start}", "a UTF-8 text file") from None
    except OSError as error:
        raise RuleError(str(path), f"cannot be read: {error.strerror}") from None


def _convert(table: dict[str, Any], path: Path) -> SourceFile:
    try:
        file = msgspec.convert(table, SourceFile)
    except msgspec.ValidationError as error:
        raise _explained(error, path) from None
    if file.schema != SCHEMA:
        where = f"{path}:{locate(_text(path), ['schema'])}"
        raise RuleError(where, f"schema {file.schema}", f"schema = {SCHEMA}")
    for problem in check_file(file):
        raise RuleError(f"{path}:{locate(_text(path), problem.path)}", problem.found, problem.expected, problem.hint)
    return file


def _check_keys(table: dict[str, Any], model: type[msgspec.Struct], path: Path, *, partial: bool = False) -> None:
    """Unknown and missing keys, with the nearest known name: the most frequent slips, told best."""
    for tokens, keys, struct in _walk(table, model, []):
        fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
        for key in keys:
            if key not in fields:
                where = f"{path}:{locate(_text(path), [*tokens, key])}"
                place = _place(tokens)
                known = ", ".join(fields)
                raise RuleError(where, f"unknown key {key!r}{place}", f"one of: {known}", nearest(key, fields))
        for name, field in fields.items():
            if field.required and name not in keys and not (partial and (not tokens or tokens[0] in _RULE_TABLES)):
                where = f"{path}:{locate(_text(path), tokens)}"
                raise RuleError(where, f"no {name!r}{_place(tokens)}", _NEEDED.get(name, f"a key {name!r}"))


_NEEDED = {
    "why": "why = '…': one line that says why this may be removed, for the person who judges it",
    "category": f"category = '…', one of: {', '.join(CATEGORIES)}",
    "id": "id = '…', a short name that is unique in the file",
}


def _walk(
    table: dict[str, Any], model: type[msgspec.Struct], tokens: list[str | int]
) -> Iterator[tuple[list[str | int], list[str], type[msgspec.Struct]]]:
    yield tokens, list(table), model
    for key, value in table.items():
        inner = _TABLES.get(key) if not tokens else _NESTED.get(key)
        if inner is None:
            continue
        values = value if isinstance(value, list) else list(value.values()) if key == "capture" else [value]
        for number, item in enumerate(values):
            for nested in item if isinstance(item, list) else [item]:
                if isinstance(nested, dict):
                    at = [*tokens, key, number] if isinstance(value, list) else [*tokens, key]
                    yield from _walk(nested, inner, at)


def _place(tokens: list[str | int]) -> str:
    if not tokens:
        return ""
    if len(tokens) == 1:
        return f" in [{tokens[0]}]"
    number = f" number {int(tokens[1]) + 1}" if isinstance(tokens[1], int) else ""
    inner = "".join(f", {token}" for token in tokens[2:] if isinstance(token, str))
    return f" in [[{tokens[0]}]]{number}{inner}"


def _explained(error: msgspec.ValidationError, path: Path) -> RuleError:
    message, _, at = str(error).partition(" - at `")
    tokens = _tokens(at.rstrip("`"))
    where = f"{path}:{locate(_text(path), tokens)}"
    if match := re.match(r"Invalid enum value '(.*)'", message):
        field = next((token for token in reversed(tokens) if isinstance(token, str)), "")
        known = cast("tuple[str, ...]", CATEGORIES if field == "category" else ())
        expected = f"one of: {', '.join(known)}" if known else "a value that docs/rules.md lists for it"
        return RuleError(where, f"unknown {field} {match[1]!r}{_place(tokens[:-1])}", expected, nearest(match[1], known))
    found = message[0].lower() + message[1:].replace("`", "'")
    return RuleError(where, f"{found}{_place(tokens)}", "see docs/rules.md for the format")


def _tokens(path: str) -> list[str | int]:
    return [int(number) if number else name for name, number in re.findall(r"\.([\w-]+)|\[(\d+)\]", path)]


_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")


def locate(text: str, tokens: list[str | int]) -> int:
    """The line, from 1, of the key that *tokens* lead to; that of its table when the key is not found."""
    names = [token for token in tokens if isinstance(token, str)]
    wanted = names[0] if names else ""
    number = next((token for token in tokens[1:2] if isinstance(token, int)), 0)
    key = names[1] if len(names) > 1 else ""
    section, count, best = "", {}, 1
    quote = ""
    for line_number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if quote in line else quote
            continue
        header = _HEADER.match(line)
        if header:
            section = header[2]
            count[section] = count.get(section, -1) + 1
            if section == wanted and count[section] == number:
                best = line_number
                if not key:
                    return line_number
        elif re.match(rf"\s*[\"']?{re.escape(key or wanted)}[\"']?\s*=", line):
            inside = section == wanted and count.get(section) == number
            if inside if key else not section:
                return line_number
        quote = next((mark for mark in ("'''", '"""') if line.count(mark) % 2), "")
    return best


