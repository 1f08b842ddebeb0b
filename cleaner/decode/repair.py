"""Reading bytes that an encoding does not quite fit, and the way back: what does not survive it is a repair."""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cleaner.model.document import DecodedText, RawDocument, Repair

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW_BAD: Final = 4
# Above this share of bad ones among the characters beyond ASCII, it is another encoding.
_BAD_SHARE: Final = 0.25
# A byte that cannot be read stands in the text as a low surrogate, which no codec gives, until it is marked.
_STAND_IN: Final = 0xDC00
_STAND_INS: Final = re.compile("[\udc00-\udcff]+")
# Python reads four bytes of Shift_JIS that stand for nothing as private characters; to the web they are errors.
_PRIVATE: Final = {0xF8F0: 0xDCA0, 0xF8F1: 0xDCFD, 0xF8F2: 0xDCFE, 0xF8F3: 0xDCFF}
_HAS_PRIVATE: Final = re.compile("[\uf8f0-\uf8f3]")


def read(raw: RawDocument, codec: str, evidence: str, *, is_sure: bool = False) -> DecodedText | None:
    """The text of *raw* in *codec*, from which the bytes can be had back.

    None when too many of them are bad, unless *codec* *is_sure*.
    """
    text = raw.data.decode(codec, "replace")
    bad = text.count("\ufffd")
    if not is_sure and bad > _FEW_BAD and bad > (len(text) - len(text.encode("ascii", "ignore"))) * _BAD_SHARE:
        return None
    repairs: tuple[Repair, ...] = ()
    if bad or (codec == "cp932" and _HAS_PRIVATE.search(text)):
        text, repairs = _marked(raw.data, codec)
    decoded = DecodedText(raw, text, codec, evidence, repairs)
    if not _comes_back(decoded):
        text, repairs = _piece_by_piece(raw.data, codec)
        decoded = DecodedText(raw, text, codec, evidence, repairs)
    return decoded if _comes_back(decoded) else None


def encode(decoded: DecodedText, text: str) -> bytes:
    """The raw bytes, from the decoded *text*, its encoding and its repairs."""
    pieces = []
    position = 0
    for repair in decoded.repairs:
        pieces.append(text[position : repair.start].encode(decoded.encoding))
        pieces.append(repair.raw)
        position = repair.end
    pieces.append(text[position:].encode(decoded.encoding))
    return b"".join(pieces)


def byte_offsets(decoded: DecodedText, positions: list[int]) -> list[int]:
    """Byte offsets in the raw document of code point *positions* (ascending), in one pass."""
    text, codec = decoded.text, decoded.encoding
    if codec == "utf-8" and not decoded.repairs:
        return positions if text.isascii() else _utf8_offsets(text, positions)
    edges = sorted({0, *positions, *(edge for repair in decoded.repairs for edge in (repair.start, repair.end))})
    raw_at = {(repair.start, repair.end): len(repair.raw) for repair in decoded.repairs}
    inside = [(repair.start, repair.end) for repair in decoded.repairs]
    # Not piece by piece: ISO-2022 would escape anew in each.
    encoder = codecs.getincrementalencoder(codec)()
    breaks = {len(text), *(start for start, _ in inside)}
    offset = {0: 0}
    total = current = 0
    for start, end in pairwise(edges):
        while current < len(inside) and inside[current][1] <= start:
            current += 1
        if current < len(inside) and inside[current][0] <= start:
            # Inside a repair there are no byte offsets of single characters: all of it counts at its end.
            total += raw_at[inside[current]] if end == inside[current][1] else 0
        else:
            total += len(encoder.encode(text[start:end], final=end in breaks))
        offset[end] = total
    return [offset[position] for position in positions]


def _utf8_offsets(text: str, positions: list[int]) -> list[int]:
    offsets = []
    total = last = 0
    for position in positions:
        piece = text[last:position]
        total += len(piece) if piece.isascii() else len(piece.encode())
        last = position
        offsets.append(total)
    return offsets


def _comes_back(decoded: DecodedText) -> bool:
    try:
        return encode(decoded, decoded.text) == decoded.raw.data
    except UnicodeEncodeError:
        return False


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Error handler of codecs: a stand-in for each bad byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_STAND_IN + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("cleaner.stand-in", _stand_in)


def _marked(data: bytes, codec: str) -> tuple[str, tuple[Repair, ...]]:
    """The text with one U+FFFD for each stretch of bad bytes, and those bytes."""
    read_text = data.decode(codec, "cleaner.stand-in")
    if codec == "cp932":
        read_text = read_text.translate(_PRIVATE)
    pieces: list[str] = []
    repairs: list[Repair] = []
    position = chars = 0
    for hit in _STAND_INS.finditer(read_text):
        pieces += (read_text[position : hit.start()], "\ufffd")
        chars += hit.start() - position
        repairs.append(Repair(chars, chars + 1, bytes(ord(char) - _STAND_IN for char in hit.group())))
        chars += 1
        position = hit.end()
    return "".join([*pieces, read_text[position:]]), tuple(repairs)


def _piece_by_piece(data: bytes, codec: str) -> tuple[str, tuple[Repair, ...]]:
    """For codecs that read several sequences as one character: what is not written as it was read is a repair."""
    texts: list[str] = []
    repairs: list[Repair] = []
    chars = 0
    for line in data.splitlines(keepends=True):
        text = line.decode(codec, "replace")
        # ISO-2022 has a state, which every line begins anew: there is nothing smaller.
        whole = codec.startswith("iso2022") or text.encode(codec, "replace") == line
        # An escape that nothing follows reads as nothing; its bytes must stand somewhere.
        for raw, piece in [(line, text or "\ufffd")] if whole else _characters(line, codec):
            if piece.encode(codec, "replace") != raw:
                repairs.append(Repair(chars, chars + len(piece), raw))
            texts.append(piece)
            chars += len(piece)
    return "".join(texts), tuple(repairs)


def _characters(data: bytes, codec: str) -> Iterator[tuple[bytes, str]]:
    """Each character with the bytes it was read from."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    start = 0
    for number in range(len(data)):
        text = decoder.decode(data[number : number + 1], final=number == len(data) - 1)
        if text:
            end = number + 1 - len(decoder.getstate()[0])
            yield data[start:end], text
            start = end
