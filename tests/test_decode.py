"""Bytes to text, with the evidence for the encoding, and every byte back."""

from __future__ import annotations

import pytest

from cleaner import RawDocument
from cleaner.decode import byte_offsets, decode, encode, newline_of
from cleaner.model.document import DecodedText

CHINESE = "守灯人把最后一盏灯擦了三遍，又在本子上写下潮位、风向和路过的船名，然后才去吃饭。\n" * 4
JAPANESE = "灯台守は最後のランプを三度みがき、潮の高さと風向き、通りかかった船の名を帳面に書きとめた。\n" * 4
KOREAN = "등대지기는 마지막 등불을 세 번 닦고 물때와 바람과 지나간 배의 이름을 적은 다음에야 밥을 먹으러 갔다.\n" * 4
TRADITIONAL = "守燈人把最後一盞燈擦了三遍，又在本子上寫下潮位、風向和路過的船名，然後才去吃飯。\n" * 4
RUSSIAN = (
    "Смотритель трижды протёр последнюю лампу, записал прилив, ветер и имена судов и только потом пошёл ужинать.\n" * 4
)
GERMAN = (
    "Der Wärter putzte die letzte Lampe dreimal, schrieb Flut, Wind und Schiffe auf und ging dann zum Essen über den Hof.\n"
    * 4
)


@pytest.mark.parametrize(
    ("data", "text", "encoding", "evidence"),
    [
        pytest.param(CHINESE.encode(), CHINESE, "utf-8", "valid", id="UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + CHINESE.encode(), "\ufeff" + CHINESE, "utf-8", "bom", id="UTF-8 with a mark"),
        pytest.param(CHINESE.encode("utf-16"), "\ufeff" + CHINESE, "utf-16-le", "bom", id="UTF-16 with a mark"),
        pytest.param(GERMAN.encode("utf-16-be"), GERMAN, "utf-16-be", "shape", id="UTF-16 without a mark"),
        pytest.param(CHINESE.encode("gbk"), CHINESE, "gb18030", "detected", id="GBK"),
        pytest.param(JAPANESE.encode("shift_jis"), JAPANESE, "cp932", "detected", id="Shift_JIS"),
        pytest.param(JAPANESE.encode("euc_jp"), JAPANESE, "euc_jp", "detected", id="EUC-JP"),
        pytest.param(TRADITIONAL.encode("gbk"), TRADITIONAL, "gb18030", "detected", id="Traditional in GBK"),
        pytest.param(TRADITIONAL.encode("big5"), TRADITIONAL, "big5hkscs", "detected", id="Big5"),
        pytest.param(GERMAN.encode("cp1252"), GERMAN, "cp1252", "detected", id="Windows-1252"),
        pytest.param(RUSSIAN.encode("cp1251"), RUSSIAN, "cp1251", "detected", id="Windows-1251"),
        pytest.param(CHINESE.encode("utf-16-le"), CHINESE, "utf-16-le", "shape", id="Chinese UTF-16 without a mark"),
        pytest.param(
            "title: 灯title: 灯".encode(), "title: 灯title: 灯", "utf-8", "valid", id="letters that could be Han"
        ),
        pytest.param(KOREAN.encode("euc_kr"), KOREAN, "cp949", "detected", id="EUC-KR"),
    ],
)
def test_the_encoding_is_told_with_its_evidence(data, text, encoding, evidence):
    decoded = decode(RawDocument(data=data))

    assert isinstance(decoded, DecodedText)
    assert (decoded.text, decoded.encoding, decoded.encoding_evidence) == (text, encoding, evidence)
    assert encode(decoded, decoded.text) == data


def test_a_cut_last_character_and_a_bad_byte_are_repaired_and_come_back():
    for data, evidence in (
        (CHINESE.encode()[:-2], "valid-cut-tail"),
        (b"\xff".join([CHINESE.encode()] * 2), "few-bad-bytes"),
    ):
        decoded = decode(RawDocument(data=data))
        assert isinstance(decoded, DecodedText)
        assert (decoded.encoding, decoded.encoding_evidence) == ("utf-8", evidence)
        assert decoded.text.count("\ufffd") == len(decoded.repairs) == 1
        assert encode(decoded, decoded.text) == data


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (KOREAN, "euc_kr", "cp949"),
    ],
)
def test_a_cut_last_character_does_not_hide_the_encoding(text, codec, found):
    data = text[:30].encode(codec)[:-1]
    decoded = decode(RawDocument(data=data))

    assert isinstance(decoded, DecodedText)
    assert decoded.encoding == found
    assert encode(decoded, decoded.text) == data


@pytest.mark.parametrize("charset", ["idna", "undefined", "unicode_escape", "utf-16", "rot13", "no-such"])
def test_a_charset_that_is_none_of_the_web_is_not_believed(charset):
    for data in (CHINESE.encode("gbk"), b"\xff" * 30, b"\\ud800" + CHINESE.encode("gbk")):
        result = decode(RawDocument(data=data, media_type=f"text/plain; charset={charset}"))

        if isinstance(result, DecodedText):
            assert encode(result, result.text) == data


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"data": "text"}, TypeError, "must be bytes"),
        ({"data": memoryview(b"x")}, TypeError, "must be bytes"),
        ({"data": b"x", "path": 3}, TypeError, "path must be a string"),
        ({"data": b"x", "url": "\ud800"}, ValueError, "lone surrogate"),
    ],
)
def test_what_is_no_document_is_refused_where_the_mistake_is_made(fields, error, message):
    with pytest.raises(error, match=message):
        RawDocument(**fields)


def test_a_declared_charset_is_believed_only_when_the_bytes_agree():
    data = CHINESE.encode("big5", "ignore")

    declared = decode(RawDocument(data=data, media_type="text/plain; charset=big5"))
    lied = decode(RawDocument(data=CHINESE.encode(), media_type="text/plain; charset=big5"))

    assert isinstance(declared, DecodedText)
    assert declared.encoding_evidence == "declared"
    assert isinstance(lied, DecodedText)
    assert (lied.encoding, lied.text) == ("utf-8", CHINESE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "empty-input", id="empty"),
        pytest.param(b"\0" * 100, "binary", id="NULs"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary", id="PNG"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, "binary", id="zip"),
    ],
)
def test_what_is_no_text_is_rejected_with_a_reason(data, code):
    rejected = decode(RawDocument(data=data))

    assert (rejected.code, rejected.stage) == (code, "decode")
    assert rejected.detail


@pytest.mark.parametrize(
    ("text", "name"),
    [("a\nb", "lf"), ("a\r\nb\r\n", "crlf"), ("a\rb", "cr"), ("a\r\nb\n", "mixed"), ("ab", "none")],
)
def test_the_line_ends_have_a_name(text, name):
    assert newline_of(text) == name


def test_byte_offsets_count_what_repairs_hide():
    data = "灯".encode() + b"\xff" + "海x".encode() * 80
    decoded = decode(RawDocument(data=data))
    assert isinstance(decoded, DecodedText)

    assert byte_offsets(decoded, [0, 1, 2, 3, 4]) == [0, 3, 4, 7, 8]
