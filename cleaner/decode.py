"""Bytes to text, so that the bytes can be had back.

The order: byte order mark, the shape of UTF-16, valid UTF-8 (a cut last character is allowed), UTF-8 with few bad
bytes, the charset the capturer declares, the East Asian encodings, a guess among the single-byte ones. What does not survive the way back is recorded as
a repair. A byte order mark stays in the text as U+FEFF, so that offsets of bytes and code points go together.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from cleaner.cjk import best_codec
from cleaner.model.document import DecodedText, RawDocument, Rejected, Repair
from cleaner.model.stamp import Newline  # noqa: TC001

BAD_SHARE = 0.02
"""Above this share of bad bytes among the non-ASCII ones, a text is not UTF-8."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Guesses outside this list are noise on pages: EBCDIC, DOS and Mac code pages (measured on the encoding bench).
_SINGLE_BYTE = (
    "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "iso8859_2",
    "tis_620",
)  # fmt: skip
# Labels of the web by Python's name; the web means the wider set by the older name (WHATWG Encoding Standard).
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "utf-16": "utf-16-le",
}  # fmt: skip
_WEB = frozenset(
    {
        *_WIDER.values(), "utf-8", "utf-16-be", "euc_jp", "iso2022_jp", "koi8-r", "koi8-u", "cp866", "mac-roman",
        "mac-cyrillic", *(f"cp125{n}" for n in range(9)), *(f"iso8859-{n}" for n in (*range(2, 9), 10, 13, 14, 15, 16)),
    }
)  # fmt: skip
_SAMPLE_BYTES = 20_000
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1b\x1c\x1d\x1e\x1f")
_WINDOW_BYTES = 16_384
_MIN_SHAPE_BYTES = 16
_FEW_BAD = 4
_FEW_CONTROLS = 8
_HAN_HIGH = bytes(range(0x4E, 0xA0))
_PRINTABLE = bytes((*range(0x20, 0x7F), 0x0A, 0x0D))
# Random bytes have 9 % of them, text has none.
_CONTROL_SHARE = 0.04


def decode(raw: RawDocument) -> DecodedText | Rejected:
    """The text of *raw* with the encoding and the evidence for it; `Rejected` when it is empty or no text."""
    data = raw.data
    if not data:
        return Rejected(raw=raw, stage="decode", code="empty-input", detail="the input has no bytes")
    for bom, marked in _BOMS:
        if data.startswith(bom) and not (marked == "utf-8" and _is_binary(data)):
            return _read(raw, marked, "bom")
    # Before UTF-8: ASCII in UTF-16 is valid UTF-8 too, with a NUL behind every letter.
    if codec := _utf16_shape(data):
        return _read(raw, codec, "shape")
    if b"\x1b$" in data and data.isascii():
        return _read(raw, "iso2022_jp", "shape")
    text, cut_tail = _utf8(data)
    if text is None and (codec := _utf16_of_han(data)):
        return _read(raw, codec, "shape")
    if _is_binary(data):
        detail = "the bytes are no text: NULs or control characters throughout; expected HTML, Markdown or plain text"
        return Rejected(raw=raw, stage="decode", code="binary", detail=detail)
    if text is not None:
        return DecodedText(raw=raw, text=text, encoding="utf-8", encoding_evidence="valid")
    if cut_tail:
        return _read(raw, "utf-8", "valid-cut-tail")
    if _is_nearly_utf8(data):
        return _read(raw, "utf-8", "few-bad-bytes")
    declared = _CHARSET.search(raw.media_type or "")
    if declared and (codec := _known(declared.group(1))) and _decodes(data, codec):
        return _read(raw, codec, "declared")
    if codec := _guess(data):
        return _read(raw, codec, "detected")
    detail = "no encoding fits the bytes; tell it with the media type, such as text/plain; charset=gbk"
    return Rejected(raw=raw, stage="decode", code="unknown-encoding", detail=detail)


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


def _read(raw: RawDocument, codec: str, evidence: str) -> DecodedText:
    text, repairs = _decode_with_repairs(raw.data, codec)
    decoded = DecodedText(raw=raw, text=text, encoding=codec, encoding_evidence=evidence, repairs=repairs)
    if encode(decoded, text) == raw.data:
        return decoded
    # A codec that reads two byte sequences as one character (Shift_JIS does): repair whole lines that do not come back.
    text, repairs = _decode_by_line(raw.data, codec)
    return DecodedText(raw=raw, text=text, encoding=codec, encoding_evidence=evidence, repairs=repairs)


def _decode_with_repairs(data: bytes, codec: str) -> tuple[str, tuple[Repair, ...]]:
    pieces: list[str] = []
    repairs: list[Repair] = []
    chars = position = 0
    view = memoryview(data)
    while position < len(data):
        # In windows, because the exception copies all of what it was given.
        window = view[position : position + _WINDOW_BYTES]
        is_last = position + len(window) == len(data)
        try:
            piece, step = codecs.decode(window, codec), len(window)
        except UnicodeDecodeError as error:
            piece, step = codecs.decode(window[: error.start], codec), error.start
            is_cut = error.end == len(window) and not is_last and step > 0
            if not is_cut:
                end = max(error.end, error.start + 1)
                chars += len(piece)
                pieces += (piece, "\ufffd")
                repairs.append(Repair(start=chars, end=chars + 1, raw=bytes(window[error.start : end])))
                chars += 1
                position += end
                continue
        pieces.append(piece)
        chars += len(piece)
        position += step
    return "".join(pieces), tuple(repairs)


