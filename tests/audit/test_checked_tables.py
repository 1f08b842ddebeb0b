"""`verify` on compressed files, Parquet and the table of facts: what is altered, or says something else than the stamps."""

from __future__ import annotations

import hashlib
import shutil

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, RawDocument
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.manifest import encoded, manifest_digest, read_manifest
from cleaner.io.tables import TABLE_FORMS
from cleaner.io.write import Options

STORY = "修钟的人把第{}根指针拆下来，在灯下看了很久，又装回去，没有告诉任何人它慢了多少。\n\n"
NOTICE = "特别声明：以上内容为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。\n"
COMPRESSED = [form for form in TABLE_FORMS if form != "jsonl"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    home = tmp_path_factory.mktemp("checked")
    cleaner = Cleaner()
    for form in TABLE_FORMS:
        pages = [
            RawDocument(
                data=f"title: 钟{n}\nauthor: 修钟人\n\n{STORY.format(n) * 9}{NOTICE}".encode(), path=f"dump/{n}.txt"
            )
            for n in range(5)
        ]
        run(
            cleaner,
            Given([*pages, RawDocument(data=b"", path="dump/empty.txt")]),
            home / form,
            Options(form=form, facts=True),
        )
    return home


@pytest.fixture
def out(results, tmp_path):
    """Makes a copy of the result in a form."""
    return lambda form: shutil.copytree(results / form, tmp_path / "out")


def resealed(out):
    """Let the manifest say what the files are now: somebody who alters files can do that too."""
    manifest = read_manifest(out)
    files = []
    for entry in manifest.files:
        data = (out / entry.path).read_bytes()
        changed = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        files.append(msgspec.structs.replace(entry, **changed))
    manifest = msgspec.structs.replace(manifest, files=tuple(files))
    manifest = msgspec.structs.replace(manifest, manifest_digest=manifest_digest(manifest))
    (out / "manifest.json").write_bytes(encoded(manifest))


@pytest.mark.parametrize("form", TABLE_FORMS)
def test_a_result_as_it_was_written_has_no_findings(results, form):
    found = verify(results / form)

    assert (found.findings, found.documents) == ((), 5)


@pytest.mark.parametrize("form", COMPRESSED)
@given(
    role=st.sampled_from(["documents", "removals", "quarantine", "facts"]),
    share=st.floats(0, 1, exclude_max=True),
    sealed=st.booleans(),
)
@settings(max_examples=12)
def test_an_altered_byte_is_found_and_never_a_traceback(results, tmp_path_factory, form, role, share, sealed):
    out = shutil.copytree(results / form, tmp_path_factory.mktemp("altered") / "out")
    path = out / role / f"part-00000.{form}"
    data = path.read_bytes()
    place = int(share * len(data))
    path.write_bytes(data[:place] + bytes([data[place] ^ 0x11]) + data[place + 1 :])
    if sealed:
        resealed(out)

    codes = {item.code for item in verify(out).findings}

    # Whoever alters the manifest as well may alter bytes that say nothing of the rows.
    assert sealed or "file-digest" in codes


@pytest.mark.parametrize("form", COMPRESSED)
@pytest.mark.parametrize("role", ["documents", "removals", "quarantine", "facts"])
def test_a_file_that_is_cut_off_is_named_even_when_the_manifest_fits_it(out, form, role):
    folder = out(form)
    path = folder / role / f"part-00000.{form}"
    path.write_bytes(path.read_bytes()[:-9])
    resealed(folder)

    assert any(item.where.startswith(f"{role}/part-00000.{form}") for item in verify(folder).findings)


@pytest.mark.parametrize("form", COMPRESSED)
@pytest.mark.parametrize("role", ["documents", "removals", "quarantine", "facts"])
def test_a_file_that_is_gone_is_named(out, form, role):
    folder = out(form)
    (folder / role / f"part-00000.{form}").unlink()

    assert "file-missing" in {item.code for item in verify(folder).findings}


@pytest.mark.parametrize("column", ["url", "chars", "published", "removed_share"])
def test_a_column_that_says_something_else_than_the_stamp_is_found(out, column):
    folder = out("parquet")
    path = folder / "documents/part-00000.parquet"
    table = pq.read_table(path)
    at = table.schema.get_field_index(column)
    values = table[column].to_pylist()
    values[2] = 7 if table.schema.field(column).type in {pa.int64(), pa.float64()} else "https://elsewhere.example/"
    pq.write_table(
        table.set_column(at, table.schema.field(column), pa.array(values, table.schema.field(column).type)), path
    )
    resealed(folder)

    (found,) = verify(folder).findings
    assert (found.code, found.where) == ("columns", f"documents/part-00000.parquet:3 {column}")


@pytest.mark.parametrize(
    "change", [lambda table: table.append_column("added", [["x"] * 5]), lambda table: table.drop_columns(["url"])]
)
def test_columns_beyond_those_of_a_run_and_missing_ones_are_found(out, change):
    folder = out("parquet")
    path = folder / "documents/part-00000.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    resealed(folder)

    assert [item.code for item in verify(folder).findings] == ["columns"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: [lines[0].replace('"evidence":1', '"evidence":2'), *lines[1:]], id="changed"),
        pytest.param(lambda lines: lines[1:], id="first gone"),
        pytest.param(lambda lines: lines[:-1], id="last gone"),
        pytest.param(lambda lines: [*lines, lines[-1]], id="one more"),
        pytest.param(lambda lines: lines[::-1], id="order"),
        pytest.param(lambda lines: ["{}", *lines[1:]], id="no row"),
    ],
)
def test_facts_that_no_stamp_states_are_found(out, change):
    folder = out("jsonl")
    path = folder / "facts/part-00000.jsonl"
    path.write_text("".join(f"{line}\n" for line in change(path.read_text("utf-8").splitlines())), "utf-8")
    resealed(folder)

    assert "fact-row" in {item.code for item in verify(folder).findings}


@pytest.mark.parametrize("role", ["report", "facts", "removed-list"])
def test_a_manifest_that_says_that_a_table_is_something_else_is_found(out, role):
    folder = out("parquet")
    manifest = read_manifest(folder)
    files = [
        msgspec.structs.replace(entry, role=role) if entry.role == "removals" else entry for entry in manifest.files
    ]
    (folder / "manifest.json").write_bytes(encoded(msgspec.structs.replace(manifest, files=tuple(files))))

    assert "file-entry" in {item.code for item in verify(folder).findings}
