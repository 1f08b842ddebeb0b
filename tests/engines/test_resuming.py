"""Where shards begin and end, and what a second run finds of the first."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from engines.dumps import Fate, digest, fates, json_lines, packed, page, part_files, write_pages
from engines.inline import Stopped, here
from engines.light import Light

from cleaner import OutputError
from cleaner.engines.crew import Held
from cleaner.engines.job import Job
from cleaner.engines.pulse import Pulse
from cleaner.engines.run import run
from cleaner.engines.shard import ShardWork
from cleaner.errors import InputError
from cleaner.io.containers import Reading
from cleaner.io.manifest import read_manifest
from cleaner.io.read import Inputs
from cleaner.io.shards import Reader, Size, cut_into_shards
from cleaner.io.write import DONE, WORK, Options, Writer

PAGES = [page(number) for number in range(40)]


@pytest.fixture(scope="module")
def cleaner():
    return Light()


@pytest.fixture
def dump(tmp_path, monkeypatch):
    """Files and containers, by relative paths as users give them."""
    monkeypatch.chdir(tmp_path)
    folder = write_pages(tmp_path / "dump", {f"{number}.txt": page(number) for number in range(5)})
    (folder / "b.jsonl.zst").write_bytes(packed(PAGES, frame=700))
    (folder / "c.jsonl").write_bytes(json_lines(PAGES[:9]))
    (folder / "empty.txt").write_bytes(b"")
    return Path("dump")


def shards_of(dump: Path, size: Size):
    inputs = Inputs([str(dump)])
    return list(cut_into_shards(inputs.found(), inputs.reading, "job", size))


def entries_read(shards, readers):
    """What the shards hold, each read by one of *readers* in turn."""
    return [entry for number, shard in enumerate(shards) for entry in readers[number % len(readers)].entries(shard)]


def begun(cleaner, inputs: Inputs, out: Path, options: Options, *, stop_after: int) -> list[str]:
    """A run that was stopped when some shards were done; the names of their notes."""
    with pytest.raises(KeyboardInterrupt):
        run(cleaner, inputs, out, options, engine=Stopped(stop_after))
    return sorted(path.name for path in (out / WORK / DONE).iterdir())


@pytest.mark.parametrize(
    "size",
    [Size(bytes=1), Size(bytes=1000), Size(bytes=5000), Size(documents=1), Size(documents=7), Size()],
    ids=["a document each", "1000 bytes", "5000 bytes", "one document", "seven documents", "all"],
)
def test_shards_hold_every_entry_once_whoever_reads_them(dump, size):
    shards = shards_of(dump, size)
    whole = list(Inputs([str(dump)]))

    assert entries_read(shards, [Reader(Reading())]) == whole
    assert entries_read(shards, [Reader(Reading()), Reader(Reading()), Reader(Reading())]) == whole
    assert [entry for shard in shards for entry in Reader(Reading()).entries(shard)] == whole
    backwards = [list(Reader(Reading()).entries(shard)) for shard in reversed(shards)]
    assert [entry for entries in reversed(backwards) for entry in entries] == whole


def test_shards_are_closed_by_bytes_and_by_documents(dump):
    by_bytes = shards_of(dump, Size(bytes=2000))
    by_documents = shards_of(dump, Size(documents=10))

    assert len(by_bytes) > 4
    for shard in by_bytes[:-1]:
        entries = list(Reader(Reading()).entries(shard))
        assert sum(len(entry.data) for entry in entries[:-1]) < 2000
    assert [len(list(Reader(Reading()).entries(shard))) for shard in by_documents] == [10, 10, 10, 10, 10, 5]
    on_disk = sum(path.stat().st_size for path in dump.iterdir())
    assert abs(sum(shard.bytes for shard in by_bytes) - on_disk) < len(by_bytes)


def test_keys_say_what_is_in_a_shard_and_nothing_about_the_run(dump):
    before = [shard.key for shard in shards_of(dump, Size(bytes=1000))]
    assert [shard.key for shard in shards_of(dump, Size(bytes=1000))] == before
    assert len(set(before)) == len(before)

    (dump / "c.jsonl").write_bytes(json_lines([*PAGES[:8], "别的"]))
    after = [shard.key for shard in shards_of(dump, Size(bytes=1000))]
    # The dump before it is another shard's and still has its keys.
    assert before[:5] == after[:5]
    assert before[-1] != after[-1]


def test_a_run_that_was_stopped_goes_on_with_what_is_missing(cleaner, dump, tmp_path):
    options = Options(shard=Size(bytes=800))
    run(cleaner, Inputs(["dump"]), tmp_path / "whole", options, engine=here())

    kept = begun(cleaner, Inputs(["dump"]), tmp_path / "out", options, stop_after=4)
    again = begun(cleaner, Inputs(["dump"]), tmp_path / "out", options, stop_after=3)
    heard, engine = [], here()
    run(cleaner, Inputs(["dump"]), tmp_path / "out", options, heard.append, engine=engine)

    assert (len(kept), len(again)) == (4, 7)
    assert set(kept) < set(again)
    assert engine.done == heard[-1].shards - 7
    assert part_files(tmp_path / "out") == part_files(tmp_path / "whole")
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")
    assert len(fates(tmp_path / "out")) == 55
    assert not (tmp_path / "out" / WORK).exists()


def test_what_is_finished_is_not_touched_by_the_run_that_goes_on(cleaner, dump, tmp_path):
    options = Options(shard=Size(bytes=1500))
    out = tmp_path / "out"
    begun(cleaner, Inputs(["dump"]), out, options, stop_after=4)
    parts = {path: path.stat() for path in (out / WORK / "documents").iterdir()}
    begun(cleaner, Inputs(["dump"]), out, options, stop_after=2)

    assert {path: path.stat().st_mtime_ns for path in parts} == {path: told.st_mtime_ns for path, told in parts.items()}
    run(cleaner, Inputs(["dump"]), out, options, engine=here())
    moved = {path.stat().st_ino for path in (out / "documents").iterdir()}
    # The very files that the first run wrote.
    assert {told.st_ino for told in parts.values()} < moved


@pytest.mark.parametrize("harm", ["note cut off", "note of another", "part cut off", "part gone"])
def test_a_shard_that_is_not_whole_is_done_again(cleaner, dump, tmp_path, harm):
    options = Options(shard=Size(bytes=1500))
    out = tmp_path / "out"
    run(cleaner, Inputs(["dump"]), tmp_path / "whole", options, engine=here())
    begun(cleaner, Inputs(["dump"]), out, options, stop_after=3)
    note, other, *_ = sorted((out / WORK / DONE).iterdir())
    part = out / WORK / json.loads(note.read_bytes())["files"][0]["path"]
    if harm == "note cut off":
        note.write_bytes(note.read_bytes()[:50])
    elif harm == "note of another":
        note.write_bytes(other.read_bytes())
    elif harm == "part cut off":
        part.write_bytes(part.read_bytes()[:-1])
    else:
        part.unlink()

    engine = here()
    run(cleaner, Inputs(["dump"]), out, options, engine=engine)

    assert engine.done == len(shards_of(dump, options.shard)) - 2
    assert digest(out) == digest(tmp_path / "whole")


def test_a_finished_result_is_left_as_it_is_and_told_again(cleaner, dump, tmp_path):
    options = Options(shard=Size(bytes=1500))
    first = run(cleaner, Inputs(["dump"]), tmp_path / "out", options, engine=here())
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}

    second = run(cleaner, Inputs(["dump"]), tmp_path / "out", options, engine=None)

    assert first == second
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


@pytest.mark.parametrize("change", ["an option", "the shards", "a file", "one more file", "the names"])
def test_a_finished_result_of_something_else_is_refused_without_force(cleaner, dump, tmp_path, change):
    out = tmp_path / "out"
    run(cleaner, Inputs(["dump"]), out, Options(), engine=here())
    names, options = ["dump"], Options()
    if change == "an option":
        options = Options(ledger="rules")
    elif change == "the shards":
        options = Options(shard=Size(bytes=1500))
    elif change == "a file":
        (dump / "0.txt").write_text(page(99), "utf-8")
    elif change == "one more file":
        (dump / "x.txt").write_text(page(99), "utf-8")
    else:
        names = ["./dump"]
    before = digest(out)

    with pytest.raises(OutputError, match="--force"):
        run(cleaner, Inputs(names), out, options, engine=here())
    assert digest(out) == before

    forced = Options(form=options.form, ledger=options.ledger, shard=options.shard, force=True)
    run(cleaner, Inputs(names), out, forced, engine=here())
    assert digest(out) != before
    assert len(fates(out)) == (56 if change == "one more file" else 55)


def test_shards_of_another_run_are_no_part_of_this_one(cleaner, dump, tmp_path):
    out = tmp_path / "out"
    begun(cleaner, Inputs(["dump"]), out, Options(shard=Size(bytes=1500)), stop_after=3)
    (dump / "b.jsonl.zst").write_bytes(packed(PAGES[:3]))

    run(cleaner, Inputs(["dump"]), out, Options(ledger="rules", shard=Size(bytes=1500)), engine=here())
    run(cleaner, Inputs(["dump"]), tmp_path / "fresh", Options(ledger="rules", shard=Size(bytes=1500)), engine=here())

    assert part_files(out) == part_files(tmp_path / "fresh")
    assert len(fates(out)) == 18


def test_shards_of_a_run_with_other_options_are_told_and_go_when_this_one_is_done(cleaner, dump, tmp_path):
    out, told = tmp_path / "out", []
    full, short = (Options(ledger=ledger, shard=Size(bytes=1500)) for ledger in ("full", "rules"))
    begun(cleaner, Inputs(["dump"]), out, full, stop_after=3)
    begun(cleaner, Inputs(["dump"]), out, short, stop_after=2)
    (dump / "0.txt").write_text("别的", "utf-8")

    with pytest.raises(KeyboardInterrupt):
        run(cleaner, Inputs(["dump"]), out, full, engine=Stopped(1), on_others=told.append)
    assert told == [2]
    engine = here()
    report = run(cleaner, Inputs(["dump"]), out, full, engine=engine, on_others=told.append)

    assert told == [2, 2]
    assert len(read_manifest(out).shards) == engine.done + 3, "two of the first run fit, and one of the third"
    assert report.inputs == len(fates(out)) == 55
    assert not (out / WORK).exists()


def test_a_run_that_goes_on_or_begins_hears_of_no_others(cleaner, dump, tmp_path):
    options, told = Options(shard=Size(bytes=1500)), []
    begun(cleaner, Inputs(["dump"]), tmp_path / "out", options, stop_after=3)

    run(cleaner, Inputs(["dump"]), tmp_path / "out", options, engine=here(), on_others=told.append)
    run(cleaner, Inputs(["dump"]), tmp_path / "new", options, engine=here(), on_others=told.append)

    assert told == []


@pytest.mark.parametrize(("what", "code"), [("changed", "changed"), ("gone", "vanished"), ("touched", "changed")])
def test_a_file_that_changes_or_goes_during_the_run_is_told_and_the_rest_goes_on(cleaner, dump, tmp_path, what, code):
    # All are in one shard: the last of them has been found when the first is cleaned.
    victim = dump / "4.txt"

    def disturb(progress):
        if progress.inputs == 1 and victim.exists():
            if what == "changed":
                victim.write_text("别的", "utf-8")
            elif what == "touched":
                os.utime(victim, ns=(1, 1))
            else:
                victim.unlink()

    run(cleaner, Inputs(["dump"]), tmp_path / "out", Options(), disturb)

    found = fates(tmp_path / "out")
    assert [fate for fate in found if fate.outcome != "document"] == [
        Fate("4.txt", None, "unreadable", code), Fate("empty.txt", None, "rejected", "empty-input"),
    ]  # fmt: skip
    assert len(found) == 55


def test_a_file_that_was_away_for_a_while_is_read_by_the_run_that_goes_on(cleaner, dump, tmp_path):
    victim, aside = dump / "4.txt", tmp_path / "aside"
    options = Options(shard=Size(documents=5))
    out = tmp_path / "out"

    def hide(job, shards, standing):
        first = next(shards)
        shutil.move(victim, aside)
        yield ShardWork(job).do(first, {}, Pulse())
        shutil.move(aside, victim)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(cleaner, Inputs(["dump"]), out, options, engine=hide)
    run(cleaner, Inputs(["dump"]), out, options, engine=here())

    assert [fate.code for fate in fates(out) if fate.outcome != "document"] == ["empty-input"]


def test_a_container_that_goes_during_the_run_costs_its_own_records_only(cleaner, dump, tmp_path):
    def disturb(done):
        if done == 4:
            (dump / "b.jsonl.zst").unlink()

    options = Options(shard=Size(documents=8))
    run(cleaner, Inputs(["dump"]), tmp_path / "out", options, engine=here(disturb))

    found = fates(tmp_path / "out")
    assert {fate.code for fate in found if fate.name == "b.jsonl.zst" and fate.outcome != "document"} == {"vanished"}
    assert len([fate for fate in found if fate.name == "c.jsonl"]) == 9


def test_a_file_that_is_named_twice_is_two_inputs(cleaner, dump, tmp_path):
    for size in (Size(), Size(documents=3)):
        out = tmp_path / str(size.documents)
        report = run(
            cleaner,
            Inputs(["dump/c.jsonl", "dump/0.txt", "dump/c.jsonl", "dump/c.jsonl"]),
            out,
            Options(shard=size),
            engine=here(),
        )
        assert (report.inputs, report.documents) == (28, 28)
        assert sum(fate.number == 1 for fate in fates(out)) == 3


def test_a_run_over_a_file_that_is_named_twice_goes_on(cleaner, dump, tmp_path):
    names, options = ["dump/c.jsonl"] * 3, Options(shard=Size(documents=3))
    run(cleaner, Inputs(names), tmp_path / "whole", options, engine=here())

    begun(cleaner, Inputs(names), tmp_path / "out", options, stop_after=4)
    run(cleaner, Inputs(names), tmp_path / "out", options, engine=here())

    assert digest(tmp_path / "out") == digest(tmp_path / "whole")
    assert len(fates(tmp_path / "out")) == 27


def test_inputs_without_a_document_leave_no_result(cleaner, tmp_path):
    write_pages(tmp_path / "dump", {"a.png": b"\x89PNG", "b.jsonl": b"\n\n"})

    with pytest.raises(InputError, match=r"nothing to clean.*passed over: .*\.png 1"):
        run(cleaner, Inputs([str(tmp_path / "dump")]), tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_what_is_written_between_two_shards_needs_no_copy(cleaner, dump, tmp_path, monkeypatch):
    """The result is made of links: the disk holds its parts once, also while it is put together."""
    monkeypatch.setattr(shutil, "copyfile", None)
    seen = []

    def look(self, number, files, take=Writer._take):
        take(self, number, files)
        seen.extend((self._staging / entry.path).stat().st_nlink for entry in self._entries)

    monkeypatch.setattr(Writer, "_take", look)
    run(cleaner, Inputs(["dump"]), tmp_path / "out", Options(shard=Size(bytes=1500)), engine=here())

    assert set(seen) == {2}


def jobs(cleaner, folder: Path) -> Job:
    for name in ("documents", "removals", "quarantine", DONE):
        (folder / name).mkdir(parents=True)
    return Job(cleaner, Reading(), Options(), folder)


def test_an_item_that_workers_died_of_is_left_out_and_the_others_are_done(cleaner, dump, tmp_path):
    [shard] = list(cut_into_shards(Inputs(["dump/c.jsonl"]).found(), Reading(), "job", Size()))
    work = ShardWork(jobs(cleaner, tmp_path / "work"))

    done = work.do(shard, {2: Held("time-limit", "took too long")}, Pulse())

    assert (done.tally.inputs, done.tally.documents, done.tally.rejected) == (9, 8, {"time-limit": 1})


def test_an_item_that_workers_died_of_as_they_read_it_ends_the_shard_with_one_line(cleaner, dump, tmp_path):
    [shard] = list(cut_into_shards(Inputs(["dump/c.jsonl"]).found(), Reading(), "job", Size()))
    work = ShardWork(jobs(cleaner, tmp_path / "work"))

    done = work.do(shard, {2: Held("worker-killed", "a worker died of it", rest=True)}, Pulse())

    assert (done.tally.inputs, done.tally.documents, done.tally.unreadable) == (3, 2, {"worker-killed": 1})


def test_a_worker_that_dies_as_it_writes_is_no_fault_of_an_item(cleaner, dump, tmp_path, monkeypatch):
    [shard] = list(cut_into_shards(Inputs(["dump/c.jsonl"]).found(), Reading(), "job", Size()))
    pulse, seen = Pulse(), []
    monkeypatch.setattr("cleaner.engines.shard.flush_folder", lambda _: seen.append(pulse.ordinal))

    ShardWork(jobs(cleaner, tmp_path / "work")).do(shard, {}, pulse)

    assert set(seen) == {-1}
