"""`cleaner explain`: a page with what was removed from it in plain sight, and the answer to why a line is gone."""

from __future__ import annotations

import os
import re
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from cleaner.audit.explain import FactRow, Line, Piece, facts_of, lines_of
from cleaner.audit.likely import Likelihoods
from cleaner.cli.console import complain
from cleaner.cli.screen import data, print_json
from cleaner.cli.why import Answer, answer
from cleaner.engines.noted import repeats_beside
from cleaner.errors import InputError
from cleaner.extract import DEFAULT_EXTRACTOR, EXTRACTORS
from cleaner.io.read import STDIN, Inputs, Unreadable
from cleaner.io.read import shown as storable
from cleaner.io.visible import harmless
from cleaner.model.document import Cleaned, RawDocument, Rejected
from cleaner.pipeline import Cleaner
from cleaner.rules.profile import DEFAULT_PROFILE, PROFILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from cleaner.audit.likely import Likely

REJECTED = 3
"""Exit code: the document is quarantined or rejected."""

# Numbers of more digits are no lines, and longer than Python reads.
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]{1,9})(?::(?P<column>[0-9]{1,9}))?", re.DOTALL)
_MARKS = {"kept": " ", "blank": " ", "partly": "~", "removed": "-"}
# Kinds of chrome that stand together get a colour; what is lifted into the stamp is told by the mark.
_COLOURS = {
    "navigation": "blue", "pager": "blue", "share-bar": "blue", "view-counter": "blue",
    "related": "magenta", "hot-news": "magenta", "advertisement": "magenta", "promotion": "magenta",
    "subscription": "magenta", "comments": "magenta", "slogan": "magenta",
    "disclaimer": "yellow", "copyright": "yellow", "registration": "yellow", "hotline": "yellow",
    "site-notice": "yellow", "contact": "yellow",
    "template-leak": "red", "machine-abstract": "red", "machine-notice": "red", "machine-refusal": "red", "script": "red",
    "image": "green", "image-credit": "green", "references": "green",
    "markup": "bright_black", "whitespace": "bright_black",
}  # fmt: skip
_OTHER_COLOUR = "cyan"


def explain(
    target: Annotated[
        str,
        typer.Argument(
            metavar="FILE[:LINE[:COL]]",
            help="A document, or a line of it; - is standard input, and -- -:12 a line of it.",
        ),
    ],
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            "--rules", metavar="DIR", help="A folder of rule files that add to, replace or tune those of cleaner."
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="ID", help="Take the document to be of this source, and do not look.")
    ] = None,
    profile: Annotated[str, typer.Option(metavar="NAME", help=f"One of: {', '.join(PROFILES)}.")] = DEFAULT_PROFILE,
    extractor: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=f"Finds the article where no rule file says where it stands. One of: {', '.join(EXTRACTORS)}.",
        ),
    ] = DEFAULT_EXTRACTOR,
    repeats: Annotated[
        Path | None,
        typer.Option(
            "--repeats", metavar="OUT", help="Take out what recurs, as the run with --learn-repeats did that wrote OUT."
        ),
    ] = None,
    removed_only: Annotated[bool, typer.Option("--removed-only", help="Leave out the lines that are kept.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on stdout.")] = False,
) -> None:
    """Show a document with what cleaning removes from it, by which rule and why, and the facts that were read.

    With a line (page.txt:12): why that line is gone, or kept. Lines are those of the document as it is, from 1. Where
    the model says what is article, also how likely it finds that, and the three things that moved it most: numbers above
    0 speak for article, below 0 against it.

    [bold]Examples[/bold]

      cleaner explain page.html --removed-only
      cleaner explain page.html:120
      cleaner explain page.html:120:45 --extractor model --json
    """
    path, number, column = _place(target)
    raw = _read(path)
    name = "standard input" if path == STDIN else storable(path)
    table = repeats_beside(repeats) if repeats else None
    cleaner = Cleaner(rules or [], source=source, profile=profile, extractor=extractor, repeats=table)
    done = cleaner.clean(raw)
    cleaned = done.held if isinstance(done, Rejected) else done
    if cleaned is None:
        assert isinstance(done, Rejected)
        complain(f"{harmless(name)}: rejected ({done.code}): {done.detail}")
        raise typer.Exit(REJECTED)
    if number is not None:
        _answer(cleaner, cleaned, name, number, column, as_json=as_json)
    elif as_json:
        quarantine = {"code": done.code, "detail": done.detail} if isinstance(done, Rejected) else None
        lines = [line for line in lines_of(cleaned) if not removed_only or line.fate in {"removed", "partly"}]
        print_json({"path": storable(path), "quarantine": quarantine, "lines": lines, "facts": facts_of(cleaned.stamp)})
    else:
        _show(name, cleaned, done, removed_only=removed_only)
    if isinstance(done, Rejected):
        raise typer.Exit(REJECTED)


def _place(target: str) -> tuple[str, int | None, int | None]:
    match = None if os.path.lexists(target) else _PLACE.fullmatch(target)
    if match is None:
        return target, None, None
    return match["file"], int(match["line"]), int(match["column"]) if match["column"] else None


def _read(name: str) -> RawDocument:
    inputs = Inputs([name])
    if not inputs.is_single:
        raise InputError(f"{harmless(storable(name))} is a folder; expected one document")
    (raw,) = inputs
    if isinstance(raw, Unreadable):
        raise InputError(f"{harmless(raw.path)}: {raw.detail}")
    return raw


