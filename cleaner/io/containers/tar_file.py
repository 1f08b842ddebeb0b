"""Archives of tar, packed or not: pages are read in passing, and nothing is ever written to a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.containers.entry import PassedOver
from cleaner.io.containers.members import is_container, member, within
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened
    from cleaner.io.containers.tape import Member


class TarFile:
    """A tar archive. An ordinal is a member, folders and links too, or a stretch without one that can be read."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """As `Container.entries`."""
        tape = Tape(self.opened)
        for ordinal, item in enumerate(tape.members()):
            if stop is not None and ordinal >= stop:
                return
            if ordinal >= start:
                yield self._entry(tape, ordinal, item)

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the unpacked bytes of each member."""
        for item in Tape(self.opened).members():
            yield 0 if isinstance(item, Broken) else item.size

    def _entry(self, tape: Tape, ordinal: int, item: Member | Broken) -> Entry:
        if isinstance(item, Broken):
            return self.opened.unreadable(ordinal, item)
        if item.why is not None:
            return PassedOver(item.why)
        try:
            if is_container(item.name):
                raise within(item.name)
            if item.size > self.opened.limits.document_bytes:
                raise self.opened.too_large("the member", item.size)
            return member(self.opened, ordinal, item.name, tape.payload())
        except Broken as broken:
            return self.opened.unreadable(ordinal, broken, item.name)
