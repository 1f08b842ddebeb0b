"""Results to look at, and their reports."""

from __future__ import annotations

import base64
import gzip
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report import corpus

from cleaner import Cleaner
from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.write import Options
from cleaner.report.build import Options as PageOptions
from cleaner.report.build import write_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[3]


def clean_folder(name: str, out: Path, **options: object) -> Path:
    """The result of a folder of the project, its paths written as a user does who stands in the project."""
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        run(Cleaner(), Inputs([name]), out, Options(page=False, **options))
    finally:
        os.chdir(here)
    return out


def clean_texts(texts: Mapping[str, bytes], folder: Path, cleaner: Cleaner | None = None, **options: object) -> Path:
    """The result of *texts* by file name."""
    dump = folder / "dump"
    dump.mkdir(parents=True)
    for name, text in texts.items():
        (dump / name).write_bytes(text)
    run(cleaner or Cleaner(), Inputs([str(dump)]), folder / "out", Options(page=False, **options))
    return folder / "out"


def pages_in(out: Path, number: int) -> Path:
    """The result of *number* generated pages."""
    corpus.clean(out, number)
    return out


def page_of(out: Path, **options: object) -> Path:
    """The report page of the result in *out*, beside it."""
    file = out.with_name(f"{out.name}.html")
    write_report(out, file, PageOptions(**options))
    return file


def with_documents(file: Path, other: Path, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    """*other*, the report in *file* with the records of its first documents as *change* leaves them."""
    return _with_chunk(file, other, lambda run: run["document_chunks"][0][1], change)


def with_source(file: Path, other: Path, source: str, change: Callable[[dict[str, Any]], None]) -> Path:
    """*other*, the report in *file* with the groups of *source* as *change* leaves them."""
    return _with_chunk(
        file, other, lambda run: next(each["chunk"] for each in run["sources"] if each["id"] == source), change
    )


def with_run(file: Path, other: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """*other*, the report in *file* with what it says of the run as *change* leaves it."""
    page = file.read_text("utf-8")
    told = page.split('id="run">')[1].split("</script>")[0]
    run = json.loads(told)
    change(run)
    other.write_text(page.replace(told, json.dumps(run).replace("<", "\\u003c")), "utf-8")
    return other


def _with_chunk(file: Path, other: Path, choose: Callable[[Any], int], change: Callable[[Any], None]) -> Path:
    page = file.read_text("utf-8")
    number = choose(json.loads(page.split('id="run">')[1].split("</script>")[0]))
    packed = page.split(f'id="chunk-{number}">')[1].split("</script>")[0]
    data = json.loads(gzip.decompress(base64.b64decode(packed)))
    change(data)
    other.write_text(
        page.replace(packed, base64.b64encode(gzip.compress(json.dumps(data).encode(), mtime=0)).decode()), "utf-8"
    )
    return other
