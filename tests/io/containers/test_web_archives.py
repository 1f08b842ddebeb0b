from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from random import Random

import pytest
import zstandard
from container_making import PAGE, RESPONSE, read, told, warc, zipped

from cleaner.io.containers import Limits, Reading
from cleaner.model.record import Record

INFO = warc("warcinfo", b"software: none\r\n")
PAGES = [warc("response", RESPONSE + PAGE * number) for number in (1, 2, 3)]
RECORDS = [INFO, *PAGES]
WHOLE = ["[warc warcinfo]", PAGE, PAGE * 2, PAGE * 3]


def packed(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dump.warc", b"".join(RECORDS)),
        ("dump.warc.gz", packed(*RECORDS)),
        ("dump.warc.gz", gzip.compress(b"".join(RECORDS))),
        ("dump.warc.zst", b"".join(map(zstandard.compress, RECORDS))),
        ("dump", packed(*RECORDS)),
    ],
    ids=["plain", "a record a stream", "all in one stream", "Zstandard", "without a suffix"],
)
def test_every_record_is_read_or_passed_over(name, data):
    assert told(read(data, name)) == WHOLE


def test_zstandard_packs_a_whole_archive_or_long_records_one_by_one():
    page = b"<p>" + Random(1).randbytes(100_000).hex().encode()
    long = [INFO, warc("response", RESPONSE + page), warc("response", RESPONSE + PAGE)]

    assert told(read(zstandard.compress(b"".join(long)), "dump.warc.zst")) == ["[warc warcinfo]", page, PAGE]
    assert told(read(b"".join(map(zstandard.compress, long[1:])), "dump.warc.zst")) == [page, PAGE]


def test_a_response_brings_what_the_crawler_knows():
    block = b"HTTP/1.1 200 OK\r\ncontent-type: text/html;\r\n charset=gbk\r\n\r\n\xb3\xb1"
    digest = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    (page,) = read(warc("response", block, WARC_Record_ID="<urn:uuid:1>", WARC_Payload_Digest=digest), "a.warc")

    assert (page.data, page.path, page.media_type) == (b"\xb3\xb1", "a.warc", "text/html; charset=gbk")
    assert (page.url, page.fetched_at) == ("https://example.org/tide", "2024-10-19T08:30:00Z")
    assert page.record == Record(1, "<urn:uuid:1>", digest)


def test_a_wet_file_is_texts():
    data = gzip.compress(INFO) + gzip.compress(warc("conversion", "潮水退了。".encode(), Content_Type="text/plain"))
    _, text = read(data, "dump.warc.wet.gz")

    assert (text.data.decode(), text.media_type, text.url) == ("潮水退了。", "text/plain", "https://example.org/tide")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (warc("request", b"GET / HTTP/1.1\r\n\r\n"), "[warc request]"),
        (warc("metadata", b"x: y"), "[warc metadata]"),
        (warc("revisit", RESPONSE), "[warc revisit]"),
        (warc("\x1b[31m", b""), "[warc record of another type]"),
        (warc("response", b"HTTP/1.1 404 Not Found\r\n\r\ngone"), "[warc response 404]"),
        (warc("response", b"HTTP/1.1 301 \r\n\r\n"), "[warc response 301]"),
        (warc("response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG"), "[warc response of image]"),
        (warc("response", b"HTTP/1.1 200 OK\r\nContent-Type: any/\x1b\r\n\r\n"), "[warc response of another type]"),
        (warc("response", b"1 2 3", Content_Type="text/dns"), "[warc response of text]"),
        (warc("resource", b"PNG", Content_Type="image/png"), "[warc resource of image]"),
        (warc("resource", PAGE, Content_Type="text/html"), PAGE),
        (warc("response", b"HTTP/1.0 200\n\nold"), b"old"),
        (warc("response", b"HTTP/2 200\r\nContent-Type:text/plain\r\n\r\nnew"), b"new"),
        (warc("response", b"HTTP/1.1 200 OK\r\n\r\n"), b""),
        (warc("response", b"no HTTP"), "damaged"),
        (warc("response", b"HTTP/1.1 200 OK\r\n\r\nx", WARC_Identified_Payload_Type="image/gif"), "[warc response of another type]"),
    ],
)  # fmt: skip
def test_responses_with_a_text_are_read_and_others_passed_over(record, expected):
    assert told(read(INFO + record, "a.warc")) == ["[warc warcinfo]", expected]


@pytest.mark.parametrize("url", ["<https://example.org/tide>", " https://example.org/tide "])
def test_an_address_is_read_as_tools_wrote_it(url):
    (page,) = read(warc("response", RESPONSE + PAGE, WARC_Target_URI=url), "a.warc")

    assert page.url == "https://example.org/tide"


def chunks(body: bytes) -> bytes:
    return b"%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(body), body)


