"""`cleaner graph`: who republished whom, over the documents of one or several results."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.console import complain, say
from cleaner.cli.screen import write
from cleaner.errors import InputError, OutputError
from cleaner.graph.model import LEAST, MOST, SIMILAR
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from cleaner.graph.model import Graph


class Form(StrEnum):
    """How the graph is written."""

    json = "json"
    graphml = "graphml"
    dot = "dot"
    svg = "svg"


def graph(
    results: Annotated[list[Path], typer.Argument(metavar="OUT…", help="Folders that `cleaner clean -o` wrote.")],
    form: Annotated[
        Form | None,
        typer.Option(
            "--format", help="json has everything; svg is a picture. Without it, by the suffix of -o, else json."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write into FILE. Without it, to stdout.")
    ] = None,
    similar: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            min=LEAST,
            max=1.0,
            help="From which share of common shingles two texts are copies: of all, or of the shorter.",
        ),
    ] = SIMILAR,
    at_most: Annotated[
        int, typer.Option("--at-most", metavar="N", min=1, max=2000, help="Documents in the picture (svg).")
    ] = MOST,
) -> None:
    """Draw who republished whom: parties, documents, copies, and where author or source were lost.

    Texts are compared without width, script, case, punctuation and space, so a Traditional copy meets its Simplified
    original, and a cut one the whole. What the pages do not state is marked `inferred`. docs/graph.md has the fields.

    [bold]Exit codes[/bold]

      0  done
      1  done, but documents that a result promises could not be read
      2  misuse

    [bold]Examples[/bold]

      cleaner graph out > graph.json
      cleaner graph out -o graph.svg
      cleaner graph january february --format graphml -o graph.graphml
      cleaner graph out --format dot | dot -Tpdf > graph.pdf
    """
    # Takes NumPy along, for which no other command should wait.
    from cleaner.graph.build import graph_of

    for folder in results:
        if out and out.resolve().is_relative_to(folder.resolve()):
            raise InputError(f"{harmless(str(out))}: lies in the result {harmless(str(folder))}; name a file elsewhere")
    chosen = form or _by_suffix(out)
    made = graph_of(results, similar)
    data = _written(made, chosen, at_most)
    if out is None:
        write(data)
    else:
        _write(out, data)
    _summarise(made)
    if out:
        say(f"open: {harmless(str(out))}")
    if made.counts.broken:
        complain(
            f"{made.counts.broken:,} documents are promised by a manifest and could not be read: "
            "`cleaner verify OUT` says which, and why"
        )
        raise typer.Exit(1)


def _by_suffix(out: Path | None) -> Form:
    if out is None:
        return Form.json
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in list(Form):
        raise InputError(
            f"{harmless(str(out))}: its suffix names no format; expected .{', .'.join(Form)}, or name one with --format"
        )
    return Form(suffix)


def _written(made: Graph, form: Form, most: int) -> bytes:
    from cleaner.graph.dot import dot_of
    from cleaner.graph.graphml import graphml_of
    from cleaner.graph.svg import svg_of
    from cleaner.io.manifest import encoded

    if form is Form.svg:
        return svg_of(made, most)
    return {Form.json: encoded, Form.graphml: graphml_of, Form.dot: dot_of}[form](made)


def _write(out: Path, data: bytes) -> None:
    place = out.resolve()
    aside = place.with_name(f".{place.name}.incomplete-{os.getpid()}")
    try:
        if out.exists() and not out.is_file():
            # A pipe or a device has a place that nothing else can take.
            out.write_bytes(data)
            return
        try:
            aside.write_bytes(data)
            aside.replace(place)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{harmless(str(out))}: cannot be written: {error.strerror}") from None


def _summarise(made: Graph) -> None:
    """What there is, what was left out, and where authors went missing, in words."""
    counts = made.counts
    say(f"{counts.documents:,} documents, {counts.parties:,} parties, groups of copies: {counts.groups:,}")
    for number, what in (
        (counts.quarantined, "held in quarantine, left out"),
        (counts.repeated, "there twice, counted once"),
        (counts.too_short, "too short to be compared"),
    ):
        if number:
            say(f"{number:,} {what}")
    names = {party.id: party.name for party in made.parties}
    lost: dict[str, int] = {}
    for loss in (loss for group in made.groups for loss in group.losses):
        if loss.what == "author" and loss.change == "lost":
            at = names[loss.at] if loss.at else "pages of nobody named"
            lost[at] = lost.get(at, 0) + 1
    if lost:
        ranked = sorted(lost.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{name} {number:,}" for name, number in ranked[:5])
        say(f"author lost at: {shown}" + (f" and {len(ranked) - 5:,} more" if len(ranked) > 5 else ""))
    hints = sum(len(media.hints) for media in made.media)
    if hints:
        say(f"{hints:,} documents state no account, and share images with one that does")
