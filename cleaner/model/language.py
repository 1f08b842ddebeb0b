"""What language and script a text is in."""

from __future__ import annotations

from msgspec import Struct


class Conversion(Struct, frozen=True):
    """A hint that a text was converted from another script, with what points to it.

    A hint, not a verdict: a mainland author's own Traditional text looks the same.
    """

    script: str
    """ISO 15924 code of the script it was probably converted from: `Hans`."""
    score: int | float
    """Points for conversion less points against, per 1,000 Han characters, two decimals."""
    evidence: tuple[str, ...]
    """Up to ten telling words as they stand in the text, most frequent first."""


class Language(Struct, frozen=True):
    """A language with its script: BCP 47 (RFC 5646) and ISO 15924."""

    tag: str
    """BCP 47 tag, with the script where the language has several in use: `zh-Hans`, `yue-Hant`, `en`, `und`."""
    code: str
    """Base language subtag: `zh`, `en`, `und`."""
    script: str
    """ISO 15924 code: `Hans`, `Hant`, `Hani` (Han, undecided), `Jpan`, `Kore`, `Latn`, … `Zyyy` when there are no letters."""
    inherited: bool = False
    """The text itself is too short to tell; it takes the language of its document."""
    converted_from: Conversion | None = None


UNDETERMINED = Language(tag="und", code="und", script="Zyyy")
