"""W3C Web Annotations: a removal as an annotation of the text that it was removed from, a line each.

What is annotated is the decoded page read as plain text: markup counts as text, a byte order mark does not. A rule is the creator, and its
motivation is to edit; what stands in place of the removal, if anything, is a body with that purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleaner.export.facts import present
from cleaner.export.names import uri, urn
from cleaner.export.removals import removals_of, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.io.result import Stored
    from cleaner.io.rows import RemovalRow

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotations_of(stored: Stored, *, every: bool) -> Iterator[dict[str, Any]]:
    """The annotations of a document, in the order of its removals, repairs last.

    Raises:
        InputError: as `removals_of`.
    """
    stamp = stored.row.stamp
    tool = stamp.tool
    generator = {
        "id": urn("tool", f"{tool.name}-{tool.version}"),
        "type": "Software",
        "name": f"{tool.name} {tool.version}",
    }
    source = {"id": urn("raw", stamp.raw.sha256), "type": "Text", "format": "text/plain"}
    for row in removals_of(stored, every=every):
        target = {
            "type": "SpecificResource",
            "source": source,
            "scope": uri(stamp.capture.url),
            "selector": _selectors(stored, row),
        }
        yield {
            "@context": CONTEXT,
            "id": urn("stamp", stamp.stamp_digest, f"removal-{row.seq}"),
            "type": "Annotation",
            # A repair changes nothing in the text: it says what the bytes were not.
            "motivation": "describing" if row.action == "repair" else "editing",
            "creator": {
                "id": urn("rule", row.rule, *filter(None, [row.rule_digest])),
                "type": "Software",
                "name": row.rule,
            },
            "generator": generator,
            "body": _bodies(row),
            "target": present(target),
        }


def _bodies(row: RemovalRow) -> list[dict[str, str]]:
    said = (("tagging", row.category), ("describing", row.why), ("editing", row.replacement))
    return [
        {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
        for purpose, value in said
        if value
    ]


def _selectors(stored: Stored, row: RemovalRow) -> list[dict[str, Any]]:
    """Both select the same; of a redacted removal only its position is known."""
    span = span_of(stored, row)
    found: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": span.start, "end": span.end}]
    if span.text is not None:
        quote = {"type": "TextQuoteSelector", "exact": span.text, "prefix": span.prefix, "suffix": row.suffix}
        found.append(quote)
    return found
