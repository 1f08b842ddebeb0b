"""One rule file: read from disk, and examined key by key. What is wrong is told with the place in the file."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from cleaner.errors import RuleError, nearest
from cleaner.model.category import CATEGORIES
from cleaner.model.fact import RELATIONS, Confidence
from cleaner.rules.check import Problem, check_file
from cleaner.rules.fold import FOLDS
from cleaner.rules.schema import (
    ID,
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
    fields_of,
)
from cleaner.rules.writing import WRITINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

ARRAYS = ("remove", "keep", "read", "layout", "test")
"""The tables that come in any number: `[[remove]]`."""

_TABLES: dict[str, type[msgspec.Struct]] = {
    "match": Match, "limits": Limits, "layout": Layout, "remove": Remove, "keep": Keep, "read": Read, "test": Test,
}  # fmt: skip
_NESTED: dict[str, type[msgspec.Struct]] = {"markers": Marker, "capture": Capture}
_CAPTURE = str | Capture | list[str | Capture]
_NEEDED = {
    "why": "why = '…': one line that says why this may be removed, for the person who judges it",
    "category": f"category = '…', one of: {', '.join(CATEGORIES)}",
    "id": "id = '…', a short name that is unique in the file",
    "schema": f"schema = {SCHEMA}, the version of the format",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "category": CATEGORIES, "fold": FOLDS, "confidence": get_args(Confidence),
    "relation": RELATIONS, "title": ("equals", "starts"), "zone": ("head", "tail"), "scripts": WRITINGS,
}  # fmt: skip
_TOML_NAMES = {"str": "a string", "int": "an integer", "float": "a number", "bool": "true or false", "array": "an array",
               "object": "a table", "null": "nothing", "date": "a date without quotes",
               "datetime": "a time without quotes"}  # fmt: skip
_SHARE = "a share from 0.0 to 1.0"
_COUNT = "a number of 1 or more"
_COUNT_OR_NONE = "a number of 0 or more"
_RANGES = {
    "weight": "a weight above 0.0 and up to 1.0", "expect": _SHARE, "link_share": _SHARE, "at_most": _COUNT,
    "first": _COUNT, "last": _COUNT, "max_chars": _COUNT, "blank_before": _COUNT_OR_NONE, "min_chars": _COUNT_OR_NONE,
    "id": "small letters a to z, digits, `.`, `_` and `-`, with a letter or digit first",
}  # fmt: skip
STAND_IN = "stand-in"
# What an item with problems of its own is taken for while the rest of its file is examined.
_STUBS: dict[str, dict[str, Any]] = {
    "remove": {"why": "-", "category": "markup", "blocks": ["p"]},
    "keep": {"why": "-", "blocks": ["p"]},
    "read": {"why": "-", "blocks": ["p"]},
    "layout": {"why": "-"},
    "test": {"name": "-", "input": ""},
}


def read_table(path: Path) -> Mapping[str, Any]:
    """The TOML of *path* as it stands.

    Raises:
        RuleError: it cannot be read, is not UTF-8, or is no TOML.
    """
    return table_of(path, read_text(path))


# A review cleans anew after each judgement, and all rule files but one are as they were.
@lru_cache(maxsize=256)
def table_of(path: Path, text: str) -> Mapping[str, Any]:
    """*text*, the TOML of *path*, parsed once: all who ask share the table.

    Raises:
        RuleError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r"\(at line (\d+), column (\d+)\)", message)
        where = f"{path}:{at[1]}:{at[2]}" if at else f"{path}:{text.count(chr(10)) + 1}"
        raise RuleError(where, re.sub(r" \(at .*\)$", "", message), "TOML 1.0, see https://toml.io") from None


def read_text(path: Path) -> str:
    """The text of *path*.

    Raises:
        RuleError: it cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        return data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = f"not UTF-8: byte 0x{data[error.start]:02x} at {error.start}"
        raise RuleError(f"{path}:{line}", found, "a UTF-8 text file", "save it as UTF-8") from None
    except OSError as error:
        raise RuleError(str(path), f"cannot be read: {error.strerror}", "a readable file") from None


def shape_problems(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Tables that are none, and ids that are no strings: what makes it impossible to put *table* upon another."""
    for key, value in table.items():
        if key not in ARRAYS:
            if key in _TABLES and not isinstance(value, dict):
                yield Problem([key], f"{key!r} is {_type_name(value)}", f"a table: [{key}]")
        elif not isinstance(value, list):
            yield Problem([key], f"{key!r} is {_type_name(value)}", f"tables: [[{key}]]", f"write [[{key}]]")
        else:
            yield from _item_problems(key, value)


