"""IPTC ninjs 3.3: a clean document as a news object.

What is only inferred stands in `infoSources` and `descriptions`, under roles that say so, and nowhere else. A date is in
`firstCreated` or `versionCreated` when it is a full date-time; any other keeps its words in `descriptions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.export.facts import chosen, is_instant, named, present, stated, whole_text_mark
from cleaner.export.names import uri, urn

if TYPE_CHECKING:
    from cleaner.io.rows import DocumentRow
    from cleaner.model.fact import Confidence
    from cleaner.model.stamp import DateStamp, Stamp

STANDARD = {"name": "ninjs", "version": "3.3", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.3.json#"}


def ninjs_of(row: DocumentRow) -> dict[str, Any]:
    """The news object of *row*."""
    stamp = row.stamp
    rights = stated([stamp.rights])
    mark = whole_text_mark(stamp)
    return present(
        {
            "uri": urn("document", stamp.doc_id),
            "type": "text",
            "standard": STANDARD,
            "version": stamp.clean.sha256,
            "firstCreated": _instant(chosen(stamp, "published")),
            "versionCreated": _instant(chosen(stamp, "modified")),
            "language": stamp.language.tag,
            "headlines": _headlines(stamp),
            "by": ", ".join(credit.name for credit in stated(stamp.credits) if credit.role == "author"),
            "bodies": [_body(row)],
            "descriptions": _descriptions(stamp),
            "subjects": [{"name": fact.value} for fact in stated(named(stamp, "topic"))],
            "infoSources": _sources(stamp),
            "usageTerms": next((item.value for item in rights if not uri(item.value)), None),
            "rightsInfo": next(({"linkedRights": uri(item.value)} for item in rights if uri(item.value)), None),
            "digitalSourceType": mark and {"uri": mark.digital_source_type},
            "associations": _pictures(stamp),
            "altIds": _ids(stamp),
        }
    )


def _instant(date: DateStamp | None) -> str | None:
    return date.value if date and is_instant(date) and date.confidence == "stated" else None


def _role(role: str, confidence: Confidence) -> str:
    return role if confidence == "stated" else f"{role} ({confidence})"


def _headlines(stamp: Stamp) -> list[dict[str, str]]:
    main = [{"role": "main", "value": item.value} for item in stated([stamp.title])]
    return main + [{"role": "original", "value": fact.value} for fact in stated(named(stamp, "original-title"))]


def _body(row: DocumentRow) -> dict[str, Any]:
    is_markdown = row.stamp.form == "markdown" or (
        row.stamp.form == "as-is" and row.stamp.raw.media_type == "text/markdown"
    )
    kind = "text/markdown" if is_markdown else "text/plain"
    return {"role": "main", "contentType": kind, "charCount": row.stamp.clean.chars, "value": row.text}


def _descriptions(stamp: Stamp) -> list[dict[str, str]]:
    """What the standard has no sure place for, in the page's own words."""
    found: list[tuple[str, str]] = []
    for kind, statement in (("title", stamp.title), ("rights", stamp.rights)):
        if statement and statement.confidence != "stated":
            found.append((_role(kind, statement.confidence), statement.value))
    placed = [date for date in (chosen(stamp, "published"), chosen(stamp, "modified")) if _instant(date)]
    found += [(_role(date.kind, date.confidence), date.literal) for date in stamp.dates if date not in placed]
    whole = whole_text_mark(stamp)
    for mark in stamp.synthetic:
        if mark is not whole:
            where = f"code points {mark.clean[0]} to {mark.clean[1]} of the body" if mark.clean else "not in the body"
            found.append((_role("digital source type", mark.confidence), f"{mark.digital_source_type} ({where})"))
    # The same date is often stated in several places.
    return [{"role": role, "value": value} for role, value in dict.fromkeys(found)]


def _sources(stamp: Stamp) -> list[dict[str, Any]]:
    """Parties: the credits, the publisher, the way of the text from its origin on, the works that are cited."""
    found: list[dict[str, str | None]] = [
        {"name": credit.name, "role": _role(credit.role, credit.confidence), "literal": credit.literal}
        for credit in stamp.credits
        if credit.role != "placeholder"
    ]
    for fact in named(stamp, "publisher", "site"):
        literal = fact.evidence[0].quote if fact.evidence else None
        found.append({"name": fact.value, "role": _role(fact.kind, fact.confidence), "literal": literal})
    for hop in stamp.chain:
        literal = hop.evidence[0].quote if hop.evidence else None
        for name in (hop.publisher, hop.account):
            if name:
                role = _role(hop.relation, hop.confidence)
                found.append({"name": name, "role": role, "uri": uri(hop.url), "literal": literal})
    for reference in stamp.references:
        role, address = _role("reference", reference.confidence), uri(reference.url)
        found.append({"name": reference.publisher, "role": role, "uri": address, "literal": reference.title})
    return [present(source) for source in found]


def _pictures(stamp: Stamp) -> list[dict[str, str]]:
    addresses = {address: image.alt for image in reversed(stamp.images) if (address := uri(image.url))}
    return [
        # Every associated object must have a name; of an image without one its address is all there is.
        {"uri": address, "type": "picture", "name": alt or address}
        for address, alt in reversed(addresses.items())
    ]


def _ids(stamp: Stamp) -> list[dict[str, str]]:
    return [
        {"role": role, "value": value}
        for role, value in (
            ("document", stamp.doc_id),
            ("raw-sha256", stamp.raw.sha256),
            ("clean-sha256", stamp.clean.sha256),
            ("stamp-sha256", stamp.stamp_digest),
            ("url", stamp.capture.url),
        )
        if value
    ]
