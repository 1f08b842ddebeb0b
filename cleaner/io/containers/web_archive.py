"""Web archives: WARC with the responses of servers, and WET, which is WARC with texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.io.containers.entry import PassedOver
from cleaner.io.containers.http import body_of, response_of
from cleaner.io.containers.mark import Mark
from cleaner.io.containers.opened import Broken
from cleaner.io.containers.records import Break, begins, records
from cleaner.io.containers.stated import moment, storable
from cleaner.model.document import RawDocument
from cleaner.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cleaner.io.containers.entry import Entry
    from cleaner.io.containers.opened import Opened
    from cleaner.io.containers.records import Seen

TEXTS = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown"})
"""Content types that are read."""
_UNTOLD = frozenset({"", "application/octet-stream", "application/unknown", "application/x-unknown", "unk"})
"""Content types that say nothing: what the crawler identified counts then."""
_GROUPS = frozenset({"application", "audio", "font", "image", "message", "model", "multipart", "text", "video"})


class WebArchive:
    """A WARC file. An ordinal is a record of any type, or a stretch in which none can be read."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self._mark: Mark | None = None

    def entries(self, start: int = 0, stop: int | None = None, mark: Mark | None = None) -> Iterator[Entry]:
        """As `Marking.entries`."""
        if mark and not begins(self.opened, mark.at):
            mark = None
        ordinal = start - 1 if mark else -1
        held: Entry | None = None
        for item in records(self.opened, mark):
            if isinstance(item, Break) and item.is_of_last:
                name = None if isinstance(held, PassedOver) or not held or not held.record else held.record.id
                held = self.opened.unreadable(ordinal, item.broken, name)
                continue
            if held is not None and ordinal >= start:
                yield held
            ordinal += 1
            if stop is not None and ordinal >= stop:
                return
            held = None
            if isinstance(item, Break):
                held = self.opened.unreadable(ordinal, item.broken)
            elif ordinal >= start:
                held = self._entry(ordinal, item)
        if held is not None and ordinal >= start:
            yield held

    def sizes(self) -> Iterator[int]:
        """As `Container.sizes`: the bytes that each record declares, without its headers."""
        unpacked, last, is_sound = 0, -1, True
        for item in records(self.opened):
            if isinstance(item, Break):
                # What is searched behind damage depends on all before it.
                self._mark, is_sound = None, False
                if not item.is_of_last:
                    yield 0
                continue
            # Of several records that are packed together only the first can be found.
            self._mark = Mark(item.start, unpacked) if is_sound and item.start > last else None
            unpacked, last = unpacked + item.length, item.start
            yield item.length

    def mark(self) -> Mark | None:
        """As `Marking.mark`; None behind damage."""
        return self._mark

    def _entry(self, ordinal: int, seen: Seen) -> Entry:
        name = seen.headers.get("warc-record-id")
        try:
            return self._read(ordinal, seen, storable(name) if name else None)
        except Broken as broken:
            return self.opened.unreadable(ordinal, broken, storable(name) if name else None)
        except OSError as error:
            return self.opened.unreadable(ordinal, Broken("damaged", f"the record cannot be read: {error}"), name)

    def _read(self, ordinal: int, seen: Seen, name: str | None) -> Entry:
        headers, limit = seen.headers, self.opened.limits.document_bytes
        kind = (headers.get("warc-type") or "").strip().lower()
        if kind not in {"response", "resource", "conversion"}:
            return PassedOver(f"warc {kind}" if kind in _TYPES else "warc record of another type")
        media_type = (headers.get("content-type") or "").strip()
        is_http = _bare(media_type) == "application/http"
        if kind != "response" and not _is_text(media_type, headers):
            return PassedOver(f"warc {kind} of {_group(media_type)}")
        if kind == "response" and not is_http:
            return PassedOver(f"warc response of {_group(media_type)}")
        if seen.length > limit:
            raise self.opened.too_large("the record", seen.length)
        data = seen.record.reader.read()
        if kind == "response":
            response = response_of(data)
            if response is None:
                raise Broken("damaged", "no HTTP response, though the record says it is one")
            if response.status != 200:
                return PassedOver(f"warc response {response.status}")
            media_type = response.media_type
            if not _is_text(media_type, headers):
                return PassedOver(f"warc response of {_group(media_type)}")
            data = body_of(response, limit)
        if _bare(media_type) in _UNTOLD:
            media_type = headers.get("warc-identified-payload-type") or ""
        return RawDocument(
            data=data,
            path=self.opened.path,
            url=_address(headers.get("warc-target-uri")),
            media_type=storable(media_type) or None,
            fetched_at=moment(headers.get("warc-date")),
            record=Record(ordinal + 1, name, _digest(headers)),
        )


_TYPES = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _is_text(media_type: str, headers: Mapping[str, str]) -> bool:
    bare = _bare(media_type)
    if bare in _UNTOLD:
        bare = _bare(headers.get("warc-identified-payload-type") or "")
    return bare in TEXTS or bare == ""


def _group(media_type: str) -> str:
    """What a server calls a payload, in a word that is ours."""
    group = _bare(media_type).partition("/")[0]
    return group if group in _GROUPS else "another type"


def _address(url: str | None) -> str | None:
    # Some tools wrote it between angle brackets, as the grammar of WARC 1.0 had it.
    return storable(url.strip().removeprefix("<").removesuffix(">")) or None if url else None


def _digest(headers: Mapping[str, str]) -> str | None:
    found = headers.get("warc-payload-digest") or headers.get("warc-block-digest")
    return storable(found.strip()) if found else None
