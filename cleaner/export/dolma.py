"""Dolma: documents, and beside them attributes with spans over their texts, for its taggers' readers and its mixer.

With the clean text the attributes say where which language is and what a machine wrote. With the raw text they say what
cleaning removes and of which category, so that the mixer can cut it, all or some: all of it gives the clean text. Offsets are code points, as the mixer
counts them. A hyphen in a name becomes `_`: names stand in JSON paths.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Literal

from cleaner.errors import InputError, LedgerError
from cleaner.export.facts import chosen, is_instant, line, present, stated
from cleaner.io.rows import ledger_of
from cleaner.model.ledger import restore

if TYPE_CHECKING:
    from pathlib import Path

    from cleaner.export.result import Result
    from cleaner.io.manifest import Run
    from cleaner.io.result import Stored
    from cleaner.io.rows import DocumentRow
    from cleaner.model.stamp import Stamp

Text = Literal["clean", "raw"]
ATTRIBUTES: dict[Text, tuple[str, ...]] = {"clean": ("language", "synthetic"), "raw": ("removals",)}
"""Folders below `attributes/`, by the text that the documents have."""


def fill(folder: Path, result: Result, text: Text, run: Run | None = None) -> int:
    """Write the documents of each part of *result* into one file, and files of attributes that match it row by row.

    Gives the number of documents.

    Raises:
        InputError: as `dolma_of` and `Result.parts`.
    """
    number = 0
    places = {"": folder / "documents"} | {name: folder / "attributes" / name for name in ATTRIBUTES[text]}
    for place in places.values():
        place.mkdir(parents=True)
    for part_number, documents in result.parts():
        with ExitStack() as stack:
            files = {
                name: stack.enter_context((place / f"part-{part_number:05d}.jsonl").open("xb"))
                for name, place in places.items()
            }
            for stored in documents:
                number += 1
                row, attributes = dolma_of(stored, text, run)
                files[""].write(line(row))
                for name, spans in attributes.items():
                    files[name].write(line(spans))
    return number


def dolma_of(stored: Stored, text: Text, run: Run | None = None) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The document, and its row for each folder of attributes. `added` is in it only when the *run* is given.

    Raises:
        InputError: the raw text is wanted, and the removal rows do not give it back.
    """
    row = stored.row
    stamp = row.stamp
    created = chosen(stamp, "published")
    document = present(
        {
            "id": row.id,
            "source": row.source,
            "version": f"{stamp.tool.name}-{stamp.tool.version}",
            "added": run and run.finished,
            "created": created.value if created and created.confidence == "stated" and is_instant(created) else None,
            "metadata": _metadata(row),
        }
    )
    document["text"] = row.text if text == "clean" else _decoded(stored)
    spans = {"removals": _removals(stored)} if text == "raw" else _of_clean(stamp)
    attributes = {name: {"id": row.id, "source": row.source, "attributes": spans[name]} for name in ATTRIBUTES[text]}
    return document, attributes


def _metadata(row: DocumentRow) -> dict[str, Any]:
    stamp = row.stamp
    people = [{"role": item.role, "name": item.name, "confidence": item.confidence} for item in stamp.credits]
    dates = [
        {"kind": item.kind, "value": item.value, "confidence": item.confidence} for item in stamp.dates if item.chosen
    ]
    chain = [
        present(
            {
                "relation": hop.relation,
                "publisher": hop.publisher,
                "account": hop.account,
                "url": hop.url,
                "confidence": hop.confidence,
            }
        )
        for hop in stamp.chain
    ]
    return present(
        {
            "title": next((item.value for item in stated([stamp.title])), None),
            "url": stamp.capture.url,
            "path": stamp.capture.path,
            "language": stamp.language.tag,
            "script": stamp.language.script,
            "rights": next((item.value for item in stated([stamp.rights])), None),
            "credits": people,
            "dates": dates,
            "chain": chain,
            "raw_sha256": stamp.raw.sha256,
            "clean_sha256": stamp.clean.sha256,
            "stamp_digest": stamp.stamp_digest,
            "rules": stamp.rules.id,
            "rules_digest": stamp.rules.digest,
            "profile": stamp.profile,
        }
    )


def _of_clean(stamp: Stamp) -> dict[str, dict[str, list[list[Any]]]]:
    language: dict[str, list[list[Any]]] = {}
    for segment in stamp.segments:
        tagger = "language_inherited" if segment.inherited else "language"
        language.setdefault(_key(tagger, segment.tag), []).append([segment.start, segment.end, 1.0])
    synthetic: dict[str, list[list[Any]]] = {}
    for mark in stamp.synthetic:
        if mark.clean:
            tagger = "synthetic" if mark.confidence == "stated" else f"synthetic_{mark.confidence}"
            synthetic.setdefault(_key(tagger, mark.kind), []).append([*mark.clean, 1.0])
    return {"language": language, "synthetic": synthetic}


def _removals(stored: Stored) -> dict[str, list[list[Any]]]:
    """Spans that go, and apart from them those that leave something in their place, by what that is.

    The mixer puts one replacement in place of all spans of an attribute: so each replacement has its own.
    """
    found: dict[str, list[list[Any]]] = {}
    for row in stored.removals:
        if row.category is not None:
            by = "_".join(f"u{ord(char):04x}" for char in row.replacement)
            found.setdefault(_key(f"replaced_by_{by}" if by else "removed", row.category), []).append(
                [row.start, row.end, 1.0]
            )
    return found


def _key(tagger: str, kind: str) -> str:
    """`experiment__tagger__type`, as Dolma's `Span.from_spec` takes it apart."""
    return f"cleaner__{tagger}__{kind.replace('-', '_')}"


def _decoded(stored: Stored) -> str:
    row = stored.row
    if row.removals.ledger != "full":
        raise InputError(
            f"{row.id}: the result was written with --ledger {row.removals.ledger}, which does not give the raw text back; "
            "take --text clean, or clean again with --ledger full"
        )
    if row.removals.redacted:
        raise InputError(
            f"{row.id}: the result was written with --redact, which does not give the raw text back; take --text clean"
        )
    try:
        ledger = ledger_of(stored.removals, row.text)
        taken = [item.text or "" for item in stored.removals if item.action != "repair"]
        return restore(row.text, ledger.length, zip(ledger.removals, taken, strict=True))
    except LedgerError as error:
        raise InputError(f"{row.id}: its removals do not give the raw text back: {error}") from None
