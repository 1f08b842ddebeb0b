"""A place in a container: where a document stood that is not a file of its own."""

from __future__ import annotations

from msgspec import Struct


class Record(Struct, frozen=True, omit_defaults=True):
    """Where a document stood in a container: a file of lines, a table, a web archive or an archive of files."""

    number: int
    """Its line, row, record or member, from 1, all counted that are there."""
    id: str | None = None
    """The container's own name for it: value of the id column, WARC-Record-ID, name of the member."""
    digest: str | None = None
    """Digest of the payload as the container states it: `sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ`."""


def place_of(path: str | None, record: Record | None) -> str | None:
    """Where a document stood, for people: `dump.jsonl.gz:17`, the path alone of a file that is one document."""
    return path if record is None else f"{path or '-'}:{record.number}"
