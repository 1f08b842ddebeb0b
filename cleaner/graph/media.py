"""Images uploaded by one account have one prefix in their addresses: who states no account may have that of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.graph.model import Media

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.graph.entry import Entry


def media_of(entries: Iterable[Entry]) -> tuple[Media, ...]:
    """The prefixes that several documents share. There are hints only where those that state an account state the same."""
    of_prefix: dict[str, list[Entry]] = {}
    for entry in entries:
        for prefix in entry.prefixes:
            of_prefix.setdefault(prefix, []).append(entry)
    return tuple(_media(prefix, found) for prefix, found in sorted(of_prefix.items()) if len(found) > 1)


def _media(prefix: str, entries: list[Entry]) -> Media:
    accounts = sorted({entry.account for entry in entries if entry.account})
    hints = [entry.id for entry in entries if not entry.account] if len(accounts) == 1 else []
    return Media(
        prefix=prefix,
        documents=tuple(sorted(entry.id for entry in entries)),
        accounts=tuple(accounts),
        hints=tuple(sorted(hints)),
        confidence="inferred",
    )
