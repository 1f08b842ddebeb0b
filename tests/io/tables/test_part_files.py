"""Part files of every form: what goes in comes out to the byte, and damage is told and not guessed over."""

from __future__ import annotations

import gzip
import hashlib
import sys
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, CleanerError, RawDocument, Rejected
from cleaner.io.facts import fact_rows
from cleaner.io.rows import lines_of, quarantine_row, rows_of
from cleaner.io.tables import TABLE_FORMS, DamagedError, form_of, json_lines, lines, open_table, parquet, suffix
from cleaner.io.tables.columns import KINDS, columns

ROOT = Path(__file__).parents[3]
NOTICE = "特别声明：以上内容为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
PAGES = (
    "163.com/html-hao-2019", "gptnb.com/plain", "guancha.cn/html-news", "solidot.org/comments-and-odd-sources",
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["", "\0", "\r\n\t\x0b\u2028", "\U0001f3ee", '"\\']
)


@pytest.fixture(scope="module", params=[False, True], ids=["full", "redacted"])
def rows(request):
    """Rows of every kind, by the folder that they stand in."""
    cleaner, found = Cleaner(), {role: [] for role in KINDS}
    pages = [path.read_bytes() for name in PAGES for path in sorted((ROOT / "fixtures" / name).glob("input.*"))]
    for number, data in enumerate(
        [*pages, ("灯与电池。" * 40).encode() + b"\xe7\x94 end\n", NOTICE.encode(), b"", b"\0\0\0\0"]
    ):
        done = cleaner.clean(RawDocument(data=data, path=f"dump/{number}"))
        if isinstance(done, Rejected):
            found["quarantine"].append(quarantine_row(done, redact=request.param))
        else:
            document, removals = rows_of(done, redact=request.param)
            found["documents"].append(document)
            found["removals"].extend(removals)
            found["facts"].extend(fact_rows(document))
    return found


def written(folder, role, form, rows):
    table = open_table(folder, f"{role}/part-00000", role, form)
    for row in rows:
        table.write([row])
    return folder / table.path, table.close()


@pytest.mark.parametrize("role", KINDS)
@pytest.mark.parametrize("form", TABLE_FORMS)
def test_rows_come_back_to_the_byte(rows, tmp_path, role, form):
    path, entry = written(tmp_path, role, form, rows[role])

    assert rows[role]
    assert b"".join(lines(path)) == lines_of(rows[role])
    assert (entry.path, entry.role, entry.rows) == (f"{role}/part-00000.{form}", role, len(rows[role]))
    assert (entry.bytes, entry.sha256) == (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())


@given(st.data())
@settings(max_examples=10)
@pytest.mark.parametrize("form", TABLE_FORMS)
def test_any_text_comes_back_to_the_byte(rows, tmp_path_factory, form, data):
    folder = tmp_path_factory.mktemp("any")
    for role in KINDS:
        changed = [
            msgspec.structs.replace(
                row,
                **{
                    name: data.draw(TEXT)
                    for name in ("text", "detail", "value", "path")
                    if isinstance(getattr(row, name, None), str)
                },
            )
            for row in rows[role][:3]
        ]
        path, _ = written(folder, role, form, changed)

        assert b"".join(lines(path)) == lines_of(changed)