RAW_DEFLATE = zlib.compressobj(wbits=-15)
DEFLATED = RAW_DEFLATE.compress(PAGE) + RAW_DEFLATE.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Encoding: gzip", gzip.compress(PAGE)),
        (b"Content-Encoding: x-gzip\r\nTransfer-Encoding: chunked", chunks(gzip.compress(PAGE))),
        (b"Content-Encoding: deflate", zlib.compress(PAGE)),
        (b"Content-Encoding: deflate", DEFLATED),
        (b"Content-Encoding: zstd", zstandard.compress(PAGE)),
        (b"Transfer-Encoding: chunked", chunks(PAGE)),
        (b"Transfer-Encoding: chunked", chunks(PAGE)[:-5]),
        (b"Transfer-Encoding: chunked", PAGE),
        (b"Content-Encoding: gzip", PAGE),
        (b"Content-Encoding: br", PAGE),
        (b"Content-Encoding: zstd", PAGE),
        (b"Content-Encoding: deflate", PAGE),
        (b"Content-Encoding: identity", PAGE),
    ],
)
def test_a_body_is_unpacked_as_its_headers_say_unless_that_was_done_already(headers, body):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers + b"\r\n\r\n" + body

    assert told(read(warc("response", block), "a.warc")) == [PAGE]


@pytest.mark.parametrize("packer", [gzip.compress, zlib.compress, zstandard.compress], ids=["gzip", "deflate", "zstd"])
def test_a_body_that_is_a_bomb_is_too_large(packer, request):
    name = request.node.callspec.id.encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: " + name + b"\r\n\r\n" + packer(bytes(3 << 20))

    assert told(read(warc("response", block), "a.warc", Reading(limits=Limits(document_bytes=1 << 20)))) == [
        "too-large"
    ]


@pytest.mark.parametrize("pack", [lambda *records: b"".join(records), packed], ids=["plain", "gzip"])
class TestDamage:
    def test_a_record_that_declares_five_gigabytes_is_not_believed(self, pack):
        data = pack(INFO, warc("response", RESPONSE + PAGE, length=5 << 30), *PAGES)
        _, broken, *rest = read(data, "a")

        assert broken.code == "truncated"
        assert "declares 5,368,709,120 bytes" in broken.detail
        assert told(rest) == WHOLE[1:]

    @pytest.mark.parametrize("length", [20, len(RESPONSE + PAGE) + 30, -5])
    def test_a_record_of_the_wrong_length_is_damaged_and_the_next_one_found(self, pack, length):
        data = pack(INFO, warc("response", RESPONSE + PAGE, length=length), *PAGES)

        assert told(read(data, "a")) == [WHOLE[0], "damaged", *WHOLE[1:]]

    def test_a_record_that_is_too_large_is_passed(self, pack):
        data = pack(INFO, warc("response", RESPONSE + b"x" * 5000), *PAGES)
        found = read(data, "a", Reading(limits=Limits(document_bytes=2000)))

        assert told(found) == [WHOLE[0], "too-large", *WHOLE[1:]]
        assert found[1].record.id.startswith("<urn:uuid:")

    def test_headers_that_are_too_long_are_damage(self, pack):
        data = pack(INFO, warc("response", RESPONSE, X="y" * 100_000), *PAGES)

        assert told(read(data, "a")) == [WHOLE[0], "damaged", *WHOLE[1:]]

    def test_a_record_without_a_length_is_damaged(self, pack):
        data = pack(INFO, PAGES[0].replace(b"Content-Length", b"Content-Breadth"), *PAGES)

        assert told(read(data, "a")) == [WHOLE[0], "damaged", *WHOLE[1:]]

    def test_what_breaks_off_is_the_last_entry(self, pack):
        whole = pack(*RECORDS)
        ends = [len(pack(*RECORDS[:number])) for number in range(1, 5)]
        for size in range(3, len(whole), 17):
            found = told(read(whole[:size], "a.warc.gz" if pack is packed else "a.warc"))
            # White space between two records may be missing, a checksum may not.
            full = sum(end <= size + (0 if pack is packed else 4) for end in ends)

            assert found[:full] == WHOLE[:full], size
            assert found[full:] in ([], ["truncated"], ["damaged"]), size
            assert len(found) > full or any(size <= end <= size + 4 for end in ends), size

    def test_a_record_that_is_passed_over_breaks_off_too(self, pack):
        whole = pack(*PAGES, warc("metadata", b"m" * 500))

        assert told(read(whole[:-60], "a")) in ([*WHOLE[1:], "truncated"], [*WHOLE[1:], "damaged"])


def test_rubbish_between_two_records_is_one_entry():
    data = INFO + b"rubbish\r\n\r\nWARC/ and more\r\n" + b"".join(PAGES)

    assert told(read(data, "a")) == [WHOLE[0], "damaged", *WHOLE[1:]]


