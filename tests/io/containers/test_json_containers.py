from __future__ import annotations

import gzip
import io
import json

import pytest
from container_making import json_lines, read, told

from cleaner.io.containers import Fields, Kind, Limits, Reading, open_container
from cleaner.io.containers.elements import elements
from cleaner.io.containers.lines import TooLong, lines
from cleaner.model.record import Record

PAIR = [{"text": "潮" * 20_000}, {"text": "汐" * 20_000, "id": "x" * 20_000}]


def test_a_line_is_a_document_with_its_place():
    data = json_lines({"text": "潮", "id": "a", "url": "https://a.example/"}, {"text": "汐"})
    first, second = read(data, "d/dump.jsonl")

    assert (first.data, first.path, first.url, first.record) == (
        "潮".encode(),
        "d/dump.jsonl",
        "https://a.example/",
        Record(1, "a"),
    )
    assert (second.data, second.record) == ("汐".encode(), Record(2))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"text":"a"}\r\n{"text":"b"}\r\n', [b"a", b"b"]),
        (b'{"text":"a"}', [b"a"]),
        (b'\xef\xbb\xbf{"text":"a"}\n', [b"a"]),
        (b'{"text":"a"}\n\n \t\r\n{"text":"b"}\n\n', [b"a", "[empty line]", "[empty line]", b"b", "[empty line]"]),
        (b"", []),
        (b"\n", ["[empty line]"]),
        (b'{"text":"a"', ["json"]),
        (b'{"text":"a"}{"text":"b"}\n', ["json"]),
        (b'[1]\n"a"\n3\nnull\n{"text":"a"}\n', ["no-object"] * 4 + [b"a"]),
        (b'{"text":"\\u0000a\\nb"}\n', [b"\0a\nb"]),
        (b'{"text":"a\0"}\n\0\0\0\n', ["json", "json"]),
        (b'{"text":"caf\xe9"}\n', ["json"]),
        (b'{"text":"a","score":NaN,"n":1e999,"big":123456789012345678901234567890}\n', [b"a"]),
        (b'{"text":"\\ud83d","id":"x"}\n', ["\ud83d".encode("utf-8", "surrogatepass")]),
        (b'{"text":"a","text":"b"}\n', [b"b"]),
        (b'{"text":"a","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", ["json"]),
        (b"[" * 100_000 + b"\n", ["json"]),
        (b'{"n":' + b"9" * 10_000 + b"}\n", ["json"]),
    ],
    ids=["CRLF", "no line end", "byte order mark", "empty lines", "empty file", "a line end", "cut off", "two on a line",
         "no objects", "escapes", "NUL", "no UTF-8", "odd numbers", "half a pair", "a key twice", "deep", "deeper", "a long number"],
)  # fmt: skip
def test_lines_as_they_come(data, expected):
    assert told(read(data, "dump.jsonl")) == expected


LONG = "潮".encode() * 400_000


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"x":[{},{}],"text":"%s","id":7}' % LONG, LONG),
        (b'{"a":{"text":"b"},"text":"%s"}' % LONG, LONG),
        (b'{"text":"%s","x":NaN}' % LONG, LONG),
        (b'{"text":"a","other":"%s\xff"}' % LONG, "json"),
        (b'{"other":"%s"}' % LONG, "no-text"),
        (b'["%s"]' % LONG, "no-object"),
        (b'{"text":"%s"' % LONG, "json"),
        (b'{"text":"%s","x":%s}' % (LONG, b"[" * 100_000), "json"),
        (b'{"text":"a","x":NaN,"y":"%s"}' % (LONG * 8), "json"),
    ],
)
def test_a_long_line_comes_to_the_same_without_all_that_nobody_asked_for(line, expected):
    (entry,) = read(line, "dump.jsonl")

    assert told([entry]) == [expected]
    assert expected != "no-text" or "the record has other" in entry.detail


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"text": "b" "c"}', "Expecting ',' delimiter at character 14"),
        (b'{"text": "b\0c"}', "Invalid control character at character 12"),
    ],
)
def test_a_line_that_is_no_json_says_where(line, told):
    _, broken = read(b'{"text": "a"}\n' + line + b"\n", "dump.jsonl")

    assert broken.record == Record(2)
    assert broken.detail == f"no JSON: {told} of the line"


@pytest.mark.parametrize("size", [1 << 10, 1 << 20, (3 << 20) + 17])
def test_a_line_that_is_too_long_is_passed_and_reading_goes_on(size):
    data = b'{"text":"a"}\n' + b"x" * size + b'\n{"text":"b"}\n'
    first, long, last = read(data, "dump.jsonl", Reading(limits=Limits(document_bytes=1000)))

    assert [first.data, last.data] == [b"a", b"b"]
    assert long.code == "too-large"
    assert f"{size:,} bytes" in long.detail
    assert "the 1,000 that a document may have (--max-document-bytes)" in long.detail


def test_a_line_that_is_too_long_is_not_held():
    def endless():
        block = bytes(1 << 20)
        for _ in range(200):
            yield block
        yield b"\nb"

    assert list(lines(endless(), 64 << 20)) == [TooLong(200 << 20), b"b"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 20])
