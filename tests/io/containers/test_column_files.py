from __future__ import annotations

import datetime as dt
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from container_making import read, told

from cleaner.io.containers import HEAD, Fields, Reading, kind_of, open_container
from cleaner.model.record import Record


def parquet(table: pa.Table, **options) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def arrow(table: pa.Table, make=pa.ipc.new_stream, rows: int = 2) -> bytes:
    file = io.BytesIO()
    with make(file, table.schema) as writer:
        for batch in table.to_batches(max_chunksize=rows):
            writer.write_batch(batch)
    return file.getvalue()


def feather(table: pa.Table) -> bytes:
    return arrow(table, pa.ipc.new_file)


FORMS = pytest.mark.parametrize("form", [parquet, arrow, feather])

TABLE = pa.table(
    {
        "text": ["潮", "汐", "浪", None, ""],
        "id": [1, 2, 3, 4, 5],
        "embedding": [[0.5]] * 5,
        "metadata": [
            {"url": f"https://example.org/{number}", "date": "2024-10-19", "dump": "CC"} for number in range(5)
        ],
    }
)


@FORMS
def test_a_row_is_a_document_with_its_place(form):
    found = read(form(TABLE), "dump")

    assert told(found) == ["潮".encode(), "汐".encode(), "浪".encode(), "no-text", b""]
    assert (found[2].url, found[2].fetched_at, found[2].record) == (
        "https://example.org/2",
        "2024-10-19",
        Record(3, "3"),
    )
    assert "the record has text, id, embedding, metadata" in found[3].detail


@FORMS
@pytest.mark.parametrize(
    "kind",
    [
        pa.string(),
        pa.large_string(),
        pa.string_view(),
        pa.binary(),
        pa.large_binary(),
        pa.dictionary(pa.int32(), pa.string()),
    ],
)
def test_texts_may_be_of_every_type(form, kind):
    column = pa.array(["潮", "汐"])
    column = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)

    assert told(read(form(pa.table({"html": column})), "dump")) == ["潮".encode(), "汐".encode()]


@FORMS
def test_bytes_of_a_page_stay_as_they_are(form):
    (page,) = read(form(pa.table({"content": [b"\xb3\xb1\0\xff"], "content_type": ["text/html; charset=gbk"]})), "dump")

    assert (page.data, page.media_type) == (b"\xb3\xb1\0\xff", "text/html; charset=gbk")


@FORMS
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_every_unit_are_moments(form, unit):
    moment = dt.datetime(2024, 10, 19, 8, 30, tzinfo=dt.UTC)
    (page,) = read(form(pa.table({"text": ["a"], "fetched_at": pa.array([moment], pa.timestamp(unit, "UTC"))})), "dump")

    assert page.fetched_at == "2024-10-19T08:30:00+00:00"


@FORMS
def test_named_columns_are_read_and_no_others(form):
    fields = Fields(text="page.source", url="href")
    table = pa.table({"page": [{"source": "<p>", "size": 3}], "href": ["https://example.org/"], "text": ["not this"]})
    (page,) = read(form(table), "dump", Reading(fields=fields))

    assert (page.data, page.url) == (b"<p>", "https://example.org/")


@FORMS
def test_a_table_without_a_text_says_so_in_every_row(form):
    found = read(form(pa.table({"a": [1, 2, 3]})), "dump")

    assert told(found) == ["no-text"] * 3
    assert "the record has a" in found[0].detail


@FORMS
def test_an_empty_table_has_no_entries(form):
    assert read(form(TABLE.slice(0, 0)), "dump") == []


def test_rows_are_found_from_any_row_group_on():
    data = parquet(pa.table({"text": [str(number) for number in range(10)]}), row_group_size=3)
    container = open_container(io.BytesIO(data), "a.parquet", kind_of("a.parquet", data[:HEAD]))

    for start in range(11):
        for stop in (*range(11), None):
            expected = [str(number).encode() for number in range(10)][start:stop]
            assert [entry.data for entry in container.entries(start, stop)] == expected


def test_a_row_group_that_was_damaged_is_told_row_by_row_and_the_next_one_read():
    data = bytearray(
        parquet(pa.table({"text": ["tide " * 50 + str(n) for n in range(6)]}), row_group_size=2, compression="gzip")
    )
    at = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(0).dictionary_page_offset
    data[at + 40 : at + 50] = bytes(10)
    found = told(read(bytes(data), "a.parquet"))

    assert found[2:4] == ["damaged", "damaged"]
    assert [text[-1:] for text in found if isinstance(text, bytes)] == [b"0", b"1", b"4", b"5"]


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
@pytest.mark.parametrize("data", [b"", b"nothing of the kind", b"PAR1PAR1", b"ARROW1\0\0"])
def test_what_is_no_table_is_one_entry(name, data):
    assert told(read(data, name)) == ["damaged"]


def test_a_truncated_table_is_read_as_far_as_it_can_be():
    assert told(read(parquet(TABLE)[:-20], "a.parquet")) == ["damaged"]
    whole = read(feather(TABLE), "a.arrow")
    assert told(read(feather(TABLE)[:-20], "a.arrow")) == [*told(whole), "truncated"]
    *found, last = told(read(arrow(TABLE)[:-100], "a.arrow"))
    assert found[:2] == ["潮".encode(), "汐".encode()]
    assert last == "damaged"


def test_a_packed_table_is_not_read_and_says_what_to_do():
    import gzip

    (broken,) = read(gzip.compress(parquet(TABLE)), "a.parquet.gz")

    assert broken.code == "unsupported"
    assert broken.detail.endswith("unpack it")


def test_a_data_set_on_disk_is_its_tables(tmp_path):
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    datasets.Dataset.from_dict({"text": ["潮", "汐"], "url": ["https://a.example/", None]}).save_to_disk(tmp_path / "d")
    path = tmp_path / "d" / "data-00000-of-00001.arrow"
    with path.open("rb") as file:
        found = list(open_container(file, "d", kind_of(path.name, file.read(HEAD))).entries())

    assert [(entry.data.decode(), entry.url) for entry in found] == [("潮", "https://a.example/"), ("汐", None)]
