"""The data of a report page, read as the page itself reads them."""

from __future__ import annotations

import base64
import gzip
import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class PageData:
    def __init__(self, file: Path) -> None:
        self.text = file.read_text("utf-8")
        self.run = json.loads(re.search(r'<script type="application/json" id="run">(.*?)</script>', self.text)[1])
        found = re.findall(r'<script type="application/gzip" id="chunk-(\d+)">([A-Za-z0-9+/=]*)</script>', self.text)
        self.chunks = [json.loads(gzip.decompress(base64.b64decode(data))) for _, data in found]
        assert [int(number) for number, _ in found] == list(range(self.run["chunks"]))

    def documents(self) -> list[dict]:
        return [record for _, chunk in self.run["document_chunks"] for record in self.chunks[chunk]]

    def document(self, number: int) -> dict:
        starts = self.run["document_chunks"]
        first, chunk = starts[bisect_right(starts, number, key=lambda start: start[0]) - 1]
        return self.chunks[chunk][number - first]

    def source(self, name: str) -> tuple[dict, dict]:
        """What RUN says of a source, and its chunk."""
        entry = next(source for source in self.run["sources"] if source["id"] == name)
        return entry, self.chunks[entry["chunk"]]

    def groups(self, name: str | None = None) -> list[dict]:
        names = [name] if name else [source["id"] for source in self.run["sources"]]
        return [
            group for each in names for _, chunk in self.source(each)[1]["group_chunks"] for group in self.chunks[chunk]
        ]

    def rule(self, source: str, rule: str) -> dict:
        """How a rule did on the pages of a source."""
        return next(
            entry for entry in self.source(source)[0]["rules"] if self.run["rules"][entry["rule"]]["id"] == rule
        )


def clean_text(document: dict) -> str:
    """The clean text, as the pieces of a document give it."""
    parts = []
    for piece in document["pieces"]:
        if isinstance(piece, str):
            parts.append(piece)
        elif isinstance(piece, int):
            parts.append(document["removals"][piece]["replacement"])
        else:
            parts.append(piece["r"])
    return "".join(parts)


def source_text(document: dict) -> str:
    """The text of the source, as the pieces of a document that shows all of it give it."""
    assert document["shows"] == "source"
    parts = []
    for piece in document["pieces"]:
        if isinstance(piece, int):
            parts.append(document["removals"][piece]["text"])
        else:
            parts.append(piece if isinstance(piece, str) else piece["b"])
    return "".join(parts)
