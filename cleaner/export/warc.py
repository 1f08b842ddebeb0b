"""WARC 1.1: the clean texts as `conversion` records, which refer to the records that they were made from."""

from __future__ import annotations

import gzip
import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cleaner.errors import InputError
from cleaner.export.names import uri, urn
from cleaner.io.visible import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.export.result import Result
    from cleaner.io.manifest import Manifest
    from cleaner.io.rows import DocumentRow

_RECORD_ID = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+)>|(urn:uuid:[0-9A-Fa-f-]{36})")


def warc(result: Result) -> Iterator[bytes]:
    """A `warcinfo` record, then a `conversion` record for each document; every record is a gzip member of its own.

    Raises:
        InputError: as `Result.documents`; or the manifest says nothing of the run.
    """
    manifest = result.manifest
    begun = _utc(manifest.run.started) if manifest.run else None
    if begun is None:
        raise InputError(
            f"{harmless(str(result.folder))}: its manifest does not say when the run was, and WARC wants a date"
        )
    info = _id(urn("manifest", manifest.manifest_digest))
    yield _record("warcinfo", info, begun, {"Content-Type": "application/warc-fields"}, _about(manifest))
    for item in result.documents():
        yield _conversion(item.row, info, begun)


def _about(manifest: Manifest) -> bytes:
    fields = {
        "software": f"{manifest.tool.name}/{manifest.tool.version}",
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description": "clean texts; each record refers to what it was made from",
        "cleaner-manifest": f"sha256:{manifest.manifest_digest}",
        "cleaner-rules": " ".join(f"{source}={digest}" for source, digest in sorted(manifest.rules.items())),
    }
    return _fields(fields)


def _conversion(row: DocumentRow, info: str, begun: str) -> bytes:
    stamp, text = row.stamp, row.text.encode()
    capture = stamp.capture
    original = _RECORD_ID.fullmatch(capture.record.id or "") if capture.record else None
    headers = {
        "WARC-Target-URI": uri(capture.url) or urn("raw", stamp.raw.sha256),
        **({"WARC-Refers-To": f"<{original[1] or original[2]}>"} if original else {}),
        "WARC-Warcinfo-ID": info,
        "WARC-Payload-Digest": _digest(text),
        "Content-Type": "text/plain; charset=utf-8",
        "Cleaner-Document": row.id,
        "Cleaner-Stamp": f"sha256:{stamp.stamp_digest}",
    }
    return _record(
        "conversion", _id(urn("stamp", stamp.stamp_digest)), _utc(capture.fetched_at) or begun, headers, text
    )


def _record(kind: str, name: str, date: str, headers: dict[str, str], block: bytes) -> bytes:
    first = {"WARC-Type": kind, "WARC-Record-ID": name, "WARC-Date": date}
    last = {"WARC-Block-Digest": _digest(block), "Content-Length": str(len(block))}
    head = _fields({**first, **headers, **last})
    return gzip.compress(b"WARC/1.1\r\n" + head + b"\r\n" + block + b"\r\n\r\n", mtime=0)


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _fields(fields: dict[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()


def _id(name: str) -> str:
    """A record id made from *name* alone, so that the same result gives the same one."""
    return f"<{uuid5(NAMESPACE_URL, name).urn}>"


def _utc(moment: str | None) -> str | None:
    """*moment* in UTC; only its day when it has no time, or one of nobody knows which zone."""
    try:
        found = datetime.fromisoformat(moment or "")
        if found.tzinfo is None:
            return found.date().isoformat()
        return found.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return None
