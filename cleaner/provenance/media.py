"""Hosts of images as hints at where a text was before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.model.fact import Fact
    from cleaner.model.source import Source


def foreign(facts: Iterable[Fact], source: Source, address: str | None) -> tuple[Fact, ...]:
    """*facts* without the hosts of images that belong to the page's own publisher: they say nothing new."""
    own = {source.id, source.host, _host(address or "")}
    return tuple(
        fact for fact in facts if fact.kind != "media-host" or not _is_of(own, _host(fact.detail.get("url", "")))
    )


def _is_of(hosts: Iterable[str | None], home: str) -> bool:
    return bool(home) and any(host and f".{host}".endswith(f".{home}") for host in hosts)


def _host(url: str) -> str:
    """The host of *url* without its `www.`; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
