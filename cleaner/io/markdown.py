"""A document as a Markdown file with its stamp as front matter, and the readable list of what was removed from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from cleaner.errors import InputError
from cleaner.io.names import folded, safe_name
from cleaner.io.rows import DocumentRow, RemovalRow, RemovalsMark
from cleaner.io.tables import lines
from cleaner.io.visible import harmless
from cleaner.model.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cleaner.io.manifest import FileEntry, Role

# JSON is YAML but for these, which YAML reads as line ends or not at all.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_END = "\n---\n\n"


class FileNames:
    """Readable names, no two alike on any system: after the input, with digits of the digest when that is taken."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def unused(self, row: DocumentRow) -> str:
        """A name for *row* without a suffix."""
        capture = row.stamp.capture
        path = re.sub(r"\.[A-Za-z]{1,8}$", "", (capture.path or "").rstrip("/\\"))
        if capture.record:
            path = f"{path}-{capture.record.number}"
        stem = re.sub(r"\s+", "-", safe_name(path, row.id)).strip(".-") or "document"
        name, number = stem, 1
        while folded(name) in self._used:
            name = safe_name(f"{stem}-{row.stamp.raw.sha256[:8]}" + (f"-{number}" if number > 1 else ""))
            number += 1
        self._used.add(folded(name))
        return name


def markdown_of(row: DocumentRow) -> bytes:
    """*row* as Markdown: front matter, an empty line, the text, a line feed."""
    stamp = row.stamp
    fields: dict[str, Any] = {
        "id": row.id,
        "title": row.title,
        "source": row.source,
        "url": stamp.capture.url,
        "dates": {date.kind: date.value for date in stamp.dates if date.chosen},
        "authors": [credit.name for credit in stamp.credits if credit.role == "author"],
        "language": stamp.language.tag,
        "script": row.script,
        "removals": row.removals,
        "stamp": stamp,
    }
    lines = [f"{name}: {_yaml(value)}\n" for name, value in fields.items()]
    return f"---\n{''.join(lines)}---\n\n{row.text}\n".encode("utf-8", "surrogatepass")


def document_of(data: bytes, where: str) -> DocumentRow:
    """The row that `markdown_of` made *data* from.

    Raises:
        InputError: *data* is no such file.
    """
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8 at byte {error.start}") from None
    head, found, body = text.partition(_END)
    if not found or not head.startswith("---\n") or not body.endswith("\n"):
        raise InputError(f"{where}: no front matter between two lines of ---, or no line end at the end")
    fields = dict(line.partition(": ")[::2] for line in head[4:].split("\n"))
    try:
        stamp = msgspec.json.decode(fields["stamp"], type=Stamp)
        return DocumentRow(
            id=msgspec.json.decode(fields["id"], type=str),
            text=body[:-1],
            title=msgspec.json.decode(fields["title"], type=str | None),
            language=msgspec.json.decode(fields["language"], type=str).partition("-")[0],
            script=msgspec.json.decode(fields["script"], type=str),
            source=msgspec.json.decode(fields["source"], type=str),
            stamp=stamp,
            removals=msgspec.json.decode(fields["removals"], type=RemovalsMark),
        )
    except KeyError as error:
        raise InputError(f"{where}: no {error} in the front matter") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InputError(f"{where}: in the front matter: {error}") from None


def removed_list(row: DocumentRow, removals: Sequence[RemovalRow]) -> bytes:
    """What was removed, in order, by which rule and why, for people: control and bidi characters are spelt out."""
    stamp = row.stamp.removal
    pieces = [
        f"{harmless(row.title or row.id)}\n",
        f"{harmless(row.stamp.capture.place or 'no path')}, source {harmless(row.source)}\n",
        f"{stamp.chars} characters removed ({stamp.share:.1%}) in {stamp.count} pieces, {row.stamp.clean.chars} left\n",
    ]
    if row.removals.ledger == "rules":
        pieces.append("Bare markup and white space are left out here (--ledger rules).\n")
    if row.removals.redacted:
        pieces.append("What was removed is not shown, only its digest and length (--redact).\n")
    for item in removals:
        kind = item.category or item.action
        lifted = ", kept in the stamp" if item.action == "lift" else ""
        pieces.append(f"\nline {item.line} · {kind}{lifted} · {harmless(item.rule)}\n  why: {harmless(item.why)}\n")
        for name, values in item.captured.items():
            pieces.append(f"  read: {harmless(name)} = {harmless('; '.join(values)) or 'not shown'}\n")
        if item.text is None:
            pieces.append(f"  not shown: length {item.end - item.start}, SHA-256 {item.text_sha256}\n")
        elif item.text.isspace():
            pieces.append(f"  > {item.text!r}\n")
        else:
            pieces.extend(f"  > {harmless(line)}\n" for line in re.split(r"\r\n|\r|\n", item.text.strip("\r\n")))
        if item.raw:
            pieces.append(f"  bytes: {harmless(item.raw)}\n")
        if item.replacement:
            pieces.append(f"  in its place: {item.replacement!r}\n")
    return "".join(pieces).encode("utf-8", "surrogatepass")


def as_files(folder: Path, files: Iterable[FileEntry], names: FileNames) -> Iterator[tuple[str, Role, bytes]]:
    """The documents of a shard as Markdown, each with the list of what was removed behind it: name, role, bytes."""
    paths = {entry.role: folder / entry.path for entry in files}
    if "documents" not in paths:
        return
    removals = lines(paths["removals"])
    for line in lines(paths["documents"]):
        row = msgspec.json.decode(line, type=DocumentRow)
        removed = [msgspec.json.decode(next(removals), type=RemovalRow) for _ in range(row.removals.rows)]
        name = names.unused(row)
        yield f"documents/{name}.md", "documents", markdown_of(row)
        yield f"documents/{name}.removed.txt", "removed-list", removed_list(row, removed)


def _yaml(value: object) -> str:
    text = msgspec.json.encode(value).decode()
    return _NOT_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
