"""The removals that decisions are about, found again in the result, with the raw bytes of their documents."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from cleaner.audit.check import Finding
from cleaner.audit.group import group_key
from cleaner.audit.raw_files import RawFiles, digest_differs, reading_of
from cleaner.audit.replay import captured
from cleaner.audit.restore import PARTIAL, restored_bytes
from cleaner.errors import InputError, LedgerError
from cleaner.io.intact import stored
from cleaner.io.rows import BARE
from cleaner.review.log import id_of
from cleaner.testing.reviewed import Capture, raw_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cleaner.io.manifest import Manifest
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow
    from cleaner.model.document import RawDocument
    from cleaner.review.decisions import Decision

MOST = 50
"""Documents of a group in which an exception is tried."""
DEFAULTS: dict[str, str | None] = {
    "profile": "corpus", "detector": "py3langid", "to": None, "extractor": "model",
    "encoding_backend": "chardet", "source": None,
}  # fmt: skip
"""Options of a run that decide what is removed, by their names in a manifest."""
_SUFFIXES = {".md", ".markdown", ".html", ".htm", ".xhtml", ".shtml"}


class Document(Struct, frozen=True):
    """A document of the result as it was captured, and the removals of it that a decision is about."""

    id: str
    name: str
    """`input` with the suffix that says of what kind it is."""
    data: bytes
    capture: Capture
    spans: tuple[tuple[int, int], ...]
    """Code points of the decoded text, in order."""
    seqs: tuple[int, ...]

    @property
    def raw(self) -> RawDocument:
        """As it is cleaned once more."""
        return raw_of(self.name, self.data, self.capture)


class Found(Struct):
    """What was found for a decision."""

    number: int = 0
    """Documents with such a removal."""
    documents: list[Document] = []
    """That of the decision first, then others; at most 50."""
    problem: str = ""
    """Why the documents cannot be had."""


def find(
    result: Path, manifest: Manifest, decisions: Sequence[Decision], raw: Path | None, others: Iterable[Decision] = ()
) -> dict[str, Found]:
    """For each of *decisions*, by its id, where its removals are. A span with a decision of its own is in no group.

    Args:
        result: the folder that was judged.
        manifest: of it.
        decisions: to find.
        raw: where the raw files are; without it documents are restored from the result.
        others: decisions that hold already.

    Raises:
        InputError: the result is not as it was written; or it is without text or white space, so that nothing can be restored,
            and *raw* is not given.
    """
    found = {id_of(decision): Found() for decision in decisions}
    groups = {decision.group: decision for decision in decisions if decision.scope == "group"}
    spans = {(item.doc_id, item.seq): item for item in [*others, *decisions] if item.scope == "span"}
    wanted = {(item.source, item.rule) for item in decisions}
    options = options_of(manifest)
    by_id = {id_of(decision): decision for decision in decisions}
    seen: set[str] = set()
    files = RawFiles(raw, reading_of(manifest)) if raw else None
    for item in stored(result, manifest):
        # The same bytes, given twice, are one document to judge.
        if item.row.id in seen:
            continue
        seen.add(item.row.id)
        rows: dict[str, list[RemovalRow]] = {}
        for row in item.removals:
            if row.action == "repair" or (item.row.source, row.rule) not in wanted:
                continue
            span = spans.get((row.doc_id, row.seq))
            if span is not None:
                decision: Decision | None = span
            else:
                decision = groups.get(group_key(item.row.source, row))
            if decision is not None and id_of(decision) in found:
                rows.setdefault(id_of(decision), []).append(row)
        for name, removed in rows.items():
            _add(found[name], item, removed, files, options, by_id[name])
    return found


def _add(
    found: Found,
    item: Stored,
    rows: list[RemovalRow],
    raw: RawFiles | None,
    options: dict[str, str | None],
    decision: Decision,
) -> None:
    found.number += 1
    is_first = item.row.id == decision.doc_id
    if len(found.documents) >= MOST and not is_first:
        return
    data = _raw_bytes(item, raw)
    if isinstance(data, str):
        found.problem = f"{item.row.id}: {data}"
        return
    known = captured(item.row.stamp, data)
    suffix = PurePosixPath(known.path or "").suffix.lower()
    document = Document(
        id=item.row.id,
        name=f"input{suffix if suffix in _SUFFIXES else '.txt'}",
        data=data,
        capture=Capture(known.url, known.fetched_at, known.media_type, _unusual(options)),
        spans=tuple((row.start, row.end) for row in rows),
        seqs=tuple(row.seq for row in rows),
    )
    found.documents.insert(0 if is_first else len(found.documents), document)
    del found.documents[MOST:]


def options_of(manifest: Manifest) -> dict[str, str | None]:
    """The options of the run of *manifest* that decide what is removed; those of this version where it says nothing."""
    found = {name: manifest.options.get(name, usual) for name, usual in DEFAULTS.items()}
    return {name: value for name, value in found.items() if value is None or isinstance(value, str)}


def _unusual(options: dict[str, str | None]) -> dict[str, str | None]:
    """What a test need not say is left out of it."""
    return {name: value for name, value in options.items() if value != DEFAULTS[name]}


def _raw_bytes(item: Stored, raw: RawFiles | None) -> bytes | str:
    """The raw bytes of a document, or why they cannot be had."""
    row = item.row
    if raw is not None:
        found = raw.document(row.stamp.capture.path, row.stamp.capture.record, row.id)
        if isinstance(found, Finding):
            return found.detail
        place, document = found
        return digest_differs(place, document.data, row.stamp.raw.sha256) or document.data
    if row.removals.ledger != "full":
        raise InputError(f"{PARTIAL}, or name the raw files with --raw DIR")
    if any(removal.text is None for removal in item.removals):
        raise InputError(
            "the result is redacted, so its documents cannot be restored: name the raw files with --raw DIR"
        )
    try:
        data = restored_bytes(row, item.removals)
    except LedgerError as error:
        return str(error)
    if hashlib.sha256(data).hexdigest() != row.stamp.raw.sha256:
        return "the bytes do not have the digest that the stamp says: the result was changed"
    return data


def is_bare(decision: Decision) -> bool:
    """It is about white space or markup, which no rule removed."""
    return decision.category in BARE and decision.rule.startswith("core/")
