"""Shards read their stretch of a container, and say so when it is no longer there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.io.containers import Reading, Unreadable
from cleaner.io.files import found_file, surveyed
from cleaner.io.shards import Reader, Shard, Slice
from cleaner.model.record import Record


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "pages.jsonl"
    path.write_text("".join(json.dumps({"text": f"page {number}"}) + "\n" for number in range(4)), "utf-8")
    return surveyed(found_file("pages.jsonl", str(path)), Reading(), lambda *_: None)


def shard(*stretches):
    return Shard(0, "key", tuple(stretches), 0)


def test_stretches_read_one_after_another_or_each_anew_are_the_same(file):
    going_on, first, second = Reader(Reading()), shard(Slice(file, 0, 2)), shard(Slice(file, 3, None))

    assert [len(list(going_on.entries(one))) for one in (first, second)] == [2, 1]
    [again] = Reader(Reading()).entries(second)
    assert (again.data, again.record.number) == (b"page 3", 4)
    assert list(going_on.entries(first)) == list(Reader(Reading()).entries(first))


@pytest.mark.parametrize("begins", [True, False], ids=["reading on", "anew"])
def test_a_container_that_ends_before_a_stretch_is_told_and_never_silent(file, begins):
    reader = Reader(Reading())
    if begins:
        assert len(list(reader.entries(shard(Slice(file, 0, 2))))) == 2

    [told] = reader.entries(shard(Slice(file, 6, 9)))

    assert isinstance(told, Unreadable)
    assert (told.path, told.code, told.record) == ("pages.jsonl", "changed", Record(7))
    assert "record 7" in told.detail


def test_what_is_appended_while_the_file_is_read_is_told(file):
    reader = Reader(Reading())
    assert len(list(reader.entries(shard(Slice(file, 0, 2))))) == 2

    with Path(file.place).open("ab") as appended:
        appended.write(b'{"text": "page 4"}\n')
    *pages, told = reader.entries(shard(Slice(file, 2, None)))

    assert [page.data for page in pages] == [b"page 2", b"page 3", b"page 4"]
    assert (told.path, told.code, told.record) == ("pages.jsonl", "changed", Record(6))


def test_each_shard_of_a_file_that_has_changed_says_which_of_its_records_are_not_read(file):
    Path(file.place).write_bytes(b'{"text": "another"}\n')
    reader = Reader(Reading())

    [first], [second], [whole] = (
        list(reader.entries(shard(stretch))) for stretch in (Slice(file, 0, 2), Slice(file, 2, None), Slice(file))
    )

    assert {told.code for told in (first, second, whole)} == {"changed"}
    assert (first.record, second.record, whole.record) == (Record(1), Record(3), None)
    assert first.detail == f"records 1 to 2: {whole.detail}"
    assert second.detail == f"records from 3 on: {whole.detail}"
