"""The formats of `cleaner export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.errors import InputError, nearest
from cleaner.export import ro_crate
from cleaner.export.annotations import annotations_of
from cleaner.export.croissant import croissant_of
from cleaner.export.csv_table import table
from cleaner.export.dolma import Text, fill
from cleaner.export.facts import document, line
from cleaner.export.jsonld import jsonld_of, script_line
from cleaner.export.ninjs import ninjs_of
from cleaner.export.prov import prov_of
from cleaner.export.sarif import sarif
from cleaner.export.warc import warc
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cleaner.export.result import Result
    from cleaner.io.manifest import Run


class Options(Struct, frozen=True, kw_only=True):
    """What is asked for beside the format. `None`: nothing was said of it."""

    text: Text | None = None
    """Which text Dolma's documents have; the clean one when nothing is said."""
    with_run: bool | None = None
    """Put the times of the run in: they are the one thing that differs between two runs over the same inputs."""
    name: str | None = None
    """Of the data set; that of its folder when nothing is said."""
    rights: str | None = None
    """Licence of the data set: an address, or words."""
    every: bool | None = None
    """Removals of bare markup and white space too."""


class Format(Struct, frozen=True):
    """A format: a file, whose bytes `lines` gives piece by piece, or a folder, which `fill` fills with files."""

    about: str
    file: str
    """Name of the file when a folder is named to put it into."""
    takes: frozenset[str] = frozenset()
    """The fields of `Options` that mean something to it."""
    lines: Callable[[Result, Options, str], Iterator[bytes]] | None = None
    """From the result, what is asked for, and the way to the folder of the result; a piece is a document or a data set."""
    frame: int = 0
    """So many pieces are neither: a head, a tail."""
    fill: Callable[[Result, Options, Path], int] | None = None
    """Gives the number of documents."""
    is_of_folder: bool = False
    """It describes the files of the result, by their place relative to its own."""


def format_named(name: str) -> Format:
    """The format with *name*.

    Raises:
        InputError: there is none.
    """
    found = FORMATS.get(name)
    if found is None:
        hint = nearest(name, FORMATS)
        raise InputError(
            f"unknown format {name!r}; expected one of {', '.join(FORMATS)}" + (f"; {hint}" if hint else "")
        )
    return found


def _run(result: Result, options: Options) -> Run | None:
    if options.with_run and result.manifest.run is None:
        raise InputError(f"{harmless(str(result.folder))}: its manifest says nothing of the run")
    return result.manifest.run if options.with_run else None


def _prov(result: Result, options: Options, _: str) -> Iterator[bytes]:
    run = _run(result, options)
    return (line(prov_of(item.row, run)) for item in result.documents())


def _ninjs(result: Result, _: Options, __: str) -> Iterator[bytes]:
    return (line(ninjs_of(item.row)) for item in result.documents())


def _jsonld(result: Result, _: Options, __: str) -> Iterator[bytes]:
    return (script_line(jsonld_of(item.row)) for item in result.documents())


def _csv(result: Result, options: Options, _: str) -> Iterator[bytes]:
    return table(result, every=options.every or False)


def _sarif(result: Result, options: Options, _: str) -> Iterator[bytes]:
    return sarif(result, every=options.every or False)


def _annotations(result: Result, options: Options, _: str) -> Iterator[bytes]:
    for item in result.documents():
        yield b"".join(map(line, annotations_of(item, every=options.every or False)))


def _warc(result: Result, _: Options, __: str) -> Iterator[bytes]:
    return warc(result)


def _croissant(result: Result, options: Options, folder: str) -> Iterator[bytes]:
    yield document(croissant_of(result.manifest, folder, _name(result, options), options.rights))


def _ro_crate(result: Result, options: Options, folder: str) -> Iterator[bytes]:
    yield document(ro_crate.ro_crate_of(result.manifest, folder, _name(result, options), options.rights))


def _name(result: Result, options: Options) -> str:
    return options.name or harmless(result.folder.resolve().name)


def _dolma(result: Result, options: Options, folder: Path) -> int:
    return fill(folder, result, options.text or "clean", _run(result, options))


SPELLING = {"text": "text", "with_run": "with-run", "name": "name", "rights": "license", "every": "all"}
"""What the fields of `Options` are called on the command line."""

FORMATS: dict[str, Format] = {
    "prov": Format("W3C PROV-JSON, a line a document", "prov.jsonl", frozenset({"with_run"}), _prov),
    "ninjs": Format("IPTC ninjs 3.3, a line a document", "ninjs.jsonl", frozenset(), _ninjs),
    "jsonld": Format("schema.org JSON-LD, a line a document", "articles.jsonl", frozenset(), _jsonld),
    "csv": Format("a table, a row a removal", "removals.csv", frozenset({"every"}), _csv, frame=1),
    "sarif": Format("SARIF 2.1.0, a log of removals", "removals.sarif", frozenset({"every"}), _sarif, frame=2),
    "annotations": Format(
        "W3C Web Annotations, a line a removal", "annotations.jsonl", frozenset({"every"}), _annotations
    ),
    "warc": Format("WARC 1.1, a conversion record a document", "documents.warc.gz", frozenset(), _warc, frame=1),
    "dolma": Format("Dolma documents and attributes, a folder", "", frozenset({"text", "with_run"}), fill=_dolma),
    "croissant": Format(
        "Croissant 1.0, of the whole result",
        "croissant.json",
        frozenset({"name", "rights"}),
        _croissant,
        is_of_folder=True,
    ),
    "ro-crate": Format(
        "RO-Crate 1.2, of the whole result", ro_crate.FILE, frozenset({"name", "rights"}), _ro_crate, is_of_folder=True
    ),
}
