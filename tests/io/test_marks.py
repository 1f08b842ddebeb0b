"""Stretches of a container are read from where they begin, and are what they would be read from its beginning."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest

from cleaner.io import files
from cleaner.io.containers import Limits, Reading
from cleaner.io.files import entries_of, found_file, surveyed
from cleaner.io.read import Inputs
from cleaner.io.shards import Reader, Size, cut_into_shards

TEXTS = ["灯塔的看守人在本子上写下潮位。", "The keeper wrote down the tide.", "x" * 300, "", "è ancora giorno"]


def lines(number=200):
    rows = [json.dumps({"id": str(n), "text": f"{n} {TEXTS[n % 5]}"}, ensure_ascii=False) for n in range(number)]
    # What is no record counts as one, and a line may end in CRLF.
    return "\ufeff" + "\n".join([*rows[:50], "", "no JSON", rows[50] + "\r", *rows[51:]])


def record(number, body=None):
    body = body or f"{number} {TEXTS[number % 5]}".encode()
    head = (
        f"WARC/1.1\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:uuid:0-{number}>\r\nContent-Type: text/plain\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def warc(pack, number=200):
    return b"".join(pack(record(n)) for n in range(number))


FORMS = {
    "pages.jsonl": lambda: lines().encode(),
    "pages.jsonl.gz": lambda: gzip.compress(lines().encode()),
    "pages.warc": lambda: warc(bytes),
    "pages.warc.gz": lambda: warc(gzip.compress),
    "one.warc.gz": lambda: gzip.compress(warc(bytes)),
    "pairs.warc.gz": lambda: b"".join(gzip.compress(record(n) + record(n + 1)) for n in range(0, 200, 2)),
    "damaged.warc": lambda: warc(bytes, 60) + b"not a record\r\n\r\n" + warc(bytes, 60),
    "damaged.warc.gz": lambda: warc(gzip.compress, 60) + b"\x1f\x8bnothing" + warc(gzip.compress, 60),
}
MARKED = {"pages.jsonl", "pages.warc", "pages.warc.gz", "pairs.warc.gz", "damaged.warc", "damaged.warc.gz"}


def cut(path, size=1_000, reading=None):
    inputs = Inputs([str(path)], reading=reading)
    return inputs, list(cut_into_shards(inputs.found(), inputs.reading, "", Size(bytes=size)))


@pytest.mark.parametrize("name", FORMS)
def test_every_stretch_is_the_same_whoever_reads_it_and_whatever_was_read_before(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FORMS[name]())
    inputs, shards = cut(path)
    file = shards[0].parts[0].file
    whole = list(entries_of(file, inputs.reading))
    assert len(shards) > 5

    on, back = Reader(inputs.reading), Reader(inputs.reading)
    going_on = [entry for shard in shards for entry in on.entries(shard)]
    each_anew = [entry for shard in shards for entry in Reader(inputs.reading).entries(shard)]
    backwards = [list(back.entries(shard)) for shard in reversed(shards)]

    assert going_on == whole
    assert each_anew == whole
    assert [entry for entries in reversed(backwards) for entry in entries] == whole
    assert any(shard.parts[0].mark for shard in shards) == (name in MARKED)


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.warc", "pages.warc.gz"])
def test_nothing_before_a_stretch_is_read(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FORMS[name]())
    inputs, shards = cut(path)
    [part] = shards[-1].parts
    expected = list(Reader(inputs.reading).entries(shards[-1]))

    # What stands there now is nothing that could be read.
    data = path.read_bytes()
    path.write_bytes(b"\0" * part.mark.at + data[part.mark.at :])
    told = found_file(str(path), str(path))
    kind = part.file.kind
    changed = type(told)(told.path, told.place, told.size, told.version, kind)

    assert list(entries_of(changed, inputs.reading, part.start, mark=part.mark)) == expected


@pytest.mark.parametrize(
    ("name", "digest"),
    [("pages.jsonl", "e476367681faa981"), ("pages.warc", "5327ffbca3c3851a"), ("damaged.warc", "b2b8490596a5b728")],
)
def test_keys_are_those_of_the_versions_before_so_that_runs_go_on(tmp_path, monkeypatch, name, digest):
    (tmp_path / name).write_bytes(FORMS[name]())
    monkeypatch.chdir(tmp_path)

    keys = " ".join(shard.key for shard in cut(name)[1])

    assert hashlib.sha256(keys.encode()).hexdigest()[:16] == digest


def test_a_bomb_is_told_by_whoever_reads_the_end_of_it_alone(tmp_path):
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(b"".join(gzip.compress(record(n, b"0" * 50_000)) for n in range(40)))
    reading = Reading(limits=Limits(document_bytes=100_000, expansion=20))
    inputs, shards = cut(path, 200_000, reading)
    whole = list(entries_of(shards[0].parts[0].file, reading))

    each = [entry for shard in shards for entry in Reader(inputs.reading).entries(shard)]

    assert each == whole
    assert whole[-1].code == "bomb"


def test_a_file_is_read_once_for_its_digest_and_for_where_to_cut(tmp_path, monkeypatch):
    path = tmp_path / "pages.jsonl.gz"
    path.write_bytes(FORMS["pages.jsonl.gz"]())
    read = []
    opened = files._opened

    def counted(file):
        found = opened(file)
        reads = found.read

        class Counted:
            def read(self, *size):
                read.append(reads(*size))
                return read[-1]

            def __getattr__(self, name):
                return getattr(found, name)

            def __enter__(self):
                return self

            def __exit__(self, *error):
                found.close()

        return Counted()

    monkeypatch.setattr(files, "_opened", counted)
    sizes = []

    known = surveyed(found_file("pages.jsonl.gz", str(path)), Reading(), lambda size, _: sizes.append(size))

    data = path.read_bytes()
    assert known.sha256 == hashlib.sha256(data).hexdigest()
    assert len(sizes) == 202
    # Its head tells its kind, and is read again as its beginning.
    assert sum(map(len, read)) <= len(data) + 2 * 16_384
