"""Rule files from disk, put in layers. Every error says file, line, found, expected, hint."""

from __future__ import annotations

import contextlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.errors import RuleError, nearest
from cleaner.rules.check import Problem
from cleaner.rules.fragments import expanded
from cleaner.rules.locate import extent, extents, locate
from cleaner.rules.read import ARRAYS, converted, examine, key_problems, read_table, read_text, shape_problems, table_of
from cleaner.rules.schema import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

CORE = "core"
_PACK = "packs/"


class RuleBook(msgspec.Struct, frozen=True):
    """All rule files in force, by id. `packs` apply through the files that name them, `core` always."""

    sources: dict[str, SourceFile]
    packs: dict[str, SourceFile]
    core: SourceFile
    origins: dict[str, str]
    """Path of the file behind each id; the id of a pack has `packs/` in front."""
    tuned_by: dict[str, tuple[str, ...]] = {}
    """Paths of the files that changed it, in order."""
    _places: dict[str, dict[tuple[str, str], tuple[int, int]]] = {}
    """First and last line of what has an id, by path, table and id; each file is read when it is first asked for."""

    def parts(self, source: SourceFile) -> list[SourceFile]:
        """The files whose rules apply to *source*, in order of precedence: its own, its packs, the core's packs, the core."""
        names = dict.fromkeys([*source.packs, *self.core.packs])
        return [source, *(self.packs[name] for name in names if self.packs[name] is not source), self.core]

    def files(self) -> dict[str, SourceFile]:
        """Every file under its key in `origins`: the core, the packs, the sources."""
        return {CORE: self.core, **{f"{_PACK}{name}": pack for name, pack in self.packs.items()}, **self.sources}

    def whereabouts(self, key: str, table: str, name: str) -> tuple[str, int, int]:
        """Path, first and last line of the item of `[[table]]` with the id (of tests: the name) *name*.

        Of the file that says it last, when files tune one another.
        """
        for path in [*reversed(self.tuned_by.get(key, ())), self.origins[key]]:
            if path not in self._places:
                self._places[path] = _item_places(Path(path))
            if (table, name) in self._places[path]:
                return path, *self._places[path][table, name]
        return self.origins[key], 1, 1


def builtin_dir() -> Path:
    """Where the rule files that come with the package lie."""
    packaged = Path(__file__).parents[1] / "rulefiles"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


def load_rules(directories: Iterable[Path | str] = ()) -> RuleBook:
    """The rules of the package, and on top of them those of *directories* in order.

    A file of a later directory adds a source, replaces the one with its id, or changes one that it names in `tune`.
    Patterns of the package itself are not tried, which takes a second: its tests do it. One that is wrong all the same
    is told by `explained`.

    Raises:
        RuleError: a file is wrong, or names a source or pack that does not exist.
    """
    book, problems = _read(directories, is_tried=False)
    if problems:
        raise problems[0]
    return book


def read_rules(places: Iterable[Path | str] = ()) -> tuple[RuleBook, list[RuleError]]:
    """As `load_rules`, with all problems of all files. *places* may be directories or single files.

    With problems, the book is of no use.
    """
    return _read(places, is_tried=True)


