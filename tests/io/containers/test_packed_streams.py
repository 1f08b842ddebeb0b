from __future__ import annotations

import gzip
import io

import pytest
import zstandard
from container_making import PACKERS, PAGE, json_lines, read, told

from cleaner.io.containers import Kind, Limits, Reading, kind_of, open_container
from cleaner.io.containers.opened import Broken, Opened
from cleaner.io.containers.unpack import blocks
from cleaner.model.record import Record

LINES = json_lines({"text": "潮"}, {"text": "汐"})


@pytest.mark.parametrize("packed", PACKERS)
def test_a_packed_page_is_a_document(packed):
    (page,) = read(PACKERS[packed](PAGE), f"page.html.{packed}")

    assert (page.data, page.media_type, page.record) == (PAGE, "text/html", Record(1))


@pytest.mark.parametrize("packed", PACKERS)
def test_streams_one_after_another_are_one_file(packed):
    assert told(read(PACKERS[packed](LINES) * 3)) == ["潮".encode(), "汐".encode()] * 3


@pytest.mark.parametrize("packed", PACKERS)
def test_a_file_filled_up_with_zeros_is_whole(packed):
    assert told(read(PACKERS[packed](LINES) + bytes(2000))) == ["潮".encode(), "汐".encode()]


@pytest.mark.parametrize("packed", PACKERS)
def test_what_stands_behind_the_packed_data_is_told_after_all_that_is_whole(packed):
    entries = read(PACKERS[packed](LINES.rstrip()) + b"and something else, which is longer than a header")

    assert told(entries) == ["潮".encode(), "汐".encode(), "trailing-bytes"]


@pytest.mark.parametrize("packed", PACKERS)
def test_a_truncated_file_is_read_as_far_as_it_goes(packed):
    numbers = [{"text": f"{number}" * 50} for number in range(5000)]
    whole = PACKERS[packed](json_lines(*numbers))
    *found, last = read(whole[: len(whole) * 2 // 3], f"dump.jsonl.{packed}")

    assert [entry.data.decode() for entry in found] == [record["text"] for record in numbers[: len(found)]]
    assert last.code == "truncated"
    # bzip2 hands out blocks of 100 kB and more.
    assert packed == "bz2" or found


@pytest.mark.parametrize("packed", PACKERS)
def test_damage_ends_the_reading_and_is_told(packed):
    data = bytearray(PACKERS[packed](LINES))
    data[len(data) // 2] ^= 0xFF
    *_, last = read(bytes(data), f"dump.jsonl.{packed}")

    assert last.code in {"damaged", "truncated"}


@pytest.mark.parametrize("packed", PACKERS)
def test_a_bomb_is_stopped(packed):
    limits = Limits(document_bytes=1 << 20, expansion=20)
    bomb = PACKERS[packed](json_lines({"text": "boom"}) + b" " * (4 << 20))
    found = told(read(bomb, f"dump.jsonl.{packed}", Reading(limits=limits)))

    assert found == [b"boom", "bomb"]


def test_no_block_of_a_bomb_takes_more_memory_than_it_may():
    packer = zstandard.ZstdCompressor().compressobj()
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(160)) + packer.flush()
    opened = Opened(io.BytesIO(bomb), "bomb", Kind("jsonl", "zst"), Reading(limits=Limits(document_bytes=20 << 20)))
    largest = given = 0

    def read_on() -> None:
        nonlocal largest, given
        for block in blocks(opened):
            largest, given = max(largest, len(block)), given + len(block)

    with pytest.raises(Broken, match="200 times"):
        read_on()

    assert len(bomb) < 16_000
    assert largest <= 16 << 20
    assert given <= 100 << 20


def test_a_packed_page_that_is_too_large_is_not_held():
    data = PACKERS["gz"](bytes(range(256)) * 8192)
    (entry,) = read(data, "page.html.gz", Reading(limits=Limits(document_bytes=1 << 20)))

    assert entry.code == "too-large"
    assert "1,048,576" in entry.detail
    assert "--max-document-bytes" in entry.detail


def test_a_file_that_cannot_be_read_any_more_says_so():
    class Failing(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 1 << 20:
                raise OSError(5, "Input/output error")
            return super().read(size)

    data = json_lines({"text": "a" * 1000}) * 3000
    *found, last = open_container(Failing(data), "dump.jsonl", kind_of("dump.jsonl", data)).entries()

    assert len(found) > 1000
    assert (last.code, last.detail) == ("read-error", "cannot be read: Input/output error")


@pytest.mark.parametrize("outer", PACKERS)
@pytest.mark.parametrize("name", ["page.html", "dump.jsonl", "dump.tar", "dump.warc"])
def test_what_is_packed_twice_is_told_once_and_not_read(name, outer):
    [told] = read(PACKERS[outer](gzip.compress(json_lines({"text": "潮"}, {"text": "汐"}))), f"{name}.gz.{outer}")

    assert (told.code, told.detail) == (
        "unsupported",
        "the file is packed as gz within, and is not read: unpack it once",
    )


def test_what_is_packed_in_a_way_that_is_not_read_says_in_which():
    [told] = read(b"\x04\x22\x4d\x18\n\n\n", "dump.jsonl.lz4")

    assert (told.code, told.detail) == ("unsupported", "the file is packed as LZ4, which is not read: unpack it")
