from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from engines.inline import Stopped
from engines.light import Light

from cleaner.engines.run import run
from cleaner.io.read import Inputs
from cleaner.io.shards import Size
from cleaner.io.write import Options

SEEDS = Path(__file__).parents[2] / "seeds"
BODY = "春分这天，江边的灯亮了。\n"


class FakeStdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def rows(folder: Path) -> list[dict]:
    return [
        json.loads(line) for part in sorted(folder.glob("*.jsonl")) for line in part.read_text("utf-8").splitlines()
    ]


def test_a_folder_becomes_a_result_and_the_last_line_says_what_to_open(command, tmp_path):
    ran = command("clean", SEEDS, "-o", tmp_path / "out")

    assert ran.code == 0
    assert ran.out == b""
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "documents",
        "removals",
        "quarantine",
        "manifest.json",
        "report.json",
        "report.html",
    }
    opened = Path(ran.err.strip().splitlines()[-1].removeprefix("open: "))
    assert opened.is_file()


def test_a_document_row_has_the_fields_that_the_formats_page_names(command, tmp_path):
    command("clean", SEEDS / "solidot.txt", "-o", tmp_path / "out")

    [row] = rows(tmp_path / "out" / "documents")
    assert list(row) == ["id", "text", "title", "language", "script", "source", "stamp", "removals"]
    assert (row["source"], row["language"], row["script"]) == ("solidot.org", "zh", "Hans")
    assert row["stamp"]["capture"]["path"] == str(SEEDS / "solidot.txt")


def test_the_summary_names_each_source_and_rules_that_never_fired(command, tmp_path):
    ran = command("clean", SEEDS, "-o", tmp_path / "out")

    for source in ("solidot.org", "gptnb.com", "discuz-wechat", "hot-news-aggregator", "163.com"):
        assert source in ran.err
    assert "own rules that never fired" in ran.err


def test_one_file_without_a_folder_goes_to_standard_output_and_words_to_standard_error(command, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(BODY, "utf-8")

    ran = command("clean", page)

    assert (ran.code, ran.text) == (0, BODY)
    assert "source unknown" in ran.err


def test_a_folder_without_a_name_is_misuse_and_not_the_one_the_user_stands_in(command, tmp_path, monkeypatch):
    (tmp_path / "page.txt").write_text(BODY, "utf-8")
    monkeypatch.chdir(tmp_path)

    ran = command("clean", "page.txt", "-o", "")

    assert ran.code == 2
    assert "names no folder" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be bounded there")
def test_a_disk_that_is_full_when_the_page_is_written_keeps_all_shards(tmp_path):
    (tmp_path / "page.txt").write_text(BODY, "utf-8")
    words = [sys.executable, "-m", "cleaner", "clean", "page.txt", "-o", "out", "--extractor", "none"]
    bounded = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); os.execv(sys.argv[1], sys.argv[1:])"

    stopped = subprocess.run(
        [sys.executable, "-c", bounded, *words], cwd=tmp_path, check=False, capture_output=True, text=True
    )

    assert stopped.returncode == 2
    assert "report.html: cannot be written" in stopped.stderr
    assert "all shards are kept, and the same command goes on" in stopped.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "out" / "report.html").exists()


def test_standard_input_is_one_document(command, monkeypatch):
    monkeypatch.setattr(sys, "stdin", FakeStdin(BODY.encode()))

    ran = command("clean", "-", "--url", "https://example.org/a", "--json")

    row = json.loads(ran.text)
    assert (row["text"], row["stamp"]["capture"]["path"]) == (BODY.rstrip("\n"), "-")
    assert row["stamp"]["capture"]["url"] == "https://example.org/a"


def test_json_prints_the_report_that_is_in_the_folder(command, tmp_path):
    ran = command("clean", SEEDS, "-o", tmp_path / "out", "--json", "--quiet")

    assert json.loads(ran.out) == json.loads((tmp_path / "out" / "report.json").read_bytes())
    assert ran.err == ""


