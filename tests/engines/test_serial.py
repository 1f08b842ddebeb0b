"""A run in one process: what it writes, and what it leaves when it does not end well."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cleaner import Cleaner, OutputError, RawDocument, Rejected
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.given import Given
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import DONE, WORK, Options
from cleaner.rules.load import builtin_dir

SEEDS = Path(__file__).parents[2] / "seeds"
CLEANER = Cleaner()
NOTICE = "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台“网易号”用户上传并发布，本平台仅提供信息存储服务。"


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def dump(tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    for seed in SEEDS.glob("*.txt"):
        (folder / seed.name).write_bytes(seed.read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "page.html").write_text("<!doctype html><title>x</title>", "utf-8")
    (folder / "notice.txt").write_text(NOTICE, "utf-8")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    return folder


def test_every_input_is_accounted_for(dump, tmp_path):
    report = run(CLEANER, Inputs([str(dump)]), tmp_path / "out")

    assert (report.inputs, report.documents, report.quarantined, report.rejected, report.unreadable) == (9, 5, 1, 2, 1)
    assert report.rejected_by_code == {"empty-input": 1, "empty-document": 1}
    rows = [json.loads(line) for line in (tmp_path / "out/quarantine/part-00000.jsonl").read_text("utf-8").splitlines()]
    assert {Path(row["path"]).name: row["outcome"] for row in rows} == {
        "empty.txt": "rejected",
        "gone.txt": "unreadable",
        "notice.txt": "quarantined",
        "page.html": "rejected",
    }


@pytest.mark.parametrize("form", ["jsonl", "files"])
def test_two_runs_are_equal_to_the_byte_but_for_the_times(dump, tmp_path, form):
    for name in ("one", "two"):
        run(Cleaner(), Inputs([str(dump)]), tmp_path / name, Options(form=form))
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    manifests = [json.loads(found.pop("manifest.json")) for found in (one, two)]

    assert one == two
    for manifest in manifests:
        assert manifest.pop("run")["started"]
    assert manifests[0] == manifests[1]


def test_a_shard_is_a_part_and_all_verify(dump, tmp_path):
    run(CLEANER, Inputs([str(dump)]), tmp_path / "out", Options(shard=Size(bytes=10_000)))

    found = verify(tmp_path / "out", dump)

    assert len(list((tmp_path / "out/documents").iterdir())) > 1
    assert (found.findings, found.documents) == ((), 5)
    assert {path.name for path in (tmp_path / "out/documents").iterdir()} == {
        path.name for path in (tmp_path / "out/removals").iterdir()
    }


@pytest.mark.parametrize(
    "error", [MemoryError(), RecursionError("too deep"), KeyError("x"), ValueError("y")], ids=lambda e: type(e).__name__
)
def test_a_document_that_the_cleaner_fails_on_does_not_stop_the_run(tmp_path, error):
    class Failing(Cleaner):
        def clean(self, raw):
            if raw.data == b"bad":
                raise error
            return super().clean(raw)

    for name in ("bad", "good"):
        (tmp_path / f"{name}.txt").write_text(name, "utf-8")

    report = run(Failing(), Inputs([str(tmp_path)]), tmp_path / "out")

    assert (report.documents, report.rejected_by_code) == (1, {"internal-error": 1})
    row = json.loads((tmp_path / "out/quarantine/part-00000.jsonl").read_bytes())
    assert type(error).__name__ in row["detail"]


def test_a_rule_that_turns_out_to_be_wrong_is_told_as_one_and_costs_the_pages_of_its_source_alone(
    tmp_path, monkeypatch
):
    """Rules of the package are not tried when they are read."""
    rules = tmp_path / "rules"
    shutil.copytree(builtin_dir(), rules)
    (rules / "tide.example.toml").write_text(
        'schema = 1\nid = "tide.example"\nname = "Tide"\n[match]\nhosts = ["tide.example"]\n'
        '[[remove]]\nid = "menu"\ncategory = "navigation"\nwhy = "the menu"\nline = "^(menu"\n',
        "utf-8",
    )
    monkeypatch.setattr("cleaner.rules.load.builtin_dir", lambda: rules)
    pages = [
        RawDocument(data="潮水退了，滩涂上留下一层细沙。".encode(), path=f"{host}.txt", url=f"https://{host}/a")
        for host in ("tide.example", "other.example")
    ]

    report = run(Cleaner(), Given(pages), tmp_path / "out")

    assert (report.documents, report.rejected_by_code) == (1, {"wrong-rule": 1})
    row = json.loads((tmp_path / "out/quarantine/part-00000.jsonl").read_bytes())
    assert row["path"] == "tide.example.txt"
    assert "tide.example.toml:10: pattern '^(menu': not a pattern" in row["detail"]
    assert row["detail"].isprintable()


def test_a_run_that_is_interrupted_before_its_first_shard_is_whole_leaves_nothing(tmp_path):
    def interrupt(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(CLEANER, Inputs([str(SEEDS)]), tmp_path / "out", on_progress=interrupt)

    assert not (tmp_path / "out").exists()


def test_what_a_killed_run_left_half_written_is_taken_away(tmp_path):
    work = tmp_path / "out" / WORK
    half = f"{'0' * 64}.{'1' * 12}"
    for name in (f"documents/{half}.jsonl", f"{DONE}/{half}", "../.incomplete-999999/documents/part-00000.jsonl"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text("{", "utf-8")

    run(CLEANER, Inputs([str(SEEDS)]), tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []
    assert verify(tmp_path / "out").findings == ()


def test_a_result_without_its_manifest_is_not_overwritten(tmp_path):
    run(CLEANER, Inputs([str(SEEDS)]), tmp_path / "out")
    (tmp_path / "out" / "manifest.json").unlink()

    with pytest.raises(OutputError, match="unfinished"):
        run(CLEANER, Inputs([str(SEEDS)]), tmp_path / "out", Options(force=True))


def test_progress_hears_of_every_input(dump, tmp_path):
    heard = []
    run(CLEANER, Inputs([str(dump)]), tmp_path / "out", on_progress=heard.append)

    assert (heard[-1].inputs, heard[-1].held_back, heard[-1].shards, heard[-1].share) == (9, 4, 1, 1.0)
    assert [one.inputs for one in heard] == sorted(one.inputs for one in heard)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<!DOCTYPE html><html><p>a &amp; b", id="doctype"),
        pytest.param(b"\xef\xbb\xbf\n <HTML lang=zh><p>a &amp; b", id="mark, blanks and capitals"),
        pytest.param(b"<?xml version='1.0'?><!-- a --><!doctype html><p>a &amp; b</p>", id="XHTML"),
        pytest.param("\ufeff<html><p>a &amp; b".encode("utf-16-le"), id="UTF-16"),
    ],
)
def test_html_is_known_by_its_head_and_never_taken_for_text(data):
    done = Cleaner(CLEANER.book, extractor="none").clean(RawDocument(data=data, path="page.txt"))

    assert done.stamp.raw.media_type == "text/html"
    assert done.text == "a & b"


@pytest.mark.parametrize(
    "text", ["<htmlx>", "about <html>", "<p>one</p>", "<!---->" * 500], ids=["other tag", "inside", "part", "comments"]
)
def test_text_that_speaks_of_html_is_text(text):
    done = CLEANER.clean(RawDocument(data=text.encode()))

    assert isinstance(done, Rejected) or done.stamp.raw.media_type != "text/html"
