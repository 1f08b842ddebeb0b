"""Which encoding is asked when.

The order: byte order mark, the shape of UTF-16, UTF-32 and ISO-2022, valid UTF-8 (a cut last character is allowed),
UTF-8 with halves of surrogate pairs or few bad bytes, the charset that the capturer or the page states, the East Asian
encodings, the single-byte ones. What is stated must agree with the bytes; what does not survive the way back is
recorded as a repair. A byte order mark stays in the text as U+FEFF, so that offsets of bytes and code points go together.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

from cleaner.cjk import CODECS as EAST_ASIAN
from cleaner.cjk import best_codec, everyday_share
from cleaner.decode.repair import read
from cleaner.decode.sample import count_high, sample_of
from cleaner.decode.shape import east_asian_shape_of, is_binary, shape_of
from cleaner.decode.single_byte import BACKENDS, DEFAULT_BACKEND, guess
from cleaner.decode.stated import stated_codecs
from cleaner.model.document import DecodedText, RawDocument, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Shares of bad sequences in UTF-8 that nobody states, and that the page states: by chance few would be good.
_BAD_SHARE: Final = 0.2
_BAD_SHARE_STATED: Final = 0.5
# What is stated is evidence of its own, so the text need not be as everyday as one that nobody vouches for.
_EVERYDAY_SHARE_STATED: Final = 0.25
# Close code pages (ISO-8859-2 and Windows-1250) read few characters differently, and the page knows better which it is
# in; a wrong statement turns many into others. Below this number of bytes there is nothing to hold against the page.
_CLOSE_SHARE: Final = 0.1
_FEW_HIGH: Final = 20
# So many bytes above ASCII never read as East Asian by chance; of fewer, Thai and Cyrillic may.
_LONG: Final = 100


def decode(raw: RawDocument, backend: str = DEFAULT_BACKEND) -> DecodedText | Rejected:
    """The text of *raw* with the encoding and the evidence for it; `Rejected` when it is empty or no text.

    *backend*, a name in `BACKENDS`, tells apart single-byte encodings when nobody states one.

    Raises:
        ValueError: there is no such backend.
    """
    if backend not in BACKENDS:
        raise ValueError(f"no encoding backend named {backend!r}; there are {', '.join(BACKENDS)}")
    data = raw.data
    if not data:
        return Rejected(raw=raw, stage="decode", code="empty-input", detail="the input has no bytes")
    for codec, evidence in _by_form(data):
        if decoded := read(raw, codec, evidence):
            return decoded
    text, is_cut = _utf8(data)
    if text is None and (shape := east_asian_shape_of(data)) and (decoded := read(raw, shape, "shape")):
        return decoded
    if is_binary(data):
        detail = "the bytes are no text: NULs or control characters throughout; expected HTML, Markdown or plain text"
        return Rejected(raw=raw, stage="decode", code="binary", detail=detail)
    if text is not None:
        return DecodedText(raw=raw, text=text, encoding="utf-8", encoding_evidence="valid")
    if is_cut and (decoded := read(raw, "utf-8", "valid-cut-tail")):
        return decoded
    if _has_halves(data) and (decoded := read(raw, "utf-8", "few-bad-bytes", is_sure=True)):
        return decoded
    for codec, evidence in _by_content(raw, backend):
        if decoded := read(raw, codec, evidence):
            return decoded
    detail = "no encoding fits the bytes; tell it with the media type, such as text/plain; charset=gbk"
    return Rejected(raw=raw, stage="decode", code="unknown-encoding", detail=detail)


def _by_form(data: bytes) -> Iterator[tuple[str, str]]:
    """Codecs, with the evidence, that show before a character is read."""
    for bom, codec in _BOMS:
        if data.startswith(bom) and not (codec == "utf-8" and is_binary(data)):
            yield codec, "bom"
    # Before UTF-8: ASCII in UTF-16 is valid UTF-8 too, with a NUL behind every letter.
    if shape := shape_of(data):
        yield shape, "shape"


def _utf8(data: bytes) -> tuple[str | None, bool]:
    """The text, if *data* is valid UTF-8; if not, whether all of it is but for a last character that has begun."""
    try:
        return data.decode(), False
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data"
        # A lone last byte behind nothing but ASCII is as well an accented letter of another encoding.
        return None, is_cut and (len(data) - error.start > 1 or not data[: error.start].isascii())


def _has_halves(data: bytes) -> bool:
    """Is *data* UTF-8 but for halves of surrogate pairs, as JSON and Java have them where a text is cut through an emoji?"""
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _by_content(raw: RawDocument, backend: str) -> Iterator[tuple[str, str]]:
    """Codecs, with the evidence, that what is written speaks for; the likeliest first."""
    sample = sample_of(raw.data)
    if _is_mostly_utf8(sample, _BAD_SHARE):
        yield "utf-8", "few-bad-bytes"
    stated = stated_codecs(raw.data, raw.media_type)
    is_long = count_high(sample) >= _LONG
    east_asian = best_codec(sample, is_long=is_long)
    for codec in stated:
        if codec == "utf-8" and _is_mostly_utf8(sample, _BAD_SHARE_STATED):
            yield codec, "declared"
        if codec in EAST_ASIAN and (
            codec == east_asian or (east_asian is None and everyday_share(sample, codec) >= _EVERYDAY_SHARE_STATED)
        ):
            yield codec, "declared"
    found = east_asian if east_asian and is_long else guess(sample, backend, rival=east_asian)
    for codec in stated:
        if codec != "utf-8" and codec not in EAST_ASIAN and _reads_alike(sample, codec, found):
            yield codec, "declared"
    if found:
        yield found, "detected"


def _is_mostly_utf8(sample: bytes, bad_share: float) -> bool:
    text = sample.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - (len(sample) - count_high(sample))
    return bad <= (good + bad) * bad_share


def _reads_alike(sample: bytes, stated: str, found: str | None) -> bool:
    """Does the single-byte codec *stated* read what *found* reads, or is there too little to say no?"""
    text = sample.decode(stated, "replace")
    high = count_high(sample)
    if text.count("\ufffd") > 1 + high * _CLOSE_SHARE:
        return False
    if found is None or high < _FEW_HIGH:
        return True
    other = sample.decode(found, "replace")
    return len(other) == len(text) and sum(map(str.__ne__, text, other)) <= high * _CLOSE_SHARE