def _item_problems(key: str, items: Sequence[object]) -> Iterator[Problem]:
    name = "name" if key == "test" else "id"
    for number, item in enumerate(items):
        at: list[str | int] = [key, number]
        if not isinstance(item, dict):
            yield Problem(at, f"number {number + 1} of {key!r} is {_type_name(item)}", f"a table: [[{key}]]")
        elif name not in item:
            yield Problem(at, f"no {name!r}{_place(at)}", _NEEDED.get(name, f"a key {name!r}"))
        elif not isinstance(item[name], str):
            yield Problem([*at, name], f"{name!r} is {_type_name(item[name])}{_place(at)}", "a string")


def _type_name(value: object) -> str:
    for kind, name in ((bool, "bool"), (str, "str"), (int, "int"), (float, "float"), (list, "array"), (dict, "object")):
        if isinstance(value, kind):
            return _TOML_NAMES[name]
    return _TOML_NAMES.get(type(value).__name__, "of another type")


def examine(table: Mapping[str, Any]) -> tuple[SourceFile, list[Problem]]:
    """*table* as the types have it, and everything that is wrong with it.

    With problems, the file holds stand-ins for the parts that are wrong, and is of no use but for finding more.
    """
    problems = list(key_problems(table))
    mended = _mend(table, problems)
    wrong = list(_value_problems(mended))
    mended = _mend(mended, wrong)
    problems += wrong
    file = msgspec.convert(mended, SourceFile)
    if file.schema != SCHEMA:
        problems.append(
            Problem(["schema"], f"schema {file.schema}", f"schema = {SCHEMA}", "a newer cleaner may read it")
        )
    problems += check_file(file)
    return file, problems


def converted(table: Mapping[str, Any]) -> SourceFile | None:
    """*table* as the types have it, when it is so to the letter; its patterns are not tried."""
    try:
        file = msgspec.convert(table, SourceFile)
    except msgspec.ValidationError:
        return None
    return file if file.schema == SCHEMA else None


def key_problems(table: Mapping[str, Any], *, partial: bool = False) -> Iterator[Problem]:
    """Unknown and missing keys, with the nearest known name: the most frequent slips, told best.

    *partial*: what a tuning file may leave out is not missed.
    """
    for tokens, keys, struct in _walk(table, SourceFile, []):
        fields = {field.encode_name: field for field in fields_of(struct)}
        for key in keys:
            if key not in fields:
                expected = f"one of: {', '.join(fields)}"
                yield Problem([*tokens, key], f"unknown key {key!r}{_place(tokens)}", expected, nearest(key, fields))
        for name, field in fields.items():
            if field.required and name not in keys and not (partial and (not tokens or tokens[0] in ARRAYS)):
                yield Problem(tokens, f"no {name!r}{_place(tokens)}", _NEEDED.get(name, f"a key {name!r}"))


def _walk(
    table: Mapping[str, Any], model: type[msgspec.Struct], tokens: list[str | int]
) -> Iterator[tuple[list[str | int], list[str], type[msgspec.Struct]]]:
    yield tokens, list(table), model
    for key, value in table.items():
        inner = _TABLES.get(key) if not tokens else _NESTED.get(key)
        if inner is None:
            continue
        below = [*tokens, key]
        if key == "capture" and isinstance(value, dict):
            items = [([*below, kind], item) for kind, items in value.items() for item in _listed(items)]
        elif isinstance(value, list):
            items = [([*below, number], item) for number, item in enumerate(value)]
        else:
            items = [(below, value)]
        for at, item in items:
            if isinstance(item, dict):
                yield from _walk(item, inner, at)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - anything that TOML can hold
    return value if isinstance(value, list) else [value]