@pytest.mark.parametrize("role", KINDS)
@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_table_without_rows_is_a_whole_file(tmp_path, role, form):
    path, entry = written(tmp_path, role, form, [])

    assert list(lines(path)) == []
    assert entry.rows == 0


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_the_same_rows_give_the_same_bytes(rows, tmp_path, form):
    digests = {written(tmp_path / name, "removals", form, rows["removals"])[1].sha256 for name in ("one", "two")}

    assert len(digests) == 1


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_lone_surrogate_is_refused_and_not_changed(rows, tmp_path, form):
    row = msgspec.structs.replace(rows["documents"][0], title="灯\ud800")
    table = open_table(tmp_path, "documents/part-00000", "documents", form)
    with pytest.raises(UnicodeEncodeError):
        table.write([row]) or table.close()
    table.abandon()


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_table_that_is_abandoned_is_closed_in_silence(rows, tmp_path, form):
    table = open_table(tmp_path, "removals/part-00000", "removals", form)
    table.write(rows["removals"])
    table.abandon()
    table.abandon()
    with pytest.raises(ValueError, match="closed"):
        table.close()


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_full_disk_is_an_error_of_the_system(rows, form, tmp_path):
    (tmp_path / "removals").mkdir()
    (tmp_path / f"removals/part-00000.{form}").symlink_to("/dev/full")
    table = open_table(tmp_path, "removals/part-00000", "removals", form)
    with pytest.raises(OSError, match="No space left") as caught:
        table.write(rows["removals"] * 20) or table.close()
    table.abandon()

    assert caught.value.errno == 28


@pytest.mark.parametrize("form", [form for form in TABLE_FORMS if form != "jsonl"])
@given(share=st.floats(0, 1, exclude_max=True), other=st.integers(1, 255))
@settings(max_examples=40)
def test_an_altered_byte_gives_the_rows_or_says_that_they_are_damaged(rows, tmp_path_factory, form, share, other):
    folder = tmp_path_factory.mktemp("altered")
    path, _ = written(folder, "documents", form, rows["documents"])
    whole = path.read_bytes()
    place = int(share * len(whole))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :])

    found, detail = read(path)

    # Some bytes say nothing of the rows: the time in gzip, the least value in Parquet.
    assert detail or b"".join(found) == lines_of(rows["documents"])
    assert "\n" not in detail


def read(path):
    """The lines that can be read, and what is wrong behind them."""
    found = []
    try:
        for line in lines(path):
            found.append(line)  # noqa: PERF402 - an error must not take them away
    except DamagedError as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize("share", [0, 1, 0.3, 0.9, -1])
@pytest.mark.parametrize("form", [form for form in TABLE_FORMS if form != "jsonl"])
def test_a_file_that_is_cut_off_is_damaged(rows, tmp_path, form, share):
    path, _ = written(tmp_path, "removals", form, rows["removals"])
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] if share < 0 else whole[: int(share) or int(share * len(whole))])
    if not path.stat().st_size and form != "parquet":
        # An empty file is no row in either form.
        assert list(lines(path)) == []
        return
    with pytest.raises(DamagedError):
        list(lines(path))


@pytest.mark.parametrize("form", ["jsonl.gz", "jsonl.zst"])
def test_what_stands_before_the_damage_is_given(rows, tmp_path, form):
    path, _ = written(tmp_path, "removals", form, rows["removals"] * 40)
    path.write_bytes(path.read_bytes()[:-20])
    found, detail = read(path)

    assert found[: len(rows["removals"])] == lines_of(rows["removals"]).splitlines(keepends=True)
    assert "not whole" in detail


@pytest.mark.parametrize(
    ("form", "pack"), [("jsonl.gz", gzip.compress), ("jsonl.zst", zstandard.compress)], ids=["gzip", "zstd"]
)
def test_a_line_without_end_does_not_fill_the_memory(tmp_path, monkeypatch, form, pack):
    monkeypatch.setattr(json_lines, "LONGEST", 1 << 20)
    path = tmp_path / f"x.{form}"
    path.write_bytes(pack(b"0" * (4 << 20)))

    with pytest.raises(DamagedError, match="longer than 1,048,576 bytes"):
        list(lines(path))


