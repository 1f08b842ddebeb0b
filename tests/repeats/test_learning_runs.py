"""Runs that learn: the same result whoever counts, however often it was begun; and what it was made by lies beside it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from engines.dumps import digest, part_files
from engines.inline import Stopped
from repeats.sites import LIMITS, story_zh

from cleaner import InputError, OutputError
from cleaner.audit.verify import verify
from cleaner.engines.noted import repeats_of
from cleaner.engines.run import run
from cleaner.io.containers import Fields, Reading
from cleaner.io.manifest import REPEATS, read_manifest
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import COUNTS, WORK, Options
from cleaner.repeats.table import Limits

NOTICE = "特别声明：本文由用户上传，本平台仅提供信息存储服务，不代表本平台观点"
MANY = 12
SIZE = Size(documents=4)


def row(number: int) -> dict[str, str]:
    text = f"{story_zh(number, 0)}\n\n{story_zh(number, 1)}\n\n评论 {number}\n\n{NOTICE}\n"
    return {"id": str(number), "url": f"https://lamps.example/{number}", "text": text}


@pytest.fixture
def dump(tmp_path, monkeypatch):
    """Records, by a relative path as users give it."""
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps(row(number), ensure_ascii=False) for number in range(MANY)]
    Path("pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Path("pages.jsonl")


def clean(cleaner, dump: Path, out: str, options: Options | None = None, **more):
    inputs = Inputs([str(dump)], reading=Reading(fields=Fields(text="text", url="url")))
    return run(cleaner, inputs, Path(out), options or Options(shard=SIZE), **more)


def learn(cleaner, dump: Path, out: str, options: Options | None = None, **more):
    return clean(cleaner, dump, out, options, learn=LIMITS, **more)


def texts(out: str) -> list[str]:
    manifest = read_manifest(Path(out))
    files = [entry.path for entry in manifest.files if entry.role == "documents"]
    return [json.loads(line)["text"] for name in files for line in Path(out, name).read_text("utf-8").splitlines()]


def test_what_recurs_is_gone_and_the_table_lies_beside_the_result(cleaner, dump):
    told = []

    report = learn(cleaner, dump, "out", on_progress=told.append)

    assert report.documents == MANY
    assert texts("out") == [f"{story_zh(number, 0)}\n\n{story_zh(number, 1)}" for number in range(MANY)]
    rows = [json.loads(line) for line in Path("out", REPEATS).read_text("utf-8").splitlines()]
    assert [(row["host"], row["pages"], row["of"], row["text"]) for row in rows] == [
        ("lamps.example", MANY, MANY, text) for text in (row["text"] for row in rows)
    ]
    assert {row["text"] for row in rows} == {"评论 0", NOTICE}
    manifest = read_manifest(Path("out"))
    assert [(entry.role, entry.rows) for entry in manifest.files if entry.path == REPEATS] == [("repeats", 2)]
    assert manifest.options["repeats_min_pages"] == "4"
    assert {progress.doing for progress in told} == {"counting repeats", "cleaning"}
    assert not Path("out", WORK).exists()


def test_shards_orders_and_stops_make_no_difference(cleaner, dump):
    learn(cleaner, dump, "out")
    known = part_files(Path("out"))

    with pytest.raises(KeyboardInterrupt):
        learn(cleaner, dump, "stopped", engine=Stopped(1))
    assert sorted(path.suffix for path in Path("stopped", WORK, COUNTS).iterdir()) == [".entries"] * 3 + [".texts"] * 3
    before = {path: path.stat().st_mtime_ns for path in Path("stopped", WORK, COUNTS).iterdir()}
    with pytest.raises(KeyboardInterrupt):
        learn(cleaner, dump, "stopped", engine=Stopped(0))
    assert {path: path.stat().st_mtime_ns for path in Path("stopped", WORK, COUNTS).iterdir()} == before
    learn(cleaner, dump, "stopped")
    assert part_files(Path("stopped")) == known
    assert digest(Path("stopped")) == digest(Path("out"))

    learn(cleaner, dump, "whole", Options(shard=Size()))
    assert Path("whole", REPEATS).read_bytes() == Path("out", REPEATS).read_bytes()
    assert texts("whole") == texts("out")

    dump.write_text("\n".join(reversed(dump.read_text("utf-8").splitlines())) + "\n", encoding="utf-8")
    learn(cleaner, dump, "reversed")
    assert Path("reversed", REPEATS).read_bytes() == Path("out", REPEATS).read_bytes()
    assert sorted(texts("reversed")) == sorted(texts("out"))


def test_the_same_again_does_nothing_and_other_limits_are_another_result(cleaner, dump):
    learn(cleaner, dump, "out")
    told = []

    learn(cleaner, dump, "out", on_progress=told.append)

    assert told == []
    with pytest.raises(OutputError, match="holds an earlier result"):
        clean(cleaner, dump, "out", learn=Limits(5))
    with pytest.raises(OutputError, match="holds an earlier result"):
        clean(cleaner, dump, "out")
    dump.write_text(dump.read_text("utf-8").replace("评论 3", "评论 33"), encoding="utf-8")
    with pytest.raises(OutputError, match="holds an earlier result"):
        learn(cleaner, dump, "out")
    learn(cleaner, dump, "out", Options(shard=SIZE, force=True))


def test_a_result_for_which_nothing_was_learned_is_another_one(cleaner, dump):
    clean(cleaner, dump, "out")

    with pytest.raises(OutputError, match="holds an earlier result"):
        learn(cleaner, dump, "out")


def test_a_document_is_replayed_by_the_table_and_by_no_other(cleaner, dump):
    learn(cleaner, dump, "out")
    out = Path("out")

    table = repeats_of(read_manifest(out), lambda name: (out / name).read_bytes())

    assert verify(out, None, cleaner.with_repeats(table)).findings == ()
    assert verify(out, None, cleaner).findings
    (out / REPEATS).write_bytes((out / REPEATS).read_bytes().replace(b'"pages":12', b'"pages":11'))
    assert [finding.code for finding in verify(out).findings] == ["file-digest"]
    with pytest.raises(InputError, match="the manifest says"):
        repeats_of(read_manifest(out), lambda name: (out / name).read_bytes())
    (out / REPEATS).unlink()
    with pytest.raises(InputError, match=REPEATS):
        repeats_of(read_manifest(out), lambda name: (out / name).read_bytes())


def test_a_table_that_is_given_is_written_beside_the_result_too(cleaner, dump):
    learn(cleaner, dump, "out")
    out = Path("out")
    table = repeats_of(read_manifest(out), lambda name: (out / name).read_bytes())

    clean(cleaner.with_repeats(table), dump, "given")

    assert texts("given") == texts("out")
    assert repeats_of(read_manifest(Path("given")), lambda name: Path("given", name).read_bytes()) == table


def test_a_redacted_result_does_not_repeat_what_recurs(cleaner, dump):
    learn(cleaner, dump, "out", Options(shard=SIZE, redact=True))

    for path in Path("out").rglob("*"):
        assert not path.is_file() or "特别声明" not in path.read_text("utf-8")
    assert msgspec.json.decode(Path("out", REPEATS).read_bytes().splitlines()[0])["text"] is None


def test_inputs_that_cannot_be_read_are_not_counted_and_told_once(cleaner, dump):
    lines = dump.read_bytes().splitlines()
    dump.write_bytes(b"\n".join([*lines[:6], b"{broken", b'{"id":"x","text":""}', *lines[6:]]) + b"\n")

    report = learn(cleaner, dump, "out")

    assert (report.documents, report.inputs) == (MANY, MANY + 2)
    assert len(Path("out", REPEATS).read_bytes().splitlines()) == 2


def test_several_workers_make_the_same_result(cleaner, dump):
    learn(cleaner, dump, "out")

    learn(cleaner, dump, "two", workers=2)

    assert part_files(Path("two")) == part_files(Path("out"))
    assert digest(Path("two")) == digest(Path("out"))