def _value_problems(table: Mapping[str, Any]) -> Iterator[Problem]:
    """Values of a wrong type or outside their list: one for each item, so that one slip does not hide another."""
    for key, value in table.items():
        if key in ARRAYS and isinstance(value, list):
            for number, item in enumerate(value):
                captures = item.get("capture") if isinstance(item, dict) else None
                # The types name no kind of fact where a capture goes wrong: each is looked at alone.
                slips = [
                    slip
                    for kind, capture in (captures.items() if isinstance(captures, dict) else ())
                    for slip in _conversion(capture, _CAPTURE, [key, number, "capture", kind])
                ]
                yield from slips or _conversion(item, _TABLES[key], [key, number])
        elif key in _TABLES and key not in ARRAYS:
            yield from _conversion(value, _TABLES[key], [key])
        else:
            yield from _conversion({"schema": SCHEMA, "id": STAND_IN, key: value}, SourceFile, [])


def _conversion(value: Any, model: Any, base: list[str | int]) -> Iterator[Problem]:  # noqa: ANN401
    try:
        msgspec.convert(value, model)
    except msgspec.ValidationError as error:
        message, _, at = str(error).partition(" - at `")
        below = _tokens(at.rstrip("`"))
        tokens = [*base, *below]
        name = next((token for token in reversed(tokens) if isinstance(token, str)), "")
        if match := re.match(r"Invalid enum value '(.*)'", message):
            known = _CHOICES.get(name, ())
            expected = f"one of: {', '.join(known)}" if known else "a value that docs/rules.md lists for it"
            found = f"unknown {name} {match[1]!r}{_place(tokens[:-1])}"
            yield Problem(tokens, found, expected, nearest(match[1], known))
        elif match := re.match(r"Expected `(.*)`, got `(.*)`", message):
            wanted = " or ".join(_TOML_NAMES.get(part, part) for part in match[1].split(" | ") if part != "null")
            found = f"{name!r} is {_TOML_NAMES.get(match[2], match[2])}{_place(tokens[:-1])}"
            yield Problem(tokens, found, wanted)
        elif name in _RANGES and message.startswith("Expected `"):
            yield Problem(tokens, f"{name} = {_value_at(value, below)!r}{_place(tokens[:-1])}", _RANGES[name])
        else:
            found = f"{name!r}: {message[0].lower()}{message[1:]}".replace("`", "'")
            yield Problem(tokens, f"{found}{_place(tokens[:-1])}", "see docs/rules.md for the format")


def _mend(table: Mapping[str, Any], problems: Sequence[Problem]) -> dict[str, Any]:
    """*table* with stand-ins for what has *problems*, so that the rest can be examined and nothing moves."""
    mended: dict[str, Any] = {"schema": SCHEMA, "id": STAND_IN, **table}
    for problem in problems:
        if not problem.path:
            continue
        key, *rest = problem.path
        assert isinstance(key, str)
        if key in ARRAYS and isinstance(mended.get(key), list) and rest and isinstance(rest[0], int):
            item = mended[key][rest[0]]
            name = item.get("id") if isinstance(item, dict) else None
            stub = dict(_STUBS[key])
            if key != "test":
                stub["id"] = name if isinstance(name, str) and re.search(ID, name) else f"{STAND_IN}-{rest[0]}"
            mended[key] = [*mended[key][: rest[0]], stub, *mended[key][rest[0] + 1 :]]
        elif key == "schema":
            mended[key] = SCHEMA
        elif key == "id":
            mended[key] = STAND_IN
        else:
            mended.pop(key, None)
    return mended


def _value_at(value: Any, tokens: Sequence[str | int]) -> Any:  # noqa: ANN401
    for token in tokens:
        value = value[token]
    return value


def _place(tokens: Sequence[str | int]) -> str:
    if not tokens:
        return ""
    if len(tokens) == 1:
        return f" in [{tokens[0]}]" if tokens[0] in _TABLES else ""
    number = f" number {int(tokens[1]) + 1}" if isinstance(tokens[1], int) else ""
    inner = "".join(f", {token}" for token in tokens[1:] if isinstance(token, str))
    return f" in [[{tokens[0]}]]{number}{inner}" if number else f" in [{tokens[0]}]{inner}"


def _tokens(path: str) -> list[str | int]:
    return [int(number) if number else name for name, number in re.findall(r"\.([\w-]+)|\[(\d+)\]", path)]
