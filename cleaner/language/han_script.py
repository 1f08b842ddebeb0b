"""Simplified or Traditional, by characters that only one of them has."""

from __future__ import annotations

from enum import StrEnum

_NEITHER = ("mixed", "undecided")


class HanScript(StrEnum):
    """What the telling characters of a Chinese text say."""

    SIMPLIFIED = "Hans"
    TRADITIONAL = "Hant"
    MIXED = "mixed"
    """Both, and neither as a stray: half a page in each, or one written in a mixture."""
    UNDECIDED = "undecided"
    """No telling character, or as many on both sides."""

    @property
    def code(self) -> str:
        """ISO 15924 code. Mixed and undecided are both `Hani`: neither may be treated as one of the two."""
        # Asked for each paragraph, and members of the class are looked up slowly.
        return "Hani" if self._value_ in _NEITHER else self._value_


# One stray character must not decide (a converter leaves some, a name keeps some), a quoted sentence must.
_MIXED_AT_LEAST = 2
_MIXED_SHARE = 0.10


def han_script(simplified: int, traditional: int) -> HanScript:
    """The script of a text from its numbers of telling characters."""
    smaller = min(simplified, traditional)
    if smaller >= _MIXED_AT_LEAST and smaller >= _MIXED_SHARE * (simplified + traditional):
        return HanScript.MIXED
    if simplified == traditional:
        return HanScript.UNDECIDED
    return HanScript.SIMPLIFIED if simplified > traditional else HanScript.TRADITIONAL
