from __future__ import annotations

import io
import json

import pyarrow as pa
import pytest
from container_making import PACKERS, PAGE, RESPONSE, json_lines, read, tar, warc, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.io.containers import HEAD, PassedOver, Reading, Unreadable, kind_of, open_container
from cleaner.io.files import found_file
from cleaner.io.shards import Reader, Size, cut_into_shards
from cleaner.model.document import RawDocument

ROWS = [
    {"text": f"潮 {number} " * 20, "id": number, "metadata": {"url": "https://example.org/"}} for number in range(9)
]
LINES = json_lines(*ROWS)
RECORDS = [warc("warcinfo", b"x: y\r\n"), *(warc("response", RESPONSE + PAGE * number) for number in range(1, 6))]
TAR = tar(*((f"d/{number}.html", PAGE * number) for number in range(1, 6)), ("é" * 90 + ".txt", b"x"))
SAVED = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>\r\n--B--\r\n"


def arrow(make) -> bytes:
    table = pa.Table.from_pylist(ROWS)
    file = io.BytesIO()
    with make(file, table.schema) as writer:
        for batch in table.to_batches(max_chunksize=3):
            writer.write_batch(batch)
    return file.getvalue()


CONTAINERS = {
    "a.jsonl": LINES,
    "a.json": json.dumps(ROWS).encode(),
    "a.csv": b"id,text\n" + b"".join(b'%d,"ti""de\n %d"\n' % (number, number) for number in range(9)),
    "stream.arrow": arrow(pa.ipc.new_stream),
    "file.arrow": arrow(pa.ipc.new_file),
    "a.warc": b"".join(RECORDS),
    "records.warc.gz": b"".join(map(PACKERS["gz"], RECORDS)),
    "whole.warc.gz": PACKERS["gz"](b"".join(RECORDS)),
    "a.warc.zst": b"".join(map(PACKERS["zst"], RECORDS)),
    "a.tar": TAR,
    "a.zip": zipped(*((f"{number}.html", PAGE * number) for number in range(1, 6))),
    "a.wacz": zipped(
        ("archive/a.warc.gz", b"".join(map(PACKERS["gz"], RECORDS))), ("datapackage.json", b"{}"), method=0
    ),
    "page.mhtml": SAVED,
    **{f"a.jsonl.{packed}": pack(LINES) for packed, pack in PACKERS.items()},
    **{f"a.tar.{packed}": pack(TAR) for packed, pack in PACKERS.items()},
}


@st.composite
def damaged(draw, whole: bytes) -> bytes:
    """*whole* with bytes changed, taken out, put in twice, or cut off."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["change", "remove", "repeat", "cut", "fill"])):
            case "change":
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case "remove":
                del data[at : at + draw(st.integers(1, 50))]
            case "repeat":
                data[at:at] = data[: draw(st.integers(1, 100))]
            case "cut":
                del data[at:]
            case "fill":
                data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


# Parquet has tests of its own: what pyarrow does with a damaged footer is not ours to try out in this process.
@pytest.mark.parametrize("form", ["json", "csv", "arrow", "warc", "tar", "zip", "mhtml"])
@settings(max_examples=settings().max_examples // 4)
@given(data=st.data())
def test_damage_costs_what_was_damaged_and_never_the_run(form, data):
    name = data.draw(
        st.sampled_from([name for name in CONTAINERS if form in name or (form, name) == ("zip", "a.wacz")])
    )
    broken = data.draw(damaged(CONTAINERS[name]))
    if kind_of(name, broken[:HEAD]) is None:
        return

    for entry in read(broken, name):
        assert isinstance(entry, (RawDocument, Unreadable, PassedOver))
        if isinstance(entry, Unreadable):
            assert entry.code.replace("-", "").isalpha()
            assert entry.detail.isprintable()


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_slice_is_a_part_of_the_whole(name):
    whole = CONTAINERS[name]
    entries = read(whole, name)
    container = open_container(io.BytesIO(whole), name, kind_of(name, whole[:HEAD]))

    assert not any(isinstance(entry, Unreadable) for entry in entries)
    for start in range(len(entries) + 2):
        for stop in (start, start + 1, len(entries) - 1, len(entries) + 3, None):
            assert list(container.entries(start, stop)) == entries[start:stop], (start, stop)


@pytest.mark.parametrize("share", [0.4, 0.8])
@pytest.mark.parametrize("name", [name for name in CONTAINERS if name not in {"a.zip", "a.wacz", "page.mhtml"}])
def test_of_a_container_that_breaks_off_all_before_is_read_and_one_entry_says_where(name, share, tmp_path):
    whole = read(CONTAINERS[name], name)
    data = CONTAINERS[name][: int(len(CONTAINERS[name]) * share)]
    path = tmp_path / name
    path.write_bytes(data)
    reading = Reading()
    shards = list(cut_into_shards([found_file(name, str(path))], reading, "", Size(bytes=100)))
    going_on = Reader(reading)

    found = [entry for shard in shards for entry in going_on.entries(shard)]

    assert found == [entry for shard in shards for entry in Reader(reading).entries(shard)], "each shard anew"
    assert found == read(data, name)
    assert found[:-1] == whole[: len(found) - 1]
    last = found[-1]
    assert last == whole[len(found) - 1] or (isinstance(last, Unreadable) and last.record.number == len(found))
