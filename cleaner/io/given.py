"""Documents in memory, as a run takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.containers import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.io.containers import Unreadable
    from cleaner.model.document import RawDocument


class Given:
    """Documents that a program has already, under a *name* for the manifest."""

    url = fetched_at = None

    def __init__(self, documents: Iterable[RawDocument | Unreadable], name: str = "memory") -> None:
        self._documents = list(documents)
        self.shown_names = (name,)
        self.reading = Reading()
        self.passed_over: dict[str, int] = {}

    def found(self) -> Iterator[RawDocument | Unreadable]:
        """The documents in their order."""
        return iter(self._documents)

    def size(self) -> int:
        """Bytes of all of them."""
        return sum(len(getattr(item, "data", b"")) for item in self._documents)
