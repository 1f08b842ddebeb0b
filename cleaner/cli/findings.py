"""Findings of a verification on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.cli.screen import write
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.model.finding import Finding


def print_findings(findings: Iterable[Finding]) -> None:
    """One a line: document, field or file, code, detail, parted by tabs."""
    for item in findings:
        fields = (item.doc_id or "-", item.where, item.code, item.detail)
        # A tab parts the fields; one of a field is spelt out, as line ends are.
        line = "\t".join(harmless(field).replace("\t", "\\t") for field in fields) + "\n"
        write(line.encode("utf-8", "backslashreplace"))