def test_lines_do_not_depend_on_the_blocks_that_they_come_in(size):
    data = b"ab\n\ncdefgh\n\n\nij\nk"
    blocks = (data[at : at + size] for at in range(0, len(data), size))

    assert list(lines(blocks, 4)) == [b"ab", b"", TooLong(6), b"", b"", b"ij", b"k"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'[{"text":"a"}, {"text":"b"}]', [b"a", b"b"]),
        (b' \n[\n {"text":"a"}\n]\n', [b"a"]),
        (b'\xef\xbb\xbf[{"text":"a"}]', [b"a"]),
        (b"[]", []),
        (b"", ["json"]),
        (b'{\n "text": "a"\n}', [b"a"]),
        (b'[{"text":"a"}, 3, null, []]', [b"a", "no-object", "no-object", "no-object"]),
        (b'[{"text":"a"}, {"text":"b"', [b"a", "truncated"]),
        (b'[{"text":"a"}, {"text":"b"}', [b"a", "truncated"]),
        (b'[{"text":"a"},', [b"a", "truncated"]),
        (b'[{"text":"a"}, {"text":"b"},]', [b"a", b"b", "json"]),
        (b'[{"text":"a"},, {"text":"b"}]', [b"a", "json"]),
        (b'[{"text":"a"} {"text":"b"}, {"text":"c"}]', ["json", b"c"]),
        (b'[{"text":"a"}] x', [b"a", "trailing-bytes"]),
        (b'[{"text":"a"}][{"text":"b"}]', [b"a", "trailing-bytes"]),
        (b'[{"text":"]},{[\\"\\\\"},{"text":"b"}]', [b']},{["\\', b"b"]),
        (b'[{"text":"a", "x": NaN}]', [b"a"]),
        (b'[{"text":"a", "x": [{"y": [1, 2]}, {}]}, {"text":"b"}]', [b"a", b"b"]),
        (b"[" * 100_000, ["json"]),
        (b"[{}," + b"[" * 100_000, ["no-text", "truncated"]),
        (b"{}", ["no-text"]),
        (b'"a"', ["no-object"]),
    ],
)
def test_a_file_that_is_one_value(data, expected):
    assert told(read(data, "dump.json")) == expected


def test_an_array_is_read_a_record_at_a_time_and_only_a_record_can_be_too_long():
    records = [{"text": "潮" * 20}] * 100 + [{"text": "长" * 1000}] + [{"text": "汐"}]
    *first, long, last = read(json.dumps(records).encode(), "dump.json", Reading(limits=Limits(document_bytes=1000)))

    assert [entry.data.decode() for entry in (*first, last)] == ["潮" * 20] * 100 + ["汐"]
    assert long.code == "too-large"
    assert "the element has 6,012 bytes, more than the 1,000" in long.detail


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 20])
def test_elements_do_not_depend_on_the_blocks_that_they_come_in(size):
    data = b' [ {"a":"\\\\"} , "x\\"],y" ,[ [1,2],{}] , 12345678901234567890123456789 , 7 ] \n'
    blocks = (data[at : at + size] for at in range(0, len(data), size))

    assert list(elements(blocks, 20)) == [b'{"a":"\\\\"}', b'"x\\"],y"', b"[ [1,2],{}]", TooLong(30), b"7"]


def test_an_element_that_is_too_long_is_not_held():
    def endless():
        yield b'["'
        for _ in range(200):
            yield bytes(1 << 20)
        yield b'",1]'

    assert list(elements(endless(), 64 << 20)) == [TooLong((200 << 20) + 2), b"1"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("made", [json_lines(*PAIR), json.dumps(PAIR).encode(), json.dumps(PAIR, indent=1).encode()])
def test_json_in_utf_16_is_read_wherever_it_is_cut(made, mark, pack):
    """As shells of Windows write it."""
    data = pack(f"\ufeff{made.decode()}".encode(mark))

    for name in ("a.jsonl", "a.json", "-"):
        assert told(read(data, name)) == ["潮".encode() * 20_000, "汐".encode() * 20_000]


def test_marks_are_none_where_lines_have_other_bytes_than_the_file():
    data = f"\ufeff{json_lines(*PAIR).decode()}".encode("utf-16-le")
    container = open_container(io.BytesIO(data), "a.jsonl", Kind("jsonl"))

    assert [container.mark() for _ in container.sizes()] == [None, None]


def test_half_a_character_at_the_end_of_utf_16_is_told_and_all_before_is_read():
    data = f"\ufeff{json_lines(*PAIR).decode()}".encode("utf-16-le")

    assert told(read(data[:-1], "a.jsonl")) == ["潮".encode() * 20_000, "truncated"]


def test_fields_are_found_under_the_names_that_were_given():
    (page,) = read(json_lines({"page": {"raw": "<p>"}}), "dump.jsonl", Reading(fields=Fields(text="page.raw")))

    assert page.data == b"<p>"