def _read(places: Iterable[Path | str], *, is_tried: bool) -> tuple[RuleBook, list[RuleError]]:
    layers: dict[str, list[_Layer]] = {}
    problems: list[RuleError] = []
    for place in [builtin_dir(), *map(Path, places)]:
        if not place.exists():
            problems.append(RuleError(str(place), "no such directory", "a directory of .toml rule files"))
        texts: list[tuple[Path, str]] = []
        for path in files_in(place):
            try:
                text = read_text(path)
                table_of(path, text)
            except RuleError as error:
                problems.append(error)
            else:
                texts.append((path, text))
        # A file that tunes another may have the smaller name.
        for path, text in sorted(texts, key=lambda item: "tune" in table_of(*item)):
            problems.extend(_add(layers, path, text, is_pack=path.parent.name == "packs" and path.parent != place))
    files = {}
    for key, stack in layers.items():
        table = _merged(stack)
        if len(stack) > 1:
            files[key], found = examine(table)
        elif is_tried or not (file := _converted(stack[0].path, stack[0].text)):
            files[key], found = _examined(stack[0].path, stack[0].text)
        else:
            files[key], found = file, []
        problems.extend(_error(stack, table, problem) for problem in found)
    book = RuleBook(
        sources={key: file for key, file in files.items() if not key.startswith(_PACK) and key != CORE},
        packs={key.removeprefix(_PACK): file for key, file in files.items() if key.startswith(_PACK)},
        core=files.get(CORE) or SourceFile(schema=1, id=CORE),
        origins={key: str(stack[0].path) for key, stack in layers.items()},
        tuned_by={key: tuple(str(layer.path) for layer in stack[1:]) for key, stack in layers.items() if stack[1:]},
    )
    for key, file in files.items():
        for name in file.packs:
            if name not in book.packs:
                known = f"one of {', '.join(book.packs)}"
                problem = Problem(["packs"], f"unknown pack {name!r}", known, nearest(name, book.packs))
                problems.append(_error(layers[key], {}, problem))
    return book, problems


class _Layer(msgspec.Struct, frozen=True):
    path: Path
    text: str
    table: dict[str, Any]


@lru_cache(maxsize=256)
def _expanded(path: Path, text: str) -> tuple[dict[str, Any], list[Problem]]:
    """A file with its definitions put in, and what is wrong with them. All who ask share it."""
    return expanded(table_of(path, text))


@lru_cache(maxsize=256)
def _examined(path: Path, text: str) -> tuple[SourceFile, list[Problem]]:
    """What a file says that nothing tunes; examined once, as it is parsed once."""
    return examine(_expanded(path, text)[0])


@lru_cache(maxsize=256)
def _converted(path: Path, text: str) -> SourceFile | None:
    """A file of the package whose patterns are not tried; None when it is no such file, or not as the types have it."""
    if builtin_dir() not in path.parents:
        return None
    return converted(_expanded(path, text)[0])


@contextlib.contextmanager
def explained(book: RuleBook) -> Iterator[None]:
    """Whatever goes wrong with a rule of *book* in this context is told with its file and line, as far as it is the file's.

    Raises:
        RuleError: a file is wrong.
    """
    try:
        yield
    except Exception:
        for path in dict.fromkeys(map(Path, book.origins.values())):
            text = read_text(path)
            for problem in _examined(path, text)[1]:
                layer = _Layer(path, text, _expanded(path, text)[0])
                raise _error([layer], layer.table, problem) from None
        raise


