"""What was counted on some of the pages, put down as files: memory holds the pages of one sheet."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from cleaner.repeats.keys import Kind, host_of, identity, keyed, of_all_pages

if TYPE_CHECKING:
    from cleaner.model.document import Page

ENTRY = [("key", "<u8"), ("address", "<u8"), ("content", "<u8"), ("title", "<u8")]
"""A block on a page: the fields of it, as numpy lays them out."""
ENTRIES, TEXTS = ".entries", ".texts"
"""What the two files of a sheet end in."""
MAX_SAMPLE = 120
"""Code points."""


class Text(Struct, frozen=True, array_like=True):
    """What a key stands for. `sample`: the beginning of a block that reads so, as it is visible."""

    key: int
    host: str
    kind: Kind
    is_linked: bool
    sample: str


class Sheet:
    """Counts pages, and is put down."""

    def __init__(self) -> None:
        self.pages = 0
        self._entries = array("Q")
        self._texts: dict[int, Text] = {}

    def add(self, page: Page, source: str) -> None:
        """Count *page*, which is cut whole; of nowhere, or with nothing that counts, it is left out."""
        host = host_of(page, source)
        blocks = keyed(page, host) if host else []
        if host is None or not blocks:
            return
        self.pages += 1
        who = identity(page, blocks)
        for key in {of_all_pages(host), *(block.key for block in blocks)}:
            self._entries.extend((key, who.address, who.content, who.title))
        for block in blocks:
            sample = " ".join(page.blocks[block.number].text.split())[:MAX_SAMPLE]
            before = self._texts.get(block.key)
            # The least of all, so that it hangs on no order.
            if before is None or sample < before.sample:
                self._texts[block.key] = Text(block.key, host, block.kind, block.is_linked, sample)

    def entries(self) -> bytes:
        """The entries, by key, as `ENTRY` lays them out."""
        import numpy as np

        found = np.frombuffer(self._entries, dtype="=u8").astype("<u8").view(np.dtype(ENTRY))
        return found[np.argsort(found["key"], kind="stable")].tobytes()

    def texts(self) -> bytes:
        """A line of JSON for each key."""
        return b"".join(msgspec.json.encode(text) + b"\n" for text in self._texts.values())
