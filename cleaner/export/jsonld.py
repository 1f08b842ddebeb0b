"""schema.org JSON-LD: a clean document as an Article, of what its page states.

What is inferred or derived is left out: schema.org has no place for how sure a statement is. A name has no type, as the
page does not say whether it is a person's. The context is inlined, so nothing is fetched to read it; `<`, `>` and `&` are
escaped, so that a line can stand in a `<script>` element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.export.facts import chosen, line, named, present, stated, whole_text_mark
from cleaner.export.names import uri, urn

if TYPE_CHECKING:
    from collections.abc import Container

    from cleaner.io.rows import DocumentRow
    from cleaner.model.stamp import Stamp

CONTEXT = {"@vocab": "https://schema.org/"}

_PLAIN_ROLES = {"author": "author", "editor": "editor", "translator": "translator", "contributor": "contributor"}
_NAMED_ROLES = {
    "chief-editor": "editor",
    "managing-editor": "editor",
    "photographer": "contributor",
    "submitter": "contributor",
}
_BASES = frozenset({"origin", "translation", "syndication", "reprint"})
_DIGITAL_SOURCES = {
    "trainedAlgorithmicMedia": "TrainedAlgorithmicMediaDigitalSource",
    "compositeWithTrainedAlgorithmicMedia": "CompositeWithTrainedAlgorithmicMediaDigitalSource",
    "algorithmicMedia": "AlgorithmicMediaDigitalSource",
    "dataDrivenMedia": "DataDrivenMediaDigitalSource",
}


def jsonld_of(row: DocumentRow) -> dict[str, Any]:
    """The article of *row*."""
    stamp = row.stamp
    publishers = [{"name": fact.value} for fact in stated(named(stamp, "publisher"))]
    return present(
        {
            "@context": CONTEXT,
            "@id": urn("document", stamp.doc_id),
            "@type": "Article",
            "identifier": _identifiers(stamp),
            "url": uri(stamp.capture.url),
            "headline": next((item.value for item in stated([stamp.title])), None),
            "alternativeHeadline": [fact.value for fact in stated(named(stamp, "original-title"))],
            "inLanguage": stamp.language.tag,
            **_credits(stamp),
            "publisher": publishers,
            "isPartOf": [{"@type": "WebSite", "name": fact.value} for fact in stated(named(stamp, "site"))],
            "datePublished": _date(stamp, "published"),
            "dateModified": _date(stamp, "modified"),
            "isBasedOn": _works(stamp, _BASES),
            "citation": _works(stamp, {"cites"}) + _references(stamp),
            "usageInfo": [_usage(item.value) for item in stated([stamp.rights])],
            "keywords": [fact.value for fact in stated(named(stamp, "topic"))],
            "digitalSourceType": _digital_source(stamp),
            "image": _images(stamp),
            "articleBody": row.text,
        }
    )


def script_line(value: dict[str, Any]) -> bytes:
    r"""As `line`, with `<`, `>` and `&` as `\u003c`: they stand in strings only, and end no element of HTML."""
    data = line(value)
    for char in b"<>&":
        data = data.replace(bytes([char]), b"\\u%04x" % char)
    return data


def _identifiers(stamp: Stamp) -> list[dict[str, str]]:
    digests = {"raw-sha256": stamp.raw.sha256, "clean-sha256": stamp.clean.sha256, "stamp-sha256": stamp.stamp_digest}
    return [{"@type": "PropertyValue", "propertyID": key, "value": value} for key, value in digests.items() if value]


def _credits(stamp: Stamp) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for credit in stated(stamp.credits):
        if credit.role in _PLAIN_ROLES:
            found.setdefault(_PLAIN_ROLES[credit.role], []).append({"name": credit.name})
        elif credit.role in _NAMED_ROLES:
            # https://schema.org/Role: the property once more inside, and beside it what the part was.
            part = _NAMED_ROLES[credit.role]
            role = {"@type": "Role", "roleName": credit.role, part: {"name": credit.name}}
            found.setdefault(part, []).append(role)
    return found


def _date(stamp: Stamp, kind: str) -> str | None:
    """A schema.org Date or DateTime: to the day at least."""
    date = chosen(stamp, kind)
    is_sure = date is not None and date.confidence == "stated" and date.precision in {"day", "minute", "second"}
    return date.value if date and is_sure else None


def _works(stamp: Stamp, relations: Container[str]) -> list[dict[str, Any]]:
    found = []
    for hop in stated(stamp.chain):
        if hop.relation in relations:
            # An account publishes; that it wrote, too, nobody says.
            parties = [{"name": name} for name in (hop.publisher, hop.account) if name]
            found.append(present({"name": hop.title, "url": uri(hop.url), "publisher": parties}))
    return [{"@type": "CreativeWork", **work} for work in found if work]


def _references(stamp: Stamp) -> list[dict[str, Any]]:
    found = []
    for item in stated(stamp.references):
        publisher = {"name": item.publisher} if item.publisher else None
        found.append(present({"name": item.title, "url": uri(item.url), "publisher": publisher}))
    return [{"@type": "CreativeWork", **work} for work in found if work]


def _usage(rights: str) -> str | dict[str, str]:
    return uri(rights) or {"@type": "CreativeWork", "text": rights}


def _digital_source(stamp: Stamp) -> dict[str, str] | None:
    mark = whole_text_mark(stamp)
    name = _DIGITAL_SOURCES.get(mark.digital_source_type.rpartition("/")[2]) if mark else None
    return {"@id": CONTEXT["@vocab"] + name} if name else None


def _images(stamp: Stamp) -> list[dict[str, Any]]:
    return [
        present({"@type": "ImageObject", "contentUrl": address, "caption": image.alt})
        for image in stamp.images
        if (address := uri(image.url))
    ]
