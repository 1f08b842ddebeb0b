from __future__ import annotations

import codecs
import gzip

import pytest
from container_making import read, told

from cleaner.io.containers import Limits, Reading
from cleaner.model.record import Record


def test_a_row_is_a_document_with_its_place():
    data = 'url,text,id\r\nhttps://a.example/,"潮水,\r\n""退""了",7\r\n'.encode()
    (page,) = read(data, "dump.csv")

    assert page.data.decode() == '潮水,\r\n"退"了'
    assert (page.url, page.record) == ("https://a.example/", Record(1, "7"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"text\na\nb\n", [b"a", b"b"]),
        (b"text\na", [b"a"]),
        (b"\xef\xbb\xbf text \na\n", [b"a"]),
        (b"\n\ntext\na\n", ["[empty row]", "[empty row]", b"a"]),
        (b"text,x\n,\n\na,1\n", ["[empty row]", "[empty row]", b"a"]),
        (b"text,x\na\nb,1,2\nc,3\n", [b"a", "csv", b"c"]),
        (b"text\ncaf\xe9\n", [b"caf\xe9"]),
        ("text\n潮".encode("gb18030"), ["潮".encode("gb18030")]),
        (b"text\na\0b\n", [b"a\0b"]),
        (b"text,x\n,1\n", [b""]),
        (b"", []),
        (b"text\n", []),
        (b'text\na\n"never closed\nb\n', [b"a", "csv"]),
        (b"text\rold\rends\r", ["csv"]),
        (codecs.BOM_UTF16_BE + "text\n潮\n\nb\n".encode("utf-16-be"), ["潮".encode(), "[empty row]", b"b"]),
        (b'\xef\xbb\xbf\nid;"text"\n1;a,b\n2;"c;d"\n', ["[empty row]", b"a,b", b"c;d"]),
        (b"text\na;b\n", [b"a;b"]),
        (b"id\ttext\n1\ta,b\n", [b"a,b"]),
        (b'id|text\n1|"a|b;c"\n', [b"a|b;c"]),
        (b"one\na\n", ["no-text"]),
    ],
    ids=["two rows", "no line end", "byte order mark", "empty lines first", "empty rows", "too many values", "Latin-1", "GB 18030",
         "NUL", "empty text", "empty file", "header alone", "an open quotation mark", "line ends of the last century", "UTF-16",
         "semicolons", "one column", "tabs", "strokes",
         "no text"],
)  # fmt: skip
def test_rows_as_they_come(data, expected):
    assert told(read(data, "dump.csv")) == expected


def test_tabs_separate_in_tsv_and_files_may_be_packed():
    assert told(read(gzip.compress(b"id\ttext\n1\ta,b\n"), "dump.tsv.gz")) == [b"a,b"]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_file():
    limits = Limits(csv_value_bytes=1000)
    data = b'text\na\n"' + b"word " * 10 + b"\n" + b"word\n" * 300 + b"b\n"
    entries = told(read(data, "dump.csv", Reading(limits=limits)))

    assert entries[0] == b"a"
    assert "too-large" in entries
    assert entries[-1] == b"b"


def test_a_line_that_is_too_long_and_one_of_too_many_values_are_passed():
    limits = Limits(document_bytes=2_000_000)
    data = b"text\na\n" + b"x" * 3_000_000 + b"\n" + b"," * 1_500_000 + b"\nb\n"

    assert told(read(data, "dump.csv", Reading(limits=limits))) == [b"a", "too-large", "csv", b"b"]


def test_a_table_without_line_feeds_says_what_to_do():
    (broken,) = read(b"text\rold\rends\r", "dump.csv")

    assert broken.detail == "a carriage return stands where no line ends: save the table with line feeds"


def test_a_row_of_many_lines_that_is_too_long_is_passed():
    limits = Limits(document_bytes=1000)
    data = b"text,b,c,d\na\n" + b'"' + b'","'.join([b"x" * 300 + b"\n"] * 4) + b'"\nb\n'

    assert told(read(data, "dump.csv", Reading(limits=limits)))[:2] == [b"a", "too-large"]