def test_files_are_markdown_with_front_matter_and_a_list_of_what_was_removed(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out", "--as", "files")

    written = {path.name for path in (tmp_path / "out" / "documents").iterdir()}
    assert {"solidot.md", "solidot.removed.txt", "gptnb.md", "gptnb.removed.txt"} <= written
    listed = (tmp_path / "out" / "documents" / "solidot.removed.txt").read_text("utf-8")
    assert "solidot.org/top-menu" in listed
    assert "why: " in listed


def test_some_documents_held_back_give_exit_code_3_and_the_rest_is_written(command, tmp_path):
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "empty.txt").write_bytes(b"")
    (dump / "good.txt").write_text(BODY, "utf-8")

    ran = command("clean", dump, "-o", tmp_path / "out")

    assert ran.code == 3
    assert len(rows(tmp_path / "out" / "documents")) == 1
    assert [row["code"] for row in rows(tmp_path / "out" / "quarantine")] == ["empty-input"]
    assert "quarantine" in ran.err


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "empty-input", id="empty"),
        pytest.param(b" \n\n", "empty-document", id="blank"),
        pytest.param(bytes(range(256)) * 20, "binary", id="binary"),
        pytest.param(
            b"\0" * 3000,
            "binary",
            id="NULs",
        ),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 \0\1\2\3" * 50, "binary", id="PDF"),
        pytest.param(b"\xef\xbb\xbf <!DOCTYPE html><title>x", "empty-document", id="HTML with nothing to read"),
    ],
)
def test_bad_input_to_standard_output_is_one_clear_line_and_exit_code_3(command, tmp_path, data, code):
    page = tmp_path / "page.txt"
    page.write_bytes(data)

    ran = command("clean", page)

    assert (ran.code, ran.out) == (3, b"")
    assert code in ran.err
    assert "page.txt" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["no-such-file.txt", "-o", "{out}"], "no such file or folder", id="missing file"),
        pytest.param(["no-such-*.txt", "-o", "{out}"], "no file matches", id="pattern that matches nothing"),
        pytest.param(["{seeds}"], "-o", id="many documents and no folder"),
        pytest.param(["{seeds}", "-o", "{file}"], "is a file", id="the folder is a file"),
        pytest.param(["{seeds}", "-o", "{file}/out"], "cannot be written", id="the folder lies below a file"),
        pytest.param(["{seeds}", "-o", "{other}"], "something else", id="the folder holds something else"),
        pytest.param(["{seeds}", "-o", "{out}", "--source", "solidot"], "solidot.org", id="source that does not exist"),
        pytest.param(["{seeds}", "-o", "{out}", "--profile", "all"], "--profile", id="profile that does not exist"),
        pytest.param(
            ["{seeds}", "-o", "{out}", "--detector", "py3langit"], "py3langid", id="detector that does not exist"
        ),
        pytest.param(["{seeds}", "-o", "{out}", "--rules", "{other}/none"], "no such directory", id="no rule folder"),
        pytest.param(["{seeds}", "-o", "{out}", "--url", "https://example.org"], "--url", id="one address for many"),
        pytest.param(["-", "-", "-o", "{out}"], "twice", id="standard input twice"),
    ],
)
def test_misuse_is_told_before_anything_is_written(command, tmp_path, arguments, message):
    (tmp_path / "file").write_text("x", "utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("Dear", "utf-8")
    places = {name: tmp_path / name for name in ("out", "file", "other")}

    ran = command("clean", *(argument.format(seeds=SEEDS, **places) for argument in arguments))

    assert ran.code == 2
    # Rich folds long lines.
    assert message in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


def test_a_folder_that_the_system_does_not_let_us_make_is_told(command):
    ran = command("clean", SEEDS, "-o", "/proc/cleaner-out")

    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_an_earlier_result_is_replaced_only_with_force(command, tmp_path):
    out = tmp_path / "out"
    command("clean", SEEDS, "-o", out, "--as", "files")
    before = (out / "manifest.json").read_bytes()

    refused = command("clean", SEEDS / "gptnb.txt", "-o", out)
    assert refused.code == 2
    assert "--force" in refused.err
    assert (out / "manifest.json").read_bytes() == before

    assert command("clean", SEEDS / "gptnb.txt", "-o", out, "--force").code == 0
    assert [path.name for path in (out / "documents").iterdir()] == ["part-00000.jsonl"]
    assert command("verify", out).code == 0


def test_force_does_not_touch_what_is_not_ours(command, tmp_path):
    out = tmp_path / "out"
    command("clean", SEEDS, "-o", out)
    (out / "documents" / "notes.txt").write_text("mine", "utf-8")

    ran = command("clean", SEEDS, "-o", out, "--force")

    assert ran.code == 2
    assert "notes.txt" in ran.err
    assert (out / "documents" / "notes.txt").read_text("utf-8") == "mine"


def test_a_full_disk_is_told_and_leaves_the_earlier_result(command, tmp_path):
    out = tmp_path / "out"
    command("clean", SEEDS / "gptnb.txt", "-o", out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    # A limit on the size of files fails as a full disk does: write() raises OSError.
    program = (
        "import resource, signal; from cleaner.language import detect; detect('Yesterday we read two books.');"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from cleaner.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "clean", str(SEEDS), "-o", str(out), "--force"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert ran.returncode == 2, ran.stderr
    assert b"cannot be written" in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_removed_characters_are_counted_by_category_in_the_report(command, tmp_path):
    command("clean", SEEDS / "solidot.txt", "-o", tmp_path / "out")

    report = json.loads((tmp_path / "out" / "report.json").read_bytes())
    [source] = report["sources"]
    assert sum(source["removed"].values()) == source["removed_chars"]
    removed = sum(len(row["text"]) for row in rows(tmp_path / "out" / "removals"))
    assert removed == source["removed_chars"]


def test_the_rules_ledger_leaves_out_bare_markup_and_white_space(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out", "--ledger", "rules")

    categories = {row["category"] for row in rows(tmp_path / "out" / "removals")}
    assert categories
    assert not categories & {"markup", "whitespace"}


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["", "report.json", "documents"])
def test_a_result_that_is_its_own_input_is_refused_and_stays(command, tmp_path, name):
    out = tmp_path / "out"
    command("clean", SEEDS / "gptnb.txt", "-o", out)
    before = contents(out)

    ran = command("clean", out / name, "-o", out, "--force")

    assert ran.code == 2
    assert "folder for the result" in ran.err
    assert contents(out) == before


def test_nothing_to_clean_says_what_was_passed_over_and_writes_nothing(command, tmp_path):
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "a.png").write_bytes(b"")
    command("clean", SEEDS / "gptnb.txt", "-o", tmp_path / "earlier")
    before = contents(tmp_path / "earlier")

    for out in ("new", "earlier"):
        ran = command("clean", tmp_path / "dump", "-o", tmp_path / out, "--force")
        assert ran.code == 2
        assert ".png 1" in ran.err
    assert not (tmp_path / "new").exists()
    assert contents(tmp_path / "earlier") == before


def test_a_name_steers_no_terminal_and_is_no_emoji_code(command, tmp_path):
    page = tmp_path / "\x1b[31m:smile:\u202e[bold].txt"
    page.write_text(BODY, "utf-8")

    found = command("clean", page)
    missing = command("clean", tmp_path / "\x1b[31mgone\n.txt")

    assert "\\u{1b}[31m:smile:\\u{202e}[bold].txt" in found.err
    assert "\x1b" not in found.err + missing.err
    assert "gone\\u{a}.txt" in missing.err


@pytest.mark.parametrize(
    ("arguments", "streams", "message"),
    [
        pytest.param("clean -", "<&-", b"standard input is closed", id="stdin closed"),
        pytest.param("clean page.txt", ">&-", b"standard output is closed", id="stdout closed"),
        pytest.param("explain page.txt", ">&-", b"standard output is closed", id="explain, stdout closed"),
        pytest.param("clean page.txt", ">/dev/full", b"standard output", id="stdout full"),
        pytest.param("explain page.txt", ">/dev/full", b"standard output", id="explain, stdout full"),
        pytest.param("--version", ">/dev/full", b"standard output", id="version, stdout full"),
        pytest.param("clean nowhere", "2>/dev/full", b"", id="stderr full"),
        pytest.param("clean nowhere", "2>&-", b"", id="stderr closed"),
    ],
)
def test_a_stream_that_is_closed_or_full_is_one_message_and_exit_code_2(tmp_path, arguments, streams, message):
    (tmp_path / "page.txt").write_text(BODY, "utf-8")

    ran = subprocess.run(
        ["sh", "-c", f'"$0" -m cleaner {arguments} {streams}', sys.executable],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )

    assert ran.returncode == 2
    assert message in ran.stderr
    assert b"Traceback" not in ran.stderr
    assert ran.stderr.count(b"error:") == bool(message)


def test_the_version_is_told(command):
    from cleaner import __version__

    assert command("--version").text == f"cleaner {__version__}\n"


def test_the_help_of_clean_lists_every_exit_code(command):
    shown = " ".join(command("clean", "--help").text.split())

    assert all(f"{code} {what}" in shown for code, what in ((0, "every input"), (2, "misuse"), (3, "some inputs")))


def test_two_workers_write_what_one_writes(command, tmp_path):
    for workers in (1, 2):
        assert command("clean", SEEDS, "-o", tmp_path / str(workers), "--workers", workers).code == 0

    one, two = (json.loads((tmp_path / name / "manifest.json").read_bytes()) for name in "12")
    assert one["manifest_digest"] == two["manifest_digest"]


def test_the_time_of_capture_goes_into_the_stamp_and_is_marked_as_given(command, tmp_path):
    command("clean", SEEDS, "-o", tmp_path / "out", "--fetched-at", "2024-11-02T08:30:00+08:00")

    for row in rows(tmp_path / "out" / "documents"):
        assert row["stamp"]["capture"]["fetched_at"] == "2024-11-02T08:30:00+08:00"
        assert row["stamp"]["capture"]["given"] == ["fetched_at"]


def test_a_time_of_capture_that_is_none_is_told(command, tmp_path):
    ran = command("clean", SEEDS, "-o", tmp_path / "out", "--fetched-at", "yesterday")

    assert ran.code == 2
    assert "2024-10-19" in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="arguments are bytes there")
@pytest.mark.parametrize("option", ["--url", "--fetched-at"])
def test_an_option_that_is_no_utf8_is_told(command, tmp_path, option):
    value = {"--url": "http://x.example/\udcff", "--fetched-at": "2024-10-19\udcff08:30"}[option]

    ran = command("clean", SEEDS / "gptnb.txt", "-o", tmp_path / "out", option, value)

    assert ran.code == 2
    assert option in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes there")
def test_a_folder_of_rules_whose_name_is_no_utf8_is_noted(command, tmp_path):
    rules = tmp_path / os.fsdecode(b"r\xff")
    rules.mkdir()

    assert command("clean", SEEDS / "gptnb.txt", "-o", tmp_path / "out", "--rules", rules).code == 0
    assert json.loads((tmp_path / "out/manifest.json").read_bytes())["options"]["rules"] == [f"{tmp_path}/r\\xff"]


def test_finished_shards_of_a_command_with_other_rules_are_told(command, tmp_path):
    dump, out = tmp_path / "dump", tmp_path / "out"
    dump.mkdir()
    for number in range(3):
        (dump / f"{number}.txt").write_text(f"第{number}次潮水退了。", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        run(Light(), Inputs([str(dump)]), out, Options(shard=Size(documents=1)), engine=Stopped(1))

    ran = command("clean", dump, "-o", out, "--no-report", "--progress", "none")

    assert ran.code == 0
    told, *_ = ran.err.splitlines()
    assert told.startswith(f"{out}/.incomplete: 1 finished shard of a command with other options, rules or version;")
    assert "taken away when this one is done" in told
    assert not (out / ".incomplete").exists()