def _decode_by_line(data: bytes, codec: str) -> tuple[str, tuple[Repair, ...]]:
    pieces: list[str] = []
    repairs: list[Repair] = []
    chars = 0
    for line in data.splitlines(keepends=True):
        text = line.decode(codec, "replace")
        if text.encode(codec, "replace") != line:
            repairs.append(Repair(start=chars, end=chars + len(text), raw=line))
        pieces.append(text)
        chars += len(text)
    return "".join(pieces), tuple(repairs)


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE_BYTES]
    if sample.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
    ):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(_FEW_CONTROLS, len(sample) * _CONTROL_SHARE)


def _utf16_shape(data: bytes) -> str | None:
    """UTF-16 of mostly ASCII shows as NULs on every other place."""
    if len(data) < _MIN_SHAPE_BYTES or len(data) % 2:
        return None
    sample = data[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.3 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _utf16_of_han(data: bytes) -> str | None:
    """UTF-16 of Chinese or Japanese: one byte of each pair in few ranges, the other anywhere."""
    if len(data) < _MIN_SHAPE_BYTES or len(data) % 2:
        return None
    sample = data[: _SAMPLE_BYTES - _SAMPLE_BYTES % 2]
    half = len(sample) // 2
    for codec, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        # High bytes of Han (4E–9F), of kana and punctuation (30, FF, 20), of ASCII (00).
        han = half - len(high.translate(None, _HAN_HIGH))
        other = sum(map(high.count, (0x00, 0x20, 0x30, 0xFF)))
        # Small letters of ASCII lie in the range of Han too, but then both bytes of a pair are letters.
        scattered = len(low.translate(None, _PRINTABLE))
        if han > half * 0.5 and han + other > half * 0.97 and scattered > half * 0.3:
            return codec
    return None


def _utf8(data: bytes) -> tuple[str | None, bool]:
    """The text, if *data* is valid UTF-8; if not, whether only its last character is cut."""
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError as error:
        return None, error.end == len(data) and len(data) - error.start < 4 and error.start > 0


def _is_nearly_utf8(data: bytes) -> bool:
    """Few bad sequences, or in a short text a handful: by chance hardly one of many sequences would be good."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return bad <= (good + bad) * BAD_SHARE or (bad <= _FEW_BAD and good >= 4 * bad)


def _known(name: str) -> str | None:
    """Python's name of an encoding of the web; None for any other codec, some of which are no encodings at all."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    codec = _WIDER.get(codec, codec)
    return codec if codec in _WEB else None


def _decodes(data: bytes, codec: str) -> bool:
    return data.decode(codec, "replace").count("\ufffd") <= 1 + len(data) * BAD_SHARE


def _guess(data: bytes) -> str | None:
    sample = _sample(data)
    if codec := best_codec(sample):
        return codec
    # charset-normalizer takes some 0.2 s to import; most documents are UTF-8 and never come here.
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_SINGLE_BYTE), enable_fallback=False).best()
    if best is None:
        return None
    # Where they read the same, the encoding of the West is the likelier one.
    same = sample.decode("cp1252", "replace") == sample.decode(best.encoding, "replace")
    return "cp1252" if same else _known(best.encoding)


def _sample(data: bytes) -> bytes:
    """Whole lines with bytes above ASCII, so that a long ASCII head decides nothing and no character is cut."""
    lines = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii() and len(line) <= _SAMPLE_BYTES:
            lines.append(line)
            size += len(line)
            if size > _SAMPLE_BYTES:
                break
    return b"".join(lines) or data[:_SAMPLE_BYTES]


def newline_of(text: str) -> Newline:
    """`lf`, `crlf`, `cr`, `mixed` or `none`."""
    crlf = text.count("\r\n")
    kinds: dict[Newline, int] = {"crlf": crlf, "lf": text.count("\n") - crlf, "cr": text.count("\r") - crlf}
    present = [kind for kind, count in kinds.items() if count]
    return present[0] if len(present) == 1 else "mixed" if present else "none"


def byte_offsets(decoded: DecodedText, positions: list[int]) -> list[int]:
    """Byte offsets in the raw document of code point *positions* (ascending), in one pass."""
    text, codec = decoded.text, decoded.encoding
    if codec == "utf-8" and text.isascii() and not decoded.repairs:
        return positions
    edges = sorted({0, *positions, *(edge for repair in decoded.repairs for edge in (repair.start, repair.end))})
    raw_at = {(repair.start, repair.end): len(repair.raw) for repair in decoded.repairs}
    inside = [(repair.start, repair.end) for repair in decoded.repairs]
    offset = {0: 0}
    total = current = 0
    for start, end in pairwise(edges):
        while current < len(inside) and inside[current][1] <= start:
            current += 1
        if current < len(inside) and inside[current][0] <= start:
            # Inside a repair there are no byte offsets of single characters: all of it counts at its end.
            total += raw_at[inside[current]] if end == inside[current][1] else 0
        else:
            total += len(text[start:end].encode(codec))
        offset[end] = total
    return [offset[position] for position in positions]
