"""Bytes to text, with the evidence for the encoding, and every byte back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import RawDocument
from cleaner.decode import BACKENDS, byte_offsets, decode, encode, newline_of
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


POLISH = "Latarnik trzy razy przetarł ostatnią lampę, zapisał pływ, wiatr i nazwy statków, po czym poszedł zjeść.\n" * 4
FRENCH = "Le gardien nettoya la dernière lampe, nota la marée, le cœur léger, puis alla manger : c’était l’été.\n" * 4
THAI = "คนเฝ้าประภาคารเช็ดโคมไฟดวงสุดท้ายสามครั้ง แล้วจดระดับน้ำ ลม และชื่อเรือ ก่อนไปกินข้าว\n" * 4


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
        pytest.param(KOREAN.encode("utf-16-be"), KOREAN, "utf-16-be", "shape", id="Korean UTF-16 without a mark"),
        pytest.param(GERMAN.encode("utf-32-le"), GERMAN, "utf-32-le", "shape", id="UTF-32 without a mark"),
        pytest.param(JAPANESE.encode("iso2022_jp"), JAPANESE, "iso2022_jp", "shape", id="ISO-2022-JP"),
        pytest.param(POLISH.encode("cp1250"), POLISH, "cp1250", "detected", id="Windows-1250"),
        pytest.param(POLISH.encode("iso8859-2"), POLISH, "iso8859-2", "detected", id="ISO 8859-2"),
        pytest.param(FRENCH.encode("cp1252"), FRENCH, "cp1252", "detected", id="curly quotes"),
        pytest.param(
            "cœur, 5 €, là-bas\n".encode("iso8859-15"),
            "cœur, 5 €, là-bas\n",
            "iso8859-15",
            "detected",
            id="the euro sign of ISO 8859-15",
        ),
        pytest.param(RUSSIAN.encode("koi8-r"), RUSSIAN, "koi8-r", "detected", id="KOI8-R"),
        pytest.param(RUSSIAN.encode("cp866"), RUSSIAN, "cp866", "detected", id="DOS Cyrillic"),
        pytest.param(THAI.encode("cp874"), THAI, "cp874", "detected", id="Thai, that could be Chinese"),
        pytest.param(b"caf\xe9", "café", "cp1252", "detected", id="an accent at the end, no cut UTF-8"),
        pytest.param(
            b"x " * 200_000 + CHINESE.encode("gbk"),
            "x " * 200_000 + CHINESE,
            "gb18030",
            "detected",
            id="a long head of ASCII",
        ),
    ],
)
def test_the_encoding_is_told_with_its_evidence(data, text, encoding, evidence):
    decoded = decode(RawDocument(data=data))

    assert isinstance(decoded, DecodedText)
    assert (decoded.text, decoded.encoding, decoded.encoding_evidence) == (text, encoding, evidence)
    assert encode(decoded, decoded.text) == data


PAGE = "<!DOCTYPE html><html><head>{}<title>x</title></head><body><p>{}</p></body></html>"


@pytest.mark.parametrize(
    ("head", "text", "codec", "found"),
    [
        pytest.param('<meta charset="gb2312">', "灯塔", "gbk", "gb18030", id="charset"),
        pytest.param("<META charset = big5>", "燈塔", "big5", "big5hkscs", id="without quotes"),
        pytest.param('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "маяк", "koi8-r", "koi8-r",
                     id="http-equiv"),
        pytest.param("<meta name=a><meta charset='x-sjis'>", "灯台", "shift_jis", "cp932", id="a name Python does not know"),
        pytest.param('<meta charset="iso-8859-1">', "phare – ‘été’", "cp1252", "cp1252", id="the wider set is meant"),
    ],
)  # fmt: skip
def test_what_the_head_of_a_page_states_is_believed_when_the_bytes_agree(head, text, codec, found):
    data = PAGE.format(head, text).encode(codec)

    decoded = decode(RawDocument(data=data))

    assert isinstance(decoded, DecodedText)
    assert (decoded.encoding, decoded.encoding_evidence) == (found, "declared")
    assert text in decoded.text


def test_an_xml_declaration_is_a_statement():
    data = '<?xml version="1.0" encoding="windows-1251"?><p>маяк</p>'.encode("cp1251")

    decoded = decode(RawDocument(data=data))

    assert (decoded.encoding, decoded.encoding_evidence) == ("cp1251", "declared")


@pytest.mark.parametrize(
    "stated", ["utf-8", "gb2312", "big5", "iso-8859-1", "windows-1252", "koi8-r", "utf-16", "nonsense"]
)
@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (CHINESE, "utf-8", "utf-8"), (KOREAN, "cp949", "cp949"), (JAPANESE, "euc_jp", "euc_jp"),
        (RUSSIAN, "cp1251", "cp1251"), (POLISH, "iso8859-2", "iso8859-2"),
    ],
)  # fmt: skip
def test_a_wrong_statement_loses_against_the_bytes(stated, text, codec, found):
    data = PAGE.format(f'<meta charset="{stated}">', text).encode(codec)

    decoded = decode(RawDocument(data=data, media_type=f"text/html; charset={stated}"))

    assert isinstance(decoded, DecodedText)
    assert (decoded.encoding, text in decoded.text) == (found, True)


@pytest.mark.parametrize(
    "head", ['<!-- <meta charset="koi8-r"> -->', '<!-- <meta charset="koi8-r">', '</head><meta charset="koi8-r">']
)
def test_a_statement_in_a_comment_or_behind_the_head_is_none(head):
    decoded = decode(RawDocument(data=PAGE.format(head, RUSSIAN).encode("koi8-r")))

    assert (decoded.encoding, decoded.encoding_evidence) == ("koi8-r", "detected")


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_tells_what_nobody_states(backend):
    for text, codec in ((GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (POLISH, "iso8859-2"), (CHINESE, "gb18030")):
        decoded = decode(RawDocument(data=text.encode(codec)), backend)

        assert isinstance(decoded, DecodedText)
        assert (decoded.encoding, decoded.text) == (codec, text)


def test_a_backend_that_does_not_exist_is_refused_with_the_names_of_those_that_do():
    with pytest.raises(ValueError, match="chardet, charset-normalizer"):
        decode(RawDocument(data=b"x"), "cchardet")


@pytest.mark.parametrize(
    ("data", "text", "raws"),
    [
        pytest.param("灯塔。".encode() * 9 + b"\xe7\xff\x81\xaf" + "灯塔。".encode() * 9, "灯塔。" * 9 + "\ufffd" + "灯塔。" * 9,
                     [b"\xe7\xff\x81\xaf"], id="one mark for a stretch of bad bytes"),
        pytest.param(JAPANESE.encode("cp932") + b"\xff", JAPANESE + "\ufffd", [b"\xff"],
                     id="a byte that Python reads as a private character"),
        pytest.param(JAPANESE.encode("cp932") + b"\x87\x90", JAPANESE + "≒", [b"\x87\x90"],
                     id="a character with two codes is read, and its own code kept"),
        pytest.param(JAPANESE.encode("iso2022_jp") + b"abc\xff\n", JAPANESE + "abc\ufffd\n", [b"\xff"],
                     id="a byte of eight bits among seven"),
    ],
)  # fmt: skip
def test_what_an_encoding_does_not_give_back_is_a_repair(data, text, raws):
    decoded = decode(RawDocument(data=data))

    assert isinstance(decoded, DecodedText)
    assert (decoded.text, [repair.raw for repair in decoded.repairs]) == (text, raws)
    assert encode(decoded, decoded.text) == data


BAD = st.sampled_from(
    [b"", b"\xff", b"\x81", b"\x1b$B", b"\x1b(J", b"\xed\x40", b"\x88\x62", b"\x87\x90", b"\r", b"\xef\xbb\xbf"]
)
STATED = st.sampled_from(
    [None, "utf-8", "gbk", "big5", "shift_jis", "euc-jp", "euc-kr", "windows-1252", "koi8-r", "utf-16"]
)


@given(
    st.sampled_from([CHINESE, TRADITIONAL, JAPANESE, KOREAN, RUSSIAN, POLISH]),
    st.sampled_from(
        ["utf-8", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "iso2022_jp", "cp1251", "utf-16", "utf-32-be"]
    ),
    st.lists(st.tuples(st.integers(0, 400), BAD, st.integers(0, 2)), max_size=5),
    STATED,
    st.sampled_from(list(BACKENDS)),
)
def test_damaged_bytes_come_back_whatever_is_stated(text, codec, damages, stated, backend):
    data = text.encode(codec, "ignore")
    for place, put_in, lost in damages:
        data = data[:place] + put_in + data[place + lost :]
    media_type = f"text/html; charset={stated}" if stated else None

    decoded = decode(RawDocument(data=data, media_type=media_type), backend)

    if isinstance(decoded, DecodedText):
        assert encode(decoded, decoded.text) == data
        assert byte_offsets(decoded, [0, len(decoded.text)]) == [0, len(data)]


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
    "text",
    [
        "An English text that was cut through an emoji \ud83d",
        "\ude00 And one that begins behind it.",
        "Several \ud83d of them \ud83c and \udf00 few letters beyond ASCII \ud83d",
        f"{CHINESE}\ud83d",
        "\ud83d",
    ],
)
def test_halves_of_surrogate_pairs_are_repaired_and_do_not_make_it_another_encoding(text):
    data = text.encode("utf-8", "surrogatepass")
    decoded = decode(RawDocument(data=data))

    assert isinstance(decoded, DecodedText)
    assert (decoded.encoding, decoded.encoding_evidence) == ("utf-8", "few-bad-bytes")
    assert decoded.text.replace("\ufffd", "") == re.sub("[\ud800-\udfff]", "", text)
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


@pytest.mark.parametrize("text", ["plain", "灯塔 a 守\U0001f409人é", "\ufeff灯", "ab灯"])
def test_byte_offsets_of_utf8_are_those_of_every_head(text):
    decoded = decode(RawDocument(data=text.encode()))
    places = range(len(text) + 1)
    assert byte_offsets(decoded, list(places)) == [len(text[:place].encode()) for place in places]


def test_byte_offsets_inside_a_line_of_escapes_add_up():
    data = JAPANESE.encode("iso2022_jp")
    decoded = decode(RawDocument(data=data))
    assert isinstance(decoded, DecodedText)

    assert byte_offsets(decoded, [0, 1, 2, len(decoded.text)]) == [0, 5, 7, len(data)]


def test_byte_offsets_count_what_repairs_hide():
    data = "灯".encode() + b"\xff" + "海x".encode() * 80
    decoded = decode(RawDocument(data=data))
    assert isinstance(decoded, DecodedText)

    assert byte_offsets(decoded, [0, 1, 2, 3, 4]) == [0, 3, 4, 7, 8]
