"""report.html beside the result: made with it, replaced with it, put back with it, and known to `verify`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from report.page_data import PageData

from cleaner import Cleaner, InputError, OutputError
from cleaner.audit.verify import verify
from cleaner.engines.run import run
from cleaner.io.lock import Lock
from cleaner.io.manifest import NAME, read_manifest
from cleaner.io.read import Inputs
from cleaner.io.write import EARLIER, LOCK, PAGE, WORK, Options, undo
from cleaner.report.build import Options as PageOptions
from cleaner.report.build import write_report
from cleaner.report.write import publish

SEEDS = Path(__file__).parents[2] / "seeds"
CLEANER = Cleaner()


def clean(out: Path, *seeds: str, page: bool = True, force: bool = False) -> None:
    run(CLEANER, Inputs([str(SEEDS / f"{seed}.txt") for seed in seeds]), out, Options(page=page, force=force))


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a result; the finished shards of a run that was stopped lie beside it, and wait for the next."""
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {name.as_posix(): path.read_bytes() for name, path in found.items() if name.parts[0] != WORK}


def digest_in(out: Path) -> str:
    return PageData(out / PAGE).run["manifest_digest"]


@pytest.fixture
def out(tmp_path):
    clean(tmp_path / "out", "gptnb")
    return tmp_path / "out"


def test_the_page_names_the_manifest_which_does_not_name_the_page(out):
    manifest = read_manifest(out)

    assert digest_in(out) == manifest.manifest_digest
    assert PAGE not in {entry.path for entry in manifest.files}
    assert verify(out).findings == ()


def test_a_manifest_is_the_same_with_and_without_a_page(out, tmp_path):
    clean(tmp_path / "bare", "gptnb", page=False)

    assert not (tmp_path / "bare" / PAGE).exists()
    assert read_manifest(out).manifest_digest == read_manifest(tmp_path / "bare").manifest_digest


def test_a_new_result_replaces_the_page_of_the_earlier_one(out):
    before = digest_in(out)
    clean(out, "solidot", force=True)

    assert digest_in(out) == read_manifest(out).manifest_digest != before


def test_a_new_result_without_a_page_leaves_none_of_the_earlier_one(out):
    clean(out, "solidot", page=False, force=True)

    assert not (out / PAGE).exists()
    assert verify(out).findings == ()


def test_a_run_that_fails_leaves_the_page_as_it_was(out, monkeypatch):
    before = contents(out)

    def fails(*_: object) -> None:
        raise OutputError("no space")

    monkeypatch.setattr("cleaner.report.build.write_report", fails)
    with pytest.raises(OutputError):
        clean(out, "solidot", force=True)

    assert contents(out) == before


@pytest.mark.parametrize("with_page", [True, False])
def test_wherever_a_run_is_killed_the_next_one_puts_the_earlier_result_back(out, tmp_path, monkeypatch, with_page):
    before = contents(out)
    steps = 0
    replace = Path.replace

    def killed_at(limit: int):
        def step(path: Path, target: Path) -> Path:
            nonlocal steps
            steps += 1
            if steps > limit:
                raise KeyboardInterrupt
            return replace(path, target)

        return step

    for limit in range(30):
        work = tmp_path / f"at-{limit}"
        shutil.copytree(out, work)
        steps = 0
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", killed_at(limit))
            # As if killed outright: what is left lies there until the next run comes.
            patched.setattr("cleaner.io.write.undo", lambda *_: None)
            try:
                clean(work, "solidot", page=with_page, force=True)
                break
            except KeyboardInterrupt:
                pass
        for left in work.glob(f"{WORK}-*"):
            undo(work, left)
            shutil.rmtree(left)
        (work / LOCK).unlink(missing_ok=True)
        assert contents(work) == before, limit
    assert limit > 8


def test_verify_finds_a_page_of_another_result(out, tmp_path):
    clean(tmp_path / "other", "solidot")
    shutil.copy(tmp_path / "other" / PAGE, out / PAGE)

    [finding] = verify(out).findings
    assert (finding.where, finding.code) == (PAGE, "report-page")
    assert read_manifest(out).manifest_digest in finding.detail


@pytest.mark.parametrize("data", [b"", b"<p>mine</p>", b"\xff" * 100])
def test_verify_finds_a_page_that_is_none(out, data):
    (out / PAGE).write_bytes(data)

    assert [finding.code for finding in verify(out).findings] == ["report-page"]