def test_rubbish_behind_a_packed_record_is_one_entry():
    data = packed(INFO) + b"rubbish" * 100 + packed(*PAGES)

    assert told(read(data, "a")) == [WHOLE[0], "damaged", *WHOLE[1:]]


@pytest.mark.parametrize("place", [30, -6], ids=["in the headers", "in the checksum"])
def test_a_stream_that_was_damaged_is_one_entry(place):
    streams = [bytearray(gzip.compress(record)) for record in RECORDS]
    streams[2][place] ^= 0xFF

    assert told(read(b"".join(streams), "a")) == [*WHOLE[:2], "damaged", WHOLE[3]]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.warc", b"no archive", "damaged"),
        ("a.warc.gz", gzip.compress(b"none"), "damaged"),
        ("a.warc.xz", b"\xfd7zXZ\0", "unsupported"),
        ("a.arc", b"filedesc://a.arc 0.0.0.0 20041019083000 text/plain 76\n", "unsupported"),
        ("a.arc.gz", gzip.compress(b"filedesc://a.arc 0.0.0.0 20041019083000 text/plain 76\n"), "unsupported"),
    ],
)
def test_a_file_that_is_no_web_archive_is_one_entry(name, data, code):
    assert told(read(data, name)) == [code]


def test_an_empty_web_archive_has_no_entries():
    assert read(b"", "a.warc") == []


def test_a_bomb_of_records_is_stopped():
    limits = Limits(document_bytes=1 << 20, expansion=20)
    records = [warc("response", RESPONSE + bytes(600_000)) for _ in range(9)]
    found = told(read(packed(*records), "a", Reading(limits=limits)))

    assert 1 <= len(found) < 9
    assert found[-1] == "bomb"


def test_a_wacz_is_the_records_of_its_archives():
    data = zipped(
        ("datapackage.json", b"{}"),
        ("archive/data.warc.gz", packed(*RECORDS)),
        ("indexes/index.cdx.gz", b"x"),
        ("archive/more.warc", b"".join(RECORDS)),
        ("pages/pages.jsonl", b'{"text": "a list of pages"}\n'),
        method=0,
    )
    beside = "[member of a WACZ beside its archives]"
    found = read(data, "crawl.wacz")

    assert told(found) == [beside, *WHOLE, beside, *WHOLE, beside]
    assert found[2].record.id.startswith("<urn:uuid:")


@pytest.mark.parametrize("method", [0, 8])
def test_a_web_archive_that_breaks_off_within_a_wacz_does_not_end_it(method):
    data = zipped(
        ("archive/a.warc.gz", packed(*RECORDS)[:-60]),
        ("archive/b.warc.gz", b"none"),
        ("datapackage.json", b"{}"),
        method=method,
    )

    assert told(read(data, "a.wacz")) == [*WHOLE[:3], "truncated", "damaged", "[member of a WACZ beside its archives]"]


@pytest.mark.parametrize("method", [0, 8])
@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["packed", "plain"])
def test_damage_within_a_web_archive_in_a_wacz_costs_a_record_and_never_the_run(pack, method):
    inner = [pack(record) for record in RECORDS]
    inner[2] = bytes([*inner[2][:-9], inner[2][-9] ^ 1, *inner[2][-8:]])
    whole = zipped(("archive/a.warc", b"".join(inner)), ("datapackage.json", b"{}"), method=method)
    sound = zipped(("archive/a.warc", b"".join(map(pack, RECORDS))), ("datapackage.json", b"{}"), method=method)
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        listed = archive.getinfo("archive/a.warc").CRC
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        wrong = archive.getinfo("archive/a.warc").CRC
    data = whole.replace(wrong.to_bytes(4, "little"), listed.to_bytes(4, "little"))

    first, second, third, *others = told(read(data, "a.wacz"))

    assert (first, second, others[-1]) == (*WHOLE[:2], "[member of a WACZ beside its archives]")
    assert (third, others[:-1]) == (("damaged", WHOLE[3:]) if pack is gzip.compress else (third, [WHOLE[3], "damaged"]))


def test_a_web_archive_in_a_wacz_that_cannot_be_unpacked_any_further_is_told():
    pages = [Random(seed).randbytes(30_000).hex().encode() for seed in range(9)]
    records = b"".join(warc("response", RESPONSE + page) for page in pages)
    data = bytearray(zipped(("archive/a.warc", records), ("datapackage.json", b"{}")))
    data[len(data) // 2 : len(data) // 2 + 4000] = b"\xff" * 4000

    found = told(read(bytes(data), "a.wacz"))

    assert found[0] == pages[0]
    assert found[-2:] == ["damaged", "[member of a WACZ beside its archives]"]
