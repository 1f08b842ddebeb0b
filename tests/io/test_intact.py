"""A result is read a document at a time, and nothing of it that is not as it was written goes unseen."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tracemalloc
from itertools import islice

import msgspec
import pytest

from cleaner import Cleaner, InputError
from cleaner.engines.run import run
from cleaner.io import intact, result
from cleaner.io.manifest import read_manifest
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import Options

STORY = "渡船在第{}个桩子旁停下，撑船的人把缆绳绕了两圈，等雾散了才让人上岸，又点了一遍人数。"
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"
DOCUMENTS, REMOVALS, QUARANTINE = (f"{name}/part-00000.jsonl" for name in ("documents", "removals", "quarantine"))
FORMS = [
    Options(),
    Options(shard=Size(bytes=4_000)),
    Options(form="files"),
    Options(form="files", ledger="rules"),
    Options(ledger="rules"),
    Options(redact=True),
]


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    """Pages with notices, one page twice, one whose bytes its encoding does not give back, one for quarantine, one empty."""
    folder = tmp_path_factory.mktemp("dump")
    for number in range(8):
        (folder / f"{number}.txt").write_text(f"{STORY.format(number)}\n{NOTICE}\n", "utf-8")
    shutil.copy(folder / "1.txt", folder / "again.txt")
    (folder / "bad.txt").write_bytes((STORY.format(0) + "\n").encode() * 9 + b"\xe7\x94 end\n")
    (folder / "held.txt").write_text(NOTICE, "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def written(dump, tmp_path_factory):
    out = tmp_path_factory.mktemp("written") / "out"
    run(Cleaner(), Inputs([str(dump)]), out)
    return out


@pytest.fixture
def out(written, tmp_path):
    return shutil.copytree(written, tmp_path / "out")


def read(folder, reader=intact):
    return list(reader.stored(folder, read_manifest(folder)))


@pytest.mark.parametrize("options", FORMS, ids=lambda options: f"{options.form} {options.ledger} {options.shard.bytes}")
def test_both_readers_read_the_same_however_it_was_written(dump, tmp_path, options):
    run(Cleaner(), Inputs([str(dump)]), tmp_path / "out", options)

    found = read(tmp_path / "out")
    assert found == read(tmp_path / "out", result)
    assert len(found) == 11
    assert len({item.where for item in found}) == 11
    assert all(len(item.removals) == item.row.removals.rows for item in found)


def test_those_in_quarantine_come_last_and_say_why(out):
    *documents, held = read(out)

    assert documents == list(intact.documents(out, read_manifest(out)))
    assert {(item.outcome, item.code) for item in documents} == {("document", None)}
    assert (held.outcome, held.held.outcome) == ("quarantined", "quarantined")
    assert held.code == held.held.code
    assert held.row == held.held.document


def test_the_length_of_the_decoded_text_is_known_from_a_full_ledger(dump, tmp_path):
    for ledger in ("full", "rules"):
        run(Cleaner(), Inputs([str(dump)]), tmp_path / ledger, Options(ledger=ledger))
    for item in read(tmp_path / "full"):
        data = (dump / item.row.stamp.capture.path.rpartition("/")[2]).read_bytes()
        assert item.chars_in == len(data.decode("utf-8", "replace"))

    assert {item.chars_in for item in read(tmp_path / "rules")} == {None}


def cut_first(data):
    return data.partition(b"\n")[2]


@pytest.mark.parametrize(
    ("name", "harm", "says"),
    [
        (DOCUMENTS, lambda data: data + b"\n", "part-00000.jsonl:11: not a DocumentRow"),
        (DOCUMENTS, lambda data: b"\xff" + data, "part-00000.jsonl:1: not a DocumentRow"),
        (DOCUMENTS, lambda data: b"[" * 200_000 + b"\n" + data, "part-00000.jsonl:1: not a DocumentRow"),
        (DOCUMENTS, lambda data: data.replace("雾散了".encode(), "雾来了".encode()), "it was altered"),
        (DOCUMENTS, cut_first, r"expected removal 1 of \d+ of .* \(documents/part-00000.jsonl:1\), found one of"),
        (DOCUMENTS, lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "it was altered"),
        (REMOVALS, lambda data: data.replace(b'"line":2', b'"line":3', 1), "it was altered"),
        (REMOVALS, cut_first, r"expected removal (\d+) of \1 of .*, found one of"),
        (REMOVALS, lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "it was altered"),
        (REMOVALS, lambda data: data + data, "which is no document there"),
        (REMOVALS, lambda data: "x\u202e\x1b[31m".encode() + data, "part-00000.jsonl:1: not a RemovalRow"),
        (QUARANTINE, lambda data: data.replace(NOTICE.encode(), b"lamp"), "it was altered"),
        (QUARANTINE, lambda data: b"{}\n" + data, "part-00000.jsonl:1: not a QuarantineRow"),
    ],
)
def test_what_was_altered_is_told_with_its_place(out, name, harm, says):
    before = (out / name).read_bytes()
    (out / name).write_bytes(harm(before))
    assert (out / name).read_bytes() != before

    with pytest.raises(InputError, match=says) as caught:
        read(out)
    assert f"`cleaner verify {out}` says more" in str(caught.value)
    assert str(caught.value).isprintable()
    with pytest.raises(InputError, match="it was altered"):
        intact.check(out, read_manifest(out))


@pytest.mark.parametrize("name", [DOCUMENTS, REMOVALS, QUARANTINE])
@pytest.mark.parametrize("instead", [None, os.mkfifo, os.mkdir, lambda path: path.symlink_to("/etc/hostname")])
def test_a_file_that_is_missing_or_none_is_told(out, name, instead):
    (out / name).unlink()
    if instead:
        instead(out / name)

    with pytest.raises(InputError, match=f"{name}: is not there, or is no regular file"):
        read(out)
    with pytest.raises(InputError, match=f"{name}: is not there, or is no regular file"):
        intact.check(out, read_manifest(out))


def without(out, *roles):
    """The manifest of *out*, changed by somebody so that it names no file of *roles*."""
    manifest = read_manifest(out)
    return msgspec.structs.replace(manifest, files=tuple(each for each in manifest.files if each.role not in roles))


def test_files_that_the_manifest_does_not_name_any_more_are_missed(out):
    with pytest.raises(InputError, match="0 documents in the result, the manifest says 10"):
        list(intact.documents(out, without(out, "documents", "removals")))
    with pytest.raises(InputError, match=r"expected removal 1 of .*, found the end"):
        list(intact.documents(out, without(out, "removals")))


def test_a_markdown_file_that_is_none_is_told_once_with_its_name(dump, tmp_path):
    run(Cleaner(), Inputs([str(dump)]), tmp_path / "out", Options(form="files"))
    manifest = read_manifest(tmp_path / "out")
    name = next(entry.path for entry in manifest.files if entry.path.endswith(".md"))
    data = b"no front matter\n"
    (tmp_path / "out" / name).write_bytes(data)
    with pytest.raises(InputError, match="it was altered"):
        read(tmp_path / "out")

    forged = hashlib.sha256(data).hexdigest()
    files = [msgspec.structs.replace(each, sha256=forged) if each.path == name else each for each in manifest.files]
    with pytest.raises(InputError, match=f"{name}: no front matter") as caught:
        list(intact.documents(tmp_path / "out", msgspec.structs.replace(manifest, files=tuple(files))))
    assert str(caught.value).count(name) == 1


def test_a_document_is_given_before_the_next_is_read(out):
    """Damage in the last row keeps nobody from the first: so no more than one is in memory."""
    lines = (out / DOCUMENTS).read_bytes().splitlines(keepends=True)
    (out / DOCUMENTS).write_bytes(b"".join(lines[:-1]) + b"{}\n")
    documents = intact.documents(out, read_manifest(out))

    assert [item.row.id for item in islice(documents, 9)] == [json.loads(line)["id"] for line in lines[:9]]
    with pytest.raises(InputError, match=r"part-00000\.jsonl:10: not a DocumentRow"):
        next(documents)


def test_memory_does_not_grow_with_the_result(tmp_path):
    (tmp_path / "dump").mkdir()
    for number in range(40):
        text = "\n".join(STORY.format(number * 1_000 + line) for line in range(400))
        (tmp_path / "dump" / f"{number}.txt").write_text(text, "utf-8")
    run(Cleaner(), Inputs([str(tmp_path / "dump")]), tmp_path / "out")
    size = (tmp_path / "out" / DOCUMENTS).stat().st_size
    manifest = read_manifest(tmp_path / "out")

    tracemalloc.start()
    try:
        assert sum(1 for _ in intact.documents(tmp_path / "out", manifest)) == 40
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < size / 4
