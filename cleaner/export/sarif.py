"""SARIF 2.1.0: a log of one run, in which a rule is a rule and a removal a result.

Results are written document by document; what they point to by number, rules and artifacts, follows them, so that no more than those is
held in memory. A removal is of level `note`, a repair `warning`: any kind but the default one forbids a level, and is hidden by viewers.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from cleaner.export.facts import present
from cleaner.export.names import uri, urn
from cleaner.export.removals import digest_of, framed, removals_of
from cleaner.export.sarif_regions import NEWLINES, lines_of, region_of
from cleaner.io.intact import quarantine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.export.result import Result
    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
BASE = "INPUTS"
"""Stands for the folder in which the program was run: the way of an input begins there."""

FINGERPRINT = "cleanerRemoval/v1"
"""SHA-256 over source, rule and digest of the text: the same on every page, in every run, redacted or not."""

_DONE = {"remove": "Removed", "lift": "Lifted into the stamp", "repair": "Repaired", "keep": "Kept"}
_IANA = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE", "utf-32-le": "UTF-32LE",
    "utf-32-be": "UTF-32BE", "gb18030": "GB18030", "gbk": "GBK", "gb2312": "GB2312", "big5": "Big5",
    "big5hkscs": "Big5-HKSCS", "cp932": "Windows-31J", "shift_jis": "Shift_JIS", "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP", "euc_kr": "EUC-KR", "iso2022_kr": "ISO-2022-KR", "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U", "cp855": "IBM855", "cp866": "IBM866", "mac-roman": "macintosh", "tis-620": "TIS-620",
}  # fmt: skip
_WINDOWS, _ISO = re.compile(r"cp(125\d|874)"), re.compile(r"iso8859-(\d+)")


def sarif(result: Result, *, every: bool) -> Iterator[bytes]:
    """The head of the log, its results a document at a time, and its tail.

    Raises:
        InputError: as `Result.documents` and `removals_of`; or a row of `quarantine/` is not as it was written.
    """
    run = {"columnKind": "unicodeCodePoints", "newlineSequences": NEWLINES, "results": []}
    head = _json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).removesuffix(b"]}]}") + b"\n"
    log = _Log()
    yield from framed(head, log.lines(result, every=every))
    yield b"\n]," + log.tail(result) + b"}]}\n"


class _Log:
    """What results point to, in the order in which it is met."""

    def __init__(self) -> None:
        self._rules: dict[str, tuple[int, RemovalRow, dict[str, None]]] = {}
        """By id: the number, the row that it was met in, and its reasons."""
        self._artifacts: dict[tuple[str, str], tuple[int, bytes]] = {}
        """By address and document: the number, and what is written."""

    def lines(self, result: Result, *, every: bool) -> Iterator[bytes]:
        """The results, a line each and parted by commas, a document at a time."""
        comma = b""
        for stored in result.documents():
            found = b",\n".join(map(_json, self.results(stored, every=every)))
            yield comma + found if found else b""
            comma = b",\n" if found else comma

    def results(self, stored: Stored, *, every: bool) -> Iterator[dict[str, Any]]:
        """The results of a document."""
        place = self._place(stored)
        rows = removals_of(stored, every=every)
        lines = lines_of(stored) if rows else None
        for row in rows:
            located = {"artifactLocation": place, "region": region_of(stored, row, lines)}
            yield {
                "ruleId": row.rule,
                "ruleIndex": self._rule(row),
                "level": _level(row),
                "message": _message(_DONE[row.action] + (f" as {row.category}: " if row.category else ": ") + row.why),
                "locations": [{"physicalLocation": located}],
                "partialFingerprints": {FINGERPRINT: _fingerprint(stored.row.source, row)},
                "properties": present(
                    {
                        "document": row.doc_id,
                        "seq": row.seq,
                        "category": row.category,
                        "action": row.action,
                        "line": row.line,
                        "cleanAt": row.clean_at,
                        "replacement": row.replacement,
                        "captured": row.captured,
                        "textSha256": digest_of(row),
                        "confidence": None if row.confidence is msgspec.UNSET else row.confidence,
                    }
                ),
            }

    def tail(self, result: Result) -> bytes:
        """The rest of the run: artifacts a line each, the tool with its rules, and what became of the other inputs."""
        notices = list(_notices(result)) if result.doc_id is None else []
        codes = sorted({notice["descriptor"]["id"] for notice in notices})
        tool = result.manifest.tool
        driver = {
            "name": tool.name,
            "version": tool.version,
            "rules": [_descriptor(row, list(reasons)) for _, row, reasons in self._rules.values()],
            "notifications": [{"id": code} for code in codes],
        }
        rest = {
            "tool": {"driver": present(driver)},
            "originalUriBaseIds": {BASE: {"description": {"text": "The folder in which the program was run."}}},
            "invocations": [present({"executionSuccessful": True, "toolExecutionNotifications": notices})],
            "properties": {"manifestDigest": result.manifest.manifest_digest},
        }
        files = b",\n".join(line for _, line in self._artifacts.values())
        return b'"artifacts":[\n' + files + b"\n]," + _json(rest)[1:-1]

    def _rule(self, row: RemovalRow) -> int:
        number, _, reasons = self._rules.setdefault(row.rule, (len(self._rules), row, {}))
        reasons[row.why] = None
        return number

    def _place(self, stored: Stored) -> dict[str, Any]:
        stamp = stored.row.stamp
        location = _location(stamp.capture.path, stamp.raw.sha256)
        key = location["uri"], stored.row.id
        if key not in self._artifacts:
            artifact = {
                "location": location,
                "roles": ["analysisTarget"],
                "length": stamp.raw.bytes,
                "mimeType": stamp.raw.media_type,
                "encoding": iana_name(stamp.raw.encoding),
                "hashes": {"sha-256": stamp.raw.sha256},
                "properties": present(
                    {"document": stored.row.id, "source": stored.row.source, "url": uri(stamp.capture.url)}
                ),
            }
            self._artifacts[key] = len(self._artifacts), _json(present(artifact))
        return {**location, "index": self._artifacts[key][0]}


def iana_name(codec: str) -> str | None:
    """What IANA calls the encoding that Python calls *codec*; None when it does not know it."""
    windows, iso = _WINDOWS.fullmatch(codec), _ISO.fullmatch(codec)
    return f"windows-{windows[1]}" if windows else f"ISO-8859-{iso[1]}" if iso else _IANA.get(codec)


def _location(path: str | None, sha256: str | None) -> dict[str, str]:
    """Where an input is: its way from the folder of the run, or from the root; else the name of its bytes."""
    if path is None or path == "-":
        return {"uri": urn("raw", sha256) if sha256 else urn("standard-input")}
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return {"uri": quote(path), "uriBaseId": BASE}


def _descriptor(row: RemovalRow, reasons: list[str]) -> dict[str, Any]:
    """The rule that *row* was met with. What GitHub and other viewers demand of a rule is there, with all its reasons."""
    looked_up = f"`cleaner rules show {row.rule}` shows it." if row.rule_digest else "It is built in."
    return present(
        {
            "id": row.rule,
            "shortDescription": _message(reasons[0]),
            "fullDescription": _message("; ".join(reasons)),
            "help": {"text": looked_up},
            "defaultConfiguration": {"level": _level(row)},
            "properties": present(
                {"category": row.category, "tags": [row.category] if row.category else [], "digest": row.rule_digest}
            ),
        }
    )


def _notices(result: Result) -> Iterator[dict[str, Any]]:
    """The inputs that gave no document: of them there are no results, and whoever reads the log shall know."""
    for _, row in quarantine(result.folder, result.manifest):
        place = {"artifactLocation": _location(row.path, row.raw_sha256)}
        yield {
            "descriptor": {"id": f"{row.outcome}/{row.code}"},
            "level": "warning" if row.outcome == "quarantined" else "error",
            "message": _message(f"{row.outcome}, so nothing was exported of it: {row.detail}"),
            "locations": [{"physicalLocation": place}],
        }


def _level(row: RemovalRow) -> str:
    return "warning" if row.action == "repair" else "note"


def _message(text: str) -> dict[str, str]:
    """*text* as a message: a sentence, in which braces are no placeholders."""
    end = "" if text.endswith((".", "!", "?", "。")) else "."
    return {"text": text.replace("{", "{{").replace("}", "}}") + end}


def _fingerprint(source: str, row: RemovalRow) -> str:
    return hashlib.sha256("\0".join((source, row.rule, digest_of(row))).encode()).hexdigest()


def _json(value: Any) -> bytes:  # noqa: ANN401 - any part of the log
    return msgspec.json.encode(value)