def test_verify_finds_a_page_that_leads_elsewhere(out, tmp_path):
    shutil.move(out / PAGE, tmp_path / "elsewhere.html")
    (out / PAGE).symlink_to(tmp_path / "elsewhere.html")

    assert [finding.code for finding in verify(out).findings] == ["file-kind"]


def test_the_page_in_the_result_is_replaced_whole(out):
    (out / PAGE).write_bytes(b"old")
    path, made = publish(out, None, PageOptions())

    assert path == out / PAGE
    assert made.documents == 1
    assert verify(out).findings == ()


def test_a_page_elsewhere_is_the_same_but_for_its_place(out, tmp_path):
    path, _ = publish(out, tmp_path / "new" / "mine.html", PageOptions())

    assert path.read_bytes() == (out / PAGE).read_bytes()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.html"]


def test_nothing_is_overwritten_without_force(out, tmp_path):
    file = tmp_path / "mine.html"
    file.write_bytes(b"mine")
    with pytest.raises(OutputError, match="--force"):
        publish(out, file, PageOptions())
    assert file.read_bytes() == b"mine"

    publish(out, file, PageOptions(), force=True)
    assert PageData(file).run["result"] == "out"


@pytest.mark.parametrize("name", ["other.html", "documents/page.html", PAGE])
def test_no_other_file_is_put_into_the_result(out, name):
    with pytest.raises(OutputError, match="lies in the result"):
        publish(out, out / name, PageOptions(), force=True)


def test_while_another_run_writes_there_no_page_is_put_into_the_result(out):
    lock = Lock(out / LOCK)
    lock.take(out)
    try:
        with pytest.raises(OutputError, match="another run"):
            publish(out, None, PageOptions())
    finally:
        lock.give_back()


def alter(out: Path, name: str, change) -> None:
    path = out / name
    path.write_bytes(change(path.read_bytes()))


PARTS = {"removals": "removals/part-00000.jsonl", "documents": "documents/part-00000.jsonl", "report": "report.json"}


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (PARTS["removals"], lambda data: data.replace(b'"line":1', b'"line":2', 1), "it was altered"),
        (PARTS["removals"], lambda data: data.partition(b"\n")[2], "it was altered"),
        (PARTS["removals"], lambda data: data + data, "which is no document there"),
        (PARTS["removals"], lambda data: b"{}\n" + data, "not a RemovalRow"),
        (PARTS["documents"], lambda data: b"not json\n" + data, "not a DocumentRow"),
        (PARTS["documents"], lambda data: b"\xff" + data, "not a DocumentRow"),
        (PARTS["report"], lambda _: b"{}", "report.json"),
        (PARTS["report"], lambda data: data.replace(b'"gptnb.com"', b'"other.com"'), "does not know the source"),
    ],
)
def test_a_result_that_is_not_as_it_was_written_is_refused_with_what_says_more(out, tmp_path, name, change, words):
    alter(out, name, change)
    with pytest.raises(InputError, match=words) as caught:
        publish(out, tmp_path / "page.html", PageOptions())

    assert "cleaner verify" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", [*PARTS.values(), NAME])
def test_a_file_that_is_missing_is_named(out, tmp_path, name):
    (out / name).unlink()
    with pytest.raises(InputError, match=name):
        publish(out, tmp_path / "page.html", PageOptions())


def test_a_place_that_cannot_be_written_is_told(out, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot be written"):
        publish(out, tmp_path / "file" / "page.html", PageOptions())
    with pytest.raises(OutputError, match="is a folder"):
        publish(out, tmp_path, PageOptions())


def test_progress_says_how_many_documents_of_how_many(out, tmp_path):
    told = []
    write_report(out, tmp_path / "page.html", PageOptions(on_progress=lambda read, whole: told.append((read, whole))))
    assert told == [(1, 1)]


def test_an_empty_result_has_a_page(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    run(CLEANER, Inputs([str(tmp_path / "empty.txt")]), tmp_path / "out", Options(page=True))
    page = PageData(tmp_path / "out" / PAGE)

    assert (page.run["documents"], page.run["sources"], page.run["chunks"]) == (0, [], 0)
    assert page.run["look_first"][0]["kind"] == "rejected"


def test_the_lists_aside_are_taken_away_after_a_killed_run(out):
    left = out / f"{WORK}-1"
    (left / EARLIER).mkdir(parents=True)
    (left / PAGE).write_bytes(b"half")
    clean(out, "solidot", force=True)

    assert not left.exists()
