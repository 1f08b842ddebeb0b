"""In which scripts a page is written, told fast: rules that read only one of them need not be asked on pages in others."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

Writing = Literal["Hani", "Jpan", "Latn"]
"""ISO 15924: Han characters, Japanese, Latin letters."""

WRITINGS: tuple[Writing, ...] = get_args(Writing)

_HAN_WEIGHT = 3
# A Han character says about as much as three letters.
_LATIN_SHARE = 0.25
_KANA_SHARE = 0.02


def writings_of(data: bytes) -> frozenset[Writing]:
    """The scripts that the UTF-8 text *data* is written in; none of some only when there is hardly any of it.

    `Hani`: there is a Han character. `Jpan`: kana are a fiftieth of all Han and kana. `Latn`: A to Z are a quarter of all
    letters, where a Han character counts as three; pages in neither count as Latin.
    """
    size = len(data)
    latin = size - len(data.translate(None, _letters()))
    # First bytes of U+4000 to U+9FFF, of which nearly all are Han.
    han = size - len(data.translate(None, b"\xe4\xe5\xe6\xe7\xe8\xe9"))
    kana = data.count(b"\xe3\x81") + data.count(b"\xe3\x82") + data.count(b"\xe3\x83")
    found: set[Writing] = set()
    if han or kana:
        found.add("Hani")
    if kana > _KANA_SHARE * (han + kana):
        found.add("Jpan")
    if latin >= _LATIN_SHARE * (latin + _HAN_WEIGHT * (han + kana)):
        found.add("Latn")
    return frozenset(found)


@cache
def _letters() -> bytes:
    return bytes([*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)])