def _answer(cleaner: Cleaner, cleaned: Cleaned, name: str, number: int, column: int | None, *, as_json: bool) -> None:
    lines = list(lines_of(cleaned))
    if not 1 <= number <= len(lines):
        raise InputError(f"{harmless(name)} has no line {number}; expected 1 to {len(lines)}")
    line = lines[number - 1]
    if column is not None and not 1 <= column <= max(1, len(line.text)):
        raise InputError(
            f"{harmless(name)}:{number} has no column {column}; expected 1 to {len(line.text)} (in characters)"
        )
    found = answer(cleaned, line, column, cleaner.wishes(cleaned), cleaner.book, Likelihoods(cleaned))
    if as_json:
        print_json(found)
    else:
        _print_answer(name, found)


def _print_answer(name: str, found: Answer) -> None:
    out = data()
    column = "" if found.column is None else f":{found.column}"
    out.print(Text(f"{harmless(name)}:{found.line}{column}", style="bold"), soft_wrap=True)
    for part in found.parts:
        out.print(Text.assemble("  ", (harmless(part.text), _style(part.fate, part.category))), soft_wrap=True)
        if part.fate == "kept":
            out.print(Text(f"    kept: {harmless(part.because)}"), soft_wrap=True)
        else:
            into = " into the stamp" if part.fate == "lifted" else ""
            out.print(Text(f"    {part.fate}{into} by {part.rule} ({part.category}): {part.because}"), soft_wrap=True)
            out.print(Text(f"    {part.where}", style="dim"), soft_wrap=True)
        if part.likely:
            out.print(Text(f"    {harmless(_likely(part.likely))}"), soft_wrap=True)
    if not found.parts:
        out.print(Text("  an empty line"))
    _print_facts(out, found.facts)


def _likely(likely: Likely) -> str:
    sides = "; ".join(f"{side.words} ({side.shift:+.1f})" for side in likely.sides)
    because = f", because of {sides}" if sides else ""
    return f"probability of being article {likely.probability:.2f}{because}"


def _show(name: str, cleaned: Cleaned, done: Cleaned | Rejected, *, removed_only: bool) -> None:
    out = data()
    stamp = cleaned.stamp
    layout = f", layout {stamp.rules.layout}" if stamp.rules.layout else ""
    out.print(
        Text(f"{harmless(name)}: source {stamp.source.id}{layout}, profile {stamp.profile}", style="bold"),
        soft_wrap=True,
    )
    if isinstance(done, Rejected):
        out.print(Text(f"quarantined ({done.code}): {harmless(done.detail)}", style="bold red"), soft_wrap=True)
    out.print(Text("marks: - removed, + lifted into the stamp, ~ removed in part", style="dim"))
    _print_lines(out, cleaned, removed_only=removed_only)
    removal = stamp.removal
    out.print(
        Text(f"\n{removal.chars:,} of {len(cleaned.decoded.text):,} characters removed ({removal.share:.1%})", "dim")
    )
    _print_facts(out, facts_of(stamp))


def _print_lines(out: Console, cleaned: Cleaned, *, removed_only: bool) -> None:
    """The lines, with a label under each run of lines that the same rules took from."""
    width = len(str(cleaned.decoded.text.count("\n") + 1))
    waiting: list[Line] = []
    reasons: tuple[Piece, ...] = ()
    for line in lines_of(cleaned):
        if line.fate == "blank":
            waiting.append(line)
            continue
        if list(map(_reason, line.reasons)) != list(map(_reason, reasons)):
            _print_labels(out, reasons, width)
            reasons = line.reasons
        for shown in [*waiting, line]:
            if not removed_only or shown.fate in {"removed", "partly"}:
                _print_line(out, shown, width)
        waiting = []
    _print_labels(out, reasons, width)


def _reason(piece: Piece) -> tuple[str, str, str]:
    return piece.rule, piece.category, piece.why


def _print_line(out: Console, line: Line, width: int) -> None:
    mark = _MARKS[line.fate]
    if line.fate == "removed" and all(piece.fate == "lifted" for piece in line.reasons):
        mark = "+"
    text = Text(f"{line.number:>{width}} ", style="dim")
    text.append(f"{mark} ", style="bold")
    in_colour = out.color_system is not None and not out.no_color
    for piece in line.pieces:
        shown = harmless(piece.text)
        if line.fate == "partly" and not in_colour and piece.rule:
            shown = f"{{+{shown}+}}" if piece.fate == "lifted" else f"[-{shown}-]"
        # A style of its own for kept text: otherwise it takes that of the number.
        text.append(shown, style=_style(piece.fate, piece.category) or "not dim")
    text.rstrip()
    out.print(text, soft_wrap=True)


def _print_labels(out: Console, reasons: Iterable[Piece], width: int) -> None:
    for piece in reasons:
        style = _COLOURS.get(piece.category, _OTHER_COLOUR)
        sure = "" if piece.confidence is None else f" · confidence {piece.confidence:.2f}"
        label = f"{'':>{width}}   └ {piece.rule} · {piece.category} · {piece.why}{sure}"
        out.print(Text(harmless(label), style=style), soft_wrap=True)


def _style(fate: str, category: str) -> str:
    if fate == "kept":
        return ""
    colour = _COLOURS.get(category, _OTHER_COLOUR)
    return f"not dim italic {colour}" if fate == "lifted" else f"not dim strike {colour}"


def _print_facts(out: Console, facts: Iterable[FactRow]) -> None:
    facts = list(facts)
    if not facts:
        return
    out.print(Text("\nfacts", style="bold"))
    width = max(len(fact.what) for fact in facts)
    for fact in facts:
        text = Text(f"  {fact.what:<{width}}  ", style="dim")
        text.append(harmless(fact.value), style="not dim")
        about = [fact.confidence, f"line {fact.line}" if fact.line else "", fact.rule, fact.note]
        text.append(f"  ({', '.join(harmless(item) for item in about if item)})")
        out.print(text, soft_wrap=True)