@pytest.mark.parametrize(
    ("form", "pack"), [("jsonl.gz", gzip.compress), ("jsonl.zst", zstandard.compress)], ids=["gzip", "zstd"]
)
def test_files_put_one_behind_the_other_are_read_to_the_end(tmp_path, form, pack):
    path = tmp_path / f"x.{form}"
    path.write_bytes(pack(b'{"a":1}\n') + pack(b'{"b":') + pack(b"2}\n"))

    assert list(lines(path)) == [b'{"a":1}\n', b'{"b":2}\n']


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda table: table.drop_columns(["rule"]), "no column rule"),
        (lambda table: table.replace_schema_metadata({}), "does not say that its rows are of a result"),
        (
            lambda table: table.set_column(1, "seq", pa.array(map(str, table["seq"].to_pylist()))),
            "column seq is of type string, expected int64",
        ),
    ],
)
def test_a_parquet_file_of_somebody_else_is_told(rows, tmp_path, change, detail):
    path, _ = written(tmp_path, "removals", "parquet", rows["removals"])
    pq.write_table(change(pq.read_table(path)), path)

    with pytest.raises(DamagedError, match=detail):
        list(lines(path))


def test_groups_of_rows_are_bounded_by_bytes_and_not_by_rows(rows, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_BYTES", 100_000)
    monkeypatch.setattr(parquet, "_HELD_BYTES", 10_000)
    long = msgspec.structs.replace(rows["documents"][0], text="灯" * 20_000)
    path, _ = written(tmp_path, "documents", "parquet", [long] * 10 + rows["documents"][:1] * 3)
    file = pq.ParquetFile(path)
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]

    assert [group.num_rows for group in groups] == [2, 2, 2, 2, 2, 3]
    assert b"".join(lines(path)).count(b"\n") == 13


def test_columns_of_parquet_that_repeat_others_say_the_same(rows, tmp_path):
    path, _ = written(tmp_path, "documents", "parquet", rows["documents"])

    for said, row in zip(pq.read_table(path).to_pylist(), rows["documents"], strict=True):
        stamp = row.stamp
        assert said["chars"] == len(row.text)
        assert (said["raw_sha256"], said["removed_chars"]) == (stamp.raw.sha256, stamp.removal.chars)
        assert said["published"] in {None, *(date.value for date in stamp.dates if date.chosen)}
        assert msgspec.json.decode(said["stamp"], type=type(stamp)) == stamp


@pytest.mark.parametrize(("form", "module"), [("jsonl.zst", "zstandard"), ("parquet", "pyarrow")])
def test_what_is_not_installed_is_named(tmp_path, monkeypatch, form, module):
    path = tmp_path / f"x.{form}"
    path.write_bytes(b"")
    monkeypatch.setitem(sys.modules, module, None)

    for use in (lambda: open_table(tmp_path, "documents/part-00000", "documents", form), lambda: list(lines(path))):
        with pytest.raises(CleanerError, match=rf"{module}, which is not installed: pip install 'cleaner\[dumps\]'"):
            use()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("documents/part-00000.jsonl", "jsonl"),
        ("documents/part-00000.jsonl.gz", "jsonl.gz"),
        ("documents/part-00000.jsonl.zst", "jsonl.zst"),
        ("facts/part-00000.parquet", "parquet"),
        ("documents/a.jsonl.md", None),
        ("documents/part-00000.gz", None),
        ("report.json", None),
    ],
)
def test_the_name_says_the_form(name, form):
    assert form_of(name) == form
    if form:
        assert name.endswith(f"/part-00000{suffix(form)}")


def test_the_page_lists_the_columns_of_parquet():
    page = (ROOT / "docs" / "formats.md").read_text("utf-8").partition("## Parquet")[2].partition("## ")[0]
    for role, kind in KINDS.items():
        for column in columns(kind):
            name = f"*`{column.name}`*" if column.read else f"`{column.name}`"
            (line,) = [
                line
                for line in page.splitlines()
                if line.startswith(f"| `{role}` | {'JSON' if column.is_json else column.type} |")
            ]
            assert name in line.split("|")[3].split()
        told = [line for line in page.splitlines() if line.startswith(f"| `{role}` | ")]
        assert sum(line.count("`") // 2 - 1 for line in told) == len(columns(kind))
