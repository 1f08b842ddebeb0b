"""What exporters ask of a stamp. What they do not find is left out, never put as null."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cleaner.model.fact import Confidence, FactKind
    from cleaner.model.stamp import DateStamp, NamedFact, Stamp, Synthetic

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


class Claim(Protocol):
    """Anything that says how sure it is."""

    @property
    def confidence(self) -> Confidence:
        """How sure."""


AnyClaim = TypeVar("AnyClaim", bound=Claim)


def stated(items: Iterable[AnyClaim | None]) -> list[AnyClaim]:
    """Those of *items* that the page says; what is inferred or derived never stands where only these are expected."""
    return [item for item in items if item is not None and item.confidence == "stated"]


def chosen(stamp: Stamp, kind: str) -> DateStamp | None:
    """The document's date of *kind*."""
    return next((date for date in stamp.dates if date.kind == kind and date.chosen), None)


def is_instant(date: DateStamp) -> bool:
    """The date is a `date-time` of RFC 3339: to the second, with its offset."""
    return _INSTANT.fullmatch(date.value) is not None


def named(stamp: Stamp, *kinds: FactKind) -> list[NamedFact]:
    """The facts of *kinds* that have no place of their own in the stamp."""
    return [fact for fact in stamp.facts if fact.kind in kinds]


def whole_text_mark(stamp: Stamp) -> Synthetic | None:
    """The mark that is stated of all of the clean text; a part says nothing of the whole."""
    whole = (0, stamp.clean.chars)
    return next((mark for mark in stated(stamp.synthetic) if stamp.clean.chars and mark.clean == whole), None)


def present(values: dict[str, Any]) -> dict[str, Any]:
    """*values* without those that are null or empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [], (), {})}


def line(value: dict[str, Any]) -> bytes:
    """*value* as one line of JSON, ended by a line feed; keys in the order in which they were put."""
    return msgspec.json.encode(value) + b"\n"


def document(value: dict[str, Any]) -> bytes:
    """*value* as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
