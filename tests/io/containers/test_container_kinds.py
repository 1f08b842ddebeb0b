from __future__ import annotations

import gzip
import io
from random import Random

import pytest
from container_making import PACKERS, PAGE, json_lines, tar, warc, zipped

from cleaner.io.containers import HEAD, Kind, beginning, is_taken, kind_of

LINES = json_lines({"text": "潮"}, {"text": "汐"})
TAR = tar(("a.html", PAGE))


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("page.html", PAGE, None),
        ("page.txt", b"{ not a record }", None),
        ("note.txt", LINES, None),
        ("-", b"A text from a pipe.", None),
        ("-", b"{curly} words of a text", None),
        ("-", b"", None),
        ("-", LINES, "jsonl"),
        ("-", b"\xef\xbb\xbf" + LINES, "jsonl"),
        ("-", b'[{"text": "a"}]', "json"),
        ("-", b"[1] a footnote", None),
        ("dump.json", LINES, "jsonl"),
        ("dump.json", b'{\n  "text": "a"\n}\n', "json"),
        ("dump.json", b'[{"text": "a"}]', "json"),
        ("dump.jsonl", b'[{"text": "a"}]', "json"),
        ("dump.ndjson", b"", "jsonl"),
        ("dump.csv", b"url,text\n", "csv"),
        ("dump.TSV", b"url\ttext\n", "tsv"),
        ("dump.txt", warc("warcinfo", b"x"), "warc"),
        ("dump.warc", b"no web archive", "warc"),
        ("crawl.wacz", zipped(("datapackage.json", b"{}")), "zip"),
        ("dump", zipped(("a.html", PAGE)), "zip"),
        ("dump", TAR, "tar"),
        ("dump.parquet", b"not even one", "parquet"),
        ("dump", b"PAR1....", "parquet"),
        ("dump", b"ARROW1\0\0", "arrow"),
        ("data-00000-of-00001.arrow", b"\xff\xff\xff\xff\x10\0\0\0", "arrow"),
        ("page", b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n", "mhtml"),
        ("page.html", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n", "mhtml"),
        ("dump.jsonl.lz4", b"\x04\x22\x4d\x18....", "foreign"),
        ("dump.tar.Z", b"\x1f\x9d\x90", "foreign"),
        ("-", b"7z\xbc\xaf\x27\x1c", "foreign"),
        ("dump.jsonl", b"Rar!\x1a\x07\0", "foreign"),
        ("page.html.lz4", PAGE, None),
        ("page.mht", b"", "mhtml"),
        ("page.mht", b"\r\nContent-Type: text/plain\r\n\r\n", "mhtml"),
        ("page.mhtml", b"--B\r\nContent-Type: text/html\r\n\r\n", "mhtml"),
        ("page.mhtml", PAGE, None),
        ("page.mht", b"\xef\xbb\xbf\n" + PAGE, None),
        ("page.mht", b"\xff\xfe<\0p\0>\0", None),
        ("page.mhtml", "潮水退了。".encode(), None),
    ],
)
def test_a_file_is_what_it_holds_and_only_then_what_it_is_called(name, data, expected):
    found = kind_of(name, data[:HEAD])

    assert found == (Kind(expected) if expected else None)


@pytest.mark.parametrize("packed", PACKERS)
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("page.html", PAGE, "document"),
        ("unnamed", PAGE, "document"),
        ("page.mhtml", PAGE, "document"),
        ("unnamed", LINES, "jsonl"),
        ("dump.tar", TAR, "tar"),
        ("dump.csv", b"a,b\n", "csv"),
    ],
)
def test_a_packed_file_is_looked_into(packed, name, data, expected):
    head = PACKERS[packed](data)[:HEAD]

    assert kind_of(f"{name}.{packed}", head) == Kind(expected, packed)
    assert str(kind_of(name, head)) == f"{expected}.{packed}", "without its suffix"


@pytest.mark.parametrize("packed", PACKERS)
def test_long_records_that_hardly_pack_are_told_from_a_pipe_without_a_name(packed):
    noise = json_lines(*({"text": Random(seed).randbytes(50_000).hex()} for seed in range(12)))
    file = io.BytesIO(PACKERS[packed](noise))

    assert kind_of("-", beginning(file)) == Kind("jsonl", packed)


@pytest.mark.parametrize("name", ["dump.tgz", "dump.tar.gz", "DUMP.TAR.GZ"])
def test_archives_have_short_names_too(name):
    assert kind_of(name, gzip.compress(TAR)) == Kind("tar", "gz")


def test_a_file_that_only_claims_to_be_packed_is_what_it_is():
    assert kind_of("dump.jsonl.gz", LINES) == Kind("jsonl")
    assert kind_of("page.html.gz", PAGE) is None


@pytest.mark.parametrize(
    "name",
    [
        "a.html",
        "a.HTM",
        "a.md.gz",
        "a.jsonl.zst",
        "a.warc.gz",
        "a.wet.gz",
        "a.parquet",
        "a.wacz",
        "a.tgz",
        "a.jsonl.bz2",
        "a.mhtml",
        "a.jsonl.lz4",
        "a.tar.Z",
    ],
)
def test_texts_and_containers_are_taken_from_a_folder(name):
    assert is_taken(name)


@pytest.mark.parametrize(
    "name",
    [
        "a.png",
        "a.gz",
        "a.lz4",
        "a.png.lz4",
        "a.7z",
        "LICENSE",
        "state.json",
        "removals.tsv",
        "a.csv.gz",
        "cache-0a1b.arrow",
    ],
)
def test_other_files_are_not_taken_from_a_folder(name):
    assert not is_taken(name)