def _item_places(path: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """First and last line of every item of *path* that has an id (of tests: a name); of two alike the first."""
    text, table = read_text(path), read_table(path)
    known = extents(text)
    places: dict[tuple[str, str], tuple[int, int]] = {}
    for key in ARRAYS:
        for number, item in enumerate(table.get(key, [])):
            name = str(item.get("name" if key == "test" else "id"))
            if (key, name) not in places:
                places[key, name] = known.get((key, number)) or extent(text, [key, number])
    return places


def files_in(place: Path) -> list[Path]:
    """The rule files of a directory and of its `packs/`, in order of their paths; or the one file that *place* is."""
    if place.is_file():
        return [place]
    return sorted([*place.glob("*.toml"), *place.glob("packs/*.toml")])


def _add(layers: dict[str, list[_Layer]], path: Path, text: str, *, is_pack: bool) -> Iterator[RuleError]:
    """Put the file at *path* where it belongs: in place of the one with its id, or on top of the one it tunes."""
    shared, unknown = _expanded(path, text)
    table = dict(shared)
    yield from (_error([_Layer(path, text, table)], {}, problem) for problem in unknown)
    if "tune" not in table:
        # Without an id it still can be examined, under a key of its own.
        key = (_PACK if is_pack else "") + str(table.get("id", path))
        layer = _Layer(path, text, table)
        if key in layers and layers[key][0].path.parent == path.parent:
            found = f"id {table['id']!r} is that of {layers[key][0].path.name} beside it"
            yield _error([layer], {}, Problem(["id"], found, "an id of its own", "or `tune` to change the other"))
        layers[key] = [layer]
        return
    target = table.pop("tune")
    layer = _Layer(path, text, table)
    if not isinstance(target, str):
        yield _error([layer], {}, Problem(["tune"], f"tune = {target!r}", "a string: the id of a source or pack"))
        return
    key = target if target in layers else _PACK + target
    if key not in layers:
        known = [name.removeprefix(_PACK) for name in layers]
        expected = f"one of {', '.join(known)}"
        yield _error([layer], {}, Problem(["tune"], f"no source {target!r} to tune", expected, nearest(target, known)))
        return
    shapes = list(shape_problems(table))
    slips = [*_claims(table), *key_problems(table, partial=True), *shapes]
    if any(shape for below in layers[key] for shape in shape_problems(below.table)):
        # What it would change has no shape to change; that is told where it stands.
        yield from (_error([layer], {}, slip) for slip in slips)
        return
    if not shapes:
        slips += _strays(_merged(layers[key]), table, target)
    yield from (_error([layer], {}, slip) for slip in slips)
    if not slips:
        layers[key].append(layer)


def _claims(changes: Mapping[str, Any]) -> Iterator[Problem]:
    """What only a file of its own has."""
    for key in ("schema", "id"):
        if key in changes:
            expected = "`tune` instead of `schema` and `id`"
            hint = f"leave out {key!r} to change that file, or `tune` to replace it"
            yield Problem([key], f"{key!r} together with `tune`", expected, hint)


def _strays(base: Mapping[str, Any], changes: Mapping[str, Any], target: str) -> Iterator[Problem]:
    """Rules that are neither in the file they tune nor complete: an id with a slip in it."""
    for table in ("remove", "keep", "read"):
        known = [str(rule.get("id")) for rule in base.get(table, [])]
        for number, rule in enumerate(changes.get(table, [])):
            name = str(rule.get("id"))
            if name not in known and "why" not in rule:
                found = f"no rule {name!r} in [[{table}]] of {target!r} to change, and too little for a new one"
                expected = f"one of: {', '.join(known)}; or a rule with a `why`"
                yield Problem([table, number, "id"], found, expected, nearest(name, known))


def _merged(stack: Sequence[_Layer]) -> dict[str, Any]:
    """The lowest layer with the changes of the others: tables merged, rules merged by id, new rules first."""
    merged = dict(stack[0].table)
    for layer in stack[1:]:
        for key, value in layer.table.items():
            if key in ARRAYS and key != "test":
                base = merged.get(key, [])
                changes = {rule.get("id"): rule for rule in value}
                known = {rule.get("id") for rule in base}
                added = [rule for rule in value if rule.get("id") not in known]
                merged[key] = added + [{**rule, **changes.get(rule.get("id"), {})} for rule in base]
            elif isinstance(value, dict):
                merged[key] = {**merged.get(key, {}), **value}
            else:
                merged[key] = value
    return merged


def _error(stack: Sequence[_Layer], table: Mapping[str, Any], problem: Problem) -> RuleError:
    """*problem* of the merged *table*, with the file and line of the layer that says it last."""
    layer, tokens = _layer_of(stack, table, problem.path)
    where = f"{layer.path}:{locate(read_text(layer.path), tokens)}"
    return RuleError(where, problem.found, problem.expected, problem.hint)


def _layer_of(
    stack: Sequence[_Layer], table: Mapping[str, Any], tokens: list[str | int]
) -> tuple[_Layer, list[str | int]]:
    if len(stack) == 1 or not tokens:
        return stack[0], tokens
    key, *rest = tokens
    for layer in reversed(stack):
        if key not in layer.table:
            continue
        if key in ARRAYS and rest and isinstance(rest[0], int):
            item = table[key][rest[0]]
            for number, own in enumerate(layer.table[key]):
                if own is item or own.get("id", own.get("name")) == item.get("id", item.get("name")):
                    return layer, [key, number, *rest[1:]]
        else:
            return layer, tokens
    return stack[0], tokens
