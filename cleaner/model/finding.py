"""What a verification reports."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """Something that is not as it was written. `where` names the field or file, `code` is for machines."""

    doc_id: str | None
    where: str
    code: str
    detail: str
