"""What the bytes look like before they are read: binary, two or four bytes a character, escapes; and the line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaner.cjk import reads_east_asian
from cleaner.decode.sample import count_high

if TYPE_CHECKING:
    from cleaner.model.stamp import Newline

_SAMPLE_BYTES: Final = 20_000
_MAGIC: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1b\x1c\x1d\x1e\x1f")
_FEW_CONTROLS: Final = 8
# Random bytes have 9 % of them, text has none.
_CONTROL_SHARE: Final = 0.04
_MIN_BYTES: Final = 16
_PRINTABLE: Final = bytes((*range(0x20, 0x7F), 0x0A, 0x0D))
_STRANGE_SHARE: Final = 0.1
# Only these of ISO-2022 are on pages and in mail: JIS X 0208 by either escape, and what announces Korean.
_ESCAPES: Final = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))
# They have seven bits, so a byte with eight is damage.
_DAMAGED_SHARE: Final = 0.01


def is_binary(data: bytes) -> bool:
    """Do the bytes begin as a known binary format does, or hold more controls than text can?"""
    sample = data[:_SAMPLE_BYTES]
    if sample.startswith(_MAGIC):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(_FEW_CONTROLS, len(sample) * _CONTROL_SHARE)


def shape_of(data: bytes) -> str | None:
    """The codec whose NULs or escapes show in what is valid UTF-8 as well; None if there is none."""
    for escape, codec in _ESCAPES if b"\x1b" in data else ():
        if escape in data and count_high(data) <= len(data) * _DAMAGED_SHARE:
            return codec
    head = _whole_units(data)
    if len(head) < _MIN_BYTES or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    for codec in ("utf-32-le", "utf-32-be"):
        try:
            if "\0" not in head.decode(codec):
                return codec
        except UnicodeDecodeError:
            continue
    # UTF-16 of mostly ASCII has NULs on every other place.
    many, few = len(head) * 0.15, len(head) * 0.025
    if odd > many and even < few:
        return "utf-16-le"
    if even > many and odd < few:
        return "utf-16-be"
    return None


def east_asian_shape_of(data: bytes) -> str | None:
    """UTF-16 of Chinese, Japanese or Korean, which is never valid UTF-8: read so, it makes everyday text."""
    head = _whole_units(data)
    # Two letters of ASCII make a character of Han too, so there must be more than ASCII.
    if len(head) < _MIN_BYTES or len(head.translate(None, _PRINTABLE)) < len(head) * _STRANGE_SHARE:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            if reads_east_asian(head.decode(codec)):
                return codec
        except UnicodeDecodeError:
            continue
    return None


def _whole_units(data: bytes) -> bytes:
    """The head of *data* without a last unit that is cut."""
    return data[: min(len(data), _SAMPLE_BYTES) // 4 * 4]


def newline_of(text: str) -> Newline:
    """`lf`, `crlf`, `cr`, `mixed` or `none`."""
    if "\r" not in text:
        return "lf" if "\n" in text else "none"
    crlf = text.count("\r\n")
    kinds: dict[Newline, int] = {"crlf": crlf, "lf": text.count("\n") - crlf, "cr": text.count("\r") - crlf}
    present = [kind for kind, count in kinds.items() if count]
    return present[0] if len(present) == 1 else "mixed" if present else "none"
