"""Runs from and into an object store: a server on this machine that speaks S3, and the store of fsspec in memory."""

from __future__ import annotations

import gc
import os
import re
import shlex
from pathlib import Path

import msgspec
import pytest
from engines.dumps import Fate, digest, fates, packed, page, write_pages
from engines.light import Light
from typer.testing import CliRunner

from cleaner import OutputError
from cleaner.audit.verify import verify
from cleaner.cli import app
from cleaner.engines.deliver import deliver, work_folder
from cleaner.engines.run import _here, run
from cleaner.io.manifest import Manifest
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.upload import MARK, Prefix
from cleaner.io.write import Options

fsspec = pytest.importorskip("fsspec")
pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")

pytestmark = [
    pytest.mark.proof,
    # botocore and aiohttp leave connections to the collector.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]

SMALL = Options(shard=Size(documents=3))


class Idle(Light):
    """Has nothing to do."""

    def clean(self, raw):
        raise AssertionError(raw.path)


def put(dump, url, cleaner=None, options=SMALL, **more):
    """Clean *dump* in this process, and put the result at *url*."""
    return deliver(cleaner or Light(), Inputs([str(dump)]), url, options=options, engine=_here, **more)


@pytest.fixture(scope="module")
def s3():
    """A server that speaks S3, with the bucket `crawl`, as everybody finds it who is told nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        started = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        started.start()
        try:
            host, port = started.get_host_and_port()
            patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
            store = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)
            store.mkdir("crawl")
            type(store).clear_instance_cache()
            yield store
        finally:
            started.stop()
            type(store).clear_instance_cache()
    # Collected now, what is unclosed is no error; during the test of somebody else it would be one.
    del store, started
    gc.collect()


@pytest.fixture(params=["s3", "memory"])
def store(request, s3):
    """A store with nothing in it, and the address of a place in it."""
    found = s3 if request.param == "s3" else fsspec.filesystem("memory")
    yield found, f"{request.param}://crawl"
    if found.exists("crawl"):
        for name in found.find("crawl"):
            found.rm_file(name)
    found.invalidate_cache()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def dump(tmp_path):
    return write_pages(tmp_path / "dump", {**{f"{n}.txt": page(n) for n in range(7)}, "empty.txt": b""})


def fill(store, folder):
    """Put the pages of a dump into *store*, with what is no page."""
    for number in range(3):
        store.pipe_file(f"{folder}/{number}.txt", page(number).encode())
    store.pipe_file(f"{folder}/sub/more.jsonl.zst", packed([page(number) for number in range(3, 9)], frame=900))
    store.pipe_file(f"{folder}/.hidden/x.txt", b"x")
    store.pipe_file(f"{folder}/empty.txt", b"")


def brought(store, folder, place):
    """The result at *folder* in *store*, on this machine."""
    for name in store.find(folder):
        path = place / str(name).partition(folder.rstrip("/") + "/")[2]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(store.cat_file(name))
    return place


def test_a_crawl_in_a_store_is_cleaned_as_one_on_disk(store, tmp_path):
    files, url = store
    fill(files, "crawl/in")

    report = run(Light(), Inputs([f"{url}/in/"]), tmp_path / "out", SMALL, engine=_here)

    assert (report.inputs, report.documents, report.rejected) == (10, 9, 1)
    assert report.passed_over["hidden"] == 1
    assert verify(tmp_path / "out").findings == ()
    rows = (tmp_path / "out/documents/part-00000.jsonl").read_text("utf-8")
    assert f'"path":"{url}/in/0.txt"' in rows


def test_an_object_store_is_read_by_workers_too(s3, cache, tmp_path):
    fill(s3, "crawl/workers")
    crawl = "s3://crawl/workers/**/*.jsonl.zst"

    run(Light(), Inputs([crawl]), tmp_path / "one", SMALL, engine=_here)
    run(Light(), Inputs([crawl]), tmp_path / "two", SMALL, workers=2)

    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert len(fates(tmp_path / "one")) == 6


def test_an_object_that_changes_or_vanishes_during_the_run_is_told_and_the_rest_goes_on(store, tmp_path):
    files, url = store
    fill(files, "crawl/in")

    def change(job, shards, standing):
        found = list(shards)
        files.pipe_file("crawl/in/0.txt", b"another")
        files.rm_file("crawl/in/1.txt")
        return _here(job, iter(found), standing)

    run(Light(), Inputs([f"{url}/in"]), tmp_path / "out", SMALL, engine=change)

    found = fates(tmp_path / "out")
    assert len(found) == 10
    assert [fate for fate in found if fate.outcome == "unreadable"] == [
        Fate("0.txt", None, "unreadable", "changed"),
        Fate("1.txt", None, "unreadable", "vanished"),
    ]


def test_a_result_goes_into_a_store_whole_and_is_the_one_of_this_machine(store, dump, cache, tmp_path):
    files, url = store
    run(Light(), Inputs([str(dump)]), tmp_path / "out", SMALL, engine=_here)

    report = put(dump, f"{url}/out")

    there = brought(files, "crawl/out", tmp_path / "there")
    assert (report.inputs, report.documents, report.rejected) == (8, 7, 1)
    assert digest(there) == digest(tmp_path / "out")
    assert verify(there).findings == ()
    assert not (there / MARK).exists()
    assert not list(cache.rglob("*.jsonl"))


def test_the_manifest_comes_last(store, dump, cache):
    files, url = store
    sent = []

    def look(*_):
        sent.append(sorted(str(name).rpartition("/")[2] for name in files.find("crawl/out")))

    put(dump, f"{url}/out/", on_file=look)

    assert sent
    assert all(MARK in names and "manifest.json" not in names for names in sent)
    assert "manifest.json" in {str(name).rpartition("/")[2] for name in files.find("crawl/out")}


def test_the_same_again_does_nothing(store, dump, cache, monkeypatch):
    files, url = store
    first = put(dump, f"{url}/out")
    before = {name: files.info(name) for name in files.find("crawl/out")}

    again = put(dump, f"{url}/out", Idle())

    assert again == first
    assert {name: files.info(name) for name in files.find("crawl/out")} == before


def interrupted(dump, url, after, **options):
    """Upload a result, and stop after some files."""
    seen = []

    def stop(*sent):
        seen.append(sent)
        if len(seen) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(dump, url, options=msgspec.structs.replace(SMALL, **options), on_file=stop)
    return seen


def test_an_upload_that_was_stopped_goes_on_and_cleans_nothing_again(store, dump, cache, tmp_path, monkeypatch):
    files, url = store
    interrupted(dump, f"{url}/out", after=3)
    assert not files.exists("crawl/out/manifest.json")
    arrived = sum(1 for name in files.find("crawl/out") if not str(name).endswith(MARK))
    assert arrived >= 3
    sent = []
    send = Prefix._put
    monkeypatch.setattr(Prefix, "_put", lambda self, name, path: (sent.append(name), send(self, name, path)))

    put(dump, f"{url}/out", Idle())

    there = brought(files, "crawl/out", tmp_path / "there")
    assert verify(there).findings == ()
    whole = sum(1 for path in there.rglob("*") if path.is_file())
    # Memory tells no digests, S3 does.
    assert len(sent) == (whole - arrived if url.startswith("s3") else whole)


def test_of_two_who_write_to_one_prefix_the_first_does_not_say_that_it_is_complete(store, dump, cache):
    files, url = store
    others = []

    def meanwhile(sent, whole):
        # Nothing of the first is on its way any more, and would come behind what the other has sent.
        if sent == whole and not others:
            others.append(put(dump, f"{url}/out", options=Options(shard=Size(documents=1), force=True)))

    with pytest.raises(OutputError, match=f"{url}/out: somebody else has begun to write another result"):
        put(dump, f"{url}/out", on_file=meanwhile)
    manifest = msgspec.json.decode(files.cat_file("crawl/out/manifest.json"), type=Manifest)
    assert len(manifest.shards) == 8


def test_another_result_is_replaced_only_by_force_and_nothing_of_it_is_left(store, dump, cache, tmp_path):
    files, url = store
    put(dump, f"{url}/out", options=Options(shard=Size(documents=1)))
    many = len(files.find("crawl/out"))

    with pytest.raises(OutputError, match=f"{url}/out: holds an earlier result; .*--force"):
        put(dump, f"{url}/out")
    assert len(files.find("crawl/out")) == many
    put(dump, f"{url}/out", options=msgspec.structs.replace(SMALL, force=True))

    there = brought(files, "crawl/out", tmp_path / "there")
    manifest = msgspec.json.decode((there / "manifest.json").read_bytes(), type=Manifest)
    assert verify(there).findings == ()
    assert sum(1 for path in there.rglob("*") if path.is_file()) == len(manifest.files) + 1 < many


def test_a_replacement_that_was_stopped_leaves_no_manifest_and_goes_on(store, dump, cache, tmp_path):
    files, url = store
    put(dump, f"{url}/out", options=Options(shard=Size(documents=1)))

    interrupted(dump, f"{url}/out", after=2, force=True)
    assert not files.exists("crawl/out/manifest.json")
    # It needs no force any more: it is this very result that was being put there.
    put(dump, f"{url}/out")

    there = brought(files, "crawl/out", tmp_path / "there")
    assert verify(there).findings == ()
    assert {path.name for path in there.glob("documents/*")} == {f"part-{number:05d}.jsonl" for number in range(3)}


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("notes.txt", b"mine", "holds something else (notes.txt)"),
        ("manifest.json", b"{}", "holds a manifest.json that is none of ours"),
        ("documents/part-00000.jsonl", b"", "holds something else (documents/part-00000.jsonl)"),
    ],
)
def test_what_is_not_ours_is_never_overwritten_not_even_by_force(store, dump, cache, name, data, told):
    files, url = store
    files.pipe_file(f"crawl/out/{name}", data)

    with pytest.raises(OutputError) as error:
        put(dump, f"{url}/out", options=Options(force=True))

    assert told in str(error.value)
    assert [str(found).rpartition("out/")[2] for found in files.find("crawl/out")] == [name]


def test_an_object_of_somebody_else_beside_a_result_keeps_it_from_being_replaced(store, dump, cache):
    files, url = store
    put(dump, f"{url}/out")
    files.pipe_file("crawl/out/documents/mine.txt", b"mine")

    with pytest.raises(OutputError, match=r"documents/mine\.txt"):
        put(dump, f"{url}/out", options=Options(force=True))


def test_a_bucket_that_does_not_exist_is_told_before_anything_is_cleaned_and_is_not_made(s3, dump, cache):
    with pytest.raises(OutputError, match="s3://crowl/out: cannot be written: there is no such bucket"):
        put(dump, "s3://crowl/out")

    assert not s3.exists("crowl")
    assert not work_folder("s3://crowl/out").exists()


def test_a_prefix_that_is_like_another_is_not_taken_for_it(store, dump, cache):
    files, url = store
    files.pipe_file("crawl/out-old/notes.txt", b"mine")

    put(dump, f"{url}/out")

    assert Prefix(f"{url}/out").is_complete()
    assert not Prefix(f"{url}/out-").is_complete()


def test_the_command_reads_from_a_store_and_writes_into_it(s3, cache, tmp_path):
    fill(s3, "crawl/in")
    words = [
        "clean",
        "s3://crawl/in",
        "-o",
        "s3://crawl/clean/",
        "--work",
        str(tmp_path / "work"),
        "--source",
        "solidot.org",
    ]

    done = [CliRunner().invoke(app, words) for _ in range(2)]

    assert [one.exit_code for one in done] == [3, 3], done[0].output
    assert "what gave no document, and why: s3://crawl/clean/quarantine" in done[0].stderr
    assert "uploaded" in done[0].stderr
    assert "uploaded" not in done[1].stderr
    assert digest(tmp_path / "work") == digest(brought(s3, "crawl/clean", tmp_path / "there"))
    assert (tmp_path / "there/report.html").exists()


def test_a_folder_to_work_in_is_for_object_stores(tmp_path):
    done = CliRunner().invoke(app, ["clean", "x.txt", "-o", "out", "--work", str(tmp_path)])

    assert done.exit_code == 2
    assert "object store" in done.stderr


PAGE = (Path(__file__).parents[2] / "docs/clusters.md").read_text("utf-8")


@pytest.mark.parametrize("command", re.findall(r"^\$ cleaner (clean .*s3://.*)$", PAGE, re.MULTILINE))
def test_the_examples_of_the_page_work(s3, cache, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    if not s3.exists("crawl/2026-11"):
        fill(s3, "crawl/2026-11")

    done = CliRunner().invoke(app, [*shlex.split(command), "--source", "solidot.org", "--force"])

    assert done.exit_code in {0, 3}, done.output
    assert "+ 0 unreadable" in done.stderr
