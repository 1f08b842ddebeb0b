"""WARC: a reader of web archives gets the texts, with digests that hold and a way back to where they came from."""

from __future__ import annotations

import gzip
import io
import uuid

import msgspec
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaner import Cleaner, InputError, RawDocument
from cleaner.engines.run import run
from cleaner.export.formats import Options
from cleaner.export.result import read_result
from cleaner.export.write import export, exported
from cleaner.io.given import Given
from cleaner.model.record import Record

STORY = "量雨的人每天清晨六点打开木箱，把水倒进有刻度的杯子，记下一个数，再把杯子擦干。\n\n" * 9
ORIGINAL = "<urn:uuid:2f1c60a4-5b1e-4c1e-9d8e-0c7f5a1b2c3d>"


def page(number, **given):
    return RawDocument(data=f"量雨记 {number}\n\n{STORY}".encode(), path=f"{number}.warc.gz", **given)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    pages = [
        page(
            0,
            url="https://rain.example/记/0?a=1",
            fetched_at="2024-03-05T08:15:30+08:00",
            record=Record(4, ORIGINAL, "sha1:X"),
        ),
        page(1, fetched_at="2024-03-05", record=Record(5, "row-17")),
        page(2, fetched_at="2024-03-05T08:15:30", record=Record(6, ORIGINAL[1:-1])),
        page(3, url="no address", record=Record(7, "<row 17>")),
        page(4),
        RawDocument(data=b"", path="empty.txt"),
    ]
    folder = tmp_path_factory.mktemp("warc") / "out"
    run(Cleaner(), Given(pages), folder)
    return read_result(folder)


@pytest.fixture(scope="module")
def records(result):
    data = b"".join(exported("warc", result, Options()))
    return [(dict(record.headers), record.reader.read()) for record in ArchiveIterator(io.BytesIO(data))]


def test_every_record_is_read_and_its_digests_hold(result):
    data = b"".join(exported("warc", result, Options()))
    found = list(ArchiveIterator(io.BytesIO(data), verify_digests=True))

    assert [record.record_type for record in found] == [WarcRecordType.warcinfo] + [WarcRecordType.conversion] * 5
    for record in ArchiveIterator(io.BytesIO(data), record_types=WarcRecordType.conversion):
        assert record.verify_block_digest()
        assert record.headers["WARC-Payload-Digest"] == record.headers["WARC-Block-Digest"]


def test_a_digest_that_does_not_fit_is_seen_by_the_reader(result):
    data = gzip.decompress(b"".join(exported("warc", result, Options()))).replace("木箱".encode(), "铁箱".encode(), 1)

    assert len(list(ArchiveIterator(io.BytesIO(data), verify_digests=True))) == 5


def test_the_blocks_are_the_clean_texts(result, records):
    texts = [item.row.text.encode() for item in result.documents()]

    assert [block for _, block in records[1:]] == texts
    assert {headers["Content-Type"] for headers, _ in records[1:]} == {"text/plain; charset=utf-8"}


def test_a_record_refers_to_the_one_that_it_was_made_from(records):
    referred = [headers.get("WARC-Refers-To") for headers, _ in records[1:]]

    # Ids of tables and lines are no record ids.
    assert referred == [ORIGINAL, None, ORIGINAL, None, None]
    assert not any("WARC-Refers-To-Target-URI" in headers for headers, _ in records)


def test_every_record_has_an_address_even_where_the_page_has_none(result, records):
    raw = [item.row.stamp.raw.sha256 for item in result.documents()]

    assert [headers["WARC-Target-URI"] for headers, _ in records[1:]] == [
        "https://rain.example/%E8%AE%B0/0?a=1",
        *(f"urn:cleaner:raw:{digest}" for digest in raw[1:]),
    ]
    assert "WARC-Target-URI" not in records[0][0]


def test_dates_are_those_of_the_capture_no_more_precise_than_known_and_else_of_the_run(records):
    run_date = records[0][0]["WARC-Date"]

    assert [headers["WARC-Date"] for headers, _ in records[1:]] == [
        "2024-03-05T00:15:30Z", "2024-03-05", "2024-03-05", run_date, run_date,
    ]  # fmt: skip


def test_ids_are_uuids_that_differ_and_stay(result, records):
    ids = [headers["WARC-Record-ID"] for headers, _ in records]

    assert len({uuid.UUID(each.removeprefix("<urn:uuid:").removesuffix(">")) for each in ids}) == 6
    assert b"".join(exported("warc", result, Options())) == b"".join(exported("warc", result, Options()))
    assert {headers["WARC-Warcinfo-ID"] for headers, _ in records[1:]} == {ids[0]}


def test_the_first_record_says_what_made_the_file(result, records):
    headers, block = records[0]
    fields = dict(line.split(": ", 1) for line in block.decode().splitlines())

    assert headers["Content-Type"] == "application/warc-fields"
    assert fields["software"].startswith("cleaner/")
    assert fields["cleaner-manifest"] == f"sha256:{result.manifest.manifest_digest}"
    assert "unknown=" in fields["cleaner-rules"]


def test_each_record_is_a_gzip_member_of_its_own(result, tmp_path):
    path, number = export("warc", result, tmp_path, Options())
    pieces = list(exported("warc", result, Options()))

    assert (path.name, number) == ("documents.warc.gz", 5)
    assert path.read_bytes() == b"".join(pieces)
    assert all(gzip.decompress(piece).startswith(b"WARC/1.1\r\n") for piece in pieces)


def test_without_the_time_of_the_run_there_is_no_date_to_write(result):
    timeless = msgspec.structs.replace(result, manifest=msgspec.structs.replace(result.manifest, run=None))

    with pytest.raises(InputError, match="does not say when the run was"):
        list(exported("warc", timeless, Options()))


def test_what_was_written_can_be_cleaned_again(result, tmp_path):
    from cleaner.io.read import Inputs

    path, _ = export("warc", result, tmp_path, Options())
    report = run(Cleaner(), Inputs([str(path)]), tmp_path / "again")

    assert (report.inputs, report.documents) == (5, 5)
