"""The table of what recurs, as a result holds it and as a cleaner looks it up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Self

import msgspec
from msgspec import Struct

from cleaner.errors import InputError
from cleaner.repeats.keys import Kind  # noqa: TC001 - msgspec reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MIN_PAGES = 10
MIN_SHARE = 0.2


class Limits(Struct, frozen=True):
    """When a block recurs: it stands on so many pages of its host, and on such a share of them."""

    min_pages: int = MIN_PAGES
    min_share: float = MIN_SHARE

    def are_met(self, pages: int, of: int) -> bool:
        """*pages* of the *of* pages of a host are enough."""
        return pages >= self.min_pages and pages / of >= self.min_share


class Row(Struct, frozen=True):
    """A block that stands on *pages* of the *of* pages of a host. A line of the file is one, as JSON."""

    host: str
    pages: int
    of: int
    key: str
    """16 hex digits: 8 bytes of BLAKE2b over host, kind and letters."""
    kind: Kind | None = None
    is_linked: bool | None = None
    """More than half of it is links."""
    text: str | None = None
    """The beginning of it, as it is visible on one of the pages; None in a redacted result."""


class Repeats(Struct, frozen=True):
    """What recurs, for looking up: 16 bytes a block, so every worker may have it."""

    limits: Limits
    hosts: dict[str, int]
    """Those with blocks that recur, in order, and how many pages were counted of each."""
    keys: bytes
    """Ascending, 8 bytes each, the last digit last."""
    pages: bytes
    """Of each, 4 bytes."""
    homes: bytes
    """The place of its host among `hosts`, 4 bytes."""
    digest: str
    """SHA-256 over host, pages, of and key of each row, a line of JSON each, in the order of the rows."""

    @classmethod
    def of(cls, rows: Iterable[Row], limits: Limits) -> Self:
        """The table of *rows*, in whatever order.

        Raises:
            InputError: a key is none, or stands there twice.
        """
        import numpy as np

        found = in_order(rows)
        hosts = {row.host: row.of for row in found}
        places = {host: place for place, host in enumerate(hosts)}
        try:
            items = sorted((int(row.key, 16), row.pages, places[row.host]) for row in found)
            keys = np.array([item[0] for item in items], dtype=">u8")
            pages = np.array([item[1] for item in items], dtype=">u4")
        except (ValueError, OverflowError):
            raise InputError("a key or a number of pages that is none") from None
        if any(hosts[row.host] != row.of or not 1 <= row.pages <= row.of for row in found):
            raise InputError("pages that are more than those of the host, or a host with two numbers of them")
        if len(set(keys.tolist())) < len(items):
            raise InputError("a key stands there twice")
        homes = np.array([item[2] for item in items], dtype=">u4")
        return cls(limits, hosts, keys.tobytes(), pages.tobytes(), homes.tobytes(), _digest(found))

    @classmethod
    def read(cls, data: bytes, limits: Limits) -> Self:
        """The table of which *data* are the lines.

        Raises:
            InputError: they are none of ours.
        """
        try:
            return cls.of([msgspec.json.decode(line, type=Row) for line in data.splitlines()], limits)
        except (msgspec.DecodeError, UnicodeDecodeError, InputError) as error:
            raise InputError(f"not a table of repeats, as --learn-repeats writes it: {error}") from None

    def find(self, keys: Sequence[int]) -> list[int]:
        """On how many pages each of *keys* stands; 0 for those that do not recur."""
        import numpy as np

        known = np.frombuffer(self.keys, dtype=">u8")
        if not len(known):
            return [0] * len(keys)
        asked = np.array(keys, dtype=">u8")
        places = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        pages = np.frombuffer(self.pages, dtype=">u4")[places]
        return [int(number) for number in np.where(known[places] == asked, pages, 0)]

    def rows(self) -> list[Row]:
        """The rows, without what nothing is looked up by."""
        import numpy as np

        hosts = list(self.hosts.items())
        keys = np.frombuffer(self.keys, dtype=">u8").tolist()
        pages = np.frombuffer(self.pages, dtype=">u4").tolist()
        homes = np.frombuffer(self.homes, dtype=">u4").tolist()
        return in_order(
            Row(host=hosts[home][0], pages=number, of=hosts[home][1], key=f"{key:016x}")
            for key, number, home in zip(keys, pages, homes, strict=True)
        )


def in_order(rows: Iterable[Row]) -> list[Row]:
    """*rows* by host, the most frequent first."""
    return sorted(rows, key=lambda row: (row.host, -row.pages, row.key))


def lines_of(rows: Iterable[Row], *, redact: bool) -> Iterator[bytes]:
    """The lines of a table, with their line feeds; *redact*ed ones have no text."""
    for row in rows:
        yield msgspec.json.encode(msgspec.structs.replace(row, text=None) if redact else row) + b"\n"


def _digest(rows: Iterable[Row]) -> str:
    summed = hashlib.sha256()
    for row in rows:
        summed.update(msgspec.json.encode([row.host, row.pages, row.of, row.key]) + b"\n")
    return summed.hexdigest()
